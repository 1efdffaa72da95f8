"""The story: upload, hear, choose, transcribe, analyse, report (`flow.py`)."""

from shipspeak.coaching import judged
from shipspeak.coaching.actions import agree_to_compare, read, read_report
from shipspeak.coaching.alone import mine
from shipspeak.coaching.analysis import findings, proven
from shipspeak.coaching.language.lines import read_all
from shipspeak.coaching.language.noticed import noticed
from shipspeak.coaching.metrics import counted, measure, rates, widths, widths_of
from shipspeak.coaching.metrics.count import Counter
from shipspeak.coaching.model import Basis, Findings, Finished, Kind, Meeting, Metric, State
from shipspeak.coaching.shelf import Shelf
from shipspeak.coaching.tasks import Bench
from shipspeak.coaching.tools import Asker, AtHand, Tools
from shipspeak.coaching.whole import measure_whole

__all__ = [
    "Asker",
    "AtHand",
    "Basis",
    "Bench",
    "Counter",
    "Findings",
    "Finished",
    "Kind",
    "Meeting",
    "Metric",
    "Shelf",
    "State",
    "Tools",
    "agree_to_compare",
    "counted",
    "findings",
    "judged",
    "measure",
    "measure_whole",
    "mine",
    "noticed",
    "proven",
    "rates",
    "read",
    "read_all",
    "read_report",
    "widths",
    "widths_of",
]
