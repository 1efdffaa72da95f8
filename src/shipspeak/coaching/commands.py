"""`./ship coach FILE…`: the same flow without a server."""

import asyncio
import os
import secrets
import shlex
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import click

from shipspeak.base import Settings, ShipSpeakError, Span, silent, writing
from shipspeak.coaching.flow import coach
from shipspeak.coaching.hired import hired
from shipspeak.coaching.model import Cover, Finished, Kind, Meeting, Report, State, Upload, Wishes
from shipspeak.coaching.pcm import SealedPcm
from shipspeak.coaching.quoting import Quoting
from shipspeak.coaching.report import encode, write_files
from shipspeak.coaching.report.paid import cost, departures, of_others, quote, unsaid, way
from shipspeak.coaching.report.setback import Told, setback
from shipspeak.coaching.report.words import people, portion
from shipspeak.coaching.scratch import scratch
from shipspeak.coaching.steps.choose import NotAmongTheVoices, among
from shipspeak.coaching.steps.upload import HEAD, TRANSCRIPT, OneOfSeveral
from shipspeak.coaching.terms import Terms, Where, usual
from shipspeak.coaching.titles import title_of
from shipspeak.coaching.tools import Tools
from shipspeak.coaching.watch import Bars
from shipspeak.coaching.whose import NUMBER
from shipspeak.database import DEFAULT_ORG
from shipspeak.kit.page import clock
from shipspeak.outside import files_at
from shipspeak.sampling import Preset
from shipspeak.speech import WhisperTranscriber, ensure_weights, is_recording, read_captions
from shipspeak.vault import MemoryKeystore, Vault

BLOCK = 1024 * 1024
LONGEST_NAME = 200
"""Bytes: file systems take 255, and what is written beside it needs its own."""


class NoSuchFile(ShipSpeakError):
    """There is no file at {path}. Check the name; a name with spaces needs quotation marks."""

    status = 404
    exit_code = 66


class IsFolder(ShipSpeakError):
    """{path} is a folder. Name the files in it that are of one meeting: the recording, or one for each person."""

    exit_code = 66


class Unusable(ShipSpeakError):
    """The file {path} cannot be used. {why}"""

    exit_code = 65


class NobodyOfThatName(ShipSpeakError):
    """Nobody called {me} speaks in this meeting. Say --me with one of: {voices}."""

    exit_code = 65


class NobodyIsNamed(ShipSpeakError):
    """The recording does not say what its speakers are called, so nobody can be found by the name {me}. Leave out --me:
    the report says which voice is S1, S2 …, and --me takes one of those.
    """

    exit_code = 65


class MoreThanTookPart(ShipSpeakError):
    """There can be no voice {me} where {people} people took part. Say --me with one of: {voices}."""

    exit_code = 65


class CannotRead(ShipSpeakError):
    """The file at {path} is there, and you may not read it. Copy it to a folder of your own and give that."""

    status = 403
    exit_code = 77


class CannotWrite(ShipSpeakError):
    """The report cannot be written to {path}. Name a folder of your own with --out."""

    status = 507
    exit_code = 73


class Stretch(click.ParamType[Span]):
    """A stretch of the meeting, as its clock is read: "4:00-6:30", "1:02:03-1:05:00"."""

    name = "START-END"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Span:
        first, _, last = value.partition("-")
        start, end = _milliseconds(first), _milliseconds(last)
        if start is None or end is None or not start < end:
            self.fail(f"{value!r} is no stretch of a meeting; write it as 4:00-6:30.", param, ctx)
        return Span(start, end)


KINDS = click.Choice([kind.value for kind in Kind])
PRESETS = click.Choice([preset.value for preset in Preset])
WORDS = click.Choice([where.value for where in Where])
FILE = click.Path(path_type=Path, readable=False)
FOLDER = click.Path(path_type=Path, file_okay=False, readable=False)


