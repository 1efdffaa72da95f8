"""Transcripts as files: every form read rightly, and every broken one refused with its sentence."""

import json

import pytest

from shipspeak.base import Span
from shipspeak.speech import (
    Captions,
    DecidedBy,
    Measure,
    Sureness,
    census_of,
    read_captions,
    transcript_of,
)
from shipspeak.speech.captions import TranscriptTooLong
from shipspeak.speech.captions.cue import milliseconds, split_name

ZOOM = """WEBVTT

1
00:00:01.000 --> 00:00:03.000
Ana Ruiz: We should ship it.

2
00:00:03.500 --> 00:00:05.000
Ben Okafor: Why now?

3
00:00:05.200 --> 00:00:08.000
Ana Ruiz: Because nine customers asked.
"""
TEAMS = """WEBVTT

NOTE made by a tool

3f2b9a-0/5-0
00:00:01.000 --> 00:00:03.000 align:start
<v Ana Ruiz>We should ship it.</v>

3f2b9a-0/5-1
00:00:03.500 --> 00:00:05.000
<v Ben Okafor>Why now?</v>
<v Ana Ruiz>Because.</v>
"""
SRT = """1
00:00:01,000 --> 00:00:03,000
We should ship it.
Today.

2
00:00:03,500 --> 00:00:05,000
Why now?
"""


def read(text: str, name: str = "meeting.vtt") -> Captions:
    return read_captions(text.encode(), name)


def said(captions: Captions) -> list[tuple[str | None, int, int, str]]:
    return [
        (captions.names.get(passage.speaker), passage.start, passage.end, passage.text) for passage in captions.passages
    ]


def test_it_reads_names_as_zoom_writes_them() -> None:
    assert said(read(ZOOM)) == [
        ("Ana Ruiz", 1000, 3000, "We should ship it."),
        ("Ben Okafor", 3500, 5000, "Why now?"),
        ("Ana Ruiz", 5200, 8000, "Because nine customers asked."),
    ]


def test_it_reads_voice_spans_as_teams_writes_them() -> None:
    captions = read(TEAMS)
    assert [(name, text) for name, _, _, text in said(captions)] == [
        ("Ana Ruiz", "We should ship it."),
        ("Ben Okafor", "Why now?"),
        ("Ana Ruiz", "Because."),
    ]
    assert captions.timed
    assert captions.ends_known


def test_it_reads_srt_without_names_as_one_voice() -> None:
    captions = read(SRT, "meeting.srt")
    assert captions.names == {}
    assert [text for *_, text in said(captions)] == ["We should ship it. Today. Why now?"]
    assert census_of(captions).confidence.sureness is Sureness.ONE_VOICE


@pytest.mark.parametrize(
    "text",
    [
        "Ana Ruiz: We should ship it.\nBen Okafor: Why now?\n",
        "[00:00:01] Ana Ruiz: We should ship it.\n[00:00:03] Ben Okafor: Why now?\n",
        "00:01 Ana Ruiz: We should ship it.\n00:03 Ben Okafor: Why now?\n",
        "Ana Ruiz (00:00:01): We should ship it.\nBen Okafor (00:00:03): Why now?\n",
        "Ana Ruiz  0:01\nWe should ship it.\n\nBen Okafor  0:03\nWhy now?\n",
        "[Ana Ruiz] 10:15:01\nWe should ship it.\n\n[Ben Okafor] 10:15:03\nWhy now?\n",
    ],
)
def test_it_reads_plain_text_in_the_usual_forms(text: str) -> None:
    captions = read(text, "notes.txt")
    assert [(name, words) for name, _, _, words in said(captions)] == [
        ("Ana Ruiz", "We should ship it."),
        ("Ben Okafor", "Why now?"),
    ]
    assert not captions.ends_known


def test_it_takes_the_time_of_day_for_a_clock_that_began_with_the_meeting() -> None:
    captions = read("Ana Ruiz (10:15:01): Ship it.\nBen Okafor (10:15:31): Why?\n", "notes.txt")
    assert [start for _, start, _, _ in said(captions)] == [0, 30_000]


def test_it_goes_on_with_the_speaker_before_where_a_line_names_nobody() -> None:
    captions = read("Ana: The point is this.\nand then he said: no way\nhttps://example.org/a\nBen: Fine.\n", "a.txt")
    assert [(name, text) for name, _, _, text in said(captions)] == [
        ("Ana", "The point is this. and then he said: no way https://example.org/a"),
        ("Ben", "Fine."),
    ]


