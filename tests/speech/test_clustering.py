"""How many voices: on made-up voices, each a direction with noise around it."""

import numpy as np
import numpy.typing as npt
import pytest

from shipspeak.speech.hearing.clustering import LONG, SHORT, centroids
from shipspeak.speech.hearing.embeddings import unit


def crowd(
    sizes: list[int], spread: float = 0.5, angle: float = 1.0
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.intp], npt.NDArray[np.float32]]:
    """Units of two seconds around as many voices as sizes; `angle` 1 sets the voices at right angles."""
    random = np.random.default_rng(3)
    voices = np.linalg.qr(random.standard_normal((192, len(sizes))))[0].T
    voices = unit((angle * voices + (1 - angle) * voices.mean(axis=0)).astype(np.float32))
    owner = np.repeat(np.arange(len(sizes)), sizes)
    noise = unit(random.standard_normal((len(owner), 192)).astype(np.float32))
    return unit(voices[owner] + spread * noise), np.full(len(owner), 100), voices


def test_it_finds_every_voice_once() -> None:
    points, frames, voices = crowd([30, 20, 10, 6])
    found = centroids(points, frames, LONG, None)
    assert found.shape == (4, 192)
    assert (found @ voices.T).max(axis=0).min() > 0.95


def test_a_voice_of_less_than_eight_seconds_is_nobody_in_a_long_meeting_but_somebody_in_a_short_one() -> None:
    points, frames, _ = crowd([30, 20, 3])
    assert len(centroids(points, frames, LONG, None)) == 2
    assert len(centroids(points, frames, SHORT, None)) == 3


def test_it_joins_a_person_who_was_split() -> None:
    points, frames, voices = crowd([20, 20], spread=0.3, angle=0.3)
    assert voices[0] @ voices[1] > 0.65
    assert len(centroids(points, frames, LONG, None)) == 1


def test_alike_voices_stay_apart() -> None:
    points, frames, voices = crowd([20, 20], spread=0.3, angle=0.6)
    assert 0.3 < voices[0] @ voices[1] < 0.6
    assert len(centroids(points, frames, LONG, None)) == 2


@pytest.mark.parametrize("people", [1, 2, 3, 4])
def test_the_number_of_people_can_be_given(people: int) -> None:
    points, frames, _ = crowd([30, 20, 10, 6])
    assert len(centroids(points, frames, LONG, people)) == people


def test_outliers_do_not_take_a_given_persons_place() -> None:
    points, frames, voices = crowd([30, 20, 1, 1], spread=0.4)
    frames = np.where(np.arange(len(frames)) >= 50, 45, frames)
    found = centroids(points, frames, LONG, 2)
    assert (found @ voices[:2].T).max(axis=0).min() > 0.9


def test_one_unit_is_one_voice_and_none_is_none() -> None:
    points, frames, _ = crowd([1])
    assert len(centroids(points, frames, LONG, None)) == 1
    assert len(centroids(points[:0], frames[:0], LONG, None)) == 0


def test_units_too_short_to_found_a_voice_still_yield_one_when_there_is_nothing_else() -> None:
    points, frames, _ = crowd([3])
    assert len(centroids(points, frames // 10, SHORT, None)) == 1
