from dataclasses import replace

import pytest

from shipspeak.base import Span, Turn, subtract
from shipspeak.coaching.metrics import counted, measure
from shipspeak.coaching.metrics.bands import ROWS, band, standing
from shipspeak.coaching.metrics.questions import own_questions
from shipspeak.coaching.metrics.turns import cut_ins, floors, gaps, pauses
from shipspeak.coaching.model import Band, Basis, Kind, Metric, Standing
from shipspeak.sampling import Role, Unit
from shipspeak.speech import Confidence, Engine, Measure, Sureness, Transcript
from tests.coaching.spoken import Meeting, Said, meeting, plan

STORY = "We looked at the numbers of the pilot again and again and they were good. "


def rows(heard: Meeting, kind: Kind = Kind.PRODUCT_REVIEW) -> dict[str, Metric]:
    return {row.key: row for row in measure(heard.census, heard.plan, heard.transcript, "Maya", kind)}


def test_it_joins_turns_over_remarks_and_short_pauses() -> None:
    turns = (Turn(0, 5_000, "A"), Turn(5_000, 5_600, "B"), Turn(6_000, 9_000, "A"), Turn(9_200, 12_000, "B"))
    assert floors(turns) == (Turn(0, 9_000, "A"), Turn(9_200, 12_000, "B"))


def test_it_ends_a_floor_at_a_long_silence() -> None:
    assert len(floors((Turn(0, 5_000, "A"), Turn(9_500, 12_000, "A")))) == 2


@pytest.mark.parametrize(
    ("mine", "theirs", "cut"),
    [
        (Turn(9_000, 14_000, "A"), Turn(0, 10_000, "B"), True),
        (Turn(9_800, 14_000, "A"), Turn(0, 10_000, "B"), False),  # ordinary turn-taking
        (Turn(9_000, 9_900, "A"), Turn(0, 10_000, "B"), False),  # a remark
        (Turn(5_000, 14_000, "A"), Turn(0, 10_000, "B"), False),  # both talk on
        (Turn(9_000, 9_950, "A"), Turn(0, 20_000, "B"), False),  # the other keeps the floor
        (Turn(800, 6_000, "A"), Turn(0, 2_000, "B"), False),  # both began together
    ],
)
def test_it_hears_an_interruption_only_where_the_other_yields(mine: Turn, theirs: Turn, *, cut: bool) -> None:
    assert [found.by for found in cut_ins((theirs, mine))] == ([mine] if cut else [])


def test_it_measures_the_silence_before_an_answer() -> None:
    turns = (Turn(0, 4_000, "B"), Turn(5_500, 9_000, "A"), Turn(9_000, 12_000, "B"), Turn(11_800, 15_000, "A"))
    assert [gap.length for gap in gaps(turns, "A")] == [1_500, 0]


def test_it_finds_pauses_in_ones_own_speech() -> None:
    turns = (Turn(0, 4_000, "A"), Turn(5_500, 9_000, "A"), Turn(9_300, 12_000, "A"))
    assert pauses(turns, "A") == (Span(4_000, 5_500),)


@pytest.mark.parametrize(
    ("low", "high", "where"),
    [
        (120, 130, Standing.IN_BAND),
        (105, 115, Standing.UNDECIDED),
        (90, 109, Standing.BELOW),
        (191, 200, Standing.ABOVE),
        (100, 200, Standing.UNDECIDED),
        (110, 190, Standing.IN_BAND),
    ],
)
def test_it_stands_outside_only_with_its_whole_interval(low: float, high: float, where: Standing) -> None:
    assert standing(low, high, Band(110, 190, "")) is where


def test_it_says_nothing_without_a_band_or_a_value() -> None:
    assert standing(1, 2, None) is Standing.NO_BAND
    assert standing(None, None, Band(1, 2, "")) is Standing.NO_BAND


