"""How much more would have to be written down."""

from hypothesis import given
from hypothesis import strategies as st

from shipspeak.coaching.metrics.more import more, sentence
from shipspeak.sampling import Estimate, too_wide

WIDE = Estimate(4.0, 0.0, 12.0, 20, census=False)


@given(st.integers(1, 3_600_000), st.integers(1, 3_600_000), st.floats(0, 50), st.floats(0, 50))
def test_it_asks_for_no_more_than_there_is(seen: int, rest: int, value: float, half: float) -> None:
    missing = more(Estimate(value, value - half, value + half, 20, census=False), seen, seen + rest)
    assert missing is not None
    assert 0 <= missing <= rest


def test_it_asks_for_more_the_wider_the_interval() -> None:
    asked = [more(Estimate(4.0, 4.0 - half, 4.0 + half, 20, census=False), 60_000, 600_000) or 0 for half in (3, 5, 9)]
    assert asked == sorted(asked)
    assert asked[0] < asked[-1]


def test_it_says_so_in_minutes() -> None:
    assert too_wide(WIDE)
    assert sentence(WIDE, 60_000, 600_000).startswith(
        "From the part that was written down it may be anything from 0 to 12. "
    )
    assert "min more" in sentence(WIDE, 60_000, 600_000)
    assert "write down" not in sentence(WIDE, 0, 600_000)
