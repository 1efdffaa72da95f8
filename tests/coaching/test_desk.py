import pytest

from shipspeak.coaching.desk import wishes_of
from shipspeak.coaching.model import Wishes


@pytest.mark.parametrize("people", ["999", "0", "-1", "²", "9" * 5000, " ", "3.5"])
def test_it_takes_a_number_of_people_that_is_none_as_not_said(people: str) -> None:
    assert wishes_of({"people": people}) == Wishes()


def test_it_reads_the_wishes_of_a_form() -> None:
    assert wishes_of({"people": "3", "me": " Ada ", "kind": "nonsense"}) == Wishes(people=3, me="Ada")
