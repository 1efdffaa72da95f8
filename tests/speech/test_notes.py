"""What a person is told of a recording that is not whole."""

import pytest

from shipspeak.speech import MemorySource, Truncated, decode
from tests.speech import hostile
from tests.speech.media import recording


@pytest.mark.parametrize("name", ["wav", "w64", "aiff", "flac", "mp3", "webm", "mkv", "ogg"])
def test_it_says_that_a_file_ends_early(name: str) -> None:
    data = recording(name, seconds=20.0)
    decoded = decode(MemorySource(data[: len(data) * 79 // 100]), lambda _: None)
    assert decoded.notes == (f"The file ends early: {decoded.duration // 1000} seconds of it could be read.",)
    assert 14_500 <= decoded.duration <= 16_000


def test_it_says_how_little_is_left_of_one_that_ends_too_early() -> None:
    data = recording("wav")
    with pytest.raises(Truncated, match=r"breaks off after [56] seconds"):
        decode(MemorySource(data[: len(data) // 2]), lambda _: None)


@pytest.mark.parametrize("name", ["wav of unknown length", "mp3 that claims ten hours"])
def test_it_does_not_believe_a_file_that_claims_more_than_it_holds(name: str) -> None:
    case = next(case for case in hostile.cases("/canary", "http://127.0.0.1/") if case.name == name)
    assert decode(MemorySource(case.data()), lambda _: None).notes == ()