def test_every_band_names_its_source_and_is_the_right_way_round() -> None:
    for row in ROWS:
        if row.low is not None or row.high is not None:
            assert row.source
        if row.low is not None and row.high is not None:
            assert row.low < row.high


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("people", [2, 3, 4, 9])
def test_a_fair_share_of_talk_depends_on_who_is_there(kind: Kind, people: int) -> None:
    target = band("talk_share", kind, people)
    assert target is not None
    assert target.low is not None
    assert target.high is not None
    assert 0 < target.low < target.high <= 95


def test_it_counts_all_when_all_was_transcribed() -> None:
    heard = meeting(("Maya", STORY * 8 + "Um, maybe."), ("Tom", STORY * 8))
    found = rows(heard)
    for key in ("talk_share", "longest_monologue", "pace", "fillers", "hedges", "questions"):
        assert found[key].basis is Basis.CENSUS
        assert found[key].low == found[key].value == found[key].high
    assert found["pace"].value == pytest.approx(171, rel=0.02)
    assert found["fillers"].value == pytest.approx(100 / 121)
    assert found["hedges"].value == pytest.approx(100 / 121)


def test_it_estimates_with_an_interval_when_a_part_was_drawn() -> None:
    lines = [Said(who, STORY + ("Um, well. " if i % 3 else "")) for i in range(40) for who in ("Maya", "Tom")]
    whole = meeting(*lines)
    own = [p for p in whole.transcript.passages if p.speaker == "Maya"]
    drawn = own[1::2]
    units = tuple(Unit(p.span, Role.FOCAL, 0.5, "your turn", draw=i) for i, p in enumerate(drawn))
    part = Transcript(tuple(drawn), tuple(p.span for p in drawn), whole.transcript.engine)
    found = rows(Meeting(whole.census, plan(whole.census.duration, units=units), part))
    exact = rows(whole)
    for key in ("pace", "fillers"):
        row, true = found[key], exact[key].value
        assert row.basis is Basis.ESTIMATE
        assert row.low is not None
        assert row.high is not None
        assert true is not None
        assert row.low <= true <= row.high
        assert row.low < row.high
    assert found["talk_share"] == exact["talk_share"]


def test_it_does_not_count_the_time_in_which_no_word_was_made_out() -> None:
    whole = meeting(*[Said(who, STORY) for _ in range(20) for who in ("Maya", "Tom")])
    exact = rows(whole)["pace"]
    lost = [p for p in whole.transcript.passages if p.speaker == "Maya"][3:5]
    left = tuple(p for p in whole.transcript.passages if p not in lost)
    units = tuple(
        Unit(p.span, Role.FOCAL, 1.0, "your turn", draw=i)
        for i, p in enumerate(p for p in whole.transcript.passages if p.speaker == "Maya")
    )
    covered = subtract(whole.transcript.covered, [p.span for p in lost])
    part = Transcript(left, covered, whole.transcript.engine)
    pace = rows(Meeting(whole.census, plan(whole.census.duration, units=units), part))["pace"]
    assert pace.basis is Basis.ESTIMATE
    assert pace.value == pytest.approx(exact.value)


@pytest.mark.parametrize(("ending", "asked"), [("it", 0), ("it?", 1)])
def test_the_rest_of_a_sentence_is_a_question_only_where_it_is_marked_as_one(ending: str, asked: int) -> None:
    """ "… where are you going to put it" looks like one when what came before it was not bought."""
    whole = meeting(
        ("Maya", f"{STORY * 8} Tom will tell you how many of them are going to need {ending}"), ("Tom", STORY)
    )
    said = whole.transcript.passages[0]
    begun = next(at for at, word in enumerate(said.words) if word.text == "how")
    rest = replace(said, start=said.words[begun].start, words=said.words[begun:])
    bought = Span(rest.start - 100, rest.end + 100)
    part = Transcript((rest,), (bought,), whole.transcript.engine)
    units = (Unit(bought, Role.FOCAL, 0.5, "your turn"),)
    heard = Meeting(whole.census, plan(whole.census.duration, units=units), part)
    counter = counted(heard.census, heard.plan, heard.transcript, "Maya")
    assert len(counter.found(own_questions)) == asked


