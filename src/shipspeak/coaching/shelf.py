"""A meeting's row and the meeting: what is content goes through the vault on its way."""

from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

import msgspec

from shipspeak.coaching.model import Cover, Finished, Meeting, State, Wishes
from shipspeak.coaching.worded.model import Worded
from shipspeak.database import Row
from shipspeak.speech import Preview
from shipspeak.vault import KeyDestroyed, Place, Vault


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is sealed in `meeting.sealed`: the wishes too, for a person's name may be among them."""

    cover: Cover
    wishes: Wishes


class Shelf:
    """Opens and seals the rows of this room."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault

    def seal_meeting(self, org: UUID, id: UUID, cover: Cover, wishes: Wishes) -> bytes:
        return self.vault.seal(msgspec.json.encode(Sealed(cover, wishes)), Place(org, id, "meeting", "sealed", str(id)))

    def open_meeting(self, row: Row) -> Meeting:
        place = Place(row["org_id"], row["id"], "meeting", "sealed", str(row["id"]))
        sealed = msgspec.json.decode(self.vault.open(row["sealed"], place), type=Sealed)
        return Meeting(
            id=row["id"],
            org=row["org_id"],
            created=row["created_at"],
            state=State(row["state"]),
            wishes=sealed.wishes,
            cover=sealed.cover,
            duration=row["duration_ms"],
            problem=row["problem"],
            stage=row["stage"],
            done=row["done"],
            total=row["total"],
            version=row["version"],
            compare_agreed=row["compare_agreed_at"],
        )

    def seal_finished(self, meeting: Meeting, finished: Finished) -> bytes:
        return self.vault.seal(msgspec.json.encode(finished), self._report(meeting.org, meeting.id))

    def open_finished(self, org: UUID, id: UUID, sealed: bytes) -> Finished:
        return msgspec.json.decode(self.vault.open(sealed, self._report(org, id)), type=Finished)

    def seal_preview(self, org: UUID, id: UUID, preview: Preview) -> bytes:
        return self.vault.seal(msgspec.json.encode(preview), self._preview(org, id))

    def open_preview(self, org: UUID, id: UUID, sealed: bytes) -> Preview:
        return msgspec.json.decode(self.vault.open(sealed, self._preview(org, id)), type=Preview)

    def seal_week(self, org: UUID, id: UUID, worded: Worded) -> bytes:
        """`id`: of the meeting under whose key it is."""
        return self.vault.seal(msgspec.json.encode(worded), self._week(org, id))

    def open_week(self, org: UUID, id: UUID, sealed: bytes) -> Worded | None:
        """None when that meeting is being deleted."""
        with suppress(KeyDestroyed):
            return msgspec.json.decode(self.vault.open(sealed, self._week(org, id)), type=Worded)
        return None

    def _week(self, org: UUID, id: UUID) -> Place:
        return Place(org, id, "week_words", "sealed", str(id))

    def _report(self, org: UUID, id: UUID) -> Place:
        return Place(org, id, "report", "sealed", str(id))

    def _preview(self, org: UUID, id: UUID) -> Place:
        return Place(org, id, "meeting", "preview", str(id))
