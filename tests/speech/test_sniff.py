"""What a file is, from its first bytes."""

import pytest

from shipspeak.speech import MemorySource, is_recording
from shipspeak.speech.decoding.sniff import sniff
from tests.speech.media import SHAPES, recording

NAMES = {"wav8": "wav", "wavfloat": "wav"}


@pytest.mark.parametrize("name", SHAPES)
def test_it_knows(name: str) -> None:
    data = recording(name)
    assert sniff(MemorySource(data)).name == NAMES.get(name, name)
    assert is_recording(data[:4096])


def test_it_looks_behind_tags() -> None:
    tag = b"ID3\x04\x00\x00\x00\x00\x02\x00" + bytes(256)
    assert sniff(MemorySource(tag + tag + recording("mp3"))).name == "mp3"
    assert sniff(MemorySource(tag + recording("flac"))).demuxer == "flac"


@pytest.mark.parametrize(
    "text",
    [b"WEBVTT\n\n00:00.000 --> 00:01.000\nAda: hello", b"BMW: hello", b"MZ: hello", "Ada: hi".encode("utf-16")],
)
def test_it_leaves_texts_to_the_reader_of_transcripts(text: bytes) -> None:
    assert not is_recording(text)


@pytest.mark.parametrize("data", [b"", b"#EXTM3U\n/etc/passwd", b"PK\x03\x04rest", b"%PDF-1.4 rest"])
def test_it_takes_what_is_no_text(data: bytes) -> None:
    assert is_recording(data)
