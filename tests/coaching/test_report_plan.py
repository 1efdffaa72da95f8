import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipspeak.base import Span, Turn, subtract, total, union
from shipspeak.coaching.asked import unwritten
from shipspeak.coaching.model import Report
from shipspeak.coaching.provenance import Part
from shipspeak.coaching.report import page
from shipspeak.coaching.report.plan import account, sentence
from shipspeak.coaching.report.stretches import MOST, offers, stretches
from shipspeak.sampling import Preset, Role, Unit
from shipspeak.speech import Engine, Measure
from tests.coaching.report_example import COVERED, DURATION, example
from tests.coaching.test_report_html import sealed, served

PARTS = (Part("hear", 5.0), Part("transcribe", 6.0), Part("ask", 1.5), Part("ask", 0.5), Part("analyse", 0.25))


def report(**changes: object) -> Report:
    """The example, with what it took."""
    base = example()
    return replace(base, made=replace(base.made, parts=PARTS), **changes)  # type: ignore[arg-type]


def units(*units: Unit) -> Report:
    base = report()
    return replace(base, plan=replace(base.plan, units=units), covered=tuple(unit.span for unit in units))


def test_one_sentence_says_what_was_written_down() -> None:
    said = sentence(report())
    assert said == "We heard all of it and wrote down 3 min 1 s of 12 min: a fair 15 % of your words, 1 moment, and a random check of the rest."  # fmt: skip  # noqa: E501
    asked = replace(report(), asked=(Span(500_000, 560_000),), covered=union((*COVERED, Span(500_000, 560_000))))
    assert sentence(asked).endswith("a random check of the rest, and what you asked for.")


def test_it_says_when_nothing_was_left_out() -> None:
    whole = units(Unit(Span(0, DURATION), Role.FOCAL, 1.0, "everything"))
    assert sentence(whole) == "We heard all of it and wrote down all of the talk."
    assert (stretches(whole), offers(whole), account(whole).shares) == ((), (), ())


def test_words_that_came_with_the_file_were_read_and_not_heard() -> None:
    came = Engine("transcript that came with the meeting", "1", "", {Measure.WORDS: 1.0})
    for covered in (COVERED, (Span(0, DURATION),)):
        brought = replace(report(), covered=covered, made=replace(report().made, engine=came))
        assert sentence(brought) == "The words came with your file: all of them were read."
        assert account(brought).picture is None
    html = page(example(), {}, self_contained=True)
    assert "Open a row to see how it was counted." in html
    assert "to hear it" not in html
    assert "and to hear it." in page(example(), str, self_contained=False)


def test_it_says_all_of_your_words_only_when_all_were_written_down() -> None:
    own = [turn for turn in example().turns if turn.speaker == "S1"]
    all_of_them = units(*(Unit(turn.span, Role.FOCAL, 1.0, "your turn", n) for n, turn in enumerate(own)))
    assert "all of your words" in sentence(all_of_them)
    most = units(*(Unit(turn.span, Role.FOCAL, 1.0, "your turn", n) for n, turn in enumerate(own[:-2])))
    assert "all of your words" not in sentence(most)
    nobody = replace(report(), focal=None)
    assert "your words" not in sentence(nobody)


def test_what_brought_no_words_is_said_and_not_told_as_written_down() -> None:
    base = report()
    lost = Span(62_000, 72_000)
    told = sentence(replace(base, covered=subtract(base.covered, [lost])))
    assert "10 s of it brought no words, so nothing rests on that." in told
    assert "no words" not in sentence(base)


def test_it_gives_each_stretch_its_reason_and_adds_up() -> None:
    found = account(report())
    assert [share.name for share in found.shares] == ["Start and end", "Your turns", "Moments", "Random check"]
    assert sum(share.length for share in found.shares) == total(COVERED)
    assert found.picture is not None
    titles = [title.text for title in ET.fromstring(found.picture).iter("title")]
    assert "3:28 to 4:00: your turn" in titles
    assert len(titles) == 1 + len(COVERED)


def test_every_number_stands_on_one_tier() -> None:
    named = [name for _, names in account(report()).tiers for name in names.split(", ")]
    assert sorted(named) == sorted(metric.name for metric in example().findings.metrics)


def test_it_adds_up_what_it_took() -> None:
    found = account(report())
    assert [(part.stage, part.seconds) for part in found.parts] == [
        ("Hearing the whole meeting", 5.0),
        ("Writing down what was chosen", 6.0),
        ("Writing down what you asked for", 2.0),
        ("Looking for moments", 0.25),
    ]
    assert found.seconds == 13.25


def test_a_promise_that_was_not_kept_is_told_with_what_is_lacking() -> None:
    base = report()
    broken = replace(base.plan.guarantees[0], name="audit", held=False, detail="0.031 of all other speech")
    html = served(replace(base, plan=replace(base.plan, guarantees=(broken,))))
    assert "0.031 of all other speech" in html
    assert 'class="broken"' in html


moments = st.integers(0, DURATION)


@given(
    st.lists(st.tuples(moments, moments), min_size=1, max_size=30), st.lists(st.tuples(moments, moments), max_size=8)
)
def test_the_stretches_are_the_whole_meeting_once(talk: list[tuple[int, int]], covered: list[tuple[int, int]]) -> None:
    turns = tuple(sorted(Turn(min(pair), max(pair), "S1") for pair in talk))
    base = replace(report(), turns=turns, covered=union(Span(min(pair), max(pair)) for pair in covered))
    found = stretches(base)
    missing = unwritten(turns, base.covered, DURATION)
    assert bool(found) == (total(missing) >= 1_000)
    if found:
        assert len(found) <= MOST + 1
        assert (found[0].span.start, found[-1].span.end) == (0, DURATION)
        assert all(one.span.end == other.span.start for one, other in pairwise(found))
        assert sum(one.rest.length for one in found if one.rest) <= total(missing)
        assert sum(one.written for one in found) == total(base.covered)


def test_a_price_is_told_before_anything_is_bought() -> None:
    base = report()
    paid = replace(base, made=replace(base.made, cost_usd=0.334))
    bought = total(base.plan.spans)
    for stretch in stretches(paid):
        assert stretch.rest is not None
        assert stretch.rest.usd == pytest.approx(0.334 * stretch.rest.length / bought)
        assert stretch.rest.seconds == round(8.0 * stretch.rest.length / bought + 0.25 + 1)
    assert [offer.preset for offer in offers(base)] == [Preset.QUALITY, Preset.FULL]
    unknown = replace(base, made=replace(base.made, parts=()))
    assert {stretch.rest.seconds for stretch in stretches(unknown) if stretch.rest} == {None}


def test_the_part_claims_no_more_than_was_measured() -> None:
    for html in (sealed(report()), served(report())):
        assert "This is no record of the meeting." in html
        assert "two fifths about 85 %" in html
    assert "no record" not in served(units(Unit(Span(0, DURATION), Role.FOCAL, 1.0, "everything")))


def test_what_the_person_should_know_of_the_recording_is_said() -> None:
    assert "It ends early." in served(replace(report(), notes=("It ends early.",)))
