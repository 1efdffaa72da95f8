"""Each complaint about another gateway is a test, and that test fails on the naive design that is complained of."""

import inspect
import re
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from shipspeak.ai.deciding import backoff
from shipspeak.ai.errors import BudgetSpent
from shipspeak.ai.model import Usage
from shipspeak.database import Database
from tests.ai import naive, test_budget, test_gateway, test_prices
from tests.ai.desk import desk
from tests.ai.naive import Naive

pytestmark = pytest.mark.engine


class Case(NamedTuple):
    test: Callable[..., Any]
    design: Naive
    notices: str
    """What the test says of it (a pattern): it must fail because of the mistake, not by accident."""


NOTHING_RAISED = "DID NOT RAISE .*"

COMPLAINTS: dict[str, tuple[Case, ...]] = {
    "litellm #26672, #23714, #11083, PR#9658": (
        Case(
            test_budget.test_fifty_calls_at_once_never_spend_more_than_there_is,
            naive.looks_spends_and_counts_afterwards,
            "assert 50 == 14",
        ),
    ),
    "litellm #36926, #27735, #22726": (
        Case(
            test_budget.test_a_refused_call_leaves_nothing_behind,
            naive.keeps_what_it_refuses,
            r"At index 1 diff: Decimal\('0.020*'\) != 0",
        ),
        Case(
            test_budget.test_what_a_dead_process_had_reserved_becomes_spent_and_is_corrected_by_late_news,
            naive.never_lets_a_reservation_expire,
            r"At index 0 diff: Decimal\('0E?[-.0-9]*'\) != Decimal\('0.30'\)",
        ),
        Case(
            test_budget.test_money_that_comes_back_and_a_budget_that_is_raised_count_at_once,
            naive.remembers_what_a_budget_had,
            "budget for this day does not allow it",
        ),
        Case(
            test_budget.test_nothing_is_refused_where_no_budget_is_set,
            naive.takes_no_budget_for_an_empty_one,
            "budget for this day does not allow it: of 0.0000 US dollars",
        ),
    ),
    "litellm PR#41379": (
        Case(
            test_gateway.test_the_next_models_price_is_asked_of_the_budgets_too,
            naive.asks_the_budgets_once_for_a_call,
            NOTHING_RAISED + "BudgetSpent",
        ),
    ),
    "litellm PR#36914, #20228, #6509, PR#36357": (
        Case(
            test_prices.test_a_price_of_nothing_is_an_error,
            naive.takes_an_unknown_price_for_nothing,
            NOTHING_RAISED + "NoPrice",
        ),
        Case(
            test_gateway.test_an_answer_billed_in_an_unknown_unit_costs_its_estimate,
            naive.takes_an_unknown_price_for_nothing,
            r"At index 0 diff: Decimal\('0'\) != ",
        ),
        Case(
            test_gateway.test_a_model_without_a_price_is_not_asked,
            naive.takes_an_unknown_price_for_nothing,
            NOTHING_RAISED + "NoPrice",
        ),
    ),
    "litellm #14144": (
        Case(
            test_budget.test_a_refusal_says_which_budget_how_much_and_until_when,
            naive.says_no_more_than_that_it_is_spent,
            r"assert \{\} == \{.*scope",
        ),
    ),
    "Bifrost #3547": (
        Case(
            test_budget.test_two_processes_share_one_budget,
            naive.counts_in_the_memory_of_each_process,
            NOTHING_RAISED + "BudgetSpent",
        ),
    ),
    "Bifrost #904, Langfuse #5568, #10592, #12306, Cloudflare/ai #550": (
        Case(
            test_prices.test_a_cached_token_never_costs_more_than_a_fresh_one,
            naive.charges_cached_tokens_on_top,
            r"assert Decimal.* <= Decimal",
        ),
    ),
    "wso2 #2936": (
        Case(
            test_budget.test_a_budget_may_be_spent_in_one_moment_and_then_stays_spent,
            naive.lets_money_trickle_in,
            "budget for this day does not allow it",
        ),
        Case(
            test_budget.test_a_budget_may_be_spent_in_one_moment_and_then_stays_spent,
            naive.refills_a_budget_by_the_second,
            NOTHING_RAISED + "BudgetSpent",
        ),
    ),
    "langwatch #421": (
        Case(
            test_gateway.test_what_an_answer_cost_is_in_every_budget_before_it_is_handed_over,
            naive.counts_later_and_elsewhere,
            r"assert Decimal\('0.00015.*'\) == None",
        ),
    ),
    "screenpipe #6868": (
        Case(
            test_gateway.test_a_question_that_is_refused_is_kept_and_asked_of_nobody_else,
            naive.asks_the_next_model_whatever_was_wrong,
            NOTHING_RAISED + "AskRefused",
        ),
        Case(
            test_gateway.test_an_answer_cut_short_is_billed_handed_over_and_asked_of_nobody_else,
            naive.asks_the_next_model_for_what_was_cut_short,
            "At index 0 diff: <Ending.COMPLETE: 'complete'>",
        ),
    ),
    "superteam #590": (
        Case(
            test_gateway.test_who_gets_no_turn_in_time_is_not_let_through,
            naive.lets_through_whoever_gets_no_turn,
            NOTHING_RAISED + "NotNow",
        ),
        Case(
            test_gateway.test_an_answer_cut_short_is_billed_handed_over_and_asked_of_nobody_else,
            naive.gives_back_what_was_cut_short,
            "At index 1 diff: False != True",
        ),
    ),
    "litellm, latency overhead": (
        Case(
            test_gateway.test_an_answer_says_how_long_it_waited_for_its_turn,
            naive.measures_from_its_turn_on,
            r"assert \d{1,2} >= 190",
        ),
    ),
    "octos #1533": (
        Case(
            test_gateway.test_it_tries_again_what_may_pass_and_books_each_attempt,
            naive.writes_one_row_for_a_call,
            r"assert \[\(1, 'answered'",
        ),
    ),
}
"""The rows of the research table, the test that forbids each here, and a design that makes the mistake."""

