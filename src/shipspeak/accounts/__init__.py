"""Who is here, what they may do. For now one organisation and one person: whoever holds this machine's key."""

from shipspeak.accounts.guard import Allow, MayChange, MayDelete, MayRead, MaySeeCosts, MayUpload, install
from shipspeak.accounts.model import Actor, Permission, may

__all__ = [
    "Actor",
    "Allow",
    "MayChange",
    "MayDelete",
    "MayRead",
    "MaySeeCosts",
    "MayUpload",
    "Permission",
    "install",
    "may",
]
