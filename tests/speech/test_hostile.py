"""Hostile files end in a sentence: no crash, no hang, no file opened, no address asked."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from shipspeak.speech import Limits, MemorySource, SpeechError, decode
from tests.speech import hostile

LIMITS = Limits(cpu=20, wait=60, stall=60)
CANARY = b"CanaryThatMustStayInItsFile"


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("canary") / "secret.wav"
    path.write_bytes(hostile._wav(data=(CANARY + b"\0") * 20_000))
    return path


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    """Somebody to call: it counts nothing but its backlog, which must stay empty."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(0)
        yield server


COMMON = ("wav", "mp3", "m4a", "mp4", "webm", "opus", "flac")
FINER = (0.001, 0.01, 0.02, 0.1, 0.3, 0.7, 0.9, 0.99, 0.999)
NAMES = [case.name for case in hostile.cases("/canary", "http://127.0.0.1/")]


def test_it_has_a_corpus_worth_the_name() -> None:
    assert len(NAMES) == len(set(NAMES)) >= 60


@pytest.mark.parametrize("name", NAMES)
def test_it_survives(name: str, canary: Path, listener: socket.socket) -> None:
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/a.wav"
    case = next(case for case in hostile.cases(str(canary), url) if case.name == name)
    ends_well(case)
    with pytest.raises(BlockingIOError):
        listener.accept()


@pytest.mark.parametrize("case", [*hostile.truncated(COMMON, (0.5, 0.95))], ids=lambda case: case.name)
def test_it_survives_a_file_that_is(case: hostile.Case) -> None:
    ends_well(case)


@pytest.mark.engine
@pytest.mark.parametrize("case", [*hostile.slow_bombs()], ids=lambda case: case.name)
def test_it_survives_in_time(case: hostile.Case) -> None:
    ends_well(case)


@pytest.mark.engine
@pytest.mark.parametrize("case", [*hostile.truncated(hostile.CONTAINERS, FINER)], ids=lambda case: case.name)
def test_it_survives_a_file_that_is_also(case: hostile.Case) -> None:
    ends_well(case)


@pytest.mark.engine
@pytest.mark.parametrize("case", [*hostile.flipped(range(8))], ids=lambda case: case.name)
def test_it_survives_damage_to(case: hostile.Case) -> None:
    ends_well(case)


def ends_well(case: hostile.Case) -> None:
    heard: list[bytes] = []
    end: type[SpeechError] | None = None
    said = ""
    try:
        decoded = decode(MemorySource(case.data()), lambda block: heard.append(block.tobytes()), limits=LIMITS)
        said = " ".join(decoded.notes)
    except SpeechError as error:
        end, said = type(error), str(error)
    assert end in case.ends, said
    assert "{" not in said
    assert CANARY not in b"".join(heard)
    assert "anary" not in said
