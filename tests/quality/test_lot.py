from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from shipspeak.quality.lot import Lot


def test_it_draws_the_share_that_was_asked_for() -> None:
    meetings = [UUID(int=number) for number in range(20_000)]
    for share in (0.0, 0.02, 0.5, 1.0):
        drawn = sum(Lot("key", share).draws(meeting) for meeting in meetings) / len(meetings)
        assert abs(drawn - share) < 4 * (share * (1 - share) / len(meetings)) ** 0.5 + 1e-9


@given(st.uuids(), st.floats(0, 1), st.floats(0, 1))
def test_it_answers_the_same_again_and_a_larger_share_never_drops_a_meeting(id: UUID, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert Lot("key", low).draws(id) == Lot("key", low).draws(id)
    assert Lot("key", low).draws(id) <= Lot("key", high).draws(id)


def test_who_does_not_know_the_key_cannot_know_the_lot() -> None:
    meetings = [uuid4() for _ in range(4_000)]
    same = sum(Lot("one", 0.5).draws(id) == Lot("other", 0.5).draws(id) for id in meetings)
    assert 0.4 < same / len(meetings) < 0.6
