"""Have a provider write down what one voice said, and this machine what the others did."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from shipspeak.base import Span, in_thread, intersect, subtract, union
from shipspeak.coaching.alone import mine
from shipspeak.coaching.paid.engines import beside
from shipspeak.coaching.paid.writing import GaveUp, Paid, write
from shipspeak.coaching.tools import Tools
from shipspeak.sampling import DEFAULT
from shipspeak.speech import Census, Pcm, Transcript, Word, within

NEVER_ALONE = "in what was chosen you never spoke alone, and what others say was to stay here"


async def write_for(  # noqa: PLR0913 -- as `write`
    tools: Tools,
    feature: str,
    pcm: Pcm,
    spans: Sequence[Span],
    census: Census,
    *,
    only: str | None,
    models: Sequence[str],
    most_usd: Decimal,
    rough: Transcript | None = None,
    sofar: Transcript | None = None,
) -> Paid:
    """As `write`. `only`: the voice whose sound alone may leave, None where all may. What the others said is then taken
    from the `rough` words, or written down here, but for what stands in `sofar` already.
    """
    if only is None:
        return await write(tools, feature, pcm, spans, census, models=models, most_usd=most_usd, rough=rough)
    chosen = union(spans)
    may = leaving(census, only, chosen)
    got = await write(tools, feature, pcm, may, census, models=models, most_usd=most_usd, rough=rough)
    return await in_thread(with_others, tools, pcm, got, subtract(chosen, may), rough, sofar)


def leaving(census: Census, only: str, chosen: Sequence[Span]) -> tuple[Span, ...]:
    """What of `chosen` (sorted, disjoint) may leave. Raises GaveUp where nothing may."""
    may = mine(census.turns, only, chosen)
    if not may:
        raise GaveUp(NEVER_ALONE)
    return may


def with_others(
    tools: Tools, pcm: Pcm, got: Paid, rest: Sequence[Span], rough: Transcript | None, sofar: Transcript | None = None
) -> Paid:
    """What a provider wrote, and what stayed here (`rest`): as the rough words have it or it stands in `sofar`, else as
    this machine's engine hears it now. Blocking.
    """
    words = list(got.words)
    for known in (rough, sofar):
        if known is not None:
            words += _inside(known, intersect(rest, known.covered))
            rest = subtract(rest, known.covered)
    missing = [span for span in rest if span.length >= DEFAULT.sliver]
    if missing:
        words += tools.transcriber().transcribe(pcm, missing, tools.progress)
    local = rough.engine if rough is not None else tools.transcriber().engine
    words.sort(key=lambda word: (word.start, word.end))
    return replace(got, words=tuple(words), engine=beside(got.engine, local))


def _inside(transcript: Transcript, spans: Sequence[Span]) -> Iterator[Word]:
    for passage in transcript.passages:
        yield from (word for word in passage.words if within((word.start + word.end) // 2, spans))
