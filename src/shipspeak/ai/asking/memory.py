"""What was answered need not be asked again; what could not be asked waits. Both sealed under their meeting's key.

Exact only: a question that is nearly the same, answered with the other's answer, would be a wrong report (and a leak
between people).
"""

import hashlib
import hmac
from collections.abc import Sequence
from uuid import UUID, uuid4

import msgspec

from shipspeak.ai.asking import letter_queries
from shipspeak.ai.booking import Kept
from shipspeak.ai.model import Answer, Ask, Caller, Came, Ending, Money
from shipspeak.ai.money.estimate import decoded, encoded
from shipspeak.database import Database
from shipspeak.vault import KeyDestroyed, Place, Vault


class _Answer(msgspec.Struct, frozen=True):
    text: str
    provider: str
    model: str


class Memory:
    def __init__(self, database: Database, vault: Vault, secret: str) -> None:
        """`secret`: of this installation; without it a digest tells nothing of what was asked."""
        self._database = database
        self._vault = vault
        self._secret = secret.encode()

    def digest(self, caller: Caller, models: Sequence[str], ask: Ask) -> bytes:
        """Equal for equal questions of one meeting to the same models, and for no others."""
        whose = msgspec.msgpack.encode((caller.org, caller.meeting, models))
        return hmac.digest(self._secret, len(whose).to_bytes(4, "big") + whose + encoded(ask), hashlib.sha256)

    async def recall(self, caller: Caller, digest: bytes) -> Answer | None:
        """The answer to the same question. Raises KeyDestroyed when the meeting was deleted."""
        if caller.meeting is None:
            return None
        async with self._database.tenant(caller.org) as tx:
            sealed = await letter_queries.answer(tx, caller.meeting, digest)
        return None if sealed is None else self.opened(caller, digest, sealed)

    def opened(self, caller: Caller, digest: bytes, sealed: bytes) -> Answer:
        """What was kept. Raises KeyDestroyed when the meeting was deleted."""
        kept = msgspec.msgpack.decode(self._vault.open(sealed, _answer(caller, digest)), type=_Answer)
        return Answer(kept.text, Ending.COMPLETE, kept.provider, kept.model, Money(0), 0, remembered=True)

    def keep(self, caller: Caller, digest: bytes, answer: Answer) -> Kept | None:
        """What is written down when the answer is settled. Only what is complete is worth keeping; nothing of a meeting
        that was deleted meanwhile.
        """
        if caller.meeting is None or answer.ending is not Ending.COMPLETE:
            return None
        kept = _Answer(answer.text, answer.provider, answer.model)
        try:
            sealed = self._vault.seal(msgspec.msgpack.encode(kept), _answer(caller, digest))
        except KeyDestroyed:
            return None
        return Kept(caller.meeting, digest, sealed)

    async def answered_within(self, org: UUID, provider: str, seconds: float) -> bool:
        """Whether a question that `org` asked in the last `seconds` was answered, in whatever process."""
        async with self._database.tenant(org) as tx:
            return await letter_queries.answered_within(tx, provider, seconds)

    async def put_aside(self, caller: Caller, digest: bytes, ask: Ask, came: Came) -> None:
        """Keep a question that got no answer. A meeting that was deleted meanwhile keeps nothing, nor one whose person
        has changed their wishes since it was asked.
        """
        if caller.meeting is None:
            return
        box = self._vault.seal(encoded(ask), _letter(caller, digest))
        async with self._database.tenant(caller.org) as tx:
            await letter_queries.put_aside(tx, uuid4(), caller, digest, box, came)

    async def waits(self, org: UUID, letter: UUID) -> bool:
        """Whether it was not withdrawn meanwhile."""
        async with self._database.tenant(org) as tx:
            return await letter_queries.letter(tx, letter) is not None

    async def turn(self, org: UUID, letter: UUID, came: Came) -> None:
        """What came of asking again what was put aside."""
        async with self._database.tenant(org) as tx:
            await letter_queries.turn(tx, letter, came)

    async def reopen(self, org: UUID, letter: UUID) -> tuple[Caller, Ask, bytes] | None:
        """A question put aside, as it was asked, and its digest; None when it is gone."""
        async with self._database.tenant(org) as tx:
            row = await letter_queries.letter(tx, letter)
        if row is None:
            return None
        caller = Caller(org, row["feature"], row["person_id"], row["meeting_id"])
        return caller, decoded(self._vault.open(row["sealed"], _letter(caller, row["digest"]))), row["digest"]


def _answer(caller: Caller, digest: bytes) -> Place:
    assert caller.meeting is not None
    return Place(caller.org, caller.meeting, "ai_answer", "sealed", digest.hex())


def _letter(caller: Caller, digest: bytes) -> Place:
    assert caller.meeting is not None
    return Place(caller.org, caller.meeting, "ai_letter", "sealed", digest.hex())
