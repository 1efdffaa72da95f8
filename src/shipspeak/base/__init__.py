"""What every room stands on: errors, settings, clock, ids, spans of time, log. Imports nothing of ours."""

from shipspeak.base.errors import ShipSpeakError
from shipspeak.base.progress import Progress, silent
from shipspeak.base.spans import Span, Turn, intersect, subtract, total, union

__all__ = [
    "Progress",
    "ShipSpeakError",
    "Span",
    "Turn",
    "intersect",
    "silent",
    "subtract",
    "total",
    "union",
]
