"""What every room stands on: errors, settings, clock, ids, spans of time, log. Imports nothing of ours."""

from shipspeak.base.disk import DiskFull, writing
from shipspeak.base.errors import ShipSpeakError, sentence
from shipspeak.base.log import set_up as set_up_log
from shipspeak.base.log import where
from shipspeak.base.progress import Progress, silent
from shipspeak.base.settings import ROOT, Settings, variable_of
from shipspeak.base.spans import Span, Turn, intersect, subtract, total, union

__all__ = [
    "ROOT",
    "DiskFull",
    "Progress",
    "Settings",
    "ShipSpeakError",
    "Span",
    "Turn",
    "intersect",
    "sentence",
    "set_up_log",
    "silent",
    "subtract",
    "total",
    "union",
    "variable_of",
    "where",
    "writing",
]
