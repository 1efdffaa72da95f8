"""Ask a provider, and hear the same roughly while it takes its time: it needs seconds, and none of this machine's."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal

from shipspeak.base import Progress, Span, in_thread, silent, subtract, union
from shipspeak.coaching.model import Audio, Heard
from shipspeak.coaching.paid import bought as shelf
from shipspeak.coaching.paid.apart import keep
from shipspeak.coaching.paid.bought import Bought
from shipspeak.coaching.paid.writing import Asked, Paid, ask
from shipspeak.coaching.pcm import SealedPcm
from shipspeak.coaching.tools import Tools
from shipspeak.sampling import DEFAULT
from shipspeak.speech import Transcript, transcribed


async def both(  # noqa: PLR0913 -- as `buy`
    tools: Tools,
    feature: str,
    heard: Heard,
    wanted: Sequence[Span],
    roughly: Sequence[Span],
    *,
    only: str | None,
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
        ask(
            tools,
            feature,
            sound,
            wanted,
            heard.census,
            told,
            only=only,
            models=models,
            most_usd=most_usd,
            lent=(*(heard.rough.covered if heard.rough else ()), *spans),
        )
    )
    try:
        rough = await in_thread(_rough, tools, heard, heard.audio, spans)
    except BaseException:
        asking.cancel()
        await asyncio.wait([asking])
        raise
    return await asking, rough


async def buy(  # noqa: PLR0913 -- what to write, for whom, and how far
    tools: Tools,
    feature: str,
    heard: Heard,
    wanted: Sequence[Span],
    *,
    only: str | None,
    models: Sequence[str],
    most_usd: Decimal,
    sofar: Transcript | None = None,
) -> Paid:
    """All words of `wanted`, by a provider where they may leave (`only`: the voice whose sound alone may). Where there
    was a rough pass, what it has not and nobody has bought is heard roughly meanwhile. `sofar`: written down before.
    Needs sound. Raises as `writing.ask`, and GaveUp.
    """
    assert heard.audio is not None, "without sound nobody is paid to write it down"
    sound, census = SealedPcm(tools.reader(heard.audio.stored), heard.audio), heard.census
    if heard.rough is None:
        told = tools.progress
        asked = await ask(tools, feature, sound, wanted, census, told, only=only, models=models, most_usd=most_usd)
        return await keep(tools, sound, asked, census, sofar=sofar)
    bought = await in_thread(shelf.load, tools, shelf.BOUGHT)
    rest = subtract(wanted, union((*heard.rough.covered, *bought.covered)))
    asked, more = await both(tools, feature, heard, wanted, rest, only=only, models=models, most_usd=most_usd)
    return await keep(tools, sound, asked, census, heard.rough, more)


def _rough(tools: Tools, heard: Heard, audio: Audio, spans: tuple[Span, ...]) -> Transcript:
    """What was written down for another coached person, or another wave, is not heard again."""
    transcriber, before = tools.transcriber(), shelf.load(tools, shelf.ROUGH)
    if missing := _unheard(tools, spans):
        sound = SealedPcm(tools.reader(audio.stored), audio)
        words = transcriber.transcribe(sound, missing, tools.progress, thorough=False)
        before = before.joined(Bought(missing, words))
        shelf.save(tools, shelf.ROUGH, before)
    return transcribed(before.within(spans).words, heard.census, spans, transcriber.engine)


def _unheard(tools: Tools, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    rest = subtract(spans, shelf.load(tools, shelf.ROUGH).covered)
    return tuple(span for span in rest if span.length >= DEFAULT.sliver)
