"""How a step is remembered: by its name and what went into it, sealed.

The key of a remembered step is a keyed digest of its arguments. So the same step with the same inputs is never done
twice, and a changed wish changes the keys of exactly the steps that depend on it. The digest is salted with a secret
of the meeting: it tells nobody whether two meetings share a title or a recording.
"""

import hmac
from collections.abc import Awaitable, Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar, get_type_hints

import msgspec

from shipspeak.coaching.model import Meeting
from shipspeak.coaching.tools import Tools
from shipspeak.vault import Place, Vault

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

    async def step(self, work: Callable[Concatenate[Tools, P], Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """Result of `work(tools, *args)`, remembered under the step's name: its module's, "hear", "choose" …"""
        assert not kwargs, "a step's arguments stand in order: they are its key"
        stage = work.__module__.rpartition(".")[2]
        name = f"{stage}.{self._digest(args)}"
        place = Place(self._meeting.org, self._meeting.id, "step", "result", name)
        answer: T = _open(
            await self._ledger.step(name, self._sealed(work, stage, place, args)), place, work, self._tools.vault
        )
        return answer

    def _sealed(
        self, work: Callable[..., Awaitable[object]], stage: str, place: Place, args: tuple[object, ...]
    ) -> Callable[[], Awaitable[bytes]]:
        async def run() -> bytes:
            tools = self._tools.entering(stage)
            return tools.vault.seal(msgspec.json.encode(await work(tools, *args)), place)

        return run

    def _digest(self, args: tuple[object, ...]) -> str:
        return hmac.digest(self._meeting.cover.salt.encode(), msgspec.json.encode(args), "sha256").hex()[:32]


def _open(sealed: bytes, place: Place, work: Callable[..., Awaitable[T]], vault: Vault) -> T:
    kind: type[T] = get_type_hints(work)["return"]
    return msgspec.json.decode(vault.open(sealed, place), type=kind)
