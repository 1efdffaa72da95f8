"""Clips: small files of a stretch of sound."""

import numpy as np
import pytest

from shipspeak.base import Span
from shipspeak.speech import RATE, ArrayPcm, Decoded, Limits, MemorySource, as_mp3, as_opus, decode, sniff
from tests.speech.media import talk

PCM = ArrayPcm(talk(40.0))


def heard(content: bytes) -> tuple[Decoded, ArrayPcm]:
    pcm = ArrayPcm()
    return decode(MemorySource(content), pcm.write, limits=Limits(shortest=1)), pcm


@pytest.mark.parametrize("span", [Span(0, 15_000), Span(7_003, 21_998), Span(37_000, 40_000)])
def test_opus_is_as_long_as_the_span_and_in_step_with_it(span: Span) -> None:
    decoded, pcm = heard(as_opus(PCM, span))
    assert decoded.codec == "opus"
    assert abs(decoded.duration - span.length) <= 1
    before = PCM.read(span.start * RATE // 1000, pcm.length).astype(float)
    after = pcm.read(0, len(before)).astype(float)
    assert np.corrcoef(before, after)[0, 1] > 0.9


def test_opus_is_an_eighth_of_the_samples_at_most() -> None:
    assert len(as_opus(PCM, Span(0, 30_000))) <= 30 * RATE * 2 / 8
    assert len(as_opus(PCM, Span(0, 30_000), 16_000)) < len(as_opus(PCM, Span(0, 30_000)))


def test_silence_is_not_left_out() -> None:
    pause = ArrayPcm(np.concatenate([talk(3.0), np.zeros(10 * RATE, np.int16), talk(3.0)]))
    decoded, pcm = heard(as_opus(pause, Span(0, 16_000)))
    assert decoded.duration == 16_000
    assert np.abs(pcm.read(4 * RATE, 8 * RATE)).max() < 20


def test_the_part_inside_the_recording_is_taken_and_outside_there_is_nothing() -> None:
    decoded, _ = heard(as_opus(PCM, Span(35_000, 90_000)))
    assert abs(decoded.duration - 5_000) <= 1
    assert as_opus(PCM, Span(90_000, 95_000)) == b""
    assert as_mp3(PCM, Span(90_000, 95_000)) == b""


def test_what_it_is_can_be_seen_from_its_first_bytes() -> None:
    assert sniff(MemorySource(as_opus(PCM, Span(0, 1_000)))).demuxer == "ogg"
