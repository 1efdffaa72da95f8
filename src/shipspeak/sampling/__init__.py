"""What to pay for: choose a part of the meeting, and say what that part tells of the whole. Pure."""

from shipspeak.sampling.active import NEWEST, SHIPPED, Active
from shipspeak.sampling.choose import NothingToChoose, choose
from shipspeak.sampling.cues import cues
from shipspeak.sampling.estimate import Observation, observe, ratio, too_wide
from shipspeak.sampling.model import Cue, CueKind, Estimate, Guarantee, Plan, Preset, Role, Unit
from shipspeak.sampling.presets import DEFAULT, SHARES, Configuration, UnusableConfiguration, budget

__all__ = [
    "DEFAULT",
    "NEWEST",
    "SHARES",
    "SHIPPED",
    "Active",
    "Configuration",
    "Cue",
    "CueKind",
    "Estimate",
    "Guarantee",
    "NothingToChoose",
    "Observation",
    "Plan",
    "Preset",
    "Role",
    "Unit",
    "UnusableConfiguration",
    "budget",
    "choose",
    "cues",
    "observe",
    "ratio",
    "too_wide",
]
