"""What decides, without anybody being asked: total, bounded, and right at the edges."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipspeak.ai import breaker
from shipspeak.ai.backoff import BASE_S, CAP_S, PER_S, SAVED, RetryBudget, pause
from shipspeak.ai.breaker import Breaker
from shipspeak.ai.buckets import Bucket, Crowd
from shipspeak.ai.classify import BAD_KEY, NO_MONEY, Fault, Kind, Step, classify
from shipspeak.ai.degrade import Offer, Way, way
from shipspeak.ai.headers import limits, retry_after
from shipspeak.ai.model import Limits, Period, Scope, Standing

words = st.text(max_size=40)


# -- what a refusal means


@given(st.sampled_from(Kind), st.integers(0, 999) | st.none(), words | st.none(), words | st.none())
def test_every_fault_has_a_verdict_and_a_name_without_content(
    kind: Kind, status: int | None, code: str | None, type_: str | None
) -> None:
    fault = Fault(kind, status, code, type_)
    assert classify(fault).step in Step
    assert fault.name.isascii()
    assert " " not in fault.name


@pytest.mark.parametrize("code", sorted(NO_MONEY))
def test_no_money_is_told_from_too_fast_by_its_code(code: str) -> None:
    """Both come as 429."""
    assert classify(Fault(Kind.STATUS, 429, code)).step is Step.PARK
    assert classify(Fault(Kind.STATUS, 429, "anything", "insufficient_quota")).step is Step.PARK
    assert classify(Fault(Kind.STATUS, 429, "rate_limit_exceeded")).step is Step.AGAIN
    assert classify(Fault(Kind.STATUS, 429, "slow_down")).slow_down


@pytest.mark.parametrize("status", [400, 403, 404, 413, 415, 422])
def test_a_question_that_is_refused_is_not_asked_again(status: int) -> None:
    assert classify(Fault(Kind.STATUS, status, "invalid_value")).step is Step.GIVE_UP


def test_what_broke_off_after_it_was_sent_may_have_been_billed() -> None:
    uncertain = {kind for kind in Kind if classify(Fault(kind, 503)).uncertain}
    assert uncertain == {Kind.TIMEOUT, Kind.CUT, Kind.GARBLED}
    assert {classify(Fault(Kind.STATUS, 401, code)).step for code in BAD_KEY} == {Step.OTHER_KEY}


# -- when to try again


@given(st.integers(1, 99), st.none() | st.floats(0, 86_400), st.floats(0, 0.999))
def test_a_pause_is_as_long_as_was_asked_for_and_jittered(tries: int, asked: float | None, chance: float) -> None:
    wait = pause(tries, asked, chance)
    if asked is None:
        assert 0 <= wait <= min(CAP_S, BASE_S * 2 ** (tries - 1))
    else:
        assert asked <= wait <= asked * 1.1 + BASE_S


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 5)), max_size=300))
def test_retries_are_a_fifth_of_the_calls_one_a_second_and_what_was_saved(calls: list[tuple[bool, float]]) -> None:
    budget, made, now = RetryBudget(at=100.0), 0, 100.0
    for wants_retry, later in calls:
        now += later
        budget = budget.called(now)
        if wants_retry:
            left = budget.retried(now)
            assert (left is None) == (budget.opens_in(now) > 0)
            budget, made = left or budget, made + (left is not None)
    assert made <= SAVED + 0.2 * len(calls) + (now - 100) * PER_S + 1e-6


def test_where_one_call_in_five_fails_each_may_be_asked_again() -> None:
    budget = RetryBudget()
    for n in range(1000):  # all at one moment: time gives nothing
        budget = budget.called(0.0)
        if n % 5 == 0:
            left = budget.retried(0.0)
            assert left is not None
            budget = left


def test_retry_after_is_read_in_all_its_forms() -> None:
    now = datetime(2026, 11, 26, 12, tzinfo=UTC)
    assert retry_after({"retry-after-ms": "1500", "retry-after": "9"}) == 1.5
    assert retry_after({"retry-after": "12"}) == 12
    assert retry_after({"retry-after": "Thu, 26 Nov 2026 12:00:30 GMT"}, now) == 30
    assert retry_after({"retry-after": "Thu, 26 Nov 2026 11:00:00 GMT"}, now) == 0
    assert retry_after({"retry-after": "1e99"}) == 86_400
    assert [retry_after({"retry-after": bad}) for bad in ("-1", "soon", "nan", "")] == [None] * 4


@given(st.dictionaries(st.sampled_from(["retry-after", "retry-after-ms", "x-ratelimit-limit-tokens"]), st.text()))
def test_no_header_breaks_anything(headers: dict[str, str]) -> None:
    assert (retry_after(headers) or 0) >= 0
    assert limits(headers).requests is None


# -- who is left alone


def test_a_breaker_opens_after_failures_lets_one_look_and_closes() -> None:
    state = Breaker()
    for _ in range(breaker.ENOUGH):
        state = state.record(100.0, well=False)
    assert state.admit(100.0 + breaker.FIRST_S - 0.1) is None
    probing = state.admit(100.0 + breaker.FIRST_S)
    assert probing is not None
    assert probing.admit(100.0 + breaker.FIRST_S) is None  # one, not all who waited
    assert probing.record(111.0, well=True) == Breaker()
    again = probing.record(111.0, well=False)
    assert again.admit(111.0 + 2 * breaker.FIRST_S - 0.1) is None
    assert again.admit(111.0 + 2 * breaker.FIRST_S) is not None


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 400)), max_size=80))
def test_a_breaker_never_stays_shut(story: list[tuple[bool, float]]) -> None:
    state, now = Breaker(), 1.0
    for well, later in story:
        now += later
        admitted = state.admit(now)
        state = state if admitted is None else admitted.record(now, well=well)
    assert state.admit(now + breaker.LONGEST_S + breaker.PROBE_S) is not None


def chance_of_opening(failing: float, calls: int) -> float:
    """Exact: the share of all stories of so many calls in which a breaker opens."""
    states, opened = {Breaker(): 1.0}, 0.0
    for _ in range(calls):
        then: dict[Breaker, float] = defaultdict(float)
        for state, share in states.items():
            for well, part in ((True, 1 - failing), (False, failing)):
                after = state.record(1.0, well=well)
                if after.shut_until:
                    opened += share * part
                else:
                    then[after] += share * part
        states = then
    return opened


def test_bad_luck_is_no_outage_and_an_outage_is_noticed() -> None:
    """Where one call in five failed, five of any ten failing were taken for an outage: once in thirty short stories."""
    assert chance_of_opening(0.2, 50) < 0.005
    assert chance_of_opening(0.1, 10_000) < 0.02
    assert chance_of_opening(0.5, 200) > 0.9
    assert chance_of_opening(1.0, breaker.ENOUGH) == 1


def test_whoever_waits_for_a_breaker_knows_how_long() -> None:
    shut = Breaker().trip(100.0)
    assert (Breaker().opens_in(100.0), shut.opens_in(104.0)) == (0, breaker.FIRST_S - 4)
    probing = shut.admit(110.0)
    assert probing is not None
    assert probing.opens_in(110.0) == breaker.LOOK_S  # it may report at any moment
    assert probing.opens_in(200.0) == 0


# -- how fast


@given(st.integers(1, 1000), st.lists(st.tuples(st.floats(0, 30), st.integers(1, 2000)), max_size=60))
def test_a_bucket_never_lets_more_through_than_it_is_refilled(size: int, asks: list[tuple[float, int]]) -> None:
    bucket, now, through = Bucket.full(float(size), 0.0), 0.0, 0
    for later, need in asks:
        now += later
        if bucket.wait(now, need) <= 0:
            bucket, through = bucket.take(now, need), through + min(need, size)
    assert through <= size + now * size / 60 + 1e-6


@given(st.integers(1, 1000), st.floats(0, 100), st.integers(1, 5000))
def test_the_wait_a_bucket_names_is_enough(size: int, taken: float, need: int) -> None:
    bucket = Bucket.full(float(size), 0.0).take(0.0, taken)
    assert bucket.wait(bucket.wait(0.0, need) + 1e-6, need) <= 1e-6


def test_a_bucket_takes_the_providers_word() -> None:
    bucket = Bucket.full(100, 0.0).learn(0.0, 10, 3)
    assert (bucket.size, bucket.level) == (10, 3)
    assert bucket.learn(0.0, None, 50).level == 3  # calls under way are not in its figure
    assert limits({"x-ratelimit-limit-requests": "60", "x-ratelimit-remaining-requests": "59"}) == Limits(60, 59)


@given(st.lists(st.booleans(), max_size=200))
def test_a_crowd_stays_between_one_and_its_most(story: list[bool]) -> None:
    crowd = Crowd.of(64)
    for well in story:
        crowd = crowd.well() if well else crowd.told_to_slow_down()
        assert 1 <= crowd.size <= 64


# -- smaller before nothing


def test_the_service_becomes_smaller_in_the_documented_order() -> None:
    offers = [
        Offer(Way.AS_ASKED, Decimal("0.04")),
        Offer(Way.SMALLER_MODEL, Decimal("0.03")),
        Offer(Way.SMALLER_SAMPLE, Decimal("0.01")),
    ]

    def at(spent: str, reserved: str = "0") -> Way:
        day = Standing(Scope.PERSON, "", Period.DAY, Decimal(1), Decimal(spent), Decimal(reserved))
        return way(offers, [day, replace(day, limit_usd=Decimal(1000))])

    assert at("0.5") is Way.AS_ASKED
    assert at("0.8") is Way.SMALLER_MODEL
    assert at("0.5", "0.31") is Way.SMALLER_MODEL
    assert at("0.975") is Way.SMALLER_SAMPLE
    assert at("0.995") is Way.LOCAL_ENGINE
    assert way(offers, []) is Way.AS_ASKED
    assert way([], []) is Way.LOCAL_ENGINE


@given(
    st.lists(st.tuples(st.sampled_from(Way), st.decimals(0, 2, places=4)), max_size=6),
    st.lists(st.tuples(*(st.decimals(0, 2, places=4) for _ in range(3))), max_size=4),
)
def test_no_way_is_chosen_that_a_budget_has_no_room_for(
    offered: list[tuple[Way, Decimal]], budgets: list[tuple[Decimal, Decimal, Decimal]]
) -> None:
    offers = {kind: Offer(kind, cost) for kind, cost in offered}
    standings = [Standing(Scope.PERSON, "", Period.DAY, *three) for three in budgets]
    chosen = way(list(offers.values()), standings)
    if chosen is not Way.LOCAL_ENGINE:
        assert all(offers[chosen].cost_usd <= standing.left_usd for standing in standings)
