"""rough: what the coached person says and what touches it, as this machine's engine writes it down; and meanwhile, as a
provider does, what is bought in any case.

The rough words name where to listen, calibrate what the paid ones tell, lend them their times, and stand in for them
where the provider gives up (docs/decisions/0020-cheap-words-and-a-ladder.md). What others say among themselves serves
none of these.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shipspeak.base import Span, intersect, union
from shipspeak.coaching import paid
from shipspeak.coaching.asked import spoken
from shipspeak.coaching.model import Heard, Wishes
from shipspeak.coaching.pcm import SealedPcm
from shipspeak.coaching.steps import choose
from shipspeak.coaching.terms import Terms, Wave
from shipspeak.coaching.tools import Tools
from shipspeak.sampling import Active
from shipspeak.speech import Census, Transcript, transcribed

BEFORE, AFTER = 6_000, 5_000
"""Milliseconds around the coached person's turns in which something may be put to them, or objected to what they said
(`sampling.said`)."""
FLOOR = 1_000
"""A shorter turn (ms) is a listener's signal: nothing was put to who gives it."""


@dataclass(frozen=True, slots=True)
class Early:
    """What there is before words say where to listen."""

    rough: Transcript
    wave: Wave
    """What is drawn, as the provider writes it; every rate rests on it alone."""


async def write_down(tools: Tools, heard: Heard, wishes: Wishes, active: Active, terms: Terms) -> Early:
    """Both at once: the provider takes seconds and none of this machine's time. Needs sound.

    Raises NotAmongTheVoices, KeyDestroyed.
    """
    focal, drawn = choose.drawn(heard, wishes, active)
    spans = touching(heard.census, focal, drawn)
    asked, rough = await paid.both(
        tools, paid.TRANSCRIBE, heard, drawn, spans, only=terms.only, models=terms.writes, most_usd=terms.words_usd
    )
    return Early(rough, await _kept(tools, heard, rough, asked))


def touching(census: Census, focal: str | None, drawn: Sequence[Span]) -> tuple[Span, ...]:
    """The coached person's speech, what is said right before and after it, and what is `drawn`. All speech while nobody
    is coached.
    """
    talk = spoken(census.turns, census.duration)
    own = [turn for turn in census.turns if turn.speaker == focal]
    if not own:
        return talk
    around = union(Span(max(0, turn.start - BEFORE), turn.end + AFTER) for turn in own if turn.length >= FLOOR)
    return union((*spoken(own, census.duration), *intersect(talk, around), *drawn))


async def _kept(tools: Tools, heard: Heard, rough: Transcript, asked: paid.Asked) -> Wave:
    """The first wave; an empty one that says why where the provider gave up: this machine writes all of it then."""
    assert heard.audio is not None
    nothing = Transcript((), (), rough.engine)
    pcm = SealedPcm(tools.reader(heard.audio.stored), heard.audio)
    try:
        got = await paid.keep(tools, pcm, asked, heard.census, rough)
    except paid.GaveUp as gave_up:
        return Wave(nothing, gave_up=gave_up.why)
    transcript = transcribed(got.words, heard.census, asked.chosen, got.engine)
    return Wave(transcript, paid=True, anchored=got.anchored, usd=got.usd)
