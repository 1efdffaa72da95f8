"""transcribe: only what was chosen. A transcript that came with the file costs nothing and covers everything."""

import asyncio

from shipspeak.base import Span
from shipspeak.coaching.model import Heard, Received
from shipspeak.coaching.pcm import SealedPcm
from shipspeak.coaching.tools import Tools
from shipspeak.sampling import Plan
from shipspeak.speech import Transcript, attribute, transcript_of


async def write_down(tools: Tools, received: Received, heard: Heard, plan: Plan) -> Transcript:
    """Words by speaker."""
    if received.captions is not None:
        return transcript_of(received.captions)
    return await asyncio.to_thread(words_of, tools, heard, plan.spans)


def words_of(tools: Tools, heard: Heard, spans: tuple[Span, ...]) -> Transcript:
    """Words inside `spans` (sorted, disjoint) by speaker; takes seconds, so call it from a thread."""
    assert heard.audio is not None, "without captions there is audio"
    pcm = SealedPcm(tools.reader(heard.audio.stored), heard.audio)
    transcriber = tools.transcriber()
    words = transcriber.transcribe(pcm, spans, tools.progress)
    return Transcript(attribute(words, heard.census, spans), spans, transcriber.engine)
