"""Streams side by side, in bounded memory."""

import numpy as np
import pytest

from shipspeak.speech import Limits, Silent, Tangled, TooLong
from shipspeak.speech.decoding.weave import LAG, Counter, Weaver
from tests.speech.media import RATE, Pcm, talk


def woven(streams: int, *blocks: tuple[int, int, Pcm]) -> Pcm:
    out: list[Pcm] = []
    weaver = Weaver(streams, out.append)
    for stream, start, samples in blocks:
        weaver.add(stream, start, samples)
    weaver.finish()
    return np.concatenate(out, axis=1)


def ones(count: int) -> Pcm:
    return np.ones((1, count), np.int16)


def test_it_lays_silence_where_nothing_came() -> None:
    pcm = woven(2, (0, 0, ones(5 * RATE)), (1, RATE, ones(RATE)), (0, 8 * RATE, ones(RATE)))
    assert pcm.shape == (2, 9 * RATE)
    assert pcm.sum(axis=1).tolist() == [6 * RATE, RATE]
    assert pcm[1, RATE : 2 * RATE].all()


def test_it_waits_two_minutes_and_no_longer_for_a_stream() -> None:
    out: list[Pcm] = []
    weaver = Weaver(2, out.append)
    for second in range(600):
        weaver.add(0, second * RATE, ones(RATE))
    assert sum(block.shape[1] for block in out) == 600 * RATE - LAG


def test_it_says_so_when_streams_lie_one_after_the_other() -> None:
    with pytest.raises(Tangled):
        woven(2, *((0, second * RATE, ones(RATE)) for second in range(300)), (1, 0, ones(RATE)))


def test_it_takes_a_stream_that_joins_after_an_hour() -> None:
    hour = tuple((0, second * RATE, ones(RATE)) for second in range(3600))
    pcm = woven(2, *hour, (1, 3600 * RATE, ones(RATE)))
    assert pcm.shape == (2, 3601 * RATE)
    assert pcm[1].sum() == RATE


def test_it_stops_at_the_limit() -> None:
    fed: list[int] = []
    counter = Counter(lambda block: fed.append(block.shape[1]), Limits(duration=20_000))
    for _ in range(20):
        counter.add(talk(1)[None])
    with pytest.raises(TooLong):
        counter.add(talk(1)[None])
    assert sum(fed) <= 20 * RATE


def test_it_hears_a_whisper_but_not_a_hum_of_one_bit() -> None:
    for loudness, silent in ((40, False), (2, True)):
        counter = Counter(lambda _: None, Limits())
        counter.add((np.random.default_rng(1).standard_normal((1, 5 * RATE)) * loudness).astype(np.int16))
        if silent:
            with pytest.raises(Silent):
                counter.finish()
        else:
            counter.finish()
