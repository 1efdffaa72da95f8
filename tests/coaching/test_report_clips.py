from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from shipspeak.base import Span
from shipspeak.coaching.model import Mark, Tone
from shipspeak.coaching.report import Clips, page, wanted, write_files
from shipspeak.coaching.report.clips import MOST
from shipspeak.speech import RATE
from tests.coaching.report_example import DURATION, example


class Tone440:
    """A recording of one note."""

    length = DURATION * RATE // 1000
    tracks = 1

    def read(self, start: int, count: int) -> npt.NDArray[np.int16]:
        at = np.arange(start, min(start + count, self.length))
        return (3_000 * np.sin(2 * np.pi * 440 * at / RATE)).astype(np.int16)

    def read_tracks(self, start: int, count: int) -> npt.NDArray[np.int16]:
        return self.read(start, count)[None]


def test_it_wants_every_quote_with_lead_in_inside_the_meeting() -> None:
    report = example()
    spans = wanted(report)
    assert all(0 <= span.start < span.end <= report.duration and 10_000 <= span.length <= 25_000 for span in spans)
    clips = Clips(report, lambda span: f"/{span.start}")
    for focus in report.findings.focus:
        for cited in focus.evidence:
            clip = clips.covering(Span(cited.start, cited.end))
            assert clip
            assert clip.span.start <= cited.start - 2_000


def test_it_cuts_nothing_twice_and_not_too_much() -> None:
    report = example()
    marks = tuple(Mark(at, at + 1_000, "m", Tone.CHANGE, "p1") for at in range(0, DURATION - 5_000, 2_000))
    spans = wanted(replace(report, findings=replace(report.findings, marks=marks)))
    assert len(spans) == len(set(spans)) == MOST


def test_a_card_plays_all_of_what_lies_between_its_quotes() -> None:
    report = example()
    card = report.findings.focus[0]
    first, far = (
        replace(card.evidence[0], start=60_000, end=64_000),
        replace(card.evidence[0], start=150_000, end=155_000),
    )
    apart = replace(card, evidence=(far, first))
    shown = replace(report, findings=replace(report.findings, focus=(apart,)))
    clips = Clips(shown, lambda span: f"/{span.start}-{span.end}")
    whole = clips.whole(apart)
    assert whole
    assert (whole.span, whole.source) == (Span(58_000, 156_000), "/58000-156000")
    quoted = clips.covering(Span(60_000, 64_000))
    assert quoted
    assert quoted.span.length <= 25_000
    assert "Hear all of it, 1 min 38 s" in page(shown, lambda span: f"/{span.start}", self_contained=False)
    assert clips.whole(replace(card, evidence=(first,))) is None
    assert clips.whole(replace(card, evidence=(first, replace(far, start=300_000, end=301_000)))) is None


def test_it_reaches_back_where_the_meeting_ends() -> None:
    report = example()
    late = (Mark(DURATION - 1_000, DURATION, "late", Tone.CHANGE, "p1"),)
    bare = replace(report, findings=replace(report.findings, focus=(), scores=(), metrics=(), marks=late))
    assert wanted(bare) == (Span(DURATION - 10_000, DURATION),)


def test_it_wants_no_sound_of_a_text_without_times() -> None:
    assert wanted(replace(example(), timed=False)) == ()


def test_it_writes_a_page_that_plays_by_itself(tmp_path: Path) -> None:
    report = example()
    few = replace(report, findings=replace(report.findings, marks=(), scores=(), metrics=()))
    written = write_files(few, Tone440(), tmp_path / "review.v2.report")
    assert {path.stat().st_mode & 0o777 for path in written} == {0o600}, "whoever else works on this machine"
    assert [path.name for path in written] == ["review.v2.report.html", "review.v2.report.json", "review.v2.report.md"]
    assert sorted(tmp_path.iterdir()) == sorted(written)
    assert written[0].read_text().count("data:audio/mpeg;base64,") == len(wanted(few))


def test_it_leaves_nothing_half_written(tmp_path: Path) -> None:
    (tmp_path / ".a.json.part").mkdir()
    with pytest.raises(OSError, match="part"):
        write_files(example(), None, tmp_path / "a")
    assert [path.name for path in tmp_path.iterdir()] == [".a.json.part"]