@click.command("coach")
@click.argument("paths", metavar="FILE…", nargs=-1, required=True, type=FILE)
@click.option("--me", metavar="VOICE", help="Which voice is yours: S1, S2 …, or a name that the file gives.")
@click.option("--kind", type=KINDS, default=Kind.PRODUCT_REVIEW.value, show_default=True, help="Type of meeting.")
@click.option(
    "--preset",
    type=PRESETS,
    show_default=f"{usual(Where.HERE)}; with a provider {usual(Where.PROVIDER)}",
    help=f"How much to write down: {', '.join(f'{preset} {portion(preset)}' for preset in Preset)}.",
)
@click.option(
    "--words",
    type=WORDS,
    default=Where.HERE.value,
    show_default=True,
    help="Who writes the words down: this machine, or a provider that there is a key of (./ship ai keys) and that may "
    "also judge what was said, within every budget. Without it nothing leaves this machine.",
)
@click.option("--alone", is_flag=True, help="With a provider: nothing of what others said leaves this machine.")
@click.option("--people", type=click.IntRange(1, 20), help="How many took part, if you know.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same choice.")
@click.option("--also", type=Stretch(), multiple=True, help="Write this stretch down besides: 4:00-6:30. Repeatable.")
@click.option("--title", help="Title of the report; the file's name if not given.")
@click.option("--out", type=FOLDER, default=Path(), help="Folder of the report; this one if not given.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON; write no files.")
@click.pass_obj
def coach_command(  # noqa: PLR0913 -- one parameter for each option
    settings: Settings,
    paths: Sequence[Path],
    *,
    me: str | None,
    kind: str,
    preset: str | None,
    words: str,
    alone: bool,
    people: int | None,
    seed: int,
    also: tuple[Span, ...],
    title: str | None,
    out: Path,
    as_json: bool,
) -> None:
    """Coach from a recording (wav, mp3, m4a, mp4, webm, ogg, flac), from one recording for each person, or from a
    transcript (vtt, srt, txt, json), alone or beside the recording. Writes NAME.report.html, .json and .md.
    """
    if alone and Where(words) is not Where.PROVIDER:
        raise click.UsageError("--alone is about what leaves, and nothing does: it goes with --words provider.")
    for path in paths:
        _readable(path)
    if not as_json:
        _writable(out)
    _end_as_by_ctrl_c()
    who = _text(me) if me else None
    if who:
        _could_be(who, paths, people)
    wishes = Wishes(
        Kind(kind),
        Preset(preset) if preset else usual(Where(words)),
        seed,
        people,
        who,
        also,
        Where(words),
        alone=alone or settings.others_stay,
    )
    weights = ensure_weights(settings.weights_folder, silent)
    with scratch() as folder, Bars(quiet=as_json) as bars:
        # Not beside what they open: whatever ends this process, nothing is left that can be read.
        vault = Vault(MemoryKeystore())
        files = files_at(str(folder / "files"))
        tools = Tools(DEFAULT_ORG, uuid4(), files, vault, weights, lambda: WhisperTranscriber(weights), bars)
        vault.admit(tools.org, tools.meeting)
        names = [_text(path.name) for path in paths]
        try:
            called = title_of(_text(title or ""), names, datetime.now().astimezone())
            finished = asyncio.run(_coach(settings, paths, wishes, called, tools))
        except OneOfSeveral as error:
            which = int(str(error.facts["number"])) - 1
            raise Unusable(path=names[which], why=error.facts["why"]) from None
        except NotAmongTheVoices:
            # On this terminal alone, and from the files themselves: no error that may be kept holds a name.
            if voices := _names_in(paths):
                raise NobodyOfThatName(me=me, voices=", ".join(voices)) from None
            raise
        pcm = SealedPcm(tools.reader(finished.audio.stored), finished.audio) if finished.audio else None
        if as_json:
            sys.stdout.buffer.write(encode(finished.report) + b"\n")
            _tell(finished, wishes)
            return
        written = _write(finished.report, pcm, out, paths[0].stem)
    for path in written:
        click.echo(path)
    _tell(finished, wishes)


async def _coach(settings: Settings, paths: Sequence[Path], wishes: Wishes, title: str, tools: Tools) -> Finished:
    async with AsyncExitStack() as stack:
        if wishes.words is not Where.HERE:
            tools = await stack.enter_async_context(hired(settings, tools))
        uploads = tuple(_take(tools, index, path) for index, path in enumerate(paths))
        cover = Cover(title, uploads, {}, secrets.token_hex(16))
        now = datetime.now(UTC)
        meeting = Meeting(tools.meeting, tools.org, now, State.WORKING, wishes, cover, None, None, None, 0, 0, 0)

        def tell(terms: Terms) -> None:
            click.echo(quote(terms, alone=wishes.alone), err=True)

        try:
            return await coach(meeting, Quoting(meeting, tools, tell))
        except asyncio.CancelledError:  # Ctrl-C
            if tools.asker is not None:
                click.echo("What a provider was asked until now is paid; ./ship ai spend says how much.", err=True)
            raise


def _names_in(paths: Sequence[Path]) -> list[str]:
    """Of the people in a transcript among the files, or of the tracks; empty where voices have numbers alone."""
    for path in paths:
        with suppress(ShipSpeakError, OSError), path.open("rb") as file:
            if not is_recording(head := file.read(HEAD)):
                captions = read_captions(head + file.read(TRANSCRIPT), path.name)
                return sorted(set(captions.names.values()))
    return [_text(path.stem) for path in paths] if len(paths) > 1 else []


