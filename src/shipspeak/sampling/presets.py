"""How much may be paid for, and how it is shared out: the one place these figures stand."""

from dataclasses import dataclass
from typing import Final

from shipspeak.base import ShipSpeakError
from shipspeak.sampling.model import Preset

SHARES: Final[dict[Preset, float]] = {
    Preset.COST: 0.20,
    Preset.BALANCED: 0.25,
    Preset.QUALITY: 0.35,
    Preset.FULL: 1.00,
}
"""Share of the meeting's duration that may be paid for."""


class UnusableConfiguration(ShipSpeakError):
    """The sampling configuration gives {name} the value {value}, which must lie from {low} to {high}; correct it."""

    status = 422
    exit_code = 65


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything about choosing that may be tuned. Lengths in milliseconds; shares 0…1.

    Judged on meetings that nothing was tuned on by `./ship bench sampling`; see docs/decisions/0006-what-to-pay-for.md.
    """

    version: str = "2"
    unit: int = 15_000
    """Aim for a unit's length: longer ones (60 s and more) cluster, and their intervals cover too little."""
    least_draws: int = 10
    """In short meetings units shrink, down to `unit_least`, until about so many can be drawn."""
    unit_least: int = 4_000
    unit_longest: int = 30_000
    pad: int = 200
    """Added on both sides of speech, so that no first or last sound is cut."""
    join: int = 600
    """Pauses of one speech up to this long are bought with it."""
    sliver: int = 400
    """Left-overs shorter than this are two pads and no speech: not bought."""
    focal_share: float = 0.80
    """Largest part of the budget for the coached person's own turns, if all of them fit into it."""
    drawn_share: float = 0.70
    """Largest part of the budget for a sample of them, if not: the rest is for what they answer."""
    first_share: float = 0.25
    """Largest part of that sample that is taken for certain: how the longest answers begin and end."""
    moment_share: float = 0.40
    """Largest part of the budget kept for moments; what the coached person leaves beyond it goes to the audit."""
    audit_share: float = 0.05
    """Least part of everything that is not the coached person's speech that is drawn at random."""
    edge: int = 15_000
    """Opening and closing, each; at most an eighth of the budget."""
    context: int = 15_000
    """Heard on each side of a cue."""
    asked: int = 8_000
    """Heard of what another says before the coached person takes the floor: its last so much; or …"""
    asked_whole: int = 12_000
    """… all of it, if no longer than this: an objection is named at the beginning."""
    answered: int = 10_000
    """Heard of what the coached person then says: its first so much."""
    monologue: int = 45_000
    """An answer so long is also heard to its end: half of the longest stretch alone that coaching leaves in peace."""
    ending: int = 12_000
    """Heard of that end."""
    longest_gap: int = 480_000
    """No stretch of speech longer than this goes wholly unheard."""
    key_share: float = 0.05
    """Who has at least this share of all talk is a key speaker."""
    key_segments: int = 2
    """Units in which each key speaker is heard."""
    stratum: int = 300_000
    """Moments are spread over stretches of this length: a second one in the same stretch counts for less."""
    spread: float = 0.5
    """Weight of that spreading against the strength of the cues themselves."""

    def __post_init__(self) -> None:
        """Refuse what no meeting could be chosen with. Raises UnusableConfiguration."""
        for name in (
            "focal_share",
            "drawn_share",
            "first_share",
            "moment_share",
            "audit_share",
            "key_share",
            "spread",
        ):
            self._within(name, 0, 1)
        for name in ("unit", "unit_least"):
            self._within(name, 1_000, self.unit_longest)
        for name in ("pad", "join", "sliver", "edge", "context", "asked", "answered", "monologue", "ending"):
            self._within(name, 0, 60_000)
        for name in ("longest_gap", "stratum"):
            self._within(name, 60_000, 14_400_000)

    def _within(self, name: str, low: float, high: float) -> None:
        value = getattr(self, name)
        if not low <= value <= high:
            raise UnusableConfiguration(name=name, value=value, low=low, high=high)


DEFAULT: Final = Configuration()


def budget(duration: int, preset: Preset) -> int:
    """Whole milliseconds of `duration` that `preset` may pay for; rounded down, so that the share is never exceeded."""
    return duration * round(SHARES[preset] * 1_000) // 1_000
