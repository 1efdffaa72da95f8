"""The whole of hearing, with the real weights."""

import os
from pathlib import Path

import numpy as np
import pytest

from shipspeak.base import silent
from shipspeak.speech import (
    RATE,
    ArrayPcm,
    DecidedBy,
    Listener,
    NoSpeech,
    Preview,
    Sureness,
    Weights,
    ensure_weights,
    hear,
    read_captions,
)

pytestmark = pytest.mark.engine

HOME = Path(__file__).parents[2]
DATA = Path(os.environ.get("SHIPSPEAK_DATA", HOME.parent / "shared" / "data"))


@pytest.fixture(scope="module")
def weights() -> Weights:
    folder = Path(os.environ.get("SHIPSPEAK_WEIGHTS", HOME / ".shipspeak" / "weights"))
    if not folder.exists():
        pytest.skip(f"no speech weights in {folder}: ./ship up makes them")
    return ensure_weights(folder, silent)


@pytest.mark.parametrize("kind", ["silence", "noise", "tone"])
def test_it_finds_no_speech_where_there_is_none(weights: Weights, kind: str) -> None:
    count = 12 * RATE
    samples = {
        "silence": np.zeros(count),
        "noise": np.random.default_rng(6).standard_normal(count) * 500,
        "tone": np.sin(np.arange(count) * 2 * np.pi * 440 / RATE) * 8000,
    }[kind]
    with pytest.raises(NoSpeech):
        hear(ArrayPcm(samples.astype(np.int16)), weights)


@pytest.fixture(scope="module")
def dialogue() -> np.ndarray:
    """Two readers, four stretches of about twelve seconds: A B A B."""
    from bench.meetings import read_audio  # noqa: PLC0415 -- only where the data is

    folder = DATA / "audio" / "librispeech"
    if not folder.exists():
        pytest.skip(f"no evaluation data in {DATA}: set SHIPSPEAK_DATA")
    voices = [
        np.concatenate([read_audio(file) for file in sorted((folder / name).glob("*.flac"))])[: 24 * RATE]
        for name in ("1688", "3331")
    ]
    half = 12 * RATE
    mixed = np.concatenate([voices[0][:half], voices[1][:half], voices[0][half:], voices[1][half:]])
    return (mixed * 32767).astype(np.int16)


@pytest.mark.data
def test_it_tells_two_people_apart(weights: Weights, dialogue: np.ndarray) -> None:
    previews: list[Preview] = []
    census = hear(ArrayPcm(dialogue), weights, preview=previews.append)
    assert census.duration == 48_000
    assert census.decided_by is DecidedBy.VOICES
    assert [voice.id for voice in census.voices] == ["S1", "S2"]
    assert all(18_000 < voice.talk < 22_000 for voice in census.voices), "half, less the readers' pauses"
    assert all(voice.clips for voice in census.voices)
    for turn in census.turns:
        middle = (turn.start + turn.end) // 2
        assert turn.speaker == ("S1", "S2")[middle // 12_000 % 2] or turn.length < 1_000
    assert len(census.features.loudness) == len(census.features.pitch) == 48
    assert previews
    assert previews[-1].heard <= 48_000


@pytest.mark.data
def test_it_hears_the_same_however_the_audio_comes(weights: Weights, dialogue: np.ndarray) -> None:
    listener = Listener(weights)
    for piece in np.array_split(dialogue, [7, 5_000, 300_001, 300_002, 700_000]):
        listener.feed(piece[None])
    assert listener.finish() == hear(ArrayPcm(dialogue), weights)


@pytest.mark.data
def test_the_number_of_people_can_be_given(weights: Weights, dialogue: np.ndarray) -> None:
    census = hear(ArrayPcm(dialogue), weights, people=1)
    assert len(census.voices) == 1
    assert census.confidence.sureness is Sureness.SURE


@pytest.mark.data
def test_captions_decide_who_speaks(weights: Weights, dialogue: np.ndarray) -> None:
    vtt = b"WEBVTT\n\n00:00.000 --> 00:24.000\nAna: hello there\n\n00:24.000 --> 00:48.000\nBen: good morning\n"
    captions = read_captions(vtt, "talk.vtt")
    census = hear(ArrayPcm(dialogue), weights, captions=captions)
    assert census.decided_by is DecidedBy.CAPTIONS
    assert [(voice.id, voice.name) for voice in census.voices] == [("S1", "Ana"), ("S2", "Ben")]


@pytest.mark.data
def test_each_track_is_a_person(weights: Weights, dialogue: np.ndarray) -> None:
    half = 12 * RATE
    tracks = np.stack([dialogue, dialogue]).astype(np.float32)
    for index in range(4):
        tracks[1 - index % 2, index * half : (index + 1) * half] *= 0.05
    listener = Listener(weights, tracks=2, names=["ana", "ben"])
    listener.feed(tracks.astype(np.int16))
    census = listener.finish()
    assert census.decided_by is DecidedBy.TRACKS
    assert [voice.name for voice in census.voices] == ["ana", "ben"]
    assert all(17_000 < voice.talk < 22_000 for voice in census.voices)
