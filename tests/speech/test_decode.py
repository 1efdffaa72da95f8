"""Good recordings come out whole, in time and on the right tracks."""

from typing import Any

import numpy as np
import pytest

from shipspeak.speech import (
    ArrayPcm,
    Decoded,
    Limits,
    MemorySource,
    TooLong,
    TooManyTracks,
    TooShort,
    decode,
    decode_tracks,
)
from tests.speech.media import RATE, SHAPES, Pcm, Shape, encoded, muxed, recording, talk

KNOWN_DELAY = {"aac": 1024 * RATE // 44_100}
"""ADTS has no place to say how much the encoder put in front; every player plays it."""


def heard(data: bytes, **options: Any) -> tuple[Decoded, Pcm]:
    pcm = ArrayPcm()
    decoded = decode(MemorySource(data), pcm.write, **options)
    return decoded, pcm.read_tracks(0, pcm.length)


def likeness(got: Pcm, meant: Pcm) -> float:
    """Correlation, sample by sample: a shift of one millisecond destroys it."""
    count = min(len(got), len(meant))
    return float(np.corrcoef(got[:count], meant[:count])[0, 1])


@pytest.mark.parametrize("name", SHAPES)
def test_it_decodes(name: str) -> None:
    decoded, pcm = heard(recording(name))
    assert abs(decoded.duration - 12_000) <= 50
    assert abs(pcm.shape[1] - decoded.duration * RATE // 1000) < RATE // 1000
    assert (decoded.tracks, pcm.shape[0], decoded.notes) == (1, 1, ())
    assert likeness(pcm[0, KNOWN_DELAY.get(name, 0) :], talk(12)) > 0.97


def test_it_decodes_a_dictation() -> None:
    decoded, _ = heard(encoded(Shape("amr", "libopencore_amrnb", rate=8000), [talk(12)[None]]))
    assert (decoded.codec, abs(decoded.duration - 12_000) <= 50) == ("amr_nb", True)


def test_it_names_codec_and_container() -> None:
    decoded, _ = heard(recording("webm"))
    assert (decoded.codec, decoded.container) == ("opus", "webm")


def test_it_mixes_the_two_sides_of_one_room() -> None:
    room = talk(12)
    decoded, pcm = heard(recording("m4a", np.stack([room, room // 2])))
    assert decoded.tracks == 1
    assert likeness(pcm[0], room) > 0.97


def test_it_keeps_two_people_apart_who_have_a_channel_each() -> None:
    left, right = turns(14)
    decoded, pcm = heard(recording("wav", np.stack([left, right])))
    assert decoded.tracks == 2
    assert likeness(pcm[0], left) > 0.97
    assert likeness(pcm[1], right) > 0.97


def test_it_makes_a_track_of_each_audio_stream() -> None:
    left, right = turns(14)
    decoded, pcm = heard(recording("mkv", left, np.stack([right, right])))
    assert decoded.tracks == 2
    assert likeness(pcm[0], left) > 0.97
    assert likeness(pcm[1], right) > 0.97


def test_it_keeps_a_late_stream_in_its_place() -> None:
    left, right = turns(14)
    _, pcm = heard(encoded(SHAPES["mkv"], [left[None], right[None]], starts=(0.0, 3.0)))
    assert pcm.shape[1] == 17 * RATE
    assert not pcm[1, : 3 * RATE - 16].any()
    assert likeness(pcm[1, 3 * RATE :], right) > 0.97


def test_it_joins_one_file_for_each_person() -> None:
    left, right = turns(14)
    pcm = ArrayPcm()
    decoded = decode_tracks(
        [MemorySource(recording("webm", left)), MemorySource(recording("mp3", right[: 11 * RATE]))], pcm.write
    )
    assert (decoded.tracks, decoded.container, decoded.codec) == (2, "mp3 webm", "mp3 opus")
    tracks = pcm.read_tracks(0, pcm.length)
    assert abs(tracks.shape[1] - 14 * RATE) < RATE // 20
    assert likeness(tracks[0], left) > 0.97
    assert likeness(tracks[1, : 11 * RATE], right) > 0.97
    assert not tracks[1, 11 * RATE + RATE // 20 :].any()


def test_it_refuses_a_seventeenth_person() -> None:
    with pytest.raises(TooManyTracks, match="17 separate tracks"):
        decode_tracks([MemorySource(b"")] * 17, lambda _: None)


def test_it_keeps_the_meeting_clock_over_a_gap() -> None:
    pcm = talk(12)
    half = len(pcm) // 2
    pieces = [(pcm[at : at + 1600].tobytes(), at if at < half else at + 3 * RATE) for at in range(0, len(pcm), 1600)]
    decoded, got = heard(muxed("matroska", "pcm_s16le", RATE, pieces))
    assert decoded.duration == 15_000
    assert np.array_equal(got[0, :half], pcm[:half])
    assert not got[0, half : half + 3 * RATE].any()
    assert np.array_equal(got[0, half + 3 * RATE :], pcm[half:])


def test_it_feeds_the_sink_in_blocks_of_seconds() -> None:
    sizes: list[int] = []
    decode(MemorySource(recording("flac", seconds=15.0)), lambda block: sizes.append(block.shape[1]))
    assert all(2 * RATE <= size <= 10 * RATE for size in sizes[:-1])
    assert sum(sizes) == 15 * RATE


def test_it_says_how_far_it_is() -> None:
    steps: list[tuple[int, int]] = []
    decode(MemorySource(recording("m4a")), lambda _: None, progress=lambda done, total: steps.append((done, total)))
    assert steps == sorted(steps)
    assert all(done <= total for done, total in steps)
    assert abs(steps[-1][0] - 12_000) <= 50


def test_it_refuses_nine_seconds() -> None:
    with pytest.raises(TooShort, match="lasts 9 seconds; ShipSpeak needs at least 10"):
        heard(recording("wav", seconds=9.0))


def test_it_counts_what_it_hears_instead_of_believing_the_file() -> None:
    with pytest.raises(TooLong, match="lasts more than 11 seconds; ShipSpeak hears up to 11 seconds"):
        heard(recording("mp3"), limits=Limits(duration=11_000))


def turns(seconds: int) -> tuple[Pcm, Pcm]:
    """Two people who take turns of two seconds, a little of each leaking into the other's microphone."""
    first, second = talk(seconds, 2), talk(seconds, 3)
    mine = (np.arange(seconds * RATE) // (2 * RATE)) % 2 == 0
    left, right = np.where(mine, first, 0), np.where(mine, 0, second)
    return (left + right // 20).astype(np.int16), (right + left // 20).astype(np.int16)
