"""The report as Markdown (CommonMark), for a wiki or a repository: the same words, no pictures."""

from collections.abc import Iterator

from shipspeak.coaching.model import Report
from shipspeak.coaching.report.cards import DOUBTED, UNSURE, Card, Quote, cards, rubric
from shipspeak.coaching.report.clips import Clips
from shipspeak.coaching.report.metrics import Row, groups
from shipspeak.coaching.report.paid import cost, departures, dollars, of_others, unsaid, way
from shipspeak.coaching.report.plan import Account, account
from shipspeak.coaching.report.setback import Told, setback
from shipspeak.coaching.report.transcript import Gap, Run, runs
from shipspeak.coaching.report.words import BY_EAR, KINDS, misheard, people, plain, share_read, times
from shipspeak.kit.page import clock, figure, lasting, percent, plural
from shipspeak.speech import DecidedBy

HEADINGS = ("Nothing stood out in", "One thing from", "Two things from", "Three things from")
"""By the number of cards, CARDS at most."""
MARKED = " Where [?] stands, it was not sure of the words before it."
_SPECIAL = str.maketrans({c: f"\\{c}" for c in "\\`*_{}[]<>#|~&!"})


def markdown(report: Report) -> str:
    """The whole report. What people said or named is escaped: no markup of theirs becomes markup of the page."""
    clips = Clips(report, {})
    return "\n".join(
        [
            f"# {_text(report.title)}",
            "",
            _facts(report),
            *_setback(report),
            *_notes(report),
            *_cards(report, cards(report, clips)),
            *_metrics(report, clips),
            *_rubric(report, clips),
            *_plan(account(report)),
            *_transcript(report),
            *_made(report),
            "",
        ]
    )


def _facts(report: Report) -> str:
    names = people(report)
    said = [_text(names[v.id]) + (" (you)" if v.id == report.focal else "") for v in report.voices]
    long = [lasting(report.duration)] if report.timed else ["no times"]
    facts = [KINDS[report.kind], *long, ", ".join(said), f"{percent(share_read(report))} written down"]
    doubt = [] if report.confidence.sureness.value == "sure" else ["", f"> {_text(report.confidence.sentence)}"]
    return "\n".join([" · ".join(facts), *doubt, *_assumed(report, names)])


def _assumed(report: Report, names: dict[str, str]) -> Iterator[str]:
    """Whom it took for the reader, where nobody said and there is a choice."""
    if not report.assumed or not report.focal or len(report.voices) < 2:
        return
    who = _text(names[report.focal])
    others = ", ".join(_text(voice.name or voice.id) for voice in report.voices if voice.id != report.focal)
    if told := unsaid(report):
        voices = ", ".join(_text(voice.name or voice.id) for voice in report.voices)
        say = f"Say so (`--me` with one of: {voices}), and {told}."
        yield from (
            "",
            f"> **Which voice is you?** {say} Nothing was paid for a guess: this coaches {who}, who spoke most.",
        )
        return
    again = f" If that is somebody else, run it again with `--me` and one of: {others}."
    said = f"Nobody said which voice is yours, so this coaches {who}, who spoke most."
    yield from ("", f"> **Is {who} you?** {said}{again}")


def _setback(report: Report) -> Iterator[str]:
    if back := setback(report, Told.FILE):
        yield from ("", f"> **{_text(back.what)}** {_text(back.means)} {_text(back.do)}")


def _notes(report: Report) -> Iterator[str]:
    for note in report.notes:
        yield from ("", f"> {_text(note)}")


def _cards(report: Report, found: tuple[Card, ...]) -> Iterator[str]:
    yield from ("", f"## {HEADINGS[len(found)]} this meeting")
    if found:
        marked = any(quote.evidence.unsure_at for card in found for quote in card.quotes)
        yield from ("", misheard(report.made.engine) + MARKED * marked)
    for card in found:
        yield from ("", f"### {card.tone}: {_text(card.focus.happened)}", "", f"*{card.skill}{_seen(card)}*")
        for quote in card.quotes:
            yield from ("", _quote(quote, timed=report.timed))
        yield from ("", f"**Why it matters here.** {_text(card.focus.matters)}")
        yield from ("", f"**{card.instead}.** {_text(card.focus.instead)}")
        yield from ("", f"**Practise.** {_text(card.focus.practise)}")


