"""What is asked, what came back, what it cost. No I/O; nothing here prints content when it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import ROUND_UP, Decimal
from enum import StrEnum
from typing import Literal
from uuid import UUID

import msgspec

PLATFORM = UUID("00000000-0000-4000-8000-000000000000")
"""The installation as a whole: an organisation of its own (migration 0011) whose rows are keys and shared budgets."""

Money = Decimal
"""US dollars. Columns hold nine places: a millionth of a token's price still counts."""
CENT_OF_A_CENT = Decimal("0.000000001")


def money(amount: Decimal) -> Money:
    """Rounded up to what a column holds, so that no call is free by rounding."""
    return amount.quantize(CENT_OF_A_CENT, ROUND_UP)


class Capability(StrEnum):
    TRANSCRIBE = "transcribe"
    RESPOND = "respond"


class Transcribe(msgspec.Struct, frozen=True, tag="transcribe", kw_only=True):
    """Words for a stretch of sound. Times and speakers come from our own census: no model we pay for tells them."""

    audio: bytes
    form: Literal["flac", "mp3", "mp4", "m4a", "ogg", "wav", "webm"]
    audio_ms: int
    prompt: str = ""
    """How to write, for example with hesitations kept: these models drop "um" unless shown some."""
    keywords: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Transcribe({self.audio_ms} ms, {len(self.audio)} bytes)"


class Respond(msgspec.Struct, frozen=True, tag="respond", kw_only=True):
    """A judgement in a fixed form. What never changes goes first, so that the provider's prompt cache is hit."""

    instructions: str
    content: str
    schema: str
    """JSON Schema of the answer as JSON: every property required, none additional (strict structured output)."""
    name: str
    """Of the schema: letters, digits, underscores."""
    version: str
    """Of the instructions: part of what makes two questions equal."""
    most_tokens: int = 4_000
    """Of the answer, thinking included: what is reserved for it."""
    withhold: tuple[str, ...] = ()
    """Names that must not leave the machine; they stand in the answer again."""

    def __repr__(self) -> str:
        return f"Respond({self.name} {self.version}, {len(self.content)} characters)"


Ask = Transcribe | Respond


@dataclass(slots=True, eq=False)
class Purse:
    """What questions may cost together with all that is tried for them, as was promised: those under way at once share
    it, and none begins an attempt that might cost more than is left.
    """

    most_usd: Money
    taken_usd: Money = field(default_factory=Decimal)
    """What was paid, and the most that what is under way may cost."""
    short: bool = False
    """There was too little left for an attempt."""

    def take(self, usd: Money) -> bool:
        fits = self.taken_usd + usd <= self.most_usd
        self.short = self.short or not fits
        self.taken_usd += usd if fits else 0
        return fits

    def give_back(self, usd: Money) -> None:
        """Of what was taken; less than nothing where more is billed than was expected."""
        self.taken_usd -= usd


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf. Feature: the part of the product, lower-case words and dots."""

    org: UUID
    feature: str
    person: UUID | None = None
    meeting: UUID | None = None
    """Whose key seals what is remembered; without one nothing is."""
    version: int | None = None
    """Of the meeting's wishes, where it is asked by them: once they have changed, nothing is put aside for later."""
    purse: Purse | None = None
    """What was promised that it costs at most; None: what the budgets allow."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a provider bills. `input_tokens` is the total: cached and written ones are part of it."""

    input_tokens: int = 0
    cached_tokens: int = 0
    cache_write_tokens: int = 0
    output_tokens: int = 0
    audio_ms: int = 0


@dataclass(frozen=True, slots=True)
class Sent:
    """What leaves the machine with one attempt."""

    bytes: int
    words: int
    """Of what is asked about; our own instructions are no words of a meeting."""
    audio_ms: int


class Ending(StrEnum):
    COMPLETE = "complete"
    TRUNCATED = "truncated"
    """The answer reached `most_tokens`. It is billed and of no use."""
    REFUSED = "refused"
    """The model would not answer."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a provider's headers say of its limits: per minute, and what is left of it now."""

    requests: int | None = None
    requests_left: int | None = None
    tokens: int | None = None
    tokens_left: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a provider answered."""

    text: str = field(repr=False)
    ending: Ending = Ending.COMPLETE
    usage: Usage | None = None
    """None where the provider does not say."""
    tier: str | None = None
    request_id: str | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the caller gets."""

    text: str = field(repr=False)
    ending: Ending
    provider: str
    model: str
    cost_usd: Money
    """Of all attempts; 0 when remembered."""
    attempts: int
    remembered: bool = False
    waited_ms: int = 0
    """In limiter and pauses, from the call on."""


