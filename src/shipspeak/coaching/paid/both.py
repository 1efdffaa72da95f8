"""Ask a provider, and hear the same roughly while it takes its time: it needs seconds, and none of this machine's."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal

from shipspeak.base import Progress, Span, in_thread, silent, subtract
from shipspeak.coaching.model import Audio, Heard
from shipspeak.coaching.paid import bought as shelf
from shipspeak.coaching.paid.bought import Bought
from shipspeak.coaching.paid.writing import Asked, Paid, ask, keep, write
from shipspeak.coaching.pcm import SealedPcm
from shipspeak.coaching.tools import Tools
from shipspeak.sampling import DEFAULT
from shipspeak.speech import Transcript, attribute


async def both(
    tools: Tools,
    feature: str,
    heard: Heard,
    wanted: Sequence[Span],
    roughly: Sequence[Span],
    *,
    models: Sequence[str],
    most_usd: Decimal,
) -> tuple[Asked, Transcript]:
    """What a provider answers to `wanted`, and the rough words of `roughly` (sorted, disjoint). Progress is that of the
    rough words where there are some to write. Needs sound. Raises as `writing.ask`.
    """
    assert heard.audio is not None, "without sound nobody is paid to write it down"
    sound, spans = SealedPcm(tools.reader(heard.audio.stored), heard.audio), tuple(roughly)
    told: Progress = silent if await in_thread(_unheard, tools, spans) else tools.progress
    asking = asyncio.create_task(
        ask(tools, feature, sound, wanted, told, models=models, most_usd=most_usd, together=True)
    )
    try:
        rough = await in_thread(_rough, tools, heard, heard.audio, spans)
    except BaseException:
        asking.cancel()
        await asyncio.wait([asking])
        raise
    return await asking, rough


async def buy(
    tools: Tools, feature: str, heard: Heard, wanted: Sequence[Span], *, models: Sequence[str], most_usd: Decimal
) -> Paid:
    """All words of `wanted` by a provider; what there are no rough words of yet is heard roughly meanwhile, where there
    was a rough pass. Needs sound. Raises as `writing.write`.
    """
    assert heard.audio is not None, "without sound nobody is paid to write it down"
    if heard.rough is None:
        sound = SealedPcm(tools.reader(heard.audio.stored), heard.audio)
        return await write(tools, feature, sound, wanted, heard.census, models=models, most_usd=most_usd)
    rest = subtract(wanted, heard.rough.covered)
    asked, more = await both(tools, feature, heard, wanted, rest, models=models, most_usd=most_usd)
    return await keep(tools, asked, heard.census, heard.rough, more)


def _rough(tools: Tools, heard: Heard, audio: Audio, spans: tuple[Span, ...]) -> Transcript:
    """What was written down for another coached person, or another wave, is not heard again."""
    transcriber, before = tools.transcriber(), shelf.load(tools, shelf.ROUGH)
    if missing := _unheard(tools, spans):
        sound = SealedPcm(tools.reader(audio.stored), audio)
        before = before.joined(Bought(missing, transcriber.transcribe(sound, missing, tools.progress)))
        shelf.save(tools, shelf.ROUGH, before)
    return Transcript(attribute(before.within(spans).words, heard.census, spans), spans, transcriber.engine)


def _unheard(tools: Tools, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    rest = subtract(spans, shelf.load(tools, shelf.ROUGH).covered)
    return tuple(span for span in rest if span.length >= DEFAULT.sliver)
