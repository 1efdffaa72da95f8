from hypothesis import given
from hypothesis import strategies as st

from shipspeak.base import Span, Turn, intersect, subtract, total, union
from shipspeak.coaching.analysis import findings
from shipspeak.coaching.asked import pieces, spoken, unwritten, written
from shipspeak.coaching.model import Kind
from shipspeak.sampling import DEFAULT, Preset, choose
from shipspeak.speech import Transcript
from tests.coaching.spoken import meeting, of

DURATION = 600_000

spans = st.builds(lambda start, length: Span(start, min(DURATION, start + length)), st.integers(0, DURATION - 1), st.integers(1, 60_000))  # fmt: skip  # noqa: E501
turns = st.lists(st.builds(lambda span, who: Turn(span.start, span.end, who), spans, st.sampled_from(["S1", "S2"])), max_size=40)  # fmt: skip  # noqa: E501


@given(turns, st.lists(spans, max_size=20), spans)
def test_it_buys_talk_once_and_only_where_it_was_asked(turns: list[Turn], covered: list[Span], window: Span) -> None:
    bought = pieces(window, unwritten(turns, covered, DURATION))
    assert not intersect(bought, union(covered))
    assert not subtract(bought, (window,))
    assert not subtract(bought, spoken(turns, DURATION))
    assert all(span.length >= DEFAULT.sliver for span in bought)
    # Asked for again, there is nothing left but slivers.
    again = pieces(window, unwritten(turns, (*covered, *bought), DURATION))
    assert not again


@given(turns)
def test_it_misses_nothing_that_anybody_said(turns: list[Turn]) -> None:
    assert not subtract(union(turn.span for turn in turns), spoken(turns, DURATION))


TALK = (
    ("Tom", "What does it cost us to wait until June?"),
    ("Maya", "Maybe it sort of costs forty thousand, because orders come in May."),
    ("Tom", "Should we launch on the ninth then?"),
    ("Maya", "I recommend that we launch on the ninth, because errors fell to two percent."),
    ("Lena", "Fine."),
    ("Maya", "Who will write the note? I guess somebody maybe should."),
)


def test_a_claim_and_a_moment_may_rest_on_what_was_asked_and_no_rate_does() -> None:
    heard = meeting(*TALK)
    passages = heard.transcript.passages
    chosen = Transcript(passages[4:], (Span(passages[4].start, heard.census.duration),), heard.transcript.engine)
    extra = Transcript(passages[:4], (Span(0, passages[3].end),), heard.transcript.engine)
    words = written(chosen, [extra])
    assert [passage.id for passage in words.whole.passages] == [f"p{n}" for n in range(1, 7)]
    assert [passage.text for passage in words.whole.passages] == [passage.text for passage in passages]
    plan = choose(duration=heard.census.duration, turns=heard.census.turns, focal="Maya", cues=(), preset=Preset.BALANCED, seed=1)  # fmt: skip  # noqa: E501
    without = findings(heard.census, plan, chosen, "Maya", Kind.PRODUCT_REVIEW)
    besides = findings(heard.census, plan, chosen, "Maya", Kind.PRODUCT_REVIEW, whole=words.whole)
    moments = {"answer_first", "time_to_recommendation"}
    rates = [[row for row in one.metrics if row.key not in moments] for one in (besides, without)]
    assert rates[0] == rates[1]
    assert "answer-first" in {card.pattern for card in besides.focus}
    assert "answer-first" not in {card.pattern for card in without.focus}


def test_it_is_the_chosen_part_when_nothing_was_asked() -> None:
    heard = of(meeting(*TALK).transcript.passages)
    words = written(heard.transcript, [])
    assert words.whole == words.chosen == heard.transcript
    assert total(words.asked) == 0
