"""rough: all that was said, as this machine's engine writes it down, before a better one is paid for a part.

These words name where to listen, calibrate what the paid ones tell, lend them their times, and stand in for them where
the provider gives up (docs/decisions/0020-cheap-words-and-a-ladder.md).
"""

from shipspeak.base import in_thread
from shipspeak.coaching.asked import spoken
from shipspeak.coaching.model import Heard
from shipspeak.coaching.pcm import SealedPcm
from shipspeak.coaching.tools import Tools
from shipspeak.speech import Transcript, transcribed


async def write_all(tools: Tools, heard: Heard) -> Transcript:
    """Words by speaker. Needs sound."""
    return await in_thread(_write_all, tools, heard)


def _write_all(tools: Tools, heard: Heard) -> Transcript:
    assert heard.audio is not None, "without sound nobody is paid to write it down"
    pcm, census = SealedPcm(tools.reader(heard.audio.stored), heard.audio), heard.census
    spans = spoken(census.turns, census.duration)
    transcriber = tools.transcriber()
    words = transcriber.transcribe(pcm, spans, tools.progress)
    return transcribed(words, census, spans, transcriber.engine)
