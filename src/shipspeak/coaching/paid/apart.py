"""What a provider wrote of one voice, with what stayed here of the others: together all that was chosen."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from shipspeak.base import Span, in_thread, intersect, subtract
from shipspeak.coaching.paid import writing
from shipspeak.coaching.paid.engines import beside
from shipspeak.coaching.paid.writing import Asked, Paid
from shipspeak.coaching.tools import Tools
from shipspeak.sampling import DEFAULT
from shipspeak.speech import Census, Pcm, Transcript, Word, within


async def keep(
    tools: Tools, pcm: Pcm, asked: Asked, census: Census, *rough: Transcript, sofar: Transcript | None = None
) -> Paid:
    """All words of what was chosen. Raises GaveUp where something is missing, once all that was paid for is kept."""
    got = await in_thread(writing.keep, tools, asked, census, rough)
    if asked.only is None:
        return got
    rest = subtract(asked.chosen, asked.may)
    return await in_thread(_with_others, tools, pcm, got, rest, rough, sofar)


def _with_others(
    tools: Tools, pcm: Pcm, got: Paid, rest: Sequence[Span], rough: Sequence[Transcript], sofar: Transcript | None
) -> Paid:
    """`rest`: what stayed here, as the rough words have it or it stands in `sofar`, else as this machine's engine hears
    it now.
    """
    words = list(got.words)
    for known in (*rough, *((sofar,) if sofar else ())):
        words += _inside(known, intersect(rest, known.covered))
        rest = subtract(rest, known.covered)
    missing = [span for span in rest if span.length >= DEFAULT.sliver]
    if missing:
        words += tools.transcriber().transcribe(pcm, missing, tools.progress)
    local = rough[0].engine if rough else tools.transcriber().engine
    words.sort(key=lambda word: (word.start, word.end))
    return replace(got, words=tuple(words), engine=beside(got.engine, local))


def _inside(transcript: Transcript, spans: Sequence[Span]) -> Iterator[Word]:
    for passage in transcript.passages:
        yield from (word for word in passage.words if within((word.start + word.end) // 2, spans))