def test_it_keeps_the_order_and_says_so_where_there_are_no_times() -> None:
    captions = read("Ana: One two three.\nBen: Four.\nAna: Five six.\n", "a.txt")
    census, transcript = census_of(captions), transcript_of(captions)
    assert not captions.timed
    assert not census.timed
    starts = [passage.start for passage in captions.passages]
    assert starts == sorted(set(starts))
    assert transcript.engine.recall[Measure.TIMES] is None
    assert transcript.engine.recall[Measure.FILLERS] is None


SEGMENTS = [
    {"start": 0.5, "end": 2.0, "text": " We should ship it.", "speaker": "SPEAKER_00"},
    {"start": 2.5, "end": 3.25, "text": " Why now?", "speaker": "SPEAKER_01"},
]
WORDS = [
    {"word": "we", "punctuated_word": "We", "start": 0.5, "end": 0.75, "confidence": 0.9, "speaker": 0},
    {"word": "ship", "punctuated_word": "ship.", "start": 0.75, "end": 1.25, "confidence": 0.8, "speaker": 0},
    {"word": "why", "punctuated_word": "Why?", "start": 2.0, "end": 2.5, "confidence": 0.7, "speaker": 1},
]


@pytest.mark.parametrize("whole", [{"text": "…", "segments": SEGMENTS}, SEGMENTS, {"utterances": SEGMENTS}])
def test_it_reads_segments_of_whisper(whole: object) -> None:
    assert said(read(json.dumps(whole), "a.json")) == [
        ("SPEAKER_00", 500, 2000, "We should ship it."),
        ("SPEAKER_01", 2500, 3250, "Why now?"),
    ]


@pytest.mark.parametrize(
    "whole",
    [
        {"word_segments": WORDS},
        {"results": {"channels": [{"alternatives": [{"transcript": "…", "words": WORDS}]}]}},
        {"segments": [{"start": 0.5, "end": 1.25, "text": "x", "speaker": 0, "words": WORDS[:2]}, WORDS[2]]},
    ],
)
def test_it_keeps_the_word_times_of_a_recogniser(whole: object) -> None:
    captions = read(json.dumps(whole), "a.json")
    assert captions.word_timed
    words = [word for passage in captions.passages for word in passage.words]
    assert [(word.text, word.start, word.end) for word in words] == [
        ("We", 500, 750),
        ("ship.", 750, 1250),
        ("Why?", 2000, 2500),
    ]
    assert sorted(captions.names.values()) == ["Speaker 1", "Speaker 2"]


def test_it_spreads_a_segment_whose_words_were_not_all_aligned() -> None:
    words = [{"word": "It", "start": 1.0, "end": 1.2}, {"word": "costs", "start": 1.2, "end": 1.5}, {"word": "£13.60"}]
    captions = read(json.dumps({"segments": [{"start": 1, "end": 3, "text": "It costs £13.60", "words": words}]}))
    assert [text for *_, text in said(captions)] == ["It costs £13.60"]
    assert not captions.word_timed


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_it_reads_every_usual_encoding(encoding: str) -> None:
    captions = read_captions("WEBVTT\n\n00:01.000 --> 00:02.000\nZoë: Café, naïve.\n".encode(encoding), "a.vtt")
    assert said(captions)[0][3] == "Café, naïve."


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_it_reads_every_line_ending(end: str) -> None:
    assert said(read(ZOOM.replace("\n", end))) == said(read(ZOOM))


def test_it_shows_no_markup_and_nothing_that_is_unseen() -> None:
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A\u202ena>Tom &amp; <i>I</i> <00:01.500>agree\u200b\x07 &lt;b&gt;</v>\n"
    )
    assert said(read(text))[0][3] == "Tom & I agree <b>"
    assert list(read(text).names.values()) == ["Ana"]


def test_it_sorts_cues_and_repairs_an_end_before_its_start() -> None:
    text = "WEBVTT\n\n00:05.000 --> 00:04.000\nB: Later on.\n\n00:01.000 --> 00:02.000\nA: First.\n"
    assert [(name, start) for name, start, _, _ in said(read(text))] == [("A", 1000), ("B", 5000)]
    assert not read(text).ends_known


