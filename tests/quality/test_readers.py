import importlib.util
from pathlib import Path

import pytest

from shipspeak.base import Span
from shipspeak.quality.study.ami import read_ami
from shipspeak.quality.study.errors import NoMeetings, NotAMeeting, UnknownMeeting
from shipspeak.quality.study.folder import find
from shipspeak.quality.study.icsi import read_icsi
from shipspeak.quality.study.marks import Marked, moments
from shipspeak.quality.study.meeting import reported

_SPEC = importlib.util.spec_from_file_location("made_meetings", Path(__file__).with_name("meetings.py"))
assert _SPEC
assert _SPEC.loader
made = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(made)


def test_it_reads_words_with_times_and_gives_acts_their_marks(tmp_path: Path) -> None:
    meeting = read_icsi(made.write_icsi(tmp_path))
    assert [word.text for word in meeting.words["me001"]] == ["shall", "we", "start?", "no", "way."]
    assert [word.text for word in meeting.words["fe002"]] == ["um", "yes", "maybe.", "i'll", "send"]
    assert meeting.duration == 5_600
    assert [(turn.speaker, turn.start, turn.end) for turn in meeting.turns] == [
        ("me001", 0, 1_200),
        ("fe002", 1_500, 3_400),
        ("me001", 5_000, 5_600),
    ]


def test_it_finds_what_annotators_marked(tmp_path: Path) -> None:
    meeting = read_icsi(made.write_icsi(tmp_path))
    found = {moment.kind: moment for moment in moments(meeting, "fe002")}
    assert set(found) == {
        Marked.QUESTION,
        Marked.PUSHBACK,
        Marked.COMMITMENT,
        Marked.OWN_COMMITMENT,
        Marked.HOT,
    }
    assert found[Marked.QUESTION].parts == (Span(0, 1_200), Span(1_500, 3_400))
    assert found[Marked.QUESTION].heard((Span(0, 3_400),))
    assert not found[Marked.QUESTION].heard((Span(0, 2_000),))
    assert Marked.QUESTION not in {moment.kind for moment in moments(meeting, "me001")}


def test_it_joins_words_without_times_and_times_without_words(tmp_path: Path) -> None:
    meeting = read_ami(made.write_ami(tmp_path))
    assert {turn.speaker for turn in meeting.turns} == {"Project Manager", "Marketing"}
    manager = meeting.words["Project Manager"]
    assert [word.text for word in manager] == [
        "Okay",
        "we",
        "build",
        "a",
        "remote.",
        "We",
        "decided",
        "to",
        "drop",
        "it.",
    ]
    assert [word.text for word in meeting.words["Marketing"]] == ["Why", "an", "LCD?"]
    # The pause falls where the sentence ends.
    assert manager[4].end <= 4_000
    assert manager[5].start >= 8_000
    assert meeting.words["Marketing"][0].start == 5_000
    assert meeting.queries[0].evidence == ()
    (evidence,) = meeting.queries[1].evidence
    assert (evidence.start, evidence.end) == (5_000, 12_000)


@pytest.mark.parametrize("text", ["", "one,two\n", "a,b,c,d,x+y,f,g,h,i,j,k,l,m\n"])
def test_it_refuses_what_is_no_icsi_meeting(tmp_path: Path, text: str) -> None:
    with pytest.raises(NotAMeeting, match="Bxx001"):
        read_icsi(made.write_icsi(tmp_path, text=text))


@pytest.mark.parametrize("told", [{}, [], {"meeting_transcripts": [{}]}, {"meeting_transcripts": 3}])
def test_it_refuses_what_is_no_ami_meeting(tmp_path: Path, told: object) -> None:
    with pytest.raises(NotAMeeting, match="ES9999a"):
        read_ami(made.write_ami(tmp_path, told=told))


def test_a_meeting_is_reported_on_or_tuned_on_and_never_both(tmp_path: Path) -> None:
    for number in range(30):
        made.write_icsi(tmp_path, f"B{number}")
    report, tune = (find(tmp_path, tuning=tuning) for tuning in (False, True))
    assert len(report) + len(tune) == 30
    assert not set(report) & set(tune)
    assert all(reported(path.name.split(".")[0]) for path in report)
    with pytest.raises(UnknownMeeting, match=report[0].name.split(".")[0]):
        find(tmp_path, tuning=True, names=[report[0].name.split(".")[0]])


def test_it_says_where_meetings_should_be(tmp_path: Path) -> None:
    with pytest.raises(NoMeetings, match="--data"):
        find(tmp_path, tuning=False)
