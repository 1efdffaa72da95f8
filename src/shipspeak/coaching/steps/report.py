"""report: everything the page shows, as one value."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import shipspeak
from shipspeak.ai import Left
from shipspeak.base import in_thread, intersect, total
from shipspeak.coaching.alone import theirs
from shipspeak.coaching.known import as_known
from shipspeak.coaching.model import Choice, Cover, Findings, Finished, Heard, Report, Wishes, Written
from shipspeak.coaching.paid import Sent, sent_before
from shipspeak.coaching.provenance import Part, Provenance
from shipspeak.coaching.report import coached_by
from shipspeak.coaching.terms import Terms, Where
from shipspeak.coaching.tools import Tools
from shipspeak.coaching.whose import named
from shipspeak.sampling import DEARNESS

STAGES = {"coaching.transcribe": "transcribe", "coaching.ask": "ask"}
"""The step that pays for a feature of the ledger, where it does not bear its name; any other is `analyse`."""


@dataclass(frozen=True, slots=True)
class Made:
    """How it went."""

    terms: Terms
    gave_up: str
    anchored: float | None
    parts: tuple[Part, ...]


async def compose(  # noqa: PLR0913, PLR0917 -- one argument for each arrow
    tools: Tools,
    cover: Cover,
    wishes: Wishes,
    heard: Heard,
    choice: Choice,
    words: Written,
    findings: Findings,
    made: Made,
) -> Finished:
    """Put together; decides nothing. What it cost is what the ledger says at this moment."""
    census = heard.census
    left = tuple(await tools.books.left(tools.org, tools.meeting)) if tools.books else ()
    sent = await in_thread(sent_before, tools) if left else Sent()
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
        findings=as_known(findings, census, names),
        made=Provenance(
            version=shipspeak.__version__,
            engine=words.chosen.engine,
            hearing=census.decided_by,
            preset=choice.plan.preset,
            seed=choice.plan.seed,
            cost_usd=float(sum(one.cost_usd for one in left)),
            seconds_sent=sum(one.audio_ms for one in left) / 1000,
            coach=coached_by(findings.author),
            parts=_paid(made.parts, left),
            terms=made.terms if wishes.words is not Where.HERE else None,
            gave_up=made.gave_up,
            anchored=made.anchored,
            others_ms=total(intersect(sent.sound, theirs(census.turns, choice.focal or ""))),
            others_words=sent.words,
            left=left,
        ),
        notes=(
            *heard.notes,
            *_who_was_lost(lost, wishes, choice),
            *_more_than_asked(wishes, heard, choice),
        ),
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


def _paid(parts: Sequence[Part], left: Sequence[Left]) -> tuple[Part, ...]:
    """Each step's money beside its seconds: at the first part of that name."""
    owed: dict[str, Decimal] = {}
    for one in left:
        stage = STAGES.get(one.feature, "analyse")
        owed[stage] = owed.get(stage, Decimal(0)) + one.cost_usd
    return tuple(replace(part, usd=float(owed.pop(part.stage, Decimal(0)))) for part in parts)
