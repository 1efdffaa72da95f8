"""Who may do what: one table."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    COACHED = "coached"
    """A person who reads the reports of their own meetings."""


class Permission(StrEnum):
    READ_MEETING = "meeting.read"
    UPLOAD_MEETING = "meeting.upload"
    CHANGE_MEETING = "meeting.change"
    DELETE_MEETING = "meeting.delete"
    SEE_COSTS = "costs.see"


PERMISSIONS: dict[Permission, frozenset[Role]] = {
    Permission.READ_MEETING: frozenset({Role.COACHED}),
    Permission.UPLOAD_MEETING: frozenset({Role.COACHED}),
    Permission.CHANGE_MEETING: frozenset({Role.COACHED}),
    Permission.DELETE_MEETING: frozenset({Role.COACHED}),
    Permission.SEE_COSTS: frozenset({Role.COACHED}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks for something."""

    org: UUID
    role: Role


def may(actor: Actor, permission: Permission) -> bool:
    return actor.role in PERMISSIONS[permission]
