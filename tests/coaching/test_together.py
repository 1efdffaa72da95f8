"""Files that do not belong together are said to, not guessed about."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shipspeak.coaching.steps.together import Loudness, SameSoundTwice, TranscriptOfAnother, note_on
from shipspeak.speech import RATE, Captions, FileSource, decode, read_captions

SAMPLE = Path(__file__).parents[2] / "sample"
CAPTIONS = read_captions((SAMPLE / "product-review.vtt").read_bytes(), "product-review.vtt")
MINUTE = 60_000


@pytest.fixture(scope="module")
def meeting() -> npt.NDArray[np.int16]:
    """The first three minutes of the sample."""
    blocks: list[npt.NDArray[np.int16]] = []
    decode(FileSource(SAMPLE / "product-review.m4a"), blocks.append)
    return np.concatenate(blocks, axis=1)[0, : 180 * RATE]


def loudness(*tracks: npt.NDArray[np.int16], size: int = 7_001) -> Loudness:
    heard, together = Loudness(), np.stack(tracks)
    for start in range(0, together.shape[1], size):
        heard.feed(together[:, start : start + size])
    return heard


def apart(sound: npt.NDArray[np.int16], bleed: float, chance: np.random.Generator) -> list[npt.NDArray[np.int16]]:
    """One track for each person, who is heard `bleed` times as loud in the others'."""
    tracks = []
    for speaker in sorted({passage.speaker for passage in CAPTIONS.passages}):
        gain = np.full(len(sound), bleed)
        for passage in CAPTIONS.passages:
            if passage.speaker == speaker:
                gain[passage.start * RATE // 1000 : passage.end * RATE // 1000] = 1
        tracks.append((sound * gain + chance.normal(0, 20, len(sound))).astype(np.int16))
    return tracks


@pytest.mark.parametrize("gain", [1.0, 0.3])
def test_the_same_sound_twice_is_refused_however_loud(meeting: npt.NDArray[np.int16], gain: float) -> None:
    again = (meeting * gain + np.random.default_rng(1).normal(0, 8, len(meeting))).astype(np.int16)
    with pytest.raises(SameSoundTwice):
        loudness(meeting, again).refuse_twins()


@pytest.mark.parametrize("bleed", [0.0, 0.1, 0.3])
def test_one_recording_of_each_person_is_taken(meeting: npt.NDArray[np.int16], bleed: float) -> None:
    loudness(*apart(meeting, bleed, np.random.default_rng(2))).refuse_twins()


def test_two_who_never_speak_are_not_taken_for_one(meeting: npt.NDArray[np.int16]) -> None:
    silence = np.zeros_like(meeting)
    loudness(meeting, silence, silence).refuse_twins()
    Loudness().refuse_twins()


@given(st.integers(1, 50_000))
@settings(deadline=None)  # blocks of one sample are 40,000 calls, and slower beside other work
def test_the_size_of_blocks_changes_nothing(size: int) -> None:
    sound = np.random.default_rng(3).integers(-3_000, 3_000, 40_000).astype(np.int16)
    with pytest.raises(SameSoundTwice):
        loudness(sound, sound, size=size).refuse_twins()


def test_a_transcript_may_end_a_little_late_and_is_named_when_it_ends_early() -> None:
    assert note_on(CAPTIONS, CAPTIONS.duration) == ()
    assert note_on(CAPTIONS, CAPTIONS.duration - 30_000) == ()
    assert note_on(CAPTIONS, CAPTIONS.duration + 2 * MINUTE) == ()
    [note] = note_on(CAPTIONS, 40 * MINUTE)
    assert note == "The transcript ends after 12 of 40 minutes; who speaks after that is not known."


def test_a_transcript_of_a_longer_meeting_is_refused() -> None:
    with pytest.raises(TranscriptOfAnother, match="for 9 minutes after"):
        note_on(CAPTIONS, 3 * MINUTE)
    untimed: Captions = read_captions(b"Ana: We ship it.\nTom: No.\n" * 400, "a.txt")
    assert note_on(untimed, MINUTE) == ()
