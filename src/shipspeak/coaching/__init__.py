"""The story: upload, hear, choose, transcribe, analyse, report (`flow.py`)."""

from shipspeak.coaching.language.lines import read_all
from shipspeak.coaching.language.noticed import noticed
from shipspeak.coaching.metrics import measure, widths
from shipspeak.coaching.model import Basis, Kind, Metric

__all__ = ["Basis", "Kind", "Metric", "measure", "noticed", "read_all", "widths"]
