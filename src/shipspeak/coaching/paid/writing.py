"""Have a provider write down what was chosen: clips of a quarter of a minute, several at once, each asked for once.

Whatever goes wrong, either all of it is there or `GaveUp` says why: the caller then has it written down here. Trying
again, other keys, models and providers are the gateway's; what it remembers costs nothing a second time.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from shipspeak.ai import (
    Answer,
    BudgetSpent,
    Misconfigured,
    NoKey,
    NotAskable,
    NotNow,
    Parked,
    Purse,
    Transcribe,
)
from shipspeak.base import Progress, Span, in_thread, intersect, near, subtract, total, union
from shipspeak.coaching.alone import mine
from shipspeak.coaching.paid import bought as shelf
from shipspeak.coaching.paid import sent
from shipspeak.coaching.paid.align import timed
from shipspeak.coaching.paid.bought import Bought
from shipspeak.coaching.paid.engines import engine
from shipspeak.coaching.terms import NO_MONEY
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
LONGEST = 14_000
"""Milliseconds of a clip: who waits for many at once waits for the longest, and an answer takes the longer, the more is
in it. Chosen pieces are 8 s long, so shorter clips would only be cut more often."""
SILENCE = 200
"""Milliseconds between two pieces of a clip: they are paid for."""
BARE = 1_000
"""Milliseconds of a stretch without rough words from which on it is a clip of its own."""
AT_ONCE = 32
"""Clips of one meeting under way: a quarter of an hour and a half. It bounds memory, not the provider."""
FASTEST = 8.0
"""Words a second that nobody says; a text that claims more is not of this sound."""
SILENT = 15
"""Rough words in a clip from which on an empty text is not of this sound."""

WHY = {
    BudgetSpent: "the budget did not allow more",
    Parked: NO_MONEY,
    NotNow: "nobody answered in time",
    NotAskable: "the provider did not take a clip",
    NoKey: "no key is left that the provider takes: see ./ship ai keys",
    Misconfigured: "nobody can be asked as things are set up",
}
NOT_OF_THIS = "what came back cannot be what was said"
NOBODY = "nobody can be asked any more"
NEVER_ALONE = "in what was chosen you never spoke alone, and what others say was to stay here"
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


@dataclass(slots=True, eq=False)
class _Quoted(Purse):
    """What may still be paid, as quoted. The budgets are the gateway's; this is the promise of the quote."""

    shut: GaveUp | None = None
    """Why nothing more is asked."""

    def close(self, error: Exception) -> GaveUp:
        """The first reason stands."""
        found = GaveUp(MORE_THAN_QUOTED) if self.short and isinstance(error, NotNow) else _gave_up(error)
        self.shut = self.shut or found
        return self.shut


@dataclass(frozen=True, slots=True)
class Asked:
    """What a provider answered; when its words were said is for `keep` to find out."""

    chosen: tuple[Span, ...]
    may: tuple[Span, ...]
    """What of it may leave: all of it, or what one voice says while no other does."""
    only: str | None
    """That voice."""
    answers: tuple[tuple[Block, Answer], ...]
    usd: Decimal
    models: tuple[str, ...]
    """Who might have been asked, the first one first."""
    gave_up: GaveUp | None
    """Why some clip has no answer."""


async def ask(  # noqa: PLR0913 -- what to write, for whom, and how far
    tools: Tools,
    feature: str,
    pcm: Pcm,
    spans: Sequence[Span],
    census: Census,
    progress: Progress,
    *,
    only: str | None,
    models: Sequence[str],
    most_usd: Decimal,
    lent: Sequence[Span] = (),
) -> Asked:
    """Ask for what nobody has bought yet of `spans` (sorted, disjoint). `only`: the voice whose sound alone may leave,
    None where all may. `lent`: where there are rough words, or will be; pieces that lie there share a clip, and any
    other stretch is a clip of its own, so that its words lie within it.

    Raises KeyDestroyed when the meeting was deleted, DatabaseUnreachable.
    """
    chosen = union(spans)
    may = chosen if only is None else mine(census.turns, only, chosen)
    asked = Asked(chosen, may, only, (), Decimal(0), tuple(models), None)
    if tools.asker is None:  # the keys are gone since it was agreed
        return replace(asked, gave_up=GaveUp(NOBODY))
    if chosen and not may:
        return replace(asked, gave_up=GaveUp(NEVER_ALONE))
    before = await in_thread(shelf.load, tools, shelf.BOUGHT)
    missing = [span for span in subtract(may, before.covered) if span.length >= DEFAULT.sliver]
    packed = await in_thread(_packed, pcm, missing, union(lent))
    await in_thread(sent.add, tools, sent.Sent(tuple(piece.audio for block in packed for piece in block.pieces)))
    purse, turn, done = _Quoted(most_usd), asyncio.Semaphore(AT_ONCE), _Count(progress, packed)

    async def one(block: Block) -> Answer:
        async with turn:
            if purse.shut is not None:
                raise purse.shut
            try:
                found = await _ask(tools, feature, pcm, block, models, purse)
            except _FAILURES as error:
                raise purse.close(error) from None
        done.add(block)
        return found

    # What is under way when one fails is waited for: it is paid for in any case, and need not be when asked once more.
    found = await asyncio.gather(*map(one, packed), return_exceptions=True)
    for failed in found:
        if isinstance(failed, BaseException) and not isinstance(failed, GaveUp):
            raise failed
    answers = tuple((block, said) for block, said in zip(packed, found, strict=True) if isinstance(said, Answer))
    return replace(asked, answers=answers, usd=purse.taken_usd, gave_up=purse.shut)


