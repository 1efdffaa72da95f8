import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipspeak.base import ShipSpeakError
from shipspeak.jobs import Bounds, DiskNearlyFull, QueueFull, YourQueueFull
from shipspeak.jobs.shed import admit

GB = 10**9
BOUNDS = Bounds(each=5, total=20, spare=GB)
counts = st.integers(0, 40)


@given(counts, st.none() | counts, st.none() | st.integers(0, 50 * GB), st.none() | st.integers(0, 5 * GB))
def test_it_lets_in_exactly_what_fits(own: int, total: int | None, free: int | None, coming: int | None) -> None:
    try:
        admit(BOUNDS, own=own, total=total, free=free, coming=coming)
    except YourQueueFull:
        assert own >= 5
    except QueueFull:
        assert total is not None
        assert total >= 20
    except DiskNearlyFull:
        assert free is not None
        assert free < GB + 4 * (64 * 2**20 if coming is None else coming)
    else:
        assert own < 5
        assert total is None or total < 20
        assert free is None or free >= GB


@pytest.mark.parametrize(("own", "total", "free", "status"), [(5, 0, None, 429), (0, 20, None, 503), (0, 0, GB, 503)])
def test_it_says_when_to_come_again_and_that_nothing_was_taken(
    own: int, total: int, free: int | None, status: int
) -> None:
    with pytest.raises(ShipSpeakError) as shut:
        admit(BOUNDS, own=own, total=total, free=free, coming=10)
    assert shut.value.status == status
    assert shut.value.retry_after >= 60
    assert "Nothing was taken" in str(shut.value)
