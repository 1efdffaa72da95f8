"""The meeting pages: plain values in, HTML out. The routes (`pages.py`) read and decide; nothing is decided here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from shipspeak.base import Span, Turn
from shipspeak.coaching.better import Better
from shipspeak.coaching.model import Kind, Report, State
from shipspeak.coaching.report import PAGES, Timeline, plain, served, timeline
from shipspeak.coaching.report.clips import ClipUrls
from shipspeak.coaching.report.words import KINDS, portion
from shipspeak.coaching.stages import STAGES
from shipspeak.coaching.terms import Where, usual
from shipspeak.coaching.whose import called
from shipspeak.jobs import Outlook
from shipspeak.kit.page import clock
from shipspeak.sampling import Preset
from shipspeak.speech import Preview, Sureness

PRESETS = {
    "": "As usual: all here, a part elsewhere",
    Preset.COST: f"Least: {portion(Preset.COST)}",
    Preset.BALANCED: f"Balanced: {portion(Preset.BALANCED)}",
    Preset.QUALITY: f"Closer: {portion(Preset.QUALITY)}",
    Preset.FULL: "Everything",
}
EXPLAINED = {
    "": "Every word on this machine, where that costs nothing but a little time; where words cost money, the quarter "
    "that matters.",
    Preset.COST: "The shortest wait. Numbers come with wide margins; a little more is written down where one would "
    "tell nothing.",
    Preset.BALANCED: "The whole meeting is heard; words are written down where they matter to you. Numbers come with "
    "their margins. On this machine “Everything” costs nothing either, and takes about a third longer.",
    Preset.QUALITY: "More is written down until the numbers settle: in a short meeting nearly all of it.",
    Preset.FULL: "Every word, so no number is estimated. It costs nothing on this machine, and takes a third longer "
    "than a quarter does.",
}
"""What each means, under the field, for the one that is chosen."""
ACCEPT = "audio/*,video/mp4,video/webm,.wav,.mp3,.m4a,.mp4,.webm,.ogg,.opus,.flac,.vtt,.srt,.txt,.json"
"""What the file dialog offers; what a file is gets decided by its content."""

_STATES = {
    State.WAITING: "Waiting for its turn",
    State.WORKING: "Being heard",
    State.READY: "Report ready",
    State.FAILED: "No report",
}
_TITLES = {
    401: "This page is private",
    403: "This is not allowed",
    404: "There is nothing here",
    409: "Not now",
    413: "This is too large",
    415: "This cannot be heard",
    422: "This cannot be done",
    429: "Not just now",
    500: "Something went wrong",
    503: "Not just now",
}
"""A heading that says it; numbers are for machines."""
_OF_A_FILE = {413, 415}
_MEETING = re.compile(r"(/meetings/[0-9a-f-]{36})/")
_STAYS = {409, 422, 429}
"""What was asked for was refused, and its meeting is there."""
STRANGER = (
    "Open the address that ./ship up printed in its terminal: it holds the key to your meetings, and this browser will "
    "remember it. If it is gone, run ./ship up again, which prints it once more."
)
_NEW = 3
"""The sample stays on top until there are more meetings than this of the person's own."""


@dataclass(frozen=True, slots=True)
class Line:
    """One meeting of the list."""

    href: str
    title: str
    state: State
    kind: Kind
    held: datetime
    duration: int | None
    """Milliseconds, once heard."""
    sample: bool = False
    doing: str = ""
    """What is done for it at this moment, in words."""
    outlook: Outlook | None = None
    """How long it waits, while it is not done."""

    @property
    def open(self) -> bool:
        """Something is still to come, so the list is asked for again."""
        return self.state in {State.WAITING, State.WORKING}

    @property
    def words(self) -> str:
        """How it stands, with when its report is expected: "Hearing the whole meeting, ready in about 2 min"."""
        said = self.doing if self.state is State.WORKING and self.doing else _STATES[self.state]
        expected = when(self.outlook) if self.outlook and self.open else ""
        return f"{said}, ready in {expected}" if expected else said


@dataclass(frozen=True, slots=True)
class Stage:
    """One arrow of the flow as the person follows it."""

    name: str
    state: str
    """"done", "now" or "next"."""
    count: str
    """"4:10 of 12:04"; "" where nothing is counted."""
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class VoiceChoice:
    """One voice to recognise."""

    id: str
    name: str
    given: str
    """The name a person gave, "" for none: what the renaming field holds."""
    talk: int
    clips: tuple[tuple[Span, str], ...]
    """Up to three stretches of about five seconds, with the address of each."""


