"""Whisper on the sample meeting, whose every word is known."""

import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from bench._words import edits, normalised, without_fillers
from shipspeak.base import Span, silent
from shipspeak.speech import (
    ArrayPcm,
    FileSource,
    Measure,
    Weights,
    WeightsDiffer,
    WhisperTranscriber,
    decode,
    read_captions,
)
from shipspeak.speech.engines import engine

ROOT = Path(__file__).parents[2]
WEIGHTS = Path(os.environ.get("SHIPSPEAK_WEIGHTS", ROOT / ".shipspeak" / "weights"))
SAMPLE = ROOT / "sample" / "product-review.m4a"
heard = [
    pytest.mark.engine,
    pytest.mark.skipif(not WEIGHTS.exists(), reason="speech weights are not set up; ./ship up fetches them"),
]


def weights(folder: Path) -> Weights:
    return Weights(folder, folder, folder, folder / "whisper-tiny.en")


@pytest.fixture(scope="module")
def transcriber() -> WhisperTranscriber:
    return WhisperTranscriber(weights(WEIGHTS))


@pytest.fixture(scope="module")
def sample() -> ArrayPcm:
    pcm = ArrayPcm()
    decode(FileSource(SAMPLE), pcm.write)
    return pcm


class TestOnTheSampleMeeting:
    pytestmark = heard

    def test_it_writes_down_the_chosen_spans_and_nothing_else(
        self, transcriber: WhisperTranscriber, sample: ArrayPcm
    ) -> None:
        spans = (Span(8_500, 23_600), Span(30_200, 44_500), Span(60_000, 75_000))
        told: list[tuple[int, int]] = []
        words = transcriber.transcribe(sample, spans, lambda done, total: told.append((done, total)))
        assert all(any(span.start <= (word.start + word.end) // 2 < span.end for span in spans) for word in words)
        assert all(before.end <= after.start for before, after in pairwise(words))
        assert told[-1][0] == told[-1][1]
        captions = read_captions((ROOT / "sample" / "product-review.vtt").read_bytes(), "product-review.vtt")
        for span in spans[:2]:
            said = " ".join(p.text for p in captions.passages if span.start <= p.start < span.end)
            found = " ".join(word.text for word in words if span.start <= word.start < span.end)
            reference = without_fillers(normalised(said))
            assert edits(reference, without_fillers(normalised(found))) <= 0.25 * len(reference)

    def test_it_tells_when_a_word_was_said(self, transcriber: WhisperTranscriber, sample: ArrayPcm) -> None:
        words = transcriber.transcribe(sample, [Span(0, 12_000)], silent)
        morning = next(word for word in words if word.text.lower().startswith("morning"))
        assert 1_200 <= morning.start <= 2_200

    def test_it_loses_no_stretch_of_speech(self, transcriber: WhisperTranscriber, sample: ArrayPcm) -> None:
        """The prompt made it stop at "You did." and leave out the 25 s after that, twice."""
        words = transcriber.transcribe(sample, [Span(324_920, 401_320)], silent)
        assert max(later.start - earlier.end for earlier, later in pairwise(words)) < 2_500
        said = " ".join(word.text for word in words).casefold()
        assert "every form with a card in it had to be reviewed" in said

    def test_it_hears_no_words_in_silence_and_noise(self, transcriber: WhisperTranscriber) -> None:
        noise = np.random.default_rng(1).normal(0, 100, 16_000 * 20).astype(np.int16)
        quiet = np.concatenate([np.zeros(16_000 * 20, np.int16), noise])
        assert transcriber.transcribe(ArrayPcm(quiet), [Span(0, 20_000), Span(20_000, 40_000)], silent) == ()

    def test_it_has_nothing_to_do_for_no_span(self, transcriber: WhisperTranscriber, sample: ArrayPcm) -> None:
        assert transcriber.transcribe(sample, (), silent) == ()


def test_it_refuses_weights_that_are_not_whole_and_asks_no_hub(tmp_path: Path) -> None:
    (tmp_path / "whisper-tiny.en").mkdir()
    with pytest.raises(WeightsDiffer):
        WhisperTranscriber(weights(tmp_path)).transcribe(ArrayPcm(np.ones(16_000, np.int16)), [Span(0, 1_000)], silent)


def test_its_figures_are_measured() -> None:
    recall = engine("tiny.en").recall
    assert set(recall) == set(Measure)
    assert all(value is None or 0 < value <= 1 for value in recall.values())