def _is_sound(path: Path) -> bool:
    with path.open("rb") as file:
        return is_recording(file.read(HEAD))


def _could_be(me: str, paths: Sequence[Path], people: int | None) -> None:
    """Refuse at once what no hearing can make right. Raises NobodyOfThatName, NobodyIsNamed, MoreThanTookPart."""
    names = _names_in(paths)
    if NUMBER.fullmatch(me.strip().upper()):
        if not names and people and int(me.strip()[1:]) > people:
            raise MoreThanTookPart(me=me, people=people, voices=", ".join(f"S{n}" for n in range(1, people + 1)))
    elif names and among([("", name) for name in names], me) is None:
        raise NobodyOfThatName(me=me, voices=", ".join(names))
    elif not names and all(map(_is_sound, paths)):
        raise NobodyIsNamed(me=me)


def _tell(finished: Finished, wishes: Wishes) -> None:
    for line in _remarks(finished, wishes):
        click.echo(line, err=True)


def _remarks(finished: Finished, wishes: Wishes) -> Iterator[str]:
    """What a person should know who reads no report yet."""
    report = finished.report
    if back := setback(report, Told.TERMINAL):
        yield f"{back.what} {back.means} {back.do}"
    yield from _coached(report)
    for span in wishes.asked if report.timed else ():
        if span.start >= report.duration:
            told = f"{clock(span.start)}-{clock(span.end)}"
            yield f"--also {told} had nothing to add: the meeting ends at {clock(report.duration)}."
    if wishes.asked and finished.audio is None:
        yield "--also had nothing to add: a transcript has all of its words already."
    if told := way(report):
        yield f"{told} {cost(report)}"
    for left in departures(report):
        yield f"Left this machine: {left}."
    if told := of_others(report):
        yield f"{told}."


def _coached(report: Report) -> Iterator[str]:
    """Who it is about; where nobody said, how to say so, and what follows."""
    if not report.focal:
        return
    who = people(report)[report.focal]
    if not report.assumed:
        yield f"Coached: {who}."
        return
    yield f"Coached: {who}, who spoke most, since nobody said who you are."
    if told := unsaid(report):
        voices = ", ".join(f"--me {_typed(voice.name or voice.id)}" for voice in report.voices)
        yield f"Which voice is you? Say so ({voices}), and {told}. Nothing was paid for a guess."
    elif others := ", ".join(voice.name or voice.id for voice in report.voices if voice.id != report.focal):
        yield f"Is that somebody else? Say --me with one of: {others}."


def _readable(path: Path) -> None:
    if path.is_dir():
        raise IsFolder(path=_text(str(path)))
    if not path.is_file():
        raise NoSuchFile(path=_text(str(path)))
    try:
        path.open("rb").close()
    except OSError:
        raise CannotRead(path=_text(str(path))) from None


def _typed(name: str) -> str:
    """As it is typed in a shell."""
    return shlex.quote(name) if " " in name else name


def _text(name: str) -> str:
    """A file's name, or what was typed, as text: on a disk and in a terminal it may be any bytes."""
    return os.fsencode(name).decode("utf-8", "replace")


def _write(report: Report, pcm: SealedPcm | None, out: Path, stem: str) -> Sequence[Path]:
    while len(os.fsencode(stem)) > LONGEST_NAME:
        stem = stem[:-1]
    try:
        with writing():
            return write_files(report, pcm, out / f"{stem}.report")
    except OSError:
        raise CannotWrite(path=_text(str(out))) from None


def _milliseconds(clock: str) -> int | None:
    parts = clock.strip().split(":")
    if not 2 <= len(parts) <= 3 or not all(part.isdecimal() for part in parts):
        return None
    seconds = 0
    for part in parts:
        seconds = 60 * seconds + int(part)
    return 1000 * seconds


def _take(tools: Tools, index: int, path: Path) -> Upload:
    with tools.writer(f"original/{index}") as writer, path.open("rb") as file:
        while block := file.read(BLOCK):
            writer.write(block)
    return Upload(_text(path.name), writer.stored)


def _end_as_by_ctrl_c() -> None:
    """Also when the terminal is closed, or the machine shuts down: the scratch folder goes, and no child stays."""

    def end(*_: object) -> None:
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # so a script starts what it puts into the background
            raise KeyboardInterrupt
        os.kill(os.getpid(), signal.SIGINT)

    for name in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(name) is signal.SIG_DFL:  # under nohup it stays ignored
            signal.signal(name, end)


def _writable(folder: Path) -> None:
    """Before the work, not after it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        raise CannotWrite(path=_text(str(folder))) from None
