import click
import pytest

from shipspeak.base import Span
from shipspeak.coaching.commands import Stretch


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("4:00-6:30", Span(240_000, 390_000)),
        ("0:00 - 0:05", Span(0, 5_000)),
        ("1:02:03-1:05:00", Span(3_723_000, 3_900_000)),
    ],
)
def test_it_reads_a_stretch_as_a_clock_is_read(said: str, meant: Span) -> None:
    assert Stretch().convert(said, None, None) == meant


@pytest.mark.parametrize("said", ["", "4:00", "4-6", "6:30-4:00", "4:00-4:00", "a:b-c:d", "1:2:3:4-5:6", "-4:00-6:00"])
def test_it_refuses_what_is_none_with_an_example(said: str) -> None:
    with pytest.raises(click.BadParameter, match="4:00-6:30"):
        Stretch().convert(said, None, None)
