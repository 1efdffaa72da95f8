"""How a step is remembered: by its name and what went into it, sealed.

The key of a remembered step is a keyed digest of its arguments. So the same step with the same inputs is never done
twice, and a changed wish changes the keys of exactly the steps that depend on it. The digest is salted with a secret
of the meeting: it tells nobody whether two meetings share a title or a recording.
"""

import hmac
import time
from collections.abc import Awaitable, Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar, get_type_hints

import msgspec

from shipspeak.coaching.model import Meeting
from shipspeak.coaching.provenance import Part
from shipspeak.coaching.tools import Tools
from shipspeak.vault import Place, Vault

FORMAT = b"2"
"""Of what is remembered; part of every key, so that a step remembered in another form is done anew, not misread."""

P = ParamSpec("P")
T = TypeVar("T")


class Ledger(Protocol):
    """Where finished steps stand: rows of the database, or nowhere (`./ship coach`)."""

    async def step(self, name: str, work: Callable[[], Awaitable[bytes]]) -> bytes:
        """The remembered result of `name`; or run `work` once, remember what it gives, and give that."""


class Forgetful:
    """A ledger for a flow that lives and dies with its process."""

    async def step(self, name: str, work: Callable[[], Awaitable[bytes]]) -> bytes:  # noqa: ARG002 -- nothing is kept
        return await work()


class Journey:
    """One meeting's way through the flow."""

    def __init__(self, meeting: Meeting, ledger: Ledger, tools: Tools) -> None:
        self._meeting, self._ledger, self._tools = meeting, ledger, tools
        self._parts: list[Part] = []

    @property
    def parts(self) -> tuple[Part, ...]:
        """What each step so far took when it was done, now or before a crash: the same in every life."""
        return tuple(self._parts)

    async def step(self, work: Callable[Concatenate[Tools, P], Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """Result of `work(tools, *args)`, remembered under the step's name: its module's, "hear", "choose" …"""
        assert not kwargs, "a step's arguments stand in order: they are its key"
        stage = work.__module__.rpartition(".")[2]
        name = f"{stage}.{self._digest(args)}"
        place = _place(self._meeting, name)
        sealed = await self._ledger.step(name, self._sealed(work, stage, place, args))
        kind: type[T] = get_type_hints(work)["return"]
        seconds, answer = _open(sealed, place, kind, self._tools.vault)
        self._parts.append(Part(stage, seconds))
        return answer

    def _sealed(
        self, work: Callable[..., Awaitable[object]], stage: str, place: Place, args: tuple[object, ...]
    ) -> Callable[[], Awaitable[bytes]]:
        async def run() -> bytes:
            tools = self._tools.entering(stage)
            began = time.monotonic()
            answer = await work(tools, *args)
            if tools.asker is not None:  # what stands on answers is remembered after they are, and after what they cost
                await tools.asker.settled()
            return tools.vault.seal(msgspec.json.encode((round(time.monotonic() - began, 2), answer)), place)

        return run

    def _digest(self, args: tuple[object, ...]) -> str:
        return hmac.digest(self._meeting.cover.salt.encode(), FORMAT + msgspec.json.encode(args), "sha256").hex()[:32]


def recall(meeting: Meeting, name: str, sealed: bytes, kind: type[T], vault: Vault) -> T:
    """What a remembered step of that name gave, for who does not walk the way. Raises KeyDestroyed."""
    return _open(sealed, _place(meeting, name), kind, vault)[1]


def _place(meeting: Meeting, name: str) -> Place:
    return Place(meeting.org, meeting.id, "step", "result", name)


def _open(sealed: bytes, place: Place, kind: type[T], vault: Vault) -> tuple[float, T]:
    """How many seconds it took, and what it gave."""
    seconds, answer = msgspec.json.decode(vault.open(sealed, place), type=tuple[float, msgspec.Raw])
    return seconds, msgspec.json.decode(answer, type=kind)
