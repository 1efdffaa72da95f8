"""What every room stands on: errors, settings, clock, ids, spans of time, log. Imports nothing of ours."""

from shipspeak.base.clock import Clock
from shipspeak.base.disk import DiskFull, outlast, writing
from shipspeak.base.errors import ShipSpeakError, again_may_help, sentence
from shipspeak.base.halt import CalledOff, in_thread, stop_if_called_off, submit
from shipspeak.base.loaded import keep_loaded
from shipspeak.base.log import set_up as set_up_log
from shipspeak.base.log import where
from shipspeak.base.progress import Progress, silent
from shipspeak.base.settings import ROOT, Settings, variable_of
from shipspeak.base.spans import Span, Turn, intersect, near, subtract, total, union

__all__ = [
    "ROOT",
    "CalledOff",
    "Clock",
    "DiskFull",
    "Progress",
    "Settings",
    "ShipSpeakError",
    "Span",
    "Turn",
    "again_may_help",
    "in_thread",
    "intersect",
    "keep_loaded",
    "near",
    "outlast",
    "sentence",
    "set_up_log",
    "silent",
    "stop_if_called_off",
    "submit",
    "subtract",
    "total",
    "union",
    "variable_of",
    "where",
    "writing",
]