def keep(tools: Tools, asked: Asked, census: Census, rough: Sequence[Transcript]) -> Paid:
    """Put the answers on the meeting's clock, with the times of `rough` words, and keep them; all words of what might
    leave, those of before included. Blocking. Raises GaveUp where something is missing, once all that was paid for is
    kept.
    """
    lent, now, gave_up = _words(rough), Bought(), asked.gave_up
    for block, answer in asked.answers:
        if (found := _placed(block, answer, _rough(block, lent), census)) is None:
            gave_up = gave_up or GaveUp(NOT_OF_THIS)
        else:
            now = now.joined(found)
    whole = shelf.load(tools, shelf.BOUGHT).joined(now)
    if now.covered:
        shelf.save(tools, shelf.BOUGHT, whole)
    if gave_up is not None:
        raise gave_up
    kept = whole.within(asked.may)
    share = kept.anchored / len(kept.words) if kept.words else 1.0
    return Paid(kept.words, engine(kept.models or asked.models[:1]), round(share, 3), asked.usd)


async def _ask(tools: Tools, feature: str, pcm: Pcm, block: Block, models: Sequence[str], purse: _Quoted) -> Answer:
    assert tools.asker is not None, "who agreed to pay knows whom to ask"
    clip = await asyncio.to_thread(_clip, pcm, block)
    question = Transcribe(audio=clip, form="ogg", audio_ms=block.length, prompt=HESITATIONS)
    caller = replace(tools.caller(feature), purse=purse)
    answer = await tools.asker.ask(caller, question, models=models, within_s=WITHIN_S)
    if purse.taken_usd > purse.most_usd:  # a provider that bills more than it said is not asked again
        raise GaveUp(MORE_THAN_QUOTED)
    if len(answer.text.split()) > FASTEST * block.length / 1000 + FASTEST:
        raise GaveUp(NOT_OF_THIS)
    return answer


def _placed(block: Block, answer: Answer, rough: Sequence[Word], census: Census) -> Bought | None:
    """On the meeting's clock; None for an empty answer where much was said."""
    if not answer.text.split() and len(rough) >= SILENT:
        return None
    found = timed(answer.text, rough, _speech(block, census))
    placed = [(word, block.place(word.start, word.end)) for word in found.words]
    return Bought(
        covered=union(piece.audio for piece in block.pieces),
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


def _packed(pcm: Pcm, spans: Sequence[Span], lent: Sequence[Span]) -> tuple[Block, ...]:
    """The spans have their padding already (`Configuration.pad`)."""
    together: list[Span] = []
    apart: list[tuple[Span]] = []
    for span in spans:
        if total(subtract((span,), near(lent, span))) < BARE:
            together.append(span)
        else:
            apart.append((span,))
    groups: list[Sequence[Span]] = [together, *apart]
    packed = (blocks(pcm, some, pad=0, silence=SILENCE, limit=LONGEST) for some in groups if some)
    return tuple(block for some in packed for block in some)


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


def _words(rough: Sequence[Transcript]) -> list[Word]:
    found = [word for one in rough for passage in one.passages for word in passage.words]
    return sorted(found, key=lambda word: (word.start, word.end))


class _Count:
    """How much is written down, in milliseconds."""

    def __init__(self, progress: Progress, packed: Sequence[Block]) -> None:
        self._progress, self._whole, self._done = progress, sum(block.heard for block in packed), 0

    def add(self, block: Block) -> None:
        self._done += block.heard
        self._progress(self._done, self._whole)
