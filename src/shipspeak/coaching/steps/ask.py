"""ask: what the person asked for besides the plan, one stretch at a time, so that a new one costs only itself."""

from collections.abc import Sequence

from shipspeak.base import Span, in_thread, total, union
from shipspeak.coaching import paid
from shipspeak.coaching.asked import pieces, unwritten, written
from shipspeak.coaching.journey import Journey
from shipspeak.coaching.model import Heard, Written
from shipspeak.coaching.pcm import SealedPcm
from shipspeak.coaching.terms import Terms, Wave
from shipspeak.coaching.tools import Tools
from shipspeak.speech import Transcript, transcribed


async def besides(journey: Journey, heard: Heard, wave: Wave, wanted: Sequence[Span], terms: Terms) -> Written:
    """The chosen part with what was asked for; what is written down already is not written again."""
    extra: list[Transcript] = []
    chosen = wave.transcript
    covered = chosen.covered
    for window in wanted if heard.audio is not None else ():
        spans = pieces(window, unwritten(heard.census.turns, covered, heard.census.duration))
        if spans:
            extra.append(await journey.step(write_down, heard, spans, terms if wave.paid else None))
            covered = union((*covered, *spans))
    return written(chosen, extra)


async def write_down(tools: Tools, heard: Heard, spans: tuple[Span, ...], terms: Terms | None) -> Transcript:
    """Words by speaker; by a provider where there are `terms`, and by this machine where it gives up."""
    assert heard.audio is not None, "nothing is asked of a meeting without sound"
    if terms is not None and tools.asker is not None:
        most = paid.most_usd(terms, total(spans))
        try:
            got = await paid.buy(tools, paid.ASK, heard, spans, only=terms.only, models=terms.writes, most_usd=most)
            return transcribed(got.words, heard.census, spans, got.engine)
        except paid.GaveUp:
            pass  # each passage says who wrote it
    return await in_thread(_write_down, tools, heard, spans)


def _write_down(tools: Tools, heard: Heard, spans: tuple[Span, ...]) -> Transcript:
    assert heard.audio is not None, "nothing is asked of a meeting without sound"
    pcm = SealedPcm(tools.reader(heard.audio.stored), heard.audio)
    transcriber = tools.transcriber()
    words = transcriber.transcribe(pcm, spans, tools.progress)
    return transcribed(words, heard.census, spans, transcriber.engine)
