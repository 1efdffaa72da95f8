"""A person's weeks: what came up again, what to practise next, what moved. Counted by code from their reports. Pure."""

from shipspeak.coaching.weeks.compare import moved
from shipspeak.coaching.weeks.model import Again, Held, Moved, Week
from shipspeak.coaching.weeks.week import weeks

__all__ = ["Again", "Held", "Moved", "Week", "moved", "weeks"]
