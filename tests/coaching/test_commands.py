"""`./ship coach`: what it is asked for, and what can be in its way."""

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from shipspeak.base import Settings, Span
from shipspeak.coaching.commands import CannotRead, CannotWrite, Stretch, coach_command
from tests.story.running import ROOT, WEIGHTS

SAMPLE = ROOT / "sample" / "product-review.m4a"
weighty = pytest.mark.skipif(not WEIGHTS.exists(), reason="speech weights are not set up; ./ship up fetches them")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("4:00-6:30", Span(240_000, 390_000)),
        ("0:00 - 0:05", Span(0, 5_000)),
        ("1:02:03-1:05:00", Span(3_723_000, 3_900_000)),
    ],
)
def test_it_reads_a_stretch_as_a_clock_is_read(said: str, meant: Span) -> None:
    assert Stretch().convert(said, None, None) == meant


@pytest.mark.parametrize("said", ["", "4:00", "4-6", "6:30-4:00", "4:00-4:00", "a:b-c:d", "1:2:3:4-5:6", "-4:00-6:00"])
def test_it_refuses_what_is_none_with_an_example(said: str) -> None:
    with pytest.raises(click.BadParameter, match="4:00-6:30"):
        Stretch().convert(said, None, None)


TOLD = "\n".join(f"{'Ana' if at % 2 else 'Ben'}: We should ship it because nine customers asked." for at in range(20))


@pytest.fixture
def told(tmp_path: Path) -> Path:
    path = tmp_path / "told.txt"
    path.write_text(TOLD)
    return path


def coach(tmp_path: Path, *words: str | Path) -> Result:
    settings = Settings(home=tmp_path / "home", weights=WEIGHTS)
    return CliRunner().invoke(coach_command, [str(word) for word in words], obj=settings)


@weighty
def test_it_takes_a_file_whose_name_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff\xfe.txt")
    path.write_text(TOLD)
    said = coach(tmp_path, path, "--json")
    assert json.loads(said.stdout)["title"] == "\N{REPLACEMENT CHARACTER}" * 2


@weighty
def test_it_shortens_a_name_that_leaves_no_room_for_its_own(tmp_path: Path) -> None:
    path = tmp_path / f"{'é' * 120}.txt"
    path.write_text(TOLD)
    said = coach(tmp_path, path, "--out", tmp_path / "out")
    assert said.exit_code == 0, said.output
    assert sorted(made.name for made in (tmp_path / "out").iterdir()) == [
        f"{'é' * 100}.report.{ending}" for ending in ("html", "json", "md")
    ]


@weighty
def test_it_says_where_it_cannot_write_when_something_stands_there(tmp_path: Path, told: Path) -> None:
    (tmp_path / "out" / "told.report.html").mkdir(parents=True)
    said = coach(tmp_path, told, "--out", tmp_path / "out")
    assert isinstance(said.exception, CannotWrite)
    assert [made.name for made in (tmp_path / "out").iterdir()] == ["told.report.html"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_it_says_what_it_may_not_read(tmp_path: Path, told: Path) -> None:
    told.chmod(0)
    assert isinstance(coach(tmp_path, told).exception, CannotRead)


@weighty
@pytest.mark.engine
@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, "by a script"])
def test_it_leaves_nothing_behind_when_it_is_ended(tmp_path: Path, name: signal.Signals | str) -> None:
    """Also what a script put into the background, which the shell has ignore Ctrl-C."""
    by_script = name == "by a script"
    ctrl_c = partial(signal.signal, signal.SIGINT, signal.SIG_IGN if by_script else signal.SIG_DFL)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    environment = os.environ | {
        "PYTHONPATH": str(ROOT / "src"),
        "TMPDIR": str(scratch),
        "SHIPSPEAK_WEIGHTS": str(WEIGHTS),
    }
    command = [sys.executable, "-m", "shipspeak.app", "coach", str(SAMPLE), "--out", str(tmp_path / "out")]
    started = {"env": environment, "stderr": subprocess.PIPE, "text": True, "preexec_fn": ctrl_c}
    with subprocess.Popen(command, **started) as process:
        while process.poll() is None and not list(scratch.rglob("pcm")):
            time.sleep(0.05)
        assert not list(scratch.rglob("*.key")), "what opens it does not lie beside it"
        process.send_signal(signal.SIGTERM if isinstance(name, str) else name)
        assert process.stderr is not None
        said = process.stderr.read()
        assert process.wait(30) == 130, said
    assert list(scratch.glob("shipspeak*")) == []
    assert list((tmp_path / "out").iterdir()) == []
    assert "Traceback" not in said


@weighty
def test_it_says_whom_it_took_for_its_person_and_how_to_say_otherwise(tmp_path: Path, told: Path) -> None:
    said = coach(tmp_path, told, "--out", tmp_path, "--also", "0:00-0:05").stderr
    assert "since nobody said who you are" in said
    assert "Say --me with one of: " in said
    assert "--also had nothing to add" in said
    assert coach(tmp_path, told, "--out", tmp_path, "--me", "Ana").stderr == "Coached: Ana.\n"


@weighty
def test_it_names_the_people_the_file_and_the_folder_that_are_at_fault(tmp_path: Path, told: Path) -> None:
    assert str(coach(tmp_path, told, "--json", "--me", "Bob").exception).endswith("one of: Ana, Ben.")
    other = tmp_path / "other.pdf"
    other.write_bytes(b"%PDF-1.7 " + bytes(5_000))
    assert str(coach(tmp_path, told, other, "--json").exception).startswith(
        "The file other.pdf cannot be used. This is"
    )
    assert "is a folder" in str(coach(tmp_path, tmp_path, "--json").exception)


@pytest.mark.parametrize(
    ("me", "more", "said"),
    [
        ("Ana", (), "The recording does not say what its speakers are called"),
        ("S9", ("--people", "4"), "no voice S9 where 4 people took part. Say --me with one of: S1, S2, S3, S4."),
    ],
)
def test_who_cannot_be_in_a_recording_is_refused_before_it_is_heard(
    tmp_path: Path, me: str, more: tuple[str, ...], said: str
) -> None:
    """Hearing would tell so too, half a minute later and in other words."""
    assert said in str(coach(tmp_path, SAMPLE, "--json", "--me", me, *more).exception)
