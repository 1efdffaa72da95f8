"""What to pay for: choose a part of the meeting, and say what that part tells of the whole. Pure."""

from shipspeak.sampling.model import Estimate, Guarantee, Plan, Preset, Role, Unit

__all__ = ["Estimate", "Guarantee", "Plan", "Preset", "Role", "Unit"]
