"""transcribe: only what was chosen. A transcript that came with the file costs nothing and covers everything.

One engine writes all of it: an estimate from the words of two would be of neither. So where a provider gives up in the
middle, this machine writes down the whole of what was chosen.
"""

from collections.abc import Iterator
from decimal import Decimal

from shipspeak.base import Span, in_thread, subtract, union
from shipspeak.coaching import paid
from shipspeak.coaching.model import Heard, Received
from shipspeak.coaching.pcm import SealedPcm
from shipspeak.coaching.terms import Terms, Wave
from shipspeak.coaching.tools import Tools
from shipspeak.sampling import DEFAULT, Plan
from shipspeak.speech import Transcript, Word, transcribed, transcript_of, within


async def write_down(
    tools: Tools, received: Received, heard: Heard, plan: Plan, sofar: Wave | None, terms: Terms
) -> Wave:
    """Words by speaker, on the terms agreed. With what was written down `sofar`, only what the plan has beyond it is
    heard, and paid for.
    """
    if received.captions is not None:
        return Wave(transcript_of(received.captions))
    # Units that touch are heard as one: a seam between them is no reason to end a sentence.
    chosen = union(plan.spans)
    if not terms.writes or (sofar is not None and not sofar.paid):
        return await in_thread(_here, tools, heard, chosen, sofar, sofar.gave_up if sofar else "")
    try:
        return await _paid(tools, heard, chosen, sofar, terms)
    except paid.GaveUp as gave_up:
        return await in_thread(_here, tools, heard, chosen, None, gave_up.why)


async def _paid(tools: Tools, heard: Heard, chosen: tuple[Span, ...], sofar: Wave | None, terms: Terms) -> Wave:
    assert heard.audio is not None, "without captions there is audio"
    spent = sofar.usd if sofar else Decimal(0)
    got = await paid.buy(
        tools,
        paid.TRANSCRIBE,
        heard,
        chosen,
        only=terms.only,
        models=terms.writes,
        most_usd=terms.words_usd - spent,
        sofar=sofar.transcript if sofar else None,
    )
    transcript = transcribed(got.words, heard.census, chosen, got.engine)
    return Wave(transcript, paid=True, anchored=got.anchored, usd=got.usd + spent)


def _here(tools: Tools, heard: Heard, chosen: tuple[Span, ...], sofar: Wave | None, gave_up: str) -> Wave:
    assert heard.audio is not None, "without captions there is audio"
    known = heard.rough if gave_up and heard.rough is not None else sofar.transcript if sofar else None
    words = [word for word in _words(known) if within((word.start + word.end) // 2, chosen)]
    rest = subtract(chosen, known.covered if known else ())
    missing = [span for span in rest if span.length >= DEFAULT.sliver]
    engine = known.engine if known else None
    if missing or engine is None:
        pcm = SealedPcm(tools.reader(heard.audio.stored), heard.audio)
        transcriber = tools.transcriber()
        words += transcriber.transcribe(pcm, missing, tools.progress)
        engine = transcriber.engine
    words.sort(key=lambda word: (word.start, word.end))
    return Wave(transcribed(words, heard.census, chosen, engine), gave_up=gave_up)


def _words(transcript: Transcript | None) -> Iterator[Word]:
    for passage in transcript.passages if transcript else ():
        yield from passage.words
