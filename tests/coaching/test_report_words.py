"""What the report says in words: of the words themselves, of counts, of times that nobody knows."""

import re
from dataclasses import replace

import pytest

from shipspeak.coaching.model import Basis, Metric, Report, Standing
from shipspeak.coaching.report import markdown, page
from shipspeak.coaching.report.words import interval, misheard, standing, told, usual
from shipspeak.coaching.rubric.patterns import PATTERNS
from shipspeak.coaching.rubric.words import CARDS
from shipspeak.speech import DecidedBy, Engine, Measure
from tests.coaching.captioned import FORMS, Cue, coached, written
from tests.coaching.report_example import example

TINY = Engine("tiny", "1", "abc", {Measure.WORDS: 0.897, Measure.FILLERS: 0.5})
CAME = Engine("transcript that came with the meeting", "1", "", {Measure.WORDS: 1.0, Measure.FILLERS: None})
TALK: list[Cue] = [
    (1, 5, "Tom", "Should we ship the export next week, or not?"),
    (6, 30, "Maya", "I recommend that we ship it next week, because 40 percent of the tickets are about export."),
    (31, 38, "Tom", "I disagree. The audit is not done."),
    (39, 50, "Maya", "Maybe we could kind of wait, I guess."),
]


def counted(count: int, unit: str = "per 10 min", value: float = 0.82) -> Metric:
    none = (None, Standing.NO_BAND, "")
    return Metric("interruptions_made", "Cut in", unit, Basis.CENSUS, value, value, value, *none, count=count)


def of_captions(form: str) -> Report:
    captions = written(TALK, form)
    return replace(
        example(),
        timed=captions.timed,
        turns=(),
        passages=captions.passages,
        findings=coached(TALK, form),
        made=replace(example().made, engine=CAME),
    )


@pytest.mark.parametrize(
    ("count", "words"), [(0, ("never", "")), (1, ("once", "")), (2, ("twice", "")), (5, ("5", "times"))]
)
def test_what_happened_once_is_no_rate(count: int, words: tuple[str, str]) -> None:
    assert told(counted(count)) == words


def test_a_rate_from_a_part_stays_a_rate() -> None:
    assert told(replace(counted(1), basis=Basis.ESTIMATE)) == ("0.82", "per 10 min")


def test_a_share_has_no_halves() -> None:
    row = next(row for row in example().findings.metrics if row.key == "talk_share")
    assert row.band is not None
    assert usual(replace(row, band=replace(row.band, low=12.5, high=65.0))) == "12 to 65 %"
    assert interval(replace(row, low=12.5, high=31.4)) == "12 to 31"


def test_it_says_what_may_be_misheard_and_whose_words_they_are() -> None:
    assert "about 1 in 10 is wrong, in a real meeting more" in misheard(TINY)
    assert "came with the meeting" in misheard(CAME)
    assert "was not measured" in misheard(replace(TINY, recall={}))
    report = replace(example(), made=replace(example().made, engine=TINY))
    for text in (page(report, {}, self_contained=False), markdown(report)):
        assert "about 1 in 10 is wrong" in text


@pytest.mark.parametrize("by", DecidedBy)
def test_it_says_that_speakers_were_told_by_ear_where_they_were(by: DecidedBy) -> None:
    report = replace(example(), made=replace(example().made, hearing=by.value))
    for text in (page(report, {}, self_contained=False), markdown(report)):
        assert ("told by ear" in text) is (by is DecidedBy.VOICES)


@pytest.mark.parametrize("form", FORMS)
def test_it_says_no_time_where_nobody_knows_one(form: str) -> None:
    report = of_captions(form)
    text = markdown(report)
    times = re.findall(r", \d+:\d\d[;)]|\*\* \d+:\d\d:", text)
    assert bool(times) is report.timed


@pytest.mark.parametrize("form", FORMS)
def test_it_counts_in_grammatical_words(form: str) -> None:
    report = of_captions(form)
    for text in (markdown(report), re.sub(r"<[^>]+>", " ", page(report, {}, self_contained=False))):
        wrong = r"\b1 (times|answers|questions|open questions|words|minutes|people|things)\b|\.\.(?!\.)|heard \d+ times"
        assert not re.search(wrong, text), re.findall(wrong, text)
        assert "exact or not measured" not in text


def test_it_marks_a_quote_of_unsure_words_and_one_that_is_cut() -> None:
    report = example()
    card = report.findings.focus[0]
    unsure = replace(card.evidence[0], unsure=1, cut=(True, True))
    shown = replace(report, findings=replace(report.findings, focus=(replace(card, evidence=(unsure,)),)))
    for text in (page(shown, {}, self_contained=False), markdown(shown)):
        assert "some words unsure" in text
        assert "… " in text
    assert "some words unsure" not in markdown(replace(report, findings=replace(report.findings, scores=())))


def test_it_marks_each_word_that_may_be_misheard_and_a_speaker_in_doubt() -> None:
    report = example()
    card = report.findings.focus[0]
    first = card.evidence[0].words.split()[0]
    unsure = replace(card.evidence[0], unsure=1, unsure_at=(0,), doubted=True)
    shown = replace(report, findings=replace(report.findings, focus=(replace(card, evidence=(unsure,)),)))
    html, text = page(shown, {}, self_contained=False), markdown(shown)
    assert f'<span class="unsure">{first}<span class="away"> (may be misheard)</span></span>' in html
    assert "dotted: may be misheard" in html
    assert f"“{first} [?] " in text
    for form in (html, text):
        assert "not sure who said this" in form
        assert "some words unsure" not in form
    assert "not sure who said this" not in page(report, {}, self_contained=False)


def test_a_document_says_whom_it_took_for_its_reader() -> None:
    report = example()
    text = markdown(replace(report, assumed=True))
    assert "> **Is Maya you?** Nobody said which voice is yours, so this coaches Maya, who spoke most." in text
    assert "`--me` and one of: Jonas, Priya, S4." in text
    assert "is yours" not in markdown(report)


def test_it_heads_the_cards_by_their_number() -> None:
    report = example()
    for number, heading in enumerate(
        ("Nothing stood out in this meeting", "One thing from", "Two things", "Three things")
    ):
        focus = (report.findings.focus * 3)[:number]
        assert f"## {heading}" in markdown(replace(report, findings=replace(report.findings, focus=focus)))


def test_no_row_repeats_that_a_range_is_unknown_at_length() -> None:
    assert standing(counted(1)) == "No usual range known"


@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_card_counts_words_that_an_engine_wrote_down(pattern: str) -> None:
    timed = [words for words in CARDS[pattern].happened if "{words}" in words]
    assert all("held the floor" in words for words in timed)
