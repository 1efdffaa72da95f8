"""Frozen values, no I/O."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shipspeak.coaching.model import Focus, Metric

FEATURE = "coaching.weeks"
"""Under which the ledger books what a model is asked here."""


@dataclass(frozen=True, slots=True)
class Held:
    """One meeting, as its report tells of it."""

    id: UUID
    title: str
    on: date
    duration: int
    """Milliseconds."""
    focus: tuple[Focus, ...]
    metrics: tuple[Metric, ...]
    at: str = ""
    """The time of day, as in "14:05": meetings of one day are told apart by it."""
    by_provider: bool = False
    """Its person had a provider asked, so that one may be asked of its week too."""


@dataclass(frozen=True, slots=True)
class Again:
    """A card that meetings of one week have in common."""

    card: Focus
    """As the latest of them has it."""
    meetings: tuple[Held, ...]
    """In their order; at least two."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure of one week beside the same of the week before, each the mean over its meetings."""

    key: str
    name: str
    unit: str
    now: float
    before: float
    low: float
    """Of the difference, 95 %."""
    high: float
    tells: bool
    """Whether that is more than such meetings differ anyway, with all figures that were compared taken together."""
    meetings: tuple[int, int]
    """That had the figure: now, before."""


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday; a week without a report is none."""

    monday: date
    held: tuple[Held, ...]
    again: tuple[Again, ...]
    """What happened in most meetings first."""
    practise: Focus | None
    """What to change next: what came up most often; None where no card asks for a change."""
    moved: tuple[Moved, ...]
    """What tells something first; empty where too few meetings had a figure in both weeks."""

    @property
    def carrier(self) -> UUID:
        """The meeting under whose key the week's words are sealed and in whose name they are asked for: its last."""
        return self.held[-1].id


@dataclass(frozen=True, slots=True)
class Worded:
    """What a model made of a week, as it is kept: nothing is said without the facts that fill it in."""

    question: str
    """Digest of what it was asked: of a week that has changed since, it says nothing."""
    model: str
    prompt: str
    sentences: tuple[str, ...] = ()
    """With `{a}`, `{b}` … where code fills in a fact. Empty: its answer was of no use."""
    dropped: int = 0
    """Sentences that did not pass."""
