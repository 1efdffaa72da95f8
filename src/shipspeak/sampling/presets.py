"""How much may be paid for, and how it is shared out: what a configuration is. Its figures stand in versioned files,
see `configurations`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from itertools import pairwise
from typing import Any

from shipspeak.base import ShipSpeakError
from shipspeak.sampling.model import Preset

MOST_RUNGS = 3
"""A start, one larger draw that contains it, everything."""


class UnusableConfiguration(ShipSpeakError):
    """The sampling configuration gives {name} the value {value}, which must lie from {low} to {high}; correct it."""

    status = 422
    exit_code = 65


class UnusableLadder(ShipSpeakError):
    """The sampling configuration gives the preset {preset} the shares {shares}; give it one to three shares, each
    more than the one before, from above 0 to 1; a third one can only be 1.
    """

    status = 422
    exit_code = 65


class UnknownFields(ShipSpeakError):
    """The sampling configuration names {names} under with_words, which it does not know; correct it."""

    status = 422
    exit_code = 65


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything about choosing that may be tuned. Lengths in milliseconds; shares 0…1.

    Chosen by `./ship sampling choose` and judged on meetings that nothing was tuned on; see
    docs/decisions/0020-cheap-words-and-a-ladder.md.
    """

    version: str
    presets: Mapping[Preset, tuple[float, ...]]
    """For each preset its ladder: the share of the meeting's duration that may be paid for at first, and the shares up
    to which more is bought while an interval is too wide. The last one is the cap."""
    enough: float
    """Half an interval, relative to its value, from which no more is bought: narrower than `too_wide` hides, since a
    figure that may be shown can still be worth more."""
    unit: int
    """Aim for a unit's length: longer ones (60 s and more) cluster, and their intervals cover too little."""
    least_draws: int
    """In short meetings units shrink, down to `unit_least`, until about so many can be drawn."""
    unit_least: int
    unit_longest: int
    pad: int
    """Added on both sides of speech, so that no first or last sound is cut."""
    join: int
    """Pauses of one speech up to this long are bought with it."""
    sliver: int
    """Left-overs shorter than this are two pads and no speech: not bought."""
    focal_share: float
    """Largest part of the budget for the coached person's own turns, if all of them fit into it."""
    drawn_share: float
    """Largest part of the budget for a sample of them, if not: the rest is for what they answer."""
    first_share: float
    """Largest part of that sample that is taken for certain: how the longest answers begin and end."""
    moment_share: float
    """While nobody is coached: largest part of the budget kept for moments; the rest goes to the audit."""
    audit_share: float
    """Least part of everything that is not the coached person's speech that is drawn at random."""
    edge: int
    """Opening and closing, each; at most an eighth of the budget."""
    context: int
    """Heard on each side of a cue."""
    asked: int
    """Heard of what another says before the coached person takes the floor: its last so much; or …"""
    asked_whole: int
    """… all of it, if no longer than this: an objection is named at the beginning."""
    answered: int
    """Heard of what the coached person then says: its first so much."""
    unsaid: float
    """Where a cheap pass wrote everything down: how much an exchange that only its turns suggest is worth beside one in
    which something was asked or objected to."""
    monologue: int
    """An answer so long is also heard to its end: half of the longest stretch alone that coaching leaves in peace."""
    ending: int
    """Heard of that end."""
    longest_gap: int
    """No stretch of speech longer than this goes wholly unheard."""
    key_share: float
    """Who has at least this share of all talk is a key speaker."""
    key_segments: int
    """Units in which each key speaker is heard."""
    stratum: int
    """Moments are spread over stretches of this length: a second one in the same stretch counts for less."""
    spread: float
    """Weight of that spreading against the strength of the cues themselves."""
    with_words: Mapping[str, Any] = field(default_factory=dict)
    """What is different where a cheap pass wrote everything down first: fields of this class by name. A sample that its
    counts calibrate may be smaller, and moments that its words name are worth more of the budget."""

    def given(self, *, words: bool) -> "Configuration":
        """The one that chooses: with or without a cheap pass over everything."""
        return replace(self, with_words={}, **self.with_words) if words else self

    def __post_init__(self) -> None:
        """Refuse what no meeting could be chosen with. Raises UnusableConfiguration or UnusableLadder."""
        if unknown := self.with_words.keys() - ({one.name for one in fields(self)} - {"version", "with_words"}):
            raise UnknownFields(names=", ".join(sorted(unknown)))
        if self.with_words:
            self.given(words=True)
        for preset in Preset:
            self._ladder(preset)
        for name in (
            "focal_share",
            "drawn_share",
            "first_share",
            "moment_share",
            "audit_share",
            "unsaid",
            "enough",
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

    def _ladder(self, preset: Preset) -> None:
        shares = self.presets.get(preset, ())
        climbs = all(earlier < later for earlier, later in pairwise((0.0, *shares)))
        if not climbs or not shares or shares[-1] > 1 or len(shares) > MOST_RUNGS or shares[2:] not in {(), (1.0,)}:
            raise UnusableLadder(preset=preset.value, shares=", ".join(map(str, shares)) or "nothing")

    def _within(self, name: str, low: float, high: float) -> None:
        value = getattr(self, name)
        if not low <= value <= high:
            raise UnusableConfiguration(name=name, value=value, low=low, high=high)


def budget(duration: int, preset: Preset, configuration: Configuration, rung: int = 0) -> int:
    """Whole milliseconds of `duration` that may be paid for on a rung (0 is the start) of the preset's ladder; rounded
    down, so that the share is never exceeded.
    """
    return duration * round(configuration.presets[preset][rung] * 1_000) // 1_000
