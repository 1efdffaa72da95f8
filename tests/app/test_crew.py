from hypothesis import given
from hypothesis import strategies as st

from shipspeak.app.crew import MEETING, crew, workers
from shipspeak.base import Settings

GB = 2**30


@given(st.integers(1, 256), st.integers(GB // 4, 4096 * GB))
def test_it_fits_cores_and_memory_and_is_never_nobody(cores: int, memory: int) -> None:
    count = crew(cores, memory)
    assert count >= 1
    assert count == 1 or (2 * count <= cores and 2 * count * MEETING <= memory)


def test_two_cores_do_one_meeting_at_a_time() -> None:
    assert [crew(2, 4 * GB), crew(8, 32 * GB), crew(8, 4 * GB), crew(1, GB)] == [1, 4, 1, 1]


def test_a_setting_has_the_last_word() -> None:
    assert workers(Settings(workers=0)) == 0
    assert workers(Settings(workers=7)) == 7
