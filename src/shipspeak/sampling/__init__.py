"""What to pay for: choose a part of the meeting, and say what that part tells of the whole. Pure."""

from shipspeak.sampling.active import DEARNESS, NEWEST, Active
from shipspeak.sampling.choose import NothingToChoose, choose, choose_from
from shipspeak.sampling.climb import climb, width
from shipspeak.sampling.configurations import DEFAULT, UnreadableConfiguration, configuration, read, versions, write
from shipspeak.sampling.cues import cues
from shipspeak.sampling.estimate import ratio, too_wide
from shipspeak.sampling.frame import Frame, Ground, lay_out, staked, survey
from shipspeak.sampling.model import (
    Calibration,
    Cue,
    CueKind,
    Estimate,
    Guarantee,
    Plan,
    Preset,
    Role,
    Rung,
    Unit,
    Width,
)
from shipspeak.sampling.observations import Observation, observe
from shipspeak.sampling.presets import Configuration, UnknownFields, UnusableConfiguration, UnusableLadder, budget
from shipspeak.sampling.quantiles import further_apart, student
from shipspeak.sampling.roughly import roughly
from shipspeak.sampling.two_phase import Cheap, two_phase
from shipspeak.sampling.units import voiced

__all__ = [
    "DEARNESS",
    "DEFAULT",
    "NEWEST",
    "Active",
    "Calibration",
    "Cheap",
    "Configuration",
    "Cue",
    "CueKind",
    "Estimate",
    "Frame",
    "Ground",
    "Guarantee",
    "NothingToChoose",
    "Observation",
    "Plan",
    "Preset",
    "Role",
    "Rung",
    "Unit",
    "UnknownFields",
    "UnreadableConfiguration",
    "UnusableConfiguration",
    "UnusableLadder",
    "Width",
    "budget",
    "choose",
    "choose_from",
    "climb",
    "configuration",
    "cues",
    "further_apart",
    "lay_out",
    "observe",
    "ratio",
    "read",
    "roughly",
    "staked",
    "student",
    "survey",
    "too_wide",
    "two_phase",
    "versions",
    "voiced",
    "width",
    "write",
]
