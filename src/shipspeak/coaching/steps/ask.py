"""ask: what the person asked for besides the plan, one stretch at a time, so that a new one costs only itself."""

from collections.abc import Sequence

from shipspeak.base import Span, in_thread, union
from shipspeak.coaching.asked import pieces, unwritten, written
from shipspeak.coaching.journey import Journey
from shipspeak.coaching.model import Heard, Written
from shipspeak.coaching.pcm import SealedPcm
from shipspeak.coaching.tools import Tools
from shipspeak.speech import Transcript, attribute


async def besides(journey: Journey, heard: Heard, chosen: Transcript, wanted: Sequence[Span]) -> Written:
    """The chosen part with what was asked for; what is written down already is not written again."""
    extra: list[Transcript] = []
    covered = chosen.covered
    for window in wanted if heard.audio is not None else ():
        spans = pieces(window, unwritten(heard.census.turns, covered, heard.census.duration))
        if spans:
            extra.append(await journey.step(write_down, heard, spans))
            covered = union((*covered, *spans))
    return written(chosen, extra)


async def write_down(tools: Tools, heard: Heard, spans: tuple[Span, ...]) -> Transcript:
    """Words by speaker."""
    return await in_thread(_write_down, tools, heard, spans)


def _write_down(tools: Tools, heard: Heard, spans: tuple[Span, ...]) -> Transcript:
    assert heard.audio is not None, "nothing is asked of a meeting without sound"
    pcm = SealedPcm(tools.reader(heard.audio.stored), heard.audio)
    transcriber = tools.transcriber()
    words = transcriber.transcribe(pcm, spans, tools.progress)
    return Transcript(attribute(words, heard.census, spans), spans, transcriber.engine)
