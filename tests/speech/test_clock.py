"""The clock of one stream: silence where time passed unheard, and nowhere else."""

import pytest

from shipspeak.speech.decoding.jail.clock import Clock


def after(seconds: float, origin: float = 0.0) -> Clock:
    clock = Clock(origin)
    clock.heard(int(seconds * 1000), 1000)
    return clock


def test_it_lets_jitter_pass() -> None:
    assert after(10.0).silence_before(10.09) == 0.0


def test_it_fills_a_gap_and_goes_on_from_there() -> None:
    clock = after(10.0)
    assert clock.silence_before(12.5) == pytest.approx(2.5)
    assert clock.silence_before(12.55) == 0.0


def test_it_starts_where_the_recording_starts() -> None:
    assert Clock(3600.0).silence_before(3602.0) == pytest.approx(2.0)


def test_it_never_drops_what_it_heard() -> None:
    assert after(10.0).silence_before(9.5) == 0.0


def test_it_takes_a_jump_of_hours_for_a_broken_timestamp() -> None:
    clock = after(10.0)
    assert clock.silence_before(7210.0) == 0.0
    assert clock.silence_before(7213.0) == pytest.approx(3.0)


def test_it_goes_on_where_timestamps_begin_anew() -> None:
    clock = after(10.0)
    assert clock.silence_before(0.0) == 0.0
    assert clock.silence_before(0.5) == pytest.approx(0.5)


def test_it_does_without_timestamps() -> None:
    assert after(10.0).silence_before(None) == 0.0
