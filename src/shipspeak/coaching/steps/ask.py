"""ask: what the person asked for besides the plan, one stretch at a time, so that a new one costs only itself."""

import asyncio
from collections.abc import Sequence

from shipspeak.base import Span, union
from shipspeak.coaching.asked import pieces, unwritten, written
from shipspeak.coaching.journey import Journey
from shipspeak.coaching.model import Heard, Written
from shipspeak.coaching.steps.transcribe import words_of
from shipspeak.coaching.tools import Tools
from shipspeak.speech import Transcript


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
    return await asyncio.to_thread(words_of, tools, heard, spans)
