"""Have a provider write down what one voice said, and this machine what the others did."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from shipspeak.base import Span, in_thread, subtract, union
from shipspeak.coaching.alone import mine
from shipspeak.coaching.paid.engines import beside
from shipspeak.coaching.paid.writing import GaveUp, Paid, write
from shipspeak.coaching.tools import Tools
from shipspeak.sampling import DEFAULT
from shipspeak.speech import Census, Engine, Pcm, Transcript, Word, within

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
    may = mine(census.turns, only, chosen)
    if not may:
        raise GaveUp(NEVER_ALONE)
    got = await write(tools, feature, pcm, may, census, models=models, most_usd=most_usd, rough=rough)
    rest = subtract(chosen, may)
    others, local = await in_thread(_written_here, tools, pcm, rest, rough, sofar)
    words = sorted((*got.words, *others), key=lambda word: (word.start, word.end))
    return replace(got, words=tuple(words), engine=beside(got.engine, local))


def _written_here(
    tools: Tools, pcm: Pcm, rest: Sequence[Span], rough: Transcript | None, sofar: Transcript | None
) -> tuple[list[Word], Engine]:
    if rough is not None:
        return list(_inside(rough, rest)), rough.engine
    missing = [span for span in subtract(rest, sofar.covered if sofar else ()) if span.length >= DEFAULT.sliver]
    transcriber = tools.transcriber()
    words = transcriber.transcribe(pcm, missing, tools.progress)
    return [*words, *(_inside(sofar, rest) if sofar else ())], transcriber.engine


def _inside(transcript: Transcript, spans: Sequence[Span]) -> Iterator[Word]:
    for passage in transcript.passages:
        yield from (word for word in passage.words if within((word.start + word.end) // 2, spans))
