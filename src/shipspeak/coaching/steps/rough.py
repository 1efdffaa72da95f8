"""rough: what the coached person says and what touches it, as this machine's engine writes it down; and meanwhile, as a
provider does, what is bought in any case.

The rough words name where to listen, calibrate what the paid ones tell, lend them their times, and stand in for them
where the provider gives up (docs/decisions/0020-cheap-words-and-a-ladder.md). What others say among themselves serves
none of these, and neither does what is drawn of it: its words keep to their stretch of the clock without rough ones.
"""

from dataclasses import dataclass

from shipspeak.coaching import paid
from shipspeak.coaching.model import Heard, Wishes
from shipspeak.coaching.pcm import SealedPcm
from shipspeak.coaching.steps import choose
from shipspeak.coaching.terms import Terms, Wave
from shipspeak.coaching.tools import Tools
from shipspeak.sampling import Active, roughly
from shipspeak.speech import Transcript, transcribed


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
    census, by = heard.census, active.configuration.given(words=True)
    # Without what is drawn: what the rough words cover must not depend on a draw that they calibrate.
    spans = roughly(census.duration, census.turns, focal, by)
    asked, rough = await paid.both(
        tools, paid.TRANSCRIBE, heard, drawn, spans, only=terms.only, models=terms.writes, most_usd=terms.words_usd
    )
    return Early(rough, await _kept(tools, heard, rough, asked))


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
