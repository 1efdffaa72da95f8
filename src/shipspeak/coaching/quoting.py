"""The way through the flow of one command, which says what it may cost before it costs anything."""

from collections.abc import Awaitable, Callable
from typing import Concatenate, ParamSpec, TypeVar

from shipspeak.coaching.journey import Forgetful, Journey
from shipspeak.coaching.model import Meeting
from shipspeak.coaching.terms import Terms
from shipspeak.coaching.tools import Tools

P = ParamSpec("P")
T = TypeVar("T")


class Quoting(Journey):
    """Tells on which terms the meeting is done, once they are agreed and before anything is paid."""

    def __init__(self, meeting: Meeting, tools: Tools, tell: Callable[[Terms], None]) -> None:
        super().__init__(meeting, Forgetful(), tools)
        self._tell = tell

    async def step(self, work: Callable[Concatenate[Tools, P], Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        answer = await super().step(work, *args, **kwargs)
        if isinstance(answer, Terms):
            self._tell(answer)
        return answer
