"""Batches: who answers many questions at once, within a day. A real one (`openai_batches`), and a scripted twin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol
from uuid import UUID

import msgspec

from shipspeak.ai.deciding.answers import BadAnswer, response
from shipspeak.ai.deciding.classify import Fault, Kind
from shipspeak.ai.model import Reply, Respond
from shipspeak.ai.providers.provider import Failed

MOST_LINES, MOST_BYTES = 500, 50_000_000
"""Of one batch; the provider's own limits are 50,000 and 200 MB."""
OK = 200
EXPIRED = Fault(Kind.STATUS, 408, "batch_expired")
"""What a line is taken to have ended with that no file names."""


@dataclass(frozen=True, slots=True)
class Line:
    """A question of a batch, by the id under which its answer comes back."""

    id: UUID
    ask: Respond


@dataclass(frozen=True, slots=True)
class Look:
    """A batch as it is now."""

    over: bool
    said: Mapping[UUID, Reply | Fault] = field(default_factory=dict)
    """Once it is over: what each line ended with; one that is not there expired. Nothing is billed but replies."""


class Batches(Protocol):
    """Does not retry, knows no budgets."""

    async def hand_in(self, lines: Sequence[Line], model: str, key: str) -> str:
        """The provider's id of the batch. Raises Failed."""

    async def look(self, id: str, key: str) -> Look:
        """Raises Failed."""

    async def forget(self, id: str, key: str) -> None:
        """Have the provider delete what was sent and what came of it. Raises Failed."""


@dataclass(slots=True)
class ScriptedBatches:
    """Ends each batch after `looks` looks, every line with what `says` names for its content, else with `usual`."""

    usual: Reply | Fault | None
    """None: the line is in no file."""
    says: dict[str, Reply | Fault | None] = field(default_factory=dict)
    looks: int = 2
    refuses: Fault | None = None
    handed_in: dict[str, tuple[Line, ...]] = field(default_factory=dict)
    forgotten: list[str] = field(default_factory=list)
    _looked: dict[str, int] = field(default_factory=dict)

    async def hand_in(self, lines: Sequence[Line], model: str, key: str) -> str:  # noqa: ARG002 -- as in Batches
        if self.refuses is not None:
            raise Failed(self.refuses)
        id = f"batch-{len(self.handed_in) + 1}"
        self.handed_in[id] = tuple(lines)
        return id

    async def look(self, id: str, key: str) -> Look:  # noqa: ARG002 -- likewise
        if id not in self.handed_in:
            raise Failed(Fault(Kind.STATUS, 404))
        self._looked[id] = self._looked.get(id, 0) + 1
        if self._looked[id] < self.looks:
            return Look(over=False)
        said = {line.id: self.says.get(line.ask.content, self.usual) for line in self.handed_in[id]}
        return Look(over=True, said={id: line for id, line in said.items() if line is not None})

    async def forget(self, id: str, key: str) -> None:  # noqa: ARG002 -- likewise
        self.forgotten.append(id)


class _Error(msgspec.Struct):
    code: str | None = None


class _Failure(msgspec.Struct):
    error: _Error | None = None


class _Response(msgspec.Struct):
    status_code: int
    body: msgspec.Raw
    request_id: str | None = None


class _Output(msgspec.Struct):
    custom_id: str
    response: _Response | None = None
    error: _Error | None = None


def read(*files: bytes) -> Mapping[UUID, Reply | Fault]:
    """Of a batch's files of answers and of errors, one line of JSON each. A line that cannot be read is left out."""
    said: dict[UUID, Reply | Fault] = {}
    for line in (line for file in files for line in file.splitlines() if line.strip()):
        try:
            output = msgspec.json.decode(line, type=_Output)
            said[UUID(output.custom_id)] = _said(output)
        except (msgspec.MsgspecError, ValueError):
            continue
    return said


def _said(output: _Output) -> Reply | Fault:
    answered = output.response
    if answered is None:
        return Fault(Kind.STATUS, 500, output.error.code if output.error else None)
    if answered.status_code != OK:
        failure = msgspec.json.decode(answered.body, type=_Failure)
        return Fault(Kind.STATUS, answered.status_code, failure.error.code if failure.error else None)
    try:
        return replace(response(bytes(answered.body)), request_id=answered.request_id, tier="batch")
    except BadAnswer as bad:
        return Fault(bad.kind, bad.status, bad.code, request_id=answered.request_id)
