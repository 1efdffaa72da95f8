"""Two people or one room: decided by loudness."""

import numpy as np
import pytest

from shipspeak.speech.decoding.channels import are_people
from tests.speech.media import RATE, Pcm, talk


def telephone(leak: float) -> Pcm:
    one, two = talk(60, 5).astype(float), talk(60, 6).astype(float)
    first = (np.arange(len(one)) // (3 * RATE)) % 2 == 0
    one, two = np.where(first, one, 0), np.where(first, 0, two)
    return np.stack([one + leak * two, two + leak * one]).astype(np.int16)


@pytest.mark.parametrize("leak", [0.0, 0.05, 0.15])
def test_it_tells_two_telephones_apart(leak: float) -> None:
    assert are_people(telephone(leak))


@pytest.mark.parametrize("leak", [0.5, 0.7, 1.0])
def test_it_takes_a_panned_mix_for_a_mix(leak: float) -> None:
    assert not are_people(telephone(leak))


def test_it_takes_two_microphones_in_a_room_for_a_mix() -> None:
    room = talk(60, 7)
    assert not are_people(np.stack([room, np.roll(room, 140) // 2]))


def test_it_takes_a_dead_channel_for_a_mix() -> None:
    assert not are_people(np.stack([talk(60), np.zeros(60 * RATE, np.int16)]))


def test_it_does_not_judge_on_a_few_words() -> None:
    few = telephone(0.0)
    few[:, 4 * RATE :] = 0
    assert not are_people(few)
