"""SQL of the keyring. All rows are the platform's."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from shipspeak.ai.model import Key, KeyState
from shipspeak.database import Tx


async def add(tx: Tx, id: UUID, name: str, provider: str, sealed: bytes, expires_on: date | None) -> None:
    await tx.execute(
        "insert into ai_key (org_id, id, name, provider, sealed, expires_on) values ($1, $2, $3, $4, $5, $6)",
        tx.org,
        id,
        name,
        provider,
        sealed,
        expires_on,
    )


async def change(
    tx: Tx, id: UUID, *, weight: int | None = None, state: KeyState | None = None, sealed: bytes | None = None
) -> None:
    """What is not given stays; a revoked key stays revoked."""
    await tx.execute(
        "update ai_key set weight = coalesce($2, weight), state = coalesce($3, state), sealed = coalesce($4, sealed),"
        " changed_at = now() where id = $1 and state <> 'revoked'",
        id,
        weight,
        state,
        sealed,
    )


async def sealed(tx: Tx) -> Sequence[tuple[Key, bytes]]:
    """Every key there ever was, as it may be shown and as it is kept; the oldest first."""
    rows = await tx.fetch(
        "select id, name, provider, weight, state, expires_on, sealed from ai_key order by created_at, id"
    )
    return [
        (
            Key(row["id"], row["name"], row["provider"], row["weight"], KeyState(row["state"]), row["expires_on"]),
            row["sealed"],
        )
        for row in rows
    ]


async def keys_among(tx: Tx, ids: Collection[UUID]) -> Sequence[UUID]:
    """Those of `ids` that are keys on the ring: the vault holds them beside the meetings' own."""
    rows = await tx.fetch("select id from ai_key where id = any($1) and state <> 'revoked'", list(ids))
    return [row["id"] for row in rows]
