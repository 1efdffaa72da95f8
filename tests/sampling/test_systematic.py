from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shipspeak.base import Span
from shipspeak.sampling.model import Role
from shipspeak.sampling.systematic import ONE, at_least, at_most, draw, extent
from shipspeak.sampling.units import Block

SIZES = st.lists(st.integers(1, 30_000), min_size=1, max_size=40)


class At(Random):
    """A random start of our choice."""

    def __init__(self, start: int) -> None:
        super().__init__(0)
        self.start = start

    def randrange(self, *_: int) -> int:
        return self.start


def blocks(sizes: list[int]) -> list[Block]:
    starts = [sum(sizes[:number]) for number in range(len(sizes))]
    return [Block((Span(start, start + size),)) for start, size in zip(starts, sizes, strict=True)]


def bill(sizes: list[int], chances: list[int], start: int) -> int:
    return sum(unit.span.length for unit in draw(blocks(sizes), chances, At(start % ONE), Role.AUDIT, ""))


def breakpoints(chances: list[int]) -> list[int]:
    marks, at = [0], 0
    for chance in chances:
        marks += [at, at + chance]
        at += chance
    return marks


@settings(deadline=None, derandomize=True, max_examples=80)
@given(SIZES, st.floats(0, 1))
def test_it_knows_the_cheapest_and_the_dearest_draw_over_all_starts(sizes: list[int], share: float) -> None:
    chances = at_most(sizes, int(share * sum(sizes)))
    bills = [bill(sizes, chances, mark + off) for mark in breakpoints(chances) for off in (-1, 0, 1)]
    assert (min(bills), max(bills)) == extent(chances, sizes)


@settings(deadline=None, derandomize=True, max_examples=80)
@given(SIZES, st.floats(0, 1), st.integers(0, ONE - 1))
def test_it_never_draws_more_than_it_may_nor_less_than_it_must(sizes: list[int], share: float, start: int) -> None:
    limit = int(share * sum(sizes))
    assert bill(sizes, at_most(sizes, limit), start) <= limit
    assert bill(sizes, at_least(sizes, limit), start) >= limit


def test_it_draws_each_unit_as_often_as_its_recorded_probability() -> None:
    sizes = [700, 15_000, 9_000, 14_000, 20_000, 3_000, 15_000, 12_000]
    chances = at_most(sizes, 40_000)
    starts = range(0, ONE, ONE // 5_000)
    seen = [0] * len(sizes)
    for start in starts:
        for unit in draw(blocks(sizes), chances, At(start), Role.FOCAL, ""):
            seen[unit.draw] += 1
    for count, chance in zip(seen, chances, strict=True):
        assert count / len(starts) == pytest.approx(chance / ONE, abs=0.001)


def test_it_draws_in_proportion_to_size_and_is_sure_of_what_fits() -> None:
    chances = at_most([1_000, 2_000, 4_000], 6_900)
    assert chances[1] == 2 * chances[0]
    assert at_most([1_000, 2_000], 3_000) == [ONE, ONE]
    assert at_least([1_000, 2_000], 99_000) == [ONE, ONE]


def test_it_draws_nothing_where_no_unit_is_affordable() -> None:
    assert at_most([5_000, 6_000], 4_999) == [0, 0]
    assert at_least([5_000], 0) == [0]
    assert at_most([], 100) == []
    assert extent([], []) == (0, 0)


def test_it_keeps_the_stretches_of_a_block_together() -> None:
    block = Block((Span(0, 700), Span(5_000, 5_900)))
    assert [unit.draw for unit in draw([block], [ONE], At(7), Role.FOCAL, "x")] == [0, 0]
