"""Broken, hostile and random transcripts: each is read, or refused with its sentence."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shipspeak.base import ShipSpeakError
from shipspeak.speech import (
    BadCaptionLine,
    EmptyTranscript,
    NotATranscript,
    TranscriptTooLarge,
    census_of,
    read_captions,
    transcript_of,
)
from shipspeak.speech.captions import TooManyNames
from shipspeak.speech.captions.cue import clean, clean_name


def vtt(*cues: str) -> str:
    return "WEBVTT\n\n" + "\n\n".join(cues) + "\n"


OK = "00:01.000 --> 00:02.000\nA: fine"
DEEP = "[" * 100_000
HOSTILE: dict[str, tuple[bytes, type[ShipSpeakError] | None]] = {
    "nothing": (b"", EmptyTranscript),
    "only a byte order mark": (b"\xef\xbb\xbf", EmptyTranscript),
    "only spaces": (b" \n\t\r\n" * 99, EmptyTranscript),
    "a header and no cue": (b"WEBVTT\n\nNOTE nothing\n", EmptyTranscript),
    "cues without words": (vtt("00:01.000 --> 00:02.000\n...", "00:03.000 --> 00:04.000\n").encode(), EmptyTranscript),
    "NULs": (b"\0" * 5_000, NotATranscript),
    "noise": (bytes(range(256)) * 40, NotATranscript),
    "a zip": (b"PK\x03\x04" + b"x" * 99, NotATranscript),
    "a PDF": (b"%PDF-1.7 ...", NotATranscript),
    "RTF": (rb"{\rtf1 Ana: hello}", NotATranscript),
    "a web page": (b"<!DOCTYPE html><p>Ana: hello", NotATranscript),
    "TTML": (b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a '&b;'>]><tt/>", NotATranscript),
    "an essay": (b"It was the best of times, it was the worst of times.\n" * 50, NotATranscript),
    "a .vtt of prose": (b"Dear Ben, how are you?\n", NotATranscript),
    "half a UTF-16 file": (b"\xff\xfe" + b"\xdc\xdc" * 500, NotATranscript),
    "broken JSON": (b'{"segments": [', NotATranscript),
    "other JSON": (b'{"name": "x", "version": 3}', NotATranscript),
    "JSON of numbers": (b"[1, 2, 3, [4]]", NotATranscript),
    "deep JSON": (DEEP.encode(), NotATranscript),
    "JSON with a lone surrogate": (b'{"segments": [{"start": 0, "end": 1, "text": "a\\ud800b"}]}', NotATranscript),
    "an empty list": (b"[]", EmptyTranscript),
    "a segment that is null": (b'[{"start": 0, "end": 1, "text": "hi"}, null]', None),
    "a time that is a word": (b'[{"start": "soon", "end": 1, "text": "hi"}]', BadCaptionLine),
    "a time that is true": (b'[{"start": true, "end": 1, "text": "hi"}]', BadCaptionLine),
    "a time before the beginning": (b'[{"start": -5, "end": 1, "text": "hi"}]', BadCaptionLine),
    "a time in the next century": (b'[{"start": 1e300, "end": 2e300, "text": "hi"}]', BadCaptionLine),
    "a number too large": (b'[{"start": 1e999, "end": 1, "text": "hi"}]', NotATranscript),
    "text that is a list": (b'[{"start": 0, "end": 1, "text": ["hi"]}]', NotATranscript),
    "no end": (vtt("00:01.000 -->\nA: x").encode(), BadCaptionLine),
    "a negative time": (vtt("-00:01.000 --> 00:02.000\nA: x").encode(), BadCaptionLine),
    "ninety-nine seconds": (vtt("00:00:99.000 --> 00:02:00.000\nA: x").encode(), BadCaptionLine),
    "a hundred hours": (vtt("100:00:00.000 --> 100:00:01.000\nA: x").encode(), BadCaptionLine),
    "Arabic digits": (vtt("٠٠:٠١.000 --> 00:02.000\nA: x").encode(), BadCaptionLine),
    "digits without end": (vtt("9" * 50_000 + ":00.000 --> 00:02.000\nA: x").encode(), BadCaptionLine),
    "an arrow in what is said": (vtt(OK, "00:03.000 --> 00:04.000\nA: a --> b").encode(), BadCaptionLine),
    "a plain time that is none": (b"Ana (00:99:99): hello\n", BadCaptionLine),
    "a line without end": (b"A: " + b"x" * 200_000, BadCaptionLine),
    "angle brackets": (vtt("00:01.000 --> 00:02.000\nA: " + "<" * 90_000).encode(), EmptyTranscript),
    "voice spans": (vtt("00:01.000 --> 00:02.000\n" + "<v a>" * 15_000 + "x").encode(), None),
    "entities of entities": (vtt("00:01.000 --> 00:02.000\nA: x" + "&amp;" * 15_000).encode(), None),
    "colons": (b"A: x\n" + b":" * 90_000, None),
    "a name without end": (vtt("00:01.000 --> 00:02.000\n<v " + "n" * 300 + ">x").encode(), None),
    "a script for a name": (vtt("00:01.000 --> 00:02.000\n<v <script>alert(1)</script>>x").encode(), None),
    "21 MB": (b"A: x\n" * 4_300_000, TranscriptTooLarge),
    "too many cues": (b"WEBVTT\n\n" + b"00:01 --> 00:02\nx\n\n" * 200_001, TranscriptTooLarge),
    "too many lines": (b"\n" * 1_000_001 + b"A: x", TranscriptTooLarge),
    "too many words": (b"A: " + (b"x " * 40_000 + b"\nB: ") * 15, TranscriptTooLarge),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_stands_a_hostile_transcript(name: str) -> None:
    data, expected = HOSTILE[name]
    begun = process_time()
    if expected is None:
        shown = read_captions(data, "meeting")
        assert all(len(person) <= 80 for person in shown.names.values())
    else:
        with pytest.raises(expected) as caught:
            read_captions(data, "meeting")
        sentence = str(caught.value)
        assert sentence.endswith(".")
        assert "{" not in sentence
    assert process_time() - begun < 4


def test_it_names_the_line_and_never_what_stands_there() -> None:
    with pytest.raises(BadCaptionLine) as caught:
        read_captions(vtt(OK, "00:0SECRET --> 00:04.000\nA: SECRET").encode(), "meeting.vtt")
    assert "Line 6 " in str(caught.value)
    assert "SECRET" not in str(caught.value) + repr(caught.value.facts)


VTT = ["WEBVTT", "\n", "\n\n", "00:01.000 --> 00:02.000", " --> ", "<v Ana>", "</v>", "&lt;", "1", "\u202e"]
PLAIN = ["Ana: ", "[00:01] ", "(1:02:03)", ":", "hello there."]
JSON = ['{"segments":', "[", "]", "{", "}", '"start":1', ",", '"text":"hi"']
PIECES = st.sampled_from([*VTT, *PLAIN, *JSON])


def check(data: bytes) -> None:
    try:
        captions = read_captions(data, "a.vtt")
    except (NotATranscript, BadCaptionLine, EmptyTranscript, TranscriptTooLarge):
        return
    starts = [passage.start for passage in captions.passages]
    assert starts == sorted(starts)
    assert all(passage.start <= passage.end <= captions.duration for passage in captions.passages)
    assert all(word.text == word.text.strip() != "" for passage in captions.passages for word in passage.words)
    census_of(captions)
    transcript_of(captions)


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_it_reads_or_refuses_any_bytes(data: bytes) -> None:
    check(data)


@given(st.lists(PIECES | st.text(max_size=8), max_size=25))
@settings(max_examples=100, deadline=None)
def test_it_reads_or_refuses_any_jumble_of_what_transcripts_hold(pieces: list[str]) -> None:
    check("".join(pieces).encode(errors="replace"))


@given(st.text(max_size=200))
def test_it_cleans_any_text(text: str) -> None:
    assert not any(ord(char) < 32 or 0x202A <= ord(char) <= 0x202E for char in clean(text))
    assert clean_name(text) is None or 0 < len(str(clean_name(text))) <= 80


def test_it_takes_no_more_speakers_than_speak_in_a_meeting() -> None:
    text = "\n".join(f"P{number}: We should ship it." for number in range(51))
    with pytest.raises(TooManyNames, match="names 51 speakers"):
        read_captions(text.encode(), "a.txt")
    assert len(read_captions(text.rpartition("\n")[0].encode(), "a.txt").names) == 50
