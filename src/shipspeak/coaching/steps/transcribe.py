"""transcribe: only what was chosen. A transcript that came with the file costs nothing and covers everything."""

from shipspeak.base import in_thread
from shipspeak.coaching.model import Heard, Received
from shipspeak.coaching.pcm import SealedPcm
from shipspeak.coaching.tools import Tools
from shipspeak.sampling import Plan
from shipspeak.speech import Transcript, attribute, transcript_of


async def write_down(tools: Tools, received: Received, heard: Heard, plan: Plan) -> Transcript:
    """Words by speaker."""
    if received.captions is not None:
        return transcript_of(received.captions)
    return await in_thread(_write_down, tools, heard, plan)


def _write_down(tools: Tools, heard: Heard, plan: Plan) -> Transcript:
    assert heard.audio is not None, "without captions there is audio"
    pcm = SealedPcm(tools.reader(heard.audio.stored), heard.audio)
    transcriber = tools.transcriber()
    words = transcriber.transcribe(pcm, plan.spans, tools.progress)
    return Transcript(attribute(words, heard.census, plan.spans), plan.spans, transcriber.engine)