def test_it_gives_overlapping_speakers_their_own_turns() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:04.000\n<v A>One two three four.\n\n00:03.000 --> 00:05.000\n<v B>Wait, wait.\n"
    census = census_of(read(text))
    assert census.decided_by is DecidedBy.CAPTIONS
    assert [voice.talk for voice in census.voices] == [3000, 2000]
    assert census.overlaps == (Span(3000, 4000),)


def test_it_covers_everything() -> None:
    transcript = transcript_of(read(ZOOM))
    assert transcript.covered == (Span(0, 8000),)
    assert transcript.passage("p2") is not None


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("00:00:01.500", 1500),
        ("1:02", 62_000),
        ("01:00:00,25", 3_600_250),
        ("00:00:00.123456", 123),
        ("90:00", 5_400_000),
        ("1", None),
        ("00:60", None),
        ("1:2:3:4", None),
        ("", None),
        ("00:01.x", None),
    ],
)
def test_it_reads_a_time(stamp: str, expected: int | None) -> None:
    assert milliseconds(stamp) == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ana: hi", "Ana"),
        ("Dr. Ana Ruiz: hi", "Dr. Ana Ruiz"),
        ("SPEAKER_01: hi", "SPEAKER_01"),
        ("Ana Ruiz (Product): hi", "Ana Ruiz (Product)"),
        ("Ludwig van Beethoven: hi", "Ludwig van Beethoven"),
        ("anna: hi", "anna"),
        ("and then he said: hi", None),
        ("https://example.org", None),
        ("at 10:30 we met", None),
        ("So, to be clear: no", None),
    ],
)
def test_it_tells_a_name_from_a_colon(text: str, name: str | None) -> None:
    assert split_name(text)[0] == name


def test_no_passage_grows_without_end_when_nobody_ends_a_sentence() -> None:
    passages = read_captions(b"Ana: " + b"um and " * 10_000, "a.txt").passages
    assert max(len(passage.words) for passage in passages) == 250
    assert sum(len(passage.words) for passage in passages) == 20_000


def test_words_whose_times_run_backward_are_spread_over_their_entry() -> None:
    words = [{"word": f"w{at}", "start": 100 - at, "end": 99 - at} for at in range(50)]
    text = " ".join(f"w{at}" for at in range(50))
    whole = {"segments": [{"start": 0, "end": 60, "text": text, "words": words}]}
    census = census_of(read_captions(json.dumps(whole).encode(), "a.json"))
    assert [turn.length for turn in census.turns] == [60_000]


def test_a_word_that_lasts_no_time_was_still_said() -> None:
    words = [{"word": "yes", "start": 1.0, "end": 1.0}]
    captions = read_captions(json.dumps([{"start": 1, "end": 2, "text": "yes", "words": words}]).encode(), "a.json")
    assert [turn.length for turn in census_of(captions).turns] == [1]


def cues(*starts: int) -> bytes:
    """One of ten seconds at each of these seconds."""
    clock = [f"{s // 3600:02}:{s % 3600 // 60:02}:{s % 60:02}.000" for at in starts for s in (at, at + 10)]
    said = (
        f"{begin} --> {end}\nAna: We ship on the ninth.\n" for begin, end in zip(clock[::2], clock[1::2], strict=True)
    )
    return ("WEBVTT\n\n" + "\n".join(said)).encode()


def test_it_counts_times_of_the_day_from_the_first() -> None:
    """A quarter past two in the afternoon is no moment of a meeting that lasts half an hour."""
    day = read_captions(cues(14 * 3600 + 900, 14 * 3600 + 960, 14 * 3600 + 2700), "a.vtt")
    assert [passage.start for passage in day.passages] == [0, 60_000, 1_800_000]
    assert day.duration == 1_810_000
    assert read_captions(cues(900, 960), "a.vtt").passages[0].start == 900_000


def test_it_refuses_a_transcript_that_is_longer_than_any_meeting() -> None:
    with pytest.raises(TranscriptTooLong, match=r"goes on for 9\.0 hours"):
        read_captions(cues(0, 9 * 3600), "a.vtt")


def test_it_takes_lines_in_any_order() -> None:
    assert read_captions(cues(0, 60, 120, 180), "a.vtt") == read_captions(cues(180, 60, 0, 120), "a.vtt")


def test_it_keeps_the_joiners_that_writing_needs() -> None:
    said = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    assert read_captions(f"Ana: {said} now\n".encode(), "a.txt").passages[0].words[0].text == said
