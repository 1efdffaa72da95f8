"""The same sound in files as odd as programs write them: joined, in pieces, without an end, with pictures and notes."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from tests.speech.media import RATE, SHAPES, encoded, recording, talk
from tests.speech.test_decode import heard, likeness

SOUND = talk(12)
OPTIONS: Mapping[str, tuple[str, Any]] = {
    "in fragments": ("mp4", {"movflags": "frag_keyframe+empty_moov+default_base_moof", "frag_duration": "1000000"}),
    "a live stream": ("webm", {"live": "1"}),
    "in small clusters": ("mkv", {"cluster_time_limit": "100"}),
    "mp3 without a table": ("mp3", {"write_xing": "0"}),
    "mp3 with the older notes": ("mp3", {"id3v2_version": "3", "write_id3v1": "1"}),
    "wav in RF64": ("wav", {"rf64": "always"}),
}


@pytest.mark.parametrize("how", OPTIONS)
def test_it_is_heard_whole_however_it_was_written(how: str) -> None:
    name, options = OPTIONS[how]
    decoded, pcm = heard(encoded(SHAPES[name], [SOUND[None]], options=options))
    assert abs(decoded.duration - 12_000) <= 110, "an encoder's delay at most"
    late = int(np.correlate(pcm[0, :RATE].astype(float), SOUND[: RATE // 2].astype(float)).argmax())
    assert late <= 0.11 * RATE
    assert likeness(pcm[0, late:], SOUND) > 0.97


@pytest.mark.parametrize("start", [-1.0, 7.0])
@pytest.mark.parametrize("name", ["m4a", "webm"])
def test_its_clock_begins_with_its_sound(name: str, start: float) -> None:
    """An editor cut away the beginning, or began to count elsewhere."""
    decoded, _ = heard(encoded(SHAPES[name], [SOUND[None]], starts=(start,)))
    assert 11_000 <= decoded.duration <= 12_110


@pytest.mark.parametrize("name", ["opus", "flac", "mp3"])
def test_two_files_that_were_joined_are_one(name: str) -> None:
    decoded, _ = heard(recording(name) * 2)
    assert abs(decoded.duration - 24_000) <= 150


@pytest.mark.parametrize("name", ["wav", "m4a", "mp4"])
def test_it_says_so_where_it_can_hear_only_the_first_of_two(name: str) -> None:
    decoded, _ = heard(recording(name) * 2)
    assert abs(decoded.duration - 12_000) <= 110
    (note,) = decoded.notes
    assert note.startswith("Another recording stands behind the end")


@pytest.mark.parametrize("turned", [-1.0, -0.8])
@pytest.mark.parametrize("name", ["wav", "m4a", "opus"])
def test_a_side_plugged_in_the_wrong_way_round_silences_nobody(name: str, turned: float) -> None:
    sides = np.stack([SOUND, (turned * SOUND).astype(np.int16)])
    decoded, pcm = heard(recording(name, sides))
    assert decoded.tracks == 1
    assert pcm.std() > 0.8 * SOUND.std()