@dataclass(frozen=True, slots=True)
class Asks:
    """What a person can put right. Each action is the address a plain form is posted to."""

    voices: tuple[VoiceChoice, ...]
    me: str | None
    """Voice id that is coached now."""
    assumed: bool
    """Nobody has said yet which voice is theirs."""
    people: int | None
    """How many the person said; None: as many as were heard."""
    title: str
    kind: Kind
    about_action: str
    by_ear: bool
    """Nobody's captions say who speaks, so that a count by ear can be put right."""
    me_action: str
    people_action: str
    names_action: str
    compare: bool
    """The person agreed that the meeting may also be written down whole."""
    compare_action: str
    delete_action: str
    stretch_action: str
    between_action: str
    preset_action: str
    asked: tuple[Span, ...] = ()
    """Stretches that were asked for and are not written down yet."""
    better: Better | None = None
    """An engine that can be had instead of the one on this machine."""
    words: Where = Where.HERE
    alone: bool = False
    """What others said stays here."""
    words_action: str = ""
    token: str = ""
    """Against forged requests; a hidden field when not empty."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How the report that is shown stands to what was asked for: current, being made again, or not to be had."""

    href: str
    fragment: str
    """Tells what is new."""
    version: int | None
    """Of the report that is shown; None while it is an earlier one."""
    events: str | None
    """The stream to follow while it is made again."""
    problem: str | None
    """Why it could not be made again."""
    retry: str | None
    """None where it could only fail again."""
    now: str
    """What is being done, in words."""


@dataclass(frozen=True, slots=True)
class Work:
    """A meeting that is being heard."""

    href: str
    title: str
    stages: tuple[Stage, ...]
    first: Timeline | None
    outlook: Outlook | None = None
    """How long it waits for its turn."""
    quote: str = ""
    """Who does what, and for how much, once that is agreed."""

    @property
    def now(self) -> str:
        return doing(self.stages)

    @property
    def heard(self) -> bool:
        """Who spoke when is known, and will not change any more."""
        return any(stage.state == "done" and stage.name == STAGES["hear"] for stage in self.stages)


def index(
    lines: Sequence[Line],
    *,
    upload: str,
    sample: str = "",
    token: str = "",
    better: Better | None = None,
    no_good_key: bool = False,
    deleted: bool = False,
) -> str:
    """The list of meetings with its drop target. `upload`: address that takes the recording (see upload.js); `better`:
    an engine that can be had instead of the one on this machine; `no_good_key`: it could, with a key that is taken;
    `deleted`: a meeting was, and the person comes from there.
    """
    return PAGES.render(
        "meeting/index.html",
        **_list(lines, sample, token),
        upload=upload,
        presets={preset: words for preset, words in PRESETS.items() if preset or better},
        explained=EXPLAINED,
        chosen=(Kind.PRODUCT_REVIEW, "" if better else Preset.FULL),
        accept=ACCEPT,
        better=better,
        no_good_key=no_good_key,
        deleted=deleted,
        paid_usual=usual(Where.PROVIDER),
    )


def listing(lines: Sequence[Line], *, sample: str = "", token: str = "") -> str:
    """The list alone: what live.js asks for while something is worked on."""
    return PAGES.render("meeting/list.html", **_list(lines, sample, token))


def working(work: Work) -> str:
    """The page while the meeting is heard. Its address + "/events" streams, + "/live" gives the fragment."""
    return PAGES.render("meeting/working.html", **_work(work))


def live(work: Work) -> str:
    """The part of `working` that changes: what live.js asks for after each event."""
    return PAGES.render("meeting/live.html", **_work(work))


def finished(href: str, version: int) -> str:
    """The fragment that sends the browser to the finished (or failed) meeting, unless it shows that version already."""
    return PAGES.render("meeting/finished.html", href=href, version=version)


def failed(title: str, problem: str, *, retry: str | None, delete: str, token: str = "") -> str:
    """Why there is no report, in the error's own sentence, and the way on: trying again where that may help, else
    another file. `retry`, `delete`: addresses a plain form is posted to.
    """
    return PAGES.render(
        "meeting/failed.html", title=plain(title), problem=problem, retry=retry, delete=delete, token=token
    )