def test_it_draws_nothing_from_moments() -> None:
    whole = meeting(*[Said(who, STORY + "Um, well.") for _ in range(12) for who in ("Maya", "Tom")])
    some = [p for p in whole.transcript.passages if p.speaker == "Maya"][:4]
    units = tuple(Unit(p.span, Role.MOMENT, 1.0, "a question") for p in some)
    part = Transcript(tuple(some), tuple(p.span for p in some), whole.transcript.engine)
    found = rows(Meeting(whole.census, plan(whole.census.duration, units=units), part))
    assert {found[key].basis for key in ("pace", "fillers", "hedges", "questions")} == {Basis.NOT_ENOUGH_EVIDENCE}


@pytest.mark.parametrize("recall", [{}, {Measure.FILLERS: None}, {Measure.FILLERS: 0.3}])
def test_it_does_not_count_fillers_that_the_engine_leaves_out(recall: dict[Measure, float | None]) -> None:
    found = rows(meeting(("Maya", STORY * 8), engine=Engine("tiny", "1", "", recall)))
    assert found["fillers"].basis is Basis.NOT_MEASURED
    assert found["fillers"].value is None
    assert "tiny" in found["fillers"].note


def test_it_measures_no_time_without_a_clock() -> None:
    found = rows(meeting(("Tom", "Should we launch?"), ("Maya", STORY * 8), timed=False))
    timing = {"talk_share", "longest_monologue", "pace", "pauses", "response_gap", "interruptions_made", "questions"}
    assert {found[key].basis for key in timing} == {Basis.NOT_MEASURED}
    assert found["hedges"].basis is Basis.CENSUS


def test_it_says_so_when_nobody_is_coached() -> None:
    heard = meeting(("Tom", STORY * 8))
    found = rows(heard)
    assert {row.value for row in found.values()} == {None}
    assert len(found) == 13


def test_it_shares_no_talk_when_one_voice_was_heard() -> None:
    heard = meeting(("Maya", STORY * 8))
    alone = Confidence(Sureness.ONE_VOICE, 0.0, "Only one person?")
    census = type(heard.census)(
        **{name: getattr(heard.census, name) for name in heard.census.__slots__ if name != "confidence"},
        confidence=alone,
    )
    found = rows(Meeting(census, heard.plan, heard.transcript))
    assert found["talk_share"].basis is Basis.NOT_ENOUGH_EVIDENCE
    assert "Only one person?" in found["talk_share"].note
    assert found["longest_monologue"].basis is Basis.CENSUS


def test_it_says_of_how_many_answers_the_count_is() -> None:
    row = rows(
        meeting(
            ("Tom", "How many people were there?"),
            ("Maya", "Twenty thousand people, over four weeks."),
            ("Tom", "And what did it cost us?"),
            ("Maya", "It cost us four hundred thousand dollars."),
            ("Tom", "Should we launch?"),
            ("Maya", "Let me give you some background. " + STORY * 5),
        )
    )["answer_first"]
    assert (row.basis, row.value, row.unit, row.standing) == (Basis.MOMENT, 2, "of 3 answers", Standing.NO_BAND)


def test_it_measures_the_wait_for_a_recommendation() -> None:
    row = rows(meeting(("Tom", "Should we launch?"), ("Maya", STORY * 3 + "I recommend that we launch.")))[
        "time_to_recommendation"
    ]
    assert row.value == pytest.approx(0.45 + 45 * 0.35, abs=0.1)
    assert row.standing is Standing.ABOVE


def test_no_row_lists_more_moments_than_are_listened_to() -> None:
    found = rows(meeting(*[(who, "Maybe we could sort of wait. Is it?") for _ in range(30) for who in ("Maya", "Tom")]))
    assert max(len(row.spans) for row in found.values()) == 12
