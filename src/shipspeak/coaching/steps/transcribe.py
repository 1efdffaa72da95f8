"""transcribe: only what was chosen. A transcript that came with the file costs nothing and covers everything."""

import asyncio
from collections.abc import Iterator

from shipspeak.base import subtract, union
from shipspeak.coaching.model import Heard, Received
from shipspeak.coaching.pcm import SealedPcm
from shipspeak.coaching.tools import Tools
from shipspeak.sampling import Plan
from shipspeak.speech import Transcript, Word, attribute, transcript_of


async def write_down(
    tools: Tools, received: Received, heard: Heard, plan: Plan, sofar: Transcript | None
) -> Transcript:
    """Words by speaker. With what was written down `sofar`, only what the plan has beyond it is heard."""
    if received.captions is not None:
        return transcript_of(received.captions)
    return await asyncio.to_thread(_write_down, tools, heard, plan, sofar)


def _write_down(tools: Tools, heard: Heard, plan: Plan, sofar: Transcript | None) -> Transcript:
    assert heard.audio is not None, "without captions there is audio"
    pcm = SealedPcm(tools.reader(heard.audio.stored), heard.audio)
    transcriber = tools.transcriber()
    # Units that touch are heard as one: a seam between them is no reason to end a sentence.
    chosen = union(plan.spans)
    spans = subtract(chosen, sofar.covered) if sofar else chosen
    words = [*transcriber.transcribe(pcm, spans, tools.progress), *_words(sofar)]
    words.sort(key=lambda word: (word.start, word.end))
    return Transcript(attribute(words, heard.census, chosen), chosen, transcriber.engine)


def _words(transcript: Transcript | None) -> Iterator[Word]:
    for passage in transcript.passages if transcript else ():
        yield from passage.words
