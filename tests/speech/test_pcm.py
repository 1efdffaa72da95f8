"""Decoded audio in memory."""

import numpy as np
import pytest

from shipspeak.speech import ArrayPcm
from shipspeak.speech.pcm import averaged
from tests.speech.media import talk


def test_it_collects_what_a_sink_is_fed() -> None:
    pcm = ArrayPcm()
    pcm.write(np.array([[1, 2], [10, 20]], np.int16))
    pcm.write(np.array([[3], [30]], np.int16))
    assert (pcm.length, pcm.tracks) == (3, 2)
    assert pcm.read_tracks(1, 5).tolist() == [[2, 3], [20, 30]]
    assert pcm.read(0, 2).tolist() == [11, 22]


def test_it_takes_one_track_without_a_frame_around_it() -> None:
    assert ArrayPcm(np.arange(5, dtype=np.int16)).read(3, 9).tolist() == [3, 4]


def test_it_is_empty_before_the_first_block() -> None:
    assert ArrayPcm().length == 0


def test_it_limits_the_sum_of_people_and_halves_the_sides_of_a_room() -> None:
    loud = np.array([[30_000], [30_000]], np.int16)
    assert ArrayPcm(loud).read(0, 1).tolist() == [32_767]
    assert averaged(loud).tolist() == [30_000]


@pytest.mark.parametrize("other", [-1.0, -0.9, -0.3])
def test_it_hears_a_channel_that_was_plugged_in_the_wrong_way_round(other: float) -> None:
    """As their mean they would be next to nothing, or nothing: a recording that is taken for silent."""
    sound = talk(2).astype(float)
    sides = np.stack([sound, other * sound]).astype(np.int16)
    heard = averaged(sides).astype(float)
    assert heard.std() == pytest.approx(sound.std() * (1 - other) / 2, rel=0.01)
    assert np.corrcoef(heard, sound)[0, 1] > 0.99


def test_it_leaves_the_sides_of_a_room_as_they_are() -> None:
    one, other = talk(2, 1), talk(2, 2)
    assert averaged(np.stack([one, other])).tolist() == ((one.astype(int) + other) // 2).tolist()
