import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from shipspeak.coaching.journey import Journey
from shipspeak.coaching.judged import ScriptedAsker
from shipspeak.coaching.model import Cover, Meeting, State, Wishes
from shipspeak.coaching.tools import Tools
from shipspeak.outside import memory_files
from shipspeak.vault import FileKeystore, SealBroken, Vault


@dataclass
class Rows:
    """The step ledger's twin: what is remembered, and what was done."""

    kept: dict[str, bytes] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)

    async def step(self, name: str, work: Callable[[], Awaitable[bytes]]) -> bytes:
        if name not in self.kept:
            self.kept[name] = await work()
            self.done.append(name.partition(".")[0])
        return self.kept[name]


class Deaf:
    def progress(self, stage: str, done: int, total: int) -> None: ...
    def preview(self, preview: Any) -> None: ...


async def double(tools: Tools, value: int) -> int:
    return value * 2


async def nap(tools: Tools, value: int) -> int:
    await asyncio.sleep(value / 1000)
    return value


async def name_it(tools: Tools, value: int, name: str) -> Wishes:
    return Wishes(people=value, me=name)


@pytest.fixture
def meeting() -> Meeting:
    cover = Cover("t", (), {}, "salt")
    return Meeting(uuid4(), uuid4(), datetime.now(UTC), State.WORKING, Wishes(), cover, None, None, None, 0, 0, 0)


@pytest.fixture
def tools(meeting: Meeting, tmp_path: Path) -> Tools:
    vault = Vault(FileKeystore(tmp_path))
    vault.admit(meeting.org, meeting.id)
    return Tools(meeting.org, meeting.id, memory_files(), vault, None, None, Deaf())  # type: ignore[arg-type]


async def test_it_does_a_step_once(meeting: Meeting, tools: Tools) -> None:
    rows = Rows()
    for _ in range(3):
        journey = Journey(meeting, rows, tools)
        assert await journey.step(double, 21) == 42
    assert len(rows.done) == 1


async def test_it_knows_what_each_step_took_in_every_life(meeting: Meeting, tools: Tools) -> None:
    rows = Rows()
    first, second = Journey(meeting, rows, tools), Journey(meeting, rows, tools)
    for journey in (first, second):
        await journey.step(name_it, await journey.step(nap, 21), "Maya")
    assert [part.stage for part in first.parts] == ["test_journey", "test_journey"]
    assert first.parts[0].seconds >= 0.02 > first.parts[1].seconds
    assert first.parts == second.parts


class Slow(ScriptedAsker):
    """Settles later than it answers."""

    has_settled = False

    async def settled(self) -> None:
        await asyncio.sleep(0.01)
        self.has_settled = True


async def test_it_remembers_a_step_when_what_was_asked_in_it_is_settled(meeting: Meeting, tools: Tools) -> None:
    """A crash in between would ask and pay again, or show a cost without its last call."""
    asker, settled_when_kept = Slow(lambda _: ""), []

    class Watching(Rows):
        async def step(self, name: str, work: Callable[[], Awaitable[bytes]]) -> bytes:
            done = await work()
            settled_when_kept.append(asker.has_settled)
            return done

    await Journey(meeting, Watching(), replace(tools, asker=asker)).step(double, 21)
    assert settled_when_kept == [True]


async def test_it_gives_back_whole_values(meeting: Meeting, tools: Tools) -> None:
    rows = Rows()
    first = await Journey(meeting, rows, tools).step(name_it, 3, "Maya")
    again = await Journey(meeting, rows, tools).step(name_it, 3, "Maya")
    assert first == again == Wishes(people=3, me="Maya")


async def test_it_runs_again_only_what_depends_on_a_change(meeting: Meeting, tools: Tools) -> None:
    rows = Rows()
    for name in ("Maya", "Tom", "Maya"):
        journey = Journey(meeting, rows, tools)
        await journey.step(name_it, await journey.step(double, 21), name)
    assert len(rows.kept) == 3


async def test_it_keeps_what_it_remembers_sealed(meeting: Meeting, tools: Tools) -> None:
    rows = Rows()
    await Journey(meeting, rows, tools).step(name_it, 3, "Wilhelmina")
    name, sealed = next(iter(rows.kept.items()))
    assert b"Wilhelmina" not in sealed
    assert "Wilhelmina" not in name
    rows.kept[name] = sealed[:-1] + bytes([sealed[-1] ^ 1])
    with pytest.raises(SealBroken):
        await Journey(meeting, rows, tools).step(name_it, 3, "Wilhelmina")


async def test_its_keys_tell_nothing_across_meetings(meeting: Meeting, tools: Tools) -> None:
    one, other = Rows(), Rows()
    await Journey(meeting, one, tools).step(double, 21)
    salted = replace(meeting, cover=replace(meeting.cover, salt="another"))
    await Journey(salted, other, tools).step(double, 21)
    assert set(one.kept) != set(other.kept)
