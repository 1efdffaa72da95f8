"""What to pay for: the plan's vocabulary. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from shipspeak.base import Span


class Preset(StrEnum):
    """How much of the meeting may be paid for: a start and a cap, which the configuration gives."""

    COST = "cost"
    BALANCED = "balanced"
    QUALITY = "quality"
    FULL = "full"


class Role(StrEnum):
    """Why a unit was chosen, and so what may be concluded from it."""

    FOCAL = "focal"
    """The coached person's turns: census or probability sample. May carry rates."""
    MOMENT = "moment"
    """Chosen for what it is, after the draws: something seems to happen there, a key speaker was not yet heard twice, a
    gap had grown too long. Never extrapolated."""
    AUDIT = "audit"
    """Drawn at random from the rest. May carry rates."""
    EDGE = "edge"
    """Opening and closing: chosen for certain before anything is drawn, so a stratum of its own with p = 1."""


class CueKind(StrEnum):
    """What can be noticed: most of it without a single word, the last three from the words of a cheap pass."""

    OPENING = "opening"
    CLOSING = "closing"
    OVERLAP = "overlap"
    QUESTION_ANSWER = "question-answer"
    RESPONSE_GAP = "response-gap"
    SWITCHING = "switching"
    LOUDNESS = "loudness"
    PITCH = "pitch"
    QUESTION = "question"
    """Somebody asks something: the span is the question."""
    PUSHBACK = "pushback"
    """Somebody objects: the span is the objection."""
    DECISION = "decision"
    """Something is settled or promised: the span is the sentence."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A hint that something may happen here. It says where to listen, never what was meant or felt."""

    span: Span
    kind: CueKind
    strength: float
    """0…1."""
    speaker: str | None = None
    """Whose words they are, for cues that rest on words."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One stretch of about 15 s that was chosen."""

    span: Span
    role: Role
    probability: float
    """Inclusion probability, 0 < p <= 1, under the design that drew it; 1 for a unit chosen for certain.
    For moments: the probability is not defined by a random draw and this is 1; estimators skip the role."""
    reason: str
    """For a person to read: "your turn", "question, then a long pause", "random check" …"""
    draw: int = 0
    """Number within its role. Units of one role that share it were drawn together and are one observation; for
    moments it is the order of buying, best first."""


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A property that was checked on the finished plan."""

    name: str
    held: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Width:
    """How wide the interval of one figure came out, and whether more should be heard for it."""

    metric: str
    """As the report calls it: "questions" …"""
    low: float
    high: float
    wide: bool


@dataclass(frozen=True, slots=True)
class Rung:
    """One decision on the ladder: what had been found out by then, and what was done about it."""

    widths: tuple[Width, ...]
    """Of all that was asked, after what had been bought until then."""
    share: float
    """Of the meeting's duration that may be paid for from here on, in all."""
    bought: int
    """Milliseconds added because something was too wide; 0: nothing was bought, and `why` says the reason."""
    why: str
    """For a person to read."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is transcribed and why. Deterministic from its inputs and the seed."""

    preset: Preset
    seed: int
    duration: int
    focal: str | None
    """Voice id of the coached person; None while unknown."""
    budget: int
    """Milliseconds that may be paid for."""
    units: tuple[Unit, ...]
    """Sorted by start; disjoint."""
    guarantees: tuple[Guarantee, ...]
    configuration: str = ""
    """Version of the configuration that chose."""
    ladder: tuple[Rung, ...] = ()
    """Every decision whether to buy more, in order; what came of one stands in the widths of the next."""

    @property
    def spans(self) -> tuple[Span, ...]:
        return tuple(unit.span for unit in self.units)

    @property
    def chosen(self) -> int:
        """Milliseconds."""
        return sum(unit.span.length for unit in self.units)


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a cheap pass over everything did for an estimate."""

    used: bool
    """False: the estimate rests on the paid sample alone, because the cheap counts would not have narrowed it."""
    weight: float
    """How much of the difference between the cheap rate of the whole and of the sample was added; 0 when not used."""
    correlation: float
    """Between cheap and paid counts of the units drawn, 0…1."""
    why: str
    """For a person to read."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure for the whole meeting, from a part of it."""

    value: float
    low: float
    """Lower end of the 95 % interval; equals value for a census."""
    high: float
    units: int
    """How many sampled units carry it."""
    census: bool
    """True when everything relevant was seen: no sampling error."""
    calibration: Calibration | None = None
    """Where a cheap pass had a say, or was refused one."""
