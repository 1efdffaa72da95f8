"""Have a provider write down what was chosen: clips of half a minute, several at once, each asked for once.

Whatever goes wrong, either all of it is there or `GaveUp` says why: the caller then has it written down here. Trying
again, other keys, models and providers are the gateway's; what it remembers costs nothing a second time.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from shipspeak.ai import (
    BudgetSpent,
    Caller,
    Misconfigured,
    NotAskable,
    NotNow,
    Parked,
    Transcribe,
)
from shipspeak.base import Progress, Span, in_thread, intersect, subtract, union
from shipspeak.coaching.paid import bought as shelf
from shipspeak.coaching.paid import sent
from shipspeak.coaching.paid.align import timed
from shipspeak.coaching.paid.bought import Bought
from shipspeak.coaching.paid.engines import engine
from shipspeak.coaching.tools import Tools
from shipspeak.sampling import DEFAULT
from shipspeak.speech import (
    HESITATIONS,
    ArrayPcm,
    Block,
    Census,
    Engine,
    Pcm,
    Transcript,
    Word,
    as_opus,
    blocks,
    samples_of,
)

WITHIN_S = 40.0
"""For one clip with all that is tried for it: a quarter of a minute's sound is answered in some two seconds, and who
waits for a report is better off with the words of this machine than with a provider that takes longer."""
SILENCE = 200
"""Milliseconds between two pieces of a clip: they are paid for."""
AT_ONCE = 32
"""Clips of one meeting under way: a quarter of an hour and a half. It bounds memory, not the provider."""
FASTEST = 8.0
"""Words a second that nobody says; a text that claims more is not of this sound."""
SILENT = 25
"""Rough words in a clip from which on an empty text is not of this sound."""

WHY = {
    BudgetSpent: "the budget did not allow more",
    Parked: "the provider has no money left for us",
    NotNow: "nobody answered in time",
    NotAskable: "the provider did not take a clip",
    Misconfigured: "nobody can be asked as things are set up",
}
NOT_OF_THIS = "what came back cannot be what was said"
MORE_THAN_QUOTED = "it would have cost more than was quoted"


class GaveUp(Exception):
    """The provider did not write all of it down. `why`: the end of a sentence; without content."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


_FAILURES: tuple[type[Exception], ...] = (GaveUp, *WHY)


@dataclass(frozen=True, slots=True)
class Paid:
    """What a provider wrote down."""

    words: tuple[Word, ...]
    """In time order, on the meeting's clock."""
    engine: Engine
    anchored: float
    """Share of the words whose times are those of rough words, 0…1; the rest was spread between them."""
    usd: Decimal
    """What was paid for it now; nothing for what was bought before."""


@dataclass(slots=True)
class _Purse:
    """What may still be paid, as quoted. The budgets are the gateway's; this is the promise of the quote."""

    most: Decimal
    spent: Decimal = field(default_factory=Decimal)
    shut: GaveUp | None = None
    """Why nothing more is asked."""

    def close(self, error: Exception) -> GaveUp:
        """The first reason stands."""
        self.shut = self.shut or _gave_up(error)
        return self.shut

    def pay(self, usd: Decimal) -> None:
        """Raises GaveUp: a provider that bills more than it said is not asked again."""
        self.spent += usd
        if self.spent > self.most:
            raise GaveUp(MORE_THAN_QUOTED)


async def write(  # noqa: PLR0913 -- what to write, for whom, and how far
    tools: Tools,
    feature: str,
    pcm: Pcm,
    spans: Sequence[Span],
    census: Census,
    *,
    models: Sequence[str],
    most_usd: Decimal,
    rough: Transcript | None = None,
) -> Paid:
    """Words inside `spans` (sorted, disjoint). With `rough` words of the whole meeting their times are borrowed, and
    pieces that lie apart share a clip; without, each stretch is a clip of its own, so that its words lie within it.

    Raises GaveUp; KeyDestroyed when the meeting was deleted, DatabaseUnreachable.
    """
    assert tools.asker is not None, "who agreed to pay knows whom to ask"
    chosen = union(spans)
    before = await in_thread(shelf.load, tools)
    missing = [span for span in subtract(chosen, before.covered) if span.length >= DEFAULT.sliver]
    packed = await in_thread(_packed, pcm, missing, together=rough is not None)
    await in_thread(sent.add, tools, sent.Sent(tuple(piece.audio for block in packed for piece in block.pieces)))
    purse, turn, done = _Purse(most_usd), asyncio.Semaphore(AT_ONCE), _Count(tools.progress, packed)
    lent = _words(rough)

    async def one(block: Block) -> Bought:
        async with turn:
            if purse.shut is not None:
                raise purse.shut
            try:
                found = await _ask(tools, feature, pcm, block, models, purse, lent, census)
            except _FAILURES as error:
                raise purse.close(error) from None
        done.add(block)
        return found

    # What is under way when one fails is waited for: it is paid for in any case, and need not be when asked once more.
    asked = await asyncio.gather(*map(one, packed), return_exceptions=True)
    for failed in asked:
        if isinstance(failed, BaseException) and not isinstance(failed, GaveUp):
            raise failed
    now = Bought()
    for block, found in zip(packed, asked, strict=True):
        if isinstance(found, Bought):
            now = now.joined(replace(found, covered=union(piece.audio for piece in block.pieces)))
    whole = before.joined(now)
    if now.covered:
        await in_thread(shelf.save, tools, whole)
    if purse.shut is not None:
        raise purse.shut
    kept = whole.within(chosen)
    share = kept.anchored / len(kept.words) if kept.words else 1.0
    return Paid(kept.words, engine(kept.models or models[:1]), round(share, 3), purse.spent)