class Outcome(StrEnum):
    """How an attempt ended, as the ledger says it."""

    ANSWERED = "answered"
    REFUSED = "refused"
    """By the provider, who bills nothing for it."""
    FAILED = "failed"
    """By the provider's own error; likewise."""
    UNCERTAIN = "uncertain"
    """It broke off after it was sent; counts as its estimate."""
    LOST = "lost"
    """Our process died meanwhile; likewise."""
    UNSENT = "unsent"
    """It was called off, or nobody was reached, before anything left."""


class Scope(StrEnum):
    ORGANISATION = "organisation"
    PERSON = "person"
    FEATURE = "feature"
    PLATFORM = "platform"


class Period(StrEnum):
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A budget that would be overdrawn."""

    scope: Scope
    subject: str
    period: Period
    limit_usd: Money
    spent_usd: Money
    reserved_usd: Money
    resets_at: datetime


@dataclass(frozen=True, slots=True)
class Passed:
    """A share of a budget that an attempt has just used up."""

    scope: Scope
    subject: str
    period: Period
    percent: int
    limit_usd: Money
    spent_usd: Money


@dataclass(frozen=True, slots=True)
class Standing:
    """A budget now."""

    scope: Scope
    subject: str
    period: Period
    limit_usd: Money
    spent_usd: Money
    reserved_usd: Money

    @property
    def left_usd(self) -> Money:
        return max(Decimal(0), self.limit_usd - self.spent_usd - self.reserved_usd)


@dataclass(frozen=True, slots=True)
class Spend:
    """What was spent on one of a group; a line of `./ship ai spend`."""

    group: tuple[str, ...]
    """A name for each of what was grouped by."""
    calls: int
    attempts: int
    cost_usd: Money
    audio_ms: int
    input_tokens: int
    output_tokens: int


@dataclass(frozen=True, slots=True)
class Egress:
    """What left the machine, by provider."""

    provider: str
    attempts: int
    bytes: int
    words: int
    audio_ms: int
    cost_usd: Money


FOR_COSTS = "/costs"
"""Behind a provider's name: its key that may read the bill. Keys that ask are chosen by the bare name."""


@dataclass(frozen=True, slots=True)
class Left:
    """What left the machine for one meeting, by feature and model."""

    feature: str
    provider: str
    model: str
    attempts: int
    bytes: int
    words: int
    audio_ms: int
    cost_usd: Money
    """As the ledger says; an attempt that nobody closed yet counts as its estimate, as it will when it is given up."""


class KeyState(StrEnum):
    GOOD = "good"
    REFUSED = "refused"
    """The provider does not know it (any more)."""
    REVOKED = "revoked"
    """Taken back by us, and destroyed."""


@dataclass(frozen=True, slots=True)
class Key:
    """A provider's key, as it may be shown."""

    id: UUID
    name: str
    provider: str
    weight: int
    state: KeyState
    expires_on: date | None

    @property
    def reads_bill(self) -> bool:
        """It may do nothing else."""
        return self.provider.endswith(FOR_COSTS)

    def usable(self, today: date) -> bool:
        return self.state is KeyState.GOOD and self.weight > 0 and (self.expires_on is None or today < self.expires_on)


@dataclass(frozen=True, slots=True)
class Ends:
    """A model on a route, and its last day."""

    model: str
    asked_for: Capability
    on: date


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a person should know of, and what to do."""

    said: str
    do: str


class LetterState(StrEnum):
    PARKED = "parked"
    DEAD = "dead"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a question that was asked."""

    state: LetterState
    provider: str
    code: str
    """The provider's, or how its answer ended."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A question without an answer."""

    id: UUID
    meeting: UUID
    feature: str
    state: LetterState
    code: str
    tries: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """Questions that nobody waits for, of one feature, in one state: waiting, sent with a batch, to be asked singly."""

    feature: str
    state: str
    questions: int
    since: datetime
    """The first of them."""


def today() -> date:
    """Budgets begin and end in UTC."""
    return datetime.now(UTC).date()


Facts = Mapping[str, int | float | str]
