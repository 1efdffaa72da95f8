"""Decoded audio in memory."""

import numpy as np

from shipspeak.speech import ArrayPcm
from shipspeak.speech.pcm import averaged


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