async def _ask(  # noqa: PLR0913, PLR0917 -- as `write`
    tools: Tools,
    feature: str,
    pcm: Pcm,
    block: Block,
    models: Sequence[str],
    purse: _Purse,
    lent: Sequence[Word],
    census: Census,
) -> Bought:
    assert tools.asker is not None
    clip = await asyncio.to_thread(_clip, pcm, block)
    ask = Transcribe(audio=clip, form="ogg", audio_ms=block.length, prompt=HESITATIONS)
    caller = Caller(tools.org, feature, meeting=tools.meeting)
    answer = await tools.asker.ask(caller, ask, models=models, within_s=WITHIN_S)
    purse.pay(answer.cost_usd)
    rough = _rough(block, lent)
    words = len(answer.text.split())
    if words > FASTEST * block.length / 1000 + FASTEST or (not words and len(rough) >= SILENT):
        raise GaveUp(NOT_OF_THIS)
    found = timed(answer.text, rough, _speech(block, census))
    placed = [(word, block.place(word.start, word.end)) for word in found.words]
    return Bought(
        words=tuple(
            Word(span.start, span.end, word.text)
            for word, span in ((word, span or _nearest(block, word)) for word, span in placed)
        ),
        models=(answer.model,),
        anchored=found.anchored,
    )


def _gave_up(error: Exception) -> GaveUp:
    return (
        error
        if isinstance(error, GaveUp)
        else GaveUp(next(why for kind, why in WHY.items() if isinstance(error, kind)))
    )


def _packed(pcm: Pcm, spans: Sequence[Span], *, together: bool) -> tuple[Block, ...]:
    """The spans have their padding already (`Configuration.pad`)."""
    if together:
        return blocks(pcm, spans, pad=0, silence=SILENCE)
    return tuple(block for span in spans for block in blocks(pcm, (span,), pad=0, silence=SILENCE))


def _clip(pcm: Pcm, block: Block) -> bytes:
    return as_opus(ArrayPcm(samples_of(pcm, block)), Span(0, block.length))


def _rough(block: Block, lent: Sequence[Word]) -> list[Word]:
    """The rough words that are heard in a block, on its clock."""
    found = []
    for piece in block.pieces:
        shift = piece.offset - piece.audio.start
        found += [
            Word(max(0, word.start + shift), max(0, word.end + shift), word.text)
            for word in lent
            if piece.audio.start <= (word.start + word.end) // 2 < piece.audio.end
        ]
    return found


def _speech(block: Block, census: Census) -> list[Span]:
    """Where somebody speaks in a block, on its clock; all of it where nobody was heard."""
    found = []
    for piece in block.pieces:
        shift = piece.offset - piece.audio.start
        found += [Span(span.start + shift, span.end + shift) for span in intersect(census.speech, (piece.audio,))]
    return found or [Span(piece.offset, piece.offset + piece.audio.length) for piece in block.pieces]


def _nearest(block: Block, word: Word) -> Span:
    """For a word between two pieces: the end of the one before. No word is lost."""
    middle = (word.start + word.end) // 2
    piece = max((piece for piece in block.pieces if piece.offset <= middle), key=lambda piece: piece.offset)
    return Span(piece.audio.end - 1, piece.audio.end)


def _words(rough: Transcript | None) -> list[Word]:
    found = [word for passage in rough.passages for word in passage.words] if rough else []
    return sorted(found, key=lambda word: (word.start, word.end))


class _Count:
    """How much is written down, in milliseconds."""

    def __init__(self, progress: Progress, packed: Sequence[Block]) -> None:
        self._progress, self._whole, self._done = progress, sum(block.heard for block in packed), 0

    def add(self, block: Block) -> None:
        self._done += block.heard
        self._progress(self._done, self._whole)
