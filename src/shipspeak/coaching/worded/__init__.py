"""A week in a model's words, which hold no figure and no quote: it is told what code counted, no word of a meeting."""

from shipspeak.coaching.worded.facts import Fact, facts, plainly
from shipspeak.coaching.worded.form import FOLDER, NEWEST, Reading, content, judged, schema
from shipspeak.coaching.worded.model import FEATURE, Worded, filled

__all__ = [
    "FEATURE",
    "FOLDER",
    "NEWEST",
    "Fact",
    "Reading",
    "Worded",
    "content",
    "facts",
    "filled",
    "judged",
    "plainly",
    "schema",
]
