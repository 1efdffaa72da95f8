"""Which meetings are compared: a lot that nobody can see before, steer or draw twice. Pure."""

import hmac
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Lot:
    """A keyed hash of the meeting's id decides, so each meeting has the same chance and always the same answer."""

    key: str
    """A secret of this installation."""
    share: float
    """0…1 of the meetings whose people agreed."""

    def draws(self, meeting: UUID) -> bool:
        digest = hmac.digest(self.key.encode(), b"compare " + meeting.bytes, "sha256")
        return int.from_bytes(digest[:8]) < self.share * 2**64