def _quote(quote: Quote, *, timed: bool) -> str:
    when = f", {clock(quote.evidence.start)}" if timed else ""
    who = f"; {DOUBTED}" if quote.evidence.doubted else ""
    unsure = f"; {UNSURE}" if quote.evidence.unsure and not quote.evidence.unsure_at else ""
    words = " ".join(f"{_text(piece.words)}{' [?]' if piece.unsure else ''}" for piece in quote.pieces)
    return f"> “{words}” ({_text(quote.speaker)}{when}{who}{unsure})"


def _seen(card: Card) -> str:
    return ", seen by the model alone" if card.focus.seen_by == "model" else ""


def _metrics(report: Report, clips: Clips) -> Iterator[str]:
    yield from ("", "## Numbers", "", "| what | value | 95 % interval | usual | stands on | standing |")
    yield "|---|---|---|---|---|---|"
    for group in groups(report, clips):
        for row in group.rows:
            yield _metric(row)


def _metric(row: Row) -> str:
    standing = f"{row.standing}. {_text(row.metric.note)}"
    cells = (
        _text(row.metric.name),
        _text(row.value) or "none",
        row.interval or "none",
        row.usual or "none",
        row.tier,
        standing,
    )
    return f"| {' | '.join(cells)} |"


def _rubric(report: Report, clips: Clips) -> Iterator[str]:
    yield from ("", "## Ten habits of product managers", "")
    for row in rubric(report, clips):
        level = "" if row.level is None else f" ({row.level} of 4)"
        yield f"- **{row.skill}**: {row.words}{level}. {_text(row.why)}"


def _plan(plan: Account) -> Iterator[str]:
    yield from ("", "## What was written down, and why", "", plan.sentence, "")
    for share in plan.shares:
        stretches = plural(len(share.units), "stretch", "stretches")
        yield f"- **{share.name}**: {lasting(share.length)} in {stretches}. {share.why}"
    for promise in plan.promises:
        if not promise.held:
            yield f"- **Not held**: {_text(promise.words)} ({_text(promise.detail)})"


def _transcript(report: Report) -> Iterator[str]:
    yield from ("", "## Transcript of what was written down")
    if report.made.hearing == DecidedBy.VOICES:
        yield from ("", BY_EAR)
    for run in runs(report):
        if isinstance(run, Gap):
            yield from ("", f"*not written down: {times(run.span)}*")
        else:
            yield from ("", _run(run, timed=report.timed))


def _run(run: Run, *, timed: bool) -> str:
    when = f" {clock(run.start)}" if timed else ""
    return f"**{_text(run.speaker)}**{when}: {_text(' '.join(passage.text for passage in run.passages))}"


def _made(report: Report) -> Iterator[str]:
    made = report.made
    yield from ("", "---", "")
    if said := way(report):
        yield from (_text(f"{said} {cost(report)}"), "")
    for line in departures(report):
        yield from (f"Left this machine: {_text(line)}.", "")
    if said := of_others(report):
        yield from (f"{_text(said)}.", "")
    by = f"{made.engine.name} {made.engine.version}"
    dropped = plural(report.findings.dropped, "claim")
    yield " · ".join(
        [
            f"ShipSpeak {_text(made.version)}",
            _text(by),
            f"coach {_text(made.coach)}",
            f"preset {_text(made.preset)}, seed {made.seed}",
            f"cost {dollars(report)}, {figure(sum(part.seconds for part in made.parts))} s of work",
            f"{figure(made.seconds_sent)} s of audio left this machine",
            f"{dropped} dropped because the words were not found",
        ]
    )


def _text(text: str) -> str:
    return plain(text).translate(_SPECIAL)
