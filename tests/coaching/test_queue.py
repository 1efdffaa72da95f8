"""What a person is told of the queue, and who is let in."""

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipspeak.base import ShipSpeakError
from shipspeak.coaching import actions, views
from shipspeak.coaching.checks import NoMeetingIsStuck
from shipspeak.coaching.desk import Desk, take_in
from shipspeak.coaching.door import Door, announced
from shipspeak.coaching.length import size_of
from shipspeak.coaching.model import SAMPLE, Upload, Wishes
from shipspeak.coaching.shelf import Shelf
from shipspeak.coaching.terms import Where
from shipspeak.coaching.waiting import Waiting
from shipspeak.database import DEFAULT_ORG, Database
from shipspeak.jobs import Bounds, DiskNearlyFull, Limits, Outlook, Size, YourQueueFull
from shipspeak.jobs.clerk import Clerk
from shipspeak.outside import Stored, files_at
from shipspeak.vault import FileKeystore, Vault
from tests.coaching.test_actions import accepted, files_below
from tests.coaching.test_views import work
from tests.rules.catalogue import Admin


@pytest.mark.parametrize(
    ("outlook", "said"),
    [
        (Outlook(1, 30.0, 20.0, 45.0), "Next in the queue, report in less than a minute"),
        (Outlook(3, 150.0, 120.0, 180.0), "3rd in the queue, report in about 2 to 3 min"),
        (Outlook(12, 4_700.0, 4_000.0, 5_500.0), "12th in the queue, report in about 1 h 10 min to 1 h 30 min"),
        (Outlook(22, None), "22nd in the queue"),
        (Outlook(None, 30.0, 20.0, 80.0), "Report in up to 1 min"),
        (Outlook(None, None), ""),
    ],
)
def test_it_says_the_place_and_the_time(outlook: Outlook, said: str) -> None:
    assert views.in_queue(outlook) == said
    assert not said or said in views.live(work(outlook=outlook))


def seconds_in(said: str) -> float:
    hours, _, rest = said.removesuffix(" min").rpartition(" h")
    assert int(rest or 0) < 60
    return 3600 * int(hours or 0) + 60 * int(rest or 0)


@given(st.floats(0, 100_000), st.floats(1, 4))
def test_a_range_is_told_within_a_tenth_and_half_a_minute(soonest: float, wide: float) -> None:
    latest = soonest * wide
    said = views.about(soonest, latest)
    if said == "less than a minute":
        assert latest < 60
        return
    first, _, last = said.removeprefix("about ").rpartition(" to ")
    if said.startswith("up to "):
        assert soonest <= 30
    else:
        assert abs(seconds_in(first or last) - soonest) <= soonest / 10 + 30
    assert abs(seconds_in(last.removeprefix("up to ")) - latest) <= latest / 10 + 30


@pytest.mark.parametrize(
    ("name", "size", "minutes"), [("a.m4a", 21_600_000, 30), ("Zoom.MP4", 135_000_000, 30), ("b", 960_000, 1)]
)
def test_it_guesses_the_length_from_the_size(name: str, size: int, minutes: float) -> None:
    form = "" if name == "b" else name.lower()[-3:]
    assert size_of([upload(name, size)], Wishes()) == Size("balanced", minutes * 60, form)
    assert size_of([upload(name, size), upload(name, 1)], Wishes()).guess == minutes * 60


def test_it_knows_what_kind_of_work_a_meeting_is_and_nothing_of_its_files_names() -> None:
    sound, words = upload("Rita leaves.m4a", 12_000), upload("Rita.vtt", 10)
    assert size_of([sound], Wishes(words=Where.PROVIDER)).kind == "balanced provider"
    assert size_of([sound, words], Wishes()) == Size("captions", 1.0, "m4a")
    assert size_of([words], Wishes()) == Size("captions alone")
    assert size_of([upload("Rita.leaves", 16_000)], Wishes()) == Size("balanced", 1.0)


def upload(name: str, size: int) -> Upload:
    return Upload(name, Stored("x", size, 1, ""))


def test_it_reads_what_is_announced() -> None:
    assert announced("12") == 12
    assert [announced(said) for said in (None, "", "-1", "²", "1e3")] == [None] * 5


@pytest.mark.engine
async def test_the_sample_is_batch_and_a_meeting_of_ones_own_is_not(database: Database, tmp_path: Path) -> None:
    shelf = Shelf(Vault(FileKeystore(tmp_path / "keys")))
    own = SAMPLE.__class__(int=5)
    for id in (SAMPLE, own):
        shelf.vault.admit(DEFAULT_ORG, id)
        async with database.tenant(DEFAULT_ORG) as tx:
            await actions.accept(tx, shelf, id, "t", (upload("a.m4a", 12_000),), Wishes())
    async with database.tenant(DEFAULT_ORG) as tx:
        rows = await tx.fetch("select meeting_id, batch, kind, guess_s from run")
    assert {row["meeting_id"]: tuple(row)[1:] for row in rows} == {
        SAMPLE: (True, "balanced", 1.0),
        own: (False, "balanced", 1.0),
    }


@pytest.mark.engine
async def test_a_meeting_in_a_long_queue_is_not_stuck(
    catalogue: Admin, database: Database, worker_database: Database, tmp_path: Path
) -> None:
    id = await accepted(database, Shelf(Vault(FileKeystore(tmp_path / "keys"))))
    await catalogue.execute("alter table meeting disable trigger touched")
    await catalogue.execute("update meeting set updated_at = now() - interval '1 hour'")

    async def stuck() -> list[str]:
        async with database.tenant(DEFAULT_ORG) as tx:
            return [finding.subject for finding in await NoMeetingIsStuck().look(tx)]

    assert await stuck() == [str(id)]
    await Clerk(worker_database, Limits()).tell()
    assert await stuck() == []
    await catalogue.execute("update run set ready_at = now() - interval '1 second'")  # it was said, and nobody came
    assert await stuck() == [str(id)]


@pytest.mark.engine
@pytest.mark.parametrize(
    ("bounds", "problem"),
    [(Bounds(each=0, total=9, spare=0), YourQueueFull), (Bounds(each=9, total=9, spare=2**60), DiskNearlyFull)],
)
async def test_it_turns_away_before_a_byte_is_taken(
    database: Database, tmp_path: Path, bounds: Bounds, problem: type[ShipSpeakError]
) -> None:
    async def body() -> AsyncIterator[bytes]:
        raise AssertionError("a byte was asked for")
        yield b""

    shelf = Shelf(Vault(FileKeystore(tmp_path / "keys")))
    desk = Desk(database, files_at(str(tmp_path / "files")), shelf, Waiting(), Door(bounds, tmp_path))
    request: Any = SimpleNamespace(scope={}, headers={"content-length": "1000"}, stream=body)
    with pytest.raises(problem):
        await take_in(request, DEFAULT_ORG, desk)
    assert files_below(tmp_path) == []
