"""Terms: how a meeting is done, agreed before anything is paid for. Frozen values, no I/O."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shipspeak.ai import Way
from shipspeak.sampling import DEARNESS, Preset
from shipspeak.speech import Transcript

NO_MONEY = "the provider has no money left for us"
"""Why it gave no answer: the end of a sentence. Then it is asked again by itself."""
NO_KEY = "there is no key to ask anybody with"
NO_PRICE_LEFT = "the budgets have no room for it"
NOBODY_SAID = "nobody said which voice is coached, and nothing is paid for a guess"
"""Why nobody is paid who was wished for: ends of sentences."""


class Where(StrEnum):
    """Who writes the words down, as the person wishes."""

    HERE = "here"
    """The engine on this machine: nothing leaves it, nothing is paid."""
    PROVIDER = "provider"
    """Models of others, within every budget: a better engine writes the words down and a model may judge them."""


def usual(words: Where) -> Preset:
    """What is written down where nobody said how much: a part where words cost money, everything where they cost a
    little time (a third more than a quarter does: 24 s for half an hour of meeting).
    """
    return Preset.FULL if words is Where.HERE else Preset.BALANCED


def as_much(preset: Preset, words: Where) -> Preset:
    """What is written down where `words` takes over from another and nobody said how much: for money never more than
    is usual, whatever was had for nothing.
    """
    return usual(words) if words is Where.HERE else min(preset, usual(words), key=DEARNESS.__getitem__)


@dataclass(frozen=True, slots=True)
class Terms:
    """What came of the wish: told on the report, and kept to, whatever the budgets say later."""

    way: Way
    preset: Preset
    """How much is written down: what was asked for, or less where `way` is a smaller sample."""
    why: str
    """Which way and why, in one sentence for the person; "" where it is what was asked for."""
    writes: tuple[str, ...] = ()
    """Models that write the words down, the first one asked first. Empty: the engine on this machine does."""
    judges: tuple[str, ...] = ()
    """Models that may judge what was said, the first one asked first; the smaller one alone where `way` says so.
    Empty: no model is asked, the rules coach."""
    again: int = 0
    """How often it was asked for once more: what was given up under these terms is tried anew under the next."""
    rough: bool = False
    """Whether the engine on this machine writes everything down first: to know where to listen, and when."""
    only: str | None = None
    """The voice whose words and sound alone may leave the machine, where the person wants the others left out of it.
    None: what was chosen may leave, whoever said it."""
    hour_usd: Decimal = Decimal(0)
    """What an hour of sound costs, by the dearest of those who may write it down."""
    usual_usd: Decimal = Decimal(0)
    """What the meeting usually costs; 0 in terms of before, which did not say. As the prices below: where nobody is
    paid after all, what it would have cost."""
    words_usd: Decimal = Decimal(0)
    """The most that the words may cost; what is asked for besides is not in it."""
    judging_usd: Decimal = Decimal(0)
    """The most that judging may cost."""

    unsaid: bool = False
    """Nobody said which of several voices is coached, so nothing is paid; the prices are of what follows once somebody
    does."""

    @property
    def pays(self) -> bool:
        """Whether anybody is asked for money."""
        return bool(self.writes or self.judges)

    @property
    def most_usd(self) -> Decimal:
        """The most that the meeting may cost."""
        return self.words_usd + self.judging_usd


def at_home(preset: Preset, why: str = "") -> Terms:
    """Nothing leaves the machine."""
    return Terms(Way.LOCAL_ENGINE, preset, why)


@dataclass(frozen=True, slots=True)
class Wave:
    """What `transcribe` wrote down, what it had before included: one engine wrote all of it."""

    transcript: Transcript
    paid: bool = False
    """A provider wrote it."""
    gave_up: str = ""
    """Why this machine wrote it although a provider had agreed to: the end of a sentence."""
    anchored: float | None = None
    """Share of the provider's words whose times come from rough words."""
    usd: Decimal = Decimal(0)
    """What was paid for it under these terms; for what was bought under earlier ones, nothing."""
