"""What personal data a room keeps: how it is exported, how it is erased, for how long it is kept.

Each room states its holdings in `holdings.py`; the privacy room reaches all of them without knowing any.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from shipspeak.database import Tx


@dataclass(frozen=True, slots=True)
class Holding:
    name: str
    """Tables or objects, for example "meeting"."""
    what: str
    """In words for the person whose data it is."""
    kept: str
    """For how long and why."""
    erase: Callable[[Tx, UUID], Awaitable[None]]
    """Remove all of it for one subject (a meeting), in the caller's transaction. Twice does no harm."""