CASES = [pytest.param(case, id=case.design.__name__) for cases in COMPLAINTS.values() for case in cases]


@pytest.mark.parametrize("case", CASES)
async def test_the_complaints_own_test_fails_on_the_naive_design(
    case: Case, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backoff, "BASE_S", 0.001)
    case.design(monkeypatch)
    async with AsyncExitStack() as stack:
        given: dict[str, object] = {"database": database, "tmp_path": tmp_path, "usage": Usage(input_tokens=500)}
        wanted = inspect.signature(case.test).parameters
        if "at" in wanted:
            given["at"] = await stack.enter_async_context(desk(database, tmp_path))
        with pytest.raises((AssertionError, pytest.fail.Exception, BudgetSpent), match=f"(?s){case.notices}"):
            await finished(case.test(**{name: one for name, one in given.items() if name in wanted}))


async def finished(said: Awaitable[None] | None) -> None:
    if said is not None:  # a test of what is decided without waiting for anybody
        await said


def test_every_complaint_is_in_the_table_and_in_the_words_of_its_tests() -> None:
    """Whatever a test of this room says that it is for is proved here."""
    assert len(COMPLAINTS) == 13  # rows of the research
    for complaint, cases in COMPLAINTS.items():
        said = " ".join(inspect.getdoc(case.test) or "" for case in cases)
        assert named(complaint) <= named(said), f"no test says that it is for {complaint}"
    proved = {case.test.__name__ for cases in COMPLAINTS.values() for case in cases}
    for file in sorted(Path(__file__).parent.glob("test_*.py")):
        for test, said in re.findall(r'def (test_\w+)\([^"]*?"""(.+?)"""', file.read_text()):
            assert test in proved or not named(said), f"no naive design fails {test}"


def named(said: str) -> set[str]:
    return set(re.findall(r"#\d{3,}|latency overhead", said))
