"""report: everything the page shows, as one value."""

from collections.abc import Sequence
from dataclasses import replace

import shipspeak
from shipspeak.coaching.model import Choice, Cover, Findings, Finished, Heard, Part, Provenance, Report, Wishes, Written
from shipspeak.coaching.tools import Tools
from shipspeak.coaching.whose import named
from shipspeak.sampling import DEARNESS


async def compose(  # noqa: PLR0913, PLR0917 -- one argument for each arrow
    tools: Tools,  # noqa: ARG001 -- every step takes the tools
    cover: Cover,
    wishes: Wishes,
    heard: Heard,
    choice: Choice,
    words: Written,
    findings: Findings,
    parts: tuple[Part, ...],
) -> Finished:
    """Put together; decides nothing."""
    census = heard.census
    names, lost = named(cover.names, census.turns)
    voices = tuple(replace(voice, name=names.get(voice.id, voice.name)) for voice in census.voices)
    page = Report(
        title=cover.title,
        kind=wishes.kind,
        duration=census.duration,
        focal=choice.focal,
        assumed=choice.assumed,
        voices=voices,
        confidence=census.confidence,
        timed=census.timed,
        turns=census.turns,
        features=census.features,
        plan=choice.plan,
        covered=words.whole.covered,
        passages=words.whole.passages,
        findings=findings,
        made=Provenance(
            version=shipspeak.__version__,
            engine=words.chosen.engine,
            hearing=census.decided_by,
            preset=choice.plan.preset,
            seed=choice.plan.seed,
            cost_usd=sum(part.usd for part in parts),
            seconds_sent=0.0,
            coach="rules",
            parts=parts,
        ),
        notes=(*heard.notes, *_who_was_lost(lost, wishes, choice), *_more_than_asked(wishes, heard, choice)),
        asked=words.asked,
    )
    return Finished(page, heard.audio)


def _more_than_asked(wishes: Wishes, heard: Heard, choice: Choice) -> tuple[str, ...]:
    asked, done = wishes.preset, choice.plan.preset
    if not heard.census.timed or DEARNESS[done] <= DEARNESS[asked]:
        return ()
    why = "lately a smaller part told less of whole meetings than it promised, so more is heard"
    return (f"This was done as “{done}” though you asked for “{asked}”: {why} until that is understood.",)


def _who_was_lost(names: Sequence[str], wishes: Wishes, choice: Choice) -> tuple[str, ...]:
    """What a person had said of voices that the new count does not hold."""
    notes = []
    if names:
        who = " and ".join(names)
        notes.append(f"In the new count no voice of its own could be found for {who}. Say who is who again.")
    if wishes.me is not None and choice.assumed:
        notes.append("In the new count your voice could not be found again. Say which one is you.")
    return tuple(notes)