def report(
    report: Report,
    clips: Mapping[Span, bytes] | ClipUrls,
    asks: Asks,
    shown: Shown,
    *,
    held: datetime | None = None,
    links: Mapping[str, str] | None = None,
) -> str:
    """The report in the app, with what can be put right below it. `links`: label -> address of exports."""
    return served(report, clips, "meeting/report.html", held=held, links=links, asks=asks, shown=shown, kinds=KINDS)


def error(status: int, title: str, sentence: str, path: str = "") -> str:
    """Any error as a page (an `ErrorPage` of kit.problem). Whoever is not let in is told how to come in, and
    who asked something of a meeting the way back to it.
    """
    report = _MEETING.match(path) if status in _STAYS else None
    if status == HTTPStatus.UNAUTHORIZED:
        sentence = STRANGER
    return PAGES.render(
        "meeting/error.html",
        title=_TITLES.get(status, title),
        sentence=sentence,
        inside=status != HTTPStatus.UNAUTHORIZED,
        other=status in _OF_A_FILE,
        back=report[1] if report else "",
    )


def stages(words: Mapping[str, str], current: str | None, done: int, total: int) -> tuple[Stage, ...]:
    """The flow's stages from its words in order, what is being done and how far (milliseconds of audio)."""
    names = list(words)
    at = names.index(current) if current is not None and current in words else -1
    return tuple(
        Stage(
            name=words[name],
            state="done" if number < at else "now" if number == at else "next",
            count=f"{clock(done)} of {clock(total)}" if number == at and total else "",
            done=done if number == at else 0,
            total=total if number == at else 0,
        )
        for number, name in enumerate(names)
    )


def doing(stages: Sequence[Stage]) -> str:
    """What is being done, in words."""
    return next((stage.name for stage in stages if stage.state == "now"), "Waiting for its turn")


def in_queue(outlook: Outlook) -> str:
    """As in "3rd in the queue, report in about 2 to 3 min", or "Report in less than a minute" once it is worked on;
    empty where nobody knows yet.
    """
    expected = when(outlook)
    if outlook.place is None:
        return f"Report in {expected}" if expected else ""
    where = "Next in the queue" if outlook.place == 1 else f"{ordinal(outlook.place)} in the queue"
    return f"{where}, report in {expected}" if expected else where


def when(outlook: Outlook) -> str:
    """When to expect it; empty where nobody knows yet."""
    if outlook.soonest is None or outlook.latest is None:
        return ""
    return about(outlook.soonest, outlook.latest)


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th …"""
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def about(soonest: float, latest: float) -> str:
    """As exact as a forecast may sound: "less than a minute", "up to 2 min", "about 2 to 3 min", "about 1 h 20 min"."""
    if latest < 50:
        return "less than a minute"
    first, last = _minutes(soonest), max(1, _minutes(latest))
    if first == last:
        return f"about {_lasting(last)}"
    if not first:
        return f"up to {_lasting(last)}"
    return f"about {first if last < 60 else _lasting(first)} to {_lasting(last)}"


def _minutes(seconds: float) -> int:
    """Whole; from an hour on, tens."""
    minutes = round(seconds / 60)
    return minutes if minutes < 60 else 10 * round(seconds / 600)


def _lasting(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part)


def first_timeline(preview: Preview, duration: int | None) -> Timeline | None:
    """The timeline so far; one lane of speech until voices can be told apart. None before anything was heard."""
    length = max(duration or 0, preview.heard)
    if length <= 0 or not (preview.speech or preview.turns):
        return None
    if not preview.turns:
        return timeline(length, [Turn(s.start, s.end, "speech") for s in preview.speech], {"speech": "Speech"})
    voices = sorted({turn.speaker for turn in preview.turns})
    return timeline(length, preview.turns, {voice: called(voice, None) for voice in voices})


def _list(lines: Sequence[Line], sample: str, token: str) -> dict[str, object]:
    own = [line for line in lines if not line.sample]
    samples = [line for line in lines if line.sample]
    return {
        "lines": [*samples, *own] if len(own) <= _NEW else [*own, *samples],
        "empty": not own,
        "sample": "" if samples else sample,
        "token": token,
        "kinds": KINDS,
        "plain": plain,
    }


def _work(work: Work) -> dict[str, object]:
    return {
        "work": work,
        "title": plain(work.title),
        "one_voice": Sureness.ONE_VOICE,
        "queue": in_queue(work.outlook) if work.outlook else "",
    }
