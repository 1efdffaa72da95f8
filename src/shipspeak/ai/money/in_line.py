"""Who stands in line at the till, and for how long."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from shipspeak.ai.booking import Booking, Closing, Kept
from shipspeak.ai.model import Money, Outcome, Refusal
from shipspeak.database import DatabaseUnreachable

log = logging.getLogger(__name__)

PATIENCE_S = 10.0
"""How long a reservation waits for a database that is away, or busy."""
UNSENT = Closing(Outcome.UNSENT, Money(0))


class Refused(Exception):
    """A budget has no room; nothing is reserved."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.scope)


@dataclass(slots=True, eq=False)
class Waiting:
    """Someone at the till: who reserves gets what was answered before, or nothing; who settles gets nothing."""

    booking: Booking
    closing: Closing | None = None
    kept: Kept | None = None
    keep: Callable[[], Kept | None] | None = None
    """Makes `kept`, when there is time for it."""
    again: bool = False
    """It was sent before, and nobody knows what became of it."""
    regardless: bool = False
    """Reserve without asking the budgets."""
    insists: bool = False
    """It was refused, and asks once more."""
    since: float = field(default_factory=monotonic)
    served: "asyncio.Future[bytes | None]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def make_kept(self) -> None:
        """What was paid is settled, whether or not its answer can be remembered."""
        if self.keep is None:
            return
        try:
            self.kept = self.keep()
        except Exception:
            log.exception("the answer of attempt %s cannot be remembered", self.booking.id)
        self.keep = None

    def give(self, remembered: bytes | None) -> None:
        if not self.served.done():
            self.served.set_result(remembered)

    def fail(self, error: BaseException) -> None:
        if not self.served.done():
            self.served.set_exception(error)
            self.served.exception()  # whoever settles may have gone

    def grow_impatient(self, error: Exception, *, sent: bool) -> None:
        """It was not done, or nobody knows. Whoever settles waits for ever; whoever reserves, while it is of use."""
        self.again |= sent
        if self.closing is None and monotonic() - self.since >= PATIENCE_S:
            self.fail(error if isinstance(error, DatabaseUnreachable) else DatabaseUnreachable())

    def still_wanted(self) -> "list[Waiting]":
        """What is left to do for someone who may have gone meanwhile."""
        if self.closing is not None or not self.served.done():
            return [self]
        return [Waiting(self.booking, UNSENT)] if self.again else []  # it may have been written down all the same
