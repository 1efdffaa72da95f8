"""A person's weeks: what repeats is counted, and what moved is told only where chance is no answer."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipspeak.accounts.model import Actor, Role
from shipspeak.coaching import actions, queries
from shipspeak.coaching.desk import Desk
from shipspeak.coaching.model import Basis, Finished, Focus, Metric, Standing, Tone, Wishes
from shipspeak.coaching.rubric.patterns import PATTERNS
from shipspeak.coaching.shelf import Shelf
from shipspeak.coaching.waiting import Waiting
from shipspeak.coaching.weeks import pages
from shipspeak.coaching.weeks.compare import moved
from shipspeak.coaching.weeks.count import weeks
from shipspeak.coaching.weeks.course import courses
from shipspeak.coaching.weeks.model import Held
from shipspeak.coaching.weeks.strips import strips
from shipspeak.database import DEFAULT_ORG, Database
from shipspeak.outside import memory_files
from shipspeak.sampling import further_apart, student
from shipspeak.vault import FileKeystore, Vault
from tests.coaching.report_example import example

MONDAY = date(2026, 11, 23)
SOMEBODY = Actor(DEFAULT_ORG, Role.COACHED)
CARD = example().findings.focus[0]


def metric(key: str, value: float | None, basis: Basis = Basis.ESTIMATE) -> Metric:
    return Metric(key, key.title(), "words/min", basis, value, value, value, None, Standing.NO_BAND, "")


def card(pattern: str) -> Focus:
    return replace(CARD, pattern=pattern, skill=PATTERNS[pattern].skill, tone=PATTERNS[pattern].tone, practise=pattern)


def held(on: date, *patterns: str, metrics: Sequence[Metric] = ()) -> Held:
    return Held(uuid4(), "Review", on, 1_800_000, tuple(card(pattern) for pattern in patterns), tuple(metrics))


def week_of(values: dict[str, Sequence[float]], meetings: int, on: date = MONDAY) -> list[Held]:
    return [held(on, metrics=[metric(key, of[n]) for key, of in values.items()]) for n in range(meetings)]


@given(st.floats(0.5, 200), st.floats(0.01, 30))
def test_chance_and_quantile_are_each_others_inverse(freedom: float, t: float) -> None:
    assert further_apart(student(freedom), freedom) == pytest.approx(0.05, rel=1e-6)
    assert (further_apart(t, freedom) < 0.05) == (t > student(freedom)) or t == pytest.approx(student(freedom))


def test_where_nothing_moved_it_seldom_says_so_and_what_did_it_finds() -> None:
    """Twelve figures at once, six meetings a week: at most one week in twenty may be wrong."""
    random = Random(1)

    def figures(shift: float) -> dict[str, list[float]]:
        of = {f"m{n}": [random.gauss(100, 15) for _ in range(6)] for n in range(12)}
        return of | {"m0": [value + shift for value in of["m0"]]}

    wrong = sum(any(one.tells for one in moved(week_of(figures(0), 6), week_of(figures(0), 6))) for _ in range(300))
    assert wrong <= 0.05 * 300 + 2 * (300 * 0.05 * 0.95) ** 0.5
    found = [moved(week_of(figures(60), 6), week_of(figures(0), 6)) for _ in range(50)]
    assert sum(one[0].tells and one[0].name == "M0" for one in found) > 40
    assert all(one[0].low <= one[0].now - one[0].before <= one[0].high for one in found)


def test_too_few_meetings_and_figures_that_were_not_measured_tell_nothing() -> None:
    one, two = week_of({"pace": [100]}, 1), week_of({"pace": [100, 101]}, 2)
    assert moved(one, two) == moved(two, one) == ()
    unknown = [held(MONDAY, metrics=[metric("pace", None, Basis.NOT_ENOUGH_EVIDENCE)])] * 3
    moments = [held(MONDAY, metrics=[metric("pace", 3, Basis.MOMENT)])] * 3
    assert moved(two, unknown) == moved(two, moments) == ()
    assert [one.tells for one in moved(week_of({"pace": [9, 9]}, 2), week_of({"pace": [9, 9]}, 2))] == [False]


def test_a_week_begins_on_monday_and_stands_beside_the_last_one_that_had_meetings() -> None:
    sunday, before = MONDAY - timedelta(days=1), MONDAY - timedelta(days=21)
    found = weeks([held(MONDAY), held(sunday), held(sunday), held(before)])
    assert [week.monday for week in found] == [MONDAY, MONDAY - timedelta(days=7), MONDAY - timedelta(days=21)]
    assert [len(week.held) for week in found] == [1, 2, 1]
    assert weeks([]) == ()


def test_what_came_up_most_often_is_what_to_practise() -> None:
    tuesday = MONDAY + timedelta(days=1)
    (week,) = weeks(
        [
            held(tuesday, "interruption", "answer-first"),
            held(MONDAY, "interruption", "buried-recommendation"),
            held(MONDAY, "answer-first"),
            held(tuesday, "answer-first"),
        ]
    )
    assert [(one.card.pattern, len(one.meetings)) for one in week.again] == [("answer-first", 3), ("interruption", 2)]
    assert week.practise is not None
    assert (week.practise.pattern, week.practise.tone) == ("interruption", Tone.CHANGE)
    assert [one.on for one in week.again[1].meetings] == [MONDAY, tuesday]
    (once,) = weeks([held(MONDAY, "filler-burst", "hedged-reply")])
    assert once.again == ()
    assert once.practise is not None
    assert once.practise.pattern == "hedged-reply", "the weightier of what was seen once"


@given(st.lists(st.tuples(st.integers(0, 60), st.lists(st.sampled_from(sorted(PATTERNS)), max_size=3, unique=True))))
def test_every_meeting_is_in_one_week_and_every_count_is_true(days: list[tuple[int, list[str]]]) -> None:
    all_held = [held(MONDAY - timedelta(days=day), *patterns) for day, patterns in days]
    found = weeks(all_held)
    assert sorted(one.id for week in found for one in week.held) == sorted(one.id for one in all_held)
    for week in found:
        for again in week.again:
            have = [one for one in week.held if any(card.pattern == again.card.pattern for card in one.focus)]
            assert list(again.meetings) == have


@pytest.mark.engine
async def test_the_page_shows_a_persons_own_weeks_and_forgets_what_is_deleted(
    database: Database, tmp_path: Path
) -> None:
    desk = Desk(database, memory_files(), Shelf(Vault(FileKeystore(tmp_path / "keys"))), Waiting())
    assert "It begins with your first report" in await pages.show(SOMEBODY, desk)
    ids = [await _report(desk, title) for title in ("First <b>", "Second")]
    html = await pages.show(SOMEBODY, desk)
    assert f'href="/meetings/{ids[0]}"><bdi>First &lt;b&gt;</bdi>' in html
    assert "in 2 of 2 meetings" in html
    assert re.search(r'title="Second">[A-Z][a-z]{2} \d+, \d\d:\d\d</a>', html), "meetings of a day are told apart"
    assert "Practise next · " in html
    assert "No week before it yet" in html
    desk.shelf.vault.shred(DEFAULT_ORG, ids[0])
    html = await pages.show(SOMEBODY, desk)
    assert str(ids[0]) not in html
    assert "what comes up again is told of two" in html


def test_what_moved_is_written_with_its_interval() -> None:
    now, before = week_of({"pace": [150, 152, 151]}, 3), week_of({"pace": [170, 171, 172]}, 3, MONDAY - timedelta(7))
    html = pages.page(weeks([*now, *before]))
    assert "20 words/min less (" in html
    assert "Before: 171 words/min" in html
    same = pages.page(weeks([*now, *week_of({"pace": [140, 150, 163]}, 3, MONDAY - timedelta(7))]))
    assert re.search(r"No telling: \d+ less to \d+ more", same)


async def _report(desk: Desk, title: str) -> UUID:
    id = uuid4()
    desk.shelf.vault.admit(DEFAULT_ORG, id)
    async with desk.database.tenant(DEFAULT_ORG) as tx:
        await actions.accept(tx, desk.shelf, id, title, (), Wishes())
        meeting = await actions.read(tx, desk.shelf, id)
        sealed = desk.shelf.seal_finished(meeting, Finished(example(), None))
        assert await queries.finish(tx, id, meeting.version, sealed, 724_000)
    return id


def test_a_figure_is_followed_from_meeting_to_meeting_with_its_intervals_and_each_weeks_mean() -> None:
    wide = replace(metric("pace", 150), low=140.0, high=165.0)
    before = [held(MONDAY - timedelta(7), metrics=[metric("pace", 170), metric("once", 1)])]
    now = [held(MONDAY, metrics=[wide]), held(MONDAY + timedelta(1), metrics=[metric("pace", 154)])]
    found = weeks([*now, *before])
    (way,) = courses(found)
    assert [[one.value for one in dots] for _, dots in way.weeks] == [[170], [150, 154]]
    assert (way.now, way.moved, way.interval) == (152, None, True)
    html = pages.page(found)
    assert "Review, 23 Nov 2026: 150 words/min, 140 to 165" in html
    assert html.count('class="mean"') - 1 == 2, "one for each week, and the key's"
    assert "Whisker: its 95 % interval" in html
    assert "Too few meetings to compare" in html


@given(st.lists(st.integers(0, 60), min_size=1, max_size=80))
def test_every_meeting_has_its_place_in_its_week_and_none_meets_another(days: list[int]) -> None:
    found = weeks([held(MONDAY - timedelta(day), metrics=[metric("pace", 100 + day)]) for day in days])
    where = strips(found)
    assert (where[0].start, where[-1].end) == (0, pytest.approx(1))
    assert all(one.end < after.start for one, after in pairwise(where))
    for way in courses(found):
        places = [one.place for _, dots in way.weeks for one in dots]
        assert places == sorted(set(places))
        assert len(places) == len(days)
        assert all(strip.start < one.place < strip.end for strip, dots in way.weeks for one in dots)


def test_without_anybody_to_ask_nothing_is_said_of_models_and_one_meeting_is_no_way() -> None:
    found = weeks([held(MONDAY, "interruption", metrics=[metric("pace", 150)])])
    html = pages.page(found)
    assert "once two meetings have it" in html
    assert "put into words by a model" not in html
    assert "put into words by a model" in pages.page(found, may_be_asked=True)
    assert 'href="/">Send a meeting' in pages.page(())
