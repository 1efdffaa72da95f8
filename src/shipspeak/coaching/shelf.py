"""A meeting's row and the meeting: what is content goes through the vault on its way."""

from dataclasses import dataclass
from uuid import UUID

import msgspec

from shipspeak.coaching.model import Cover, Finished, Meeting, State, Wishes
from shipspeak.database import Row
from shipspeak.speech import Preview
from shipspeak.vault import Place, Vault


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

    def _report(self, org: UUID, id: UUID) -> Place:
        return Place(org, id, "report", "sealed", str(id))

    def _preview(self, org: UUID, id: UUID) -> Place:
        return Place(org, id, "meeting", "preview", str(id))
