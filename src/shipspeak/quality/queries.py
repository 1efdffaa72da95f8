"""Every SQL statement of this room. Ids, names of ours and figures: nothing that anybody said."""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from shipspeak.database import Row, Tx
from shipspeak.quality.drift import Alarm, State
from shipspeak.quality.model import (
    Cause,
    Change,
    Compared,
    Difference,
    Seen,
    Share,
    Standing,
    Stratum,
    Version,
    Watch,
)
from shipspeak.sampling import Active, Preset

STRATUM = "engine, language, preset, configuration"


async def agreed(tx: Tx, meeting: UUID) -> bool:
    """Whether its person agrees to a comparison; it stays so until the transaction ends."""
    value: datetime | None = await tx.fetchval(
        "select compare_agreed_at from meeting where id = $1 for update", meeting
    )
    return value is not None


async def keep_seen(tx: Tx, meeting: UUID, version: int, seen: Seen) -> None:
    """In place of what was seen of an earlier report of the meeting."""
    await drop_seen(tx, meeting)
    await tx.execute(
        f"""insert into plan_seen (org_id, meeting_id, version, {STRATUM}, duration_ms, budget_ms, climbed, bought_ms,
                estimated, undecided) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)""",  # noqa: S608 -- constant
        tx.org,
        meeting,
        version,
        *_values(seen.stratum),
        seen.duration,
        seen.budget,
        seen.climbed,
        seen.bought,
        seen.estimated,
        seen.undecided,
    )
    await tx.executemany(
        "insert into guarantee_broken (org_id, meeting_id, name, detail) values ($1, $2, $3, $4)",
        [(tx.org, meeting, one.name[:60], one.detail[:200]) for one in seen.broken],
    )


async def drop_seen(tx: Tx, meeting: UUID) -> None:
    await tx.execute("delete from plan_seen where meeting_id = $1", meeting)


async def shares(tx: Tx, days: int) -> Sequence[Share]:
    """How often plans fell short, by stratum, in the last `days`."""
    rows = await tx.fetch(
        f"""select {STRATUM}, count(*) as meetings, count(*) filter (where climbed > 0) as climbed,
                sum(bought_ms)::float8 / nullif(sum(duration_ms), 0) as bought,
                count(*) filter (where undecided > 0) as undecided,
                count(*) filter (where exists (select from guarantee_broken as broken
                    where broken.org_id = plan_seen.org_id and broken.meeting_id = plan_seen.meeting_id)) as broken
            from plan_seen where at > now() - $1 * interval '1 day' group by {STRATUM} order by {STRATUM}""",  # noqa: S608 -- constant
        days,
    )
    return [
        Share(_stratum(row), row["meetings"], row["climbed"], row["bought"] or 0.0, row["undecided"], row["broken"])
        for row in rows
    ]


async def broken(tx: Tx, days: int, least_budget: int) -> Sequence[Row]:
    """meeting_id, name, detail of guarantees that were not held where there were `least_budget` ms to spend."""
    return await tx.fetch(
        """select broken.meeting_id, broken.name, broken.detail from guarantee_broken as broken
           join plan_seen as seen on seen.org_id = broken.org_id and seen.meeting_id = broken.meeting_id
           where seen.at > now() - $1 * interval '1 day' and seen.budget_ms >= $2
           order by seen.at desc, broken.name""",
        days,
        least_budget,
    )


async def keep_differences(tx: Tx, meeting: UUID, stratum: Stratum, found: Sequence[Difference]) -> None:
    """Once for each meeting and metric: a second comparison changes nothing."""
    await tx.executemany(
        f"""insert into difference (org_id, meeting_id, metric, {STRATUM}, estimate, low, high, whole)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing""",  # noqa: S608 -- constant
        [(tx.org, meeting, one.metric, *_values(stratum), one.estimate, one.low, one.high, one.whole) for one in found],
    )


async def drop_differences(tx: Tx, meeting: UUID) -> Sequence[tuple[Stratum, str]]:
    """All of the meeting; which strata and metrics they belonged to."""
    rows = await tx.fetch(
        f"delete from difference where meeting_id = $1 returning {STRATUM}, metric",  # noqa: S608 -- constant
        meeting,
    )
    return sorted((_stratum(row), row["metric"]) for row in rows)


async def differences(tx: Tx, stratum: Stratum, metric: str, since: datetime) -> Sequence[Difference]:
    """Of one stratum and metric, in the order in which they came."""
    rows = await tx.fetch(
        """select metric, estimate, low, high, whole from difference
           where engine = $1 and language = $2 and preset = $3 and configuration = $4 and metric = $5 and at >= $6
           order by at, meeting_id""",
        *_values(stratum),
        metric,
        since,
    )
    return [_difference(row) for row in rows]


async def compared(tx: Tx, most: int) -> Sequence[Compared]:
    """The newest `most` differences of all strata, oldest first."""
    rows = await tx.fetch(
        f"""select {STRATUM}, metric, estimate, low, high, whole, at from difference
            order by at desc, metric limit $1""",  # noqa: S608 -- constant
        most,
    )
    return [Compared(_stratum(row), _difference(row), row["at"]) for row in reversed(rows)]


async def keep_watch(tx: Tx, watch: Watch) -> None:
    """Where the tests stand now."""
    state = watch.state
    await tx.execute(
        f"""insert into drift (org_id, {STRATUM}, metric, seen, high, low, misses, alarm)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            on conflict (org_id, {STRATUM}, metric) do update
            set at = now(), seen = $7, high = $8, low = $9, misses = $10, alarm = $11""",  # noqa: S608 -- constant
        tx.org,
        *_values(watch.stratum),
        watch.metric,
        state.seen,
        state.high,
        state.low,
        state.misses,
        state.alarm,
    )


async def begin_anew(tx: Tx, configuration: str) -> None:
    """What was counted of a configuration before it became active now says nothing."""
    await tx.execute(
        "update drift set at = now(), seen = 0, high = 0, low = 0, misses = 0, alarm = null where configuration = $1",
        configuration,
    )


async def watches(tx: Tx) -> Sequence[Watch]:
    """All strata and metrics that were compared since their configuration became active."""
    rows = await tx.fetch(f"select * from drift where seen > 0 order by {STRATUM}, metric")  # noqa: S608 -- constant
    return [Watch(_stratum(row), row["metric"], _state(row)) for row in rows]


async def lock(tx: Tx) -> None:
    """Nobody else of the organisation counts differences or changes the configuration until the transaction ends. Not
    the lock of a row: there may be none yet.
    """
    await tx.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"quality {tx.tenant}")


async def versions(tx: Tx) -> Sequence[Version]:
    """All that are or were active, in the order in which they became it."""
    rows = await tx.fetch("select version, state, least, since from configuration order by since")
    return [Version(Active(row["version"], Preset(row["least"])), Standing(row["state"]), row["since"]) for row in rows]


async def stand(tx: Tx, active: Active, standing: Standing) -> None:
    """Put a version there. One that was active must be moved away before another becomes it."""
    await tx.execute(
        """insert into configuration (org_id, version, state, least) values ($1, $2, $3, $4)
           on conflict (org_id, version) do update set state = $3, least = $4,
               since = case when $3 = 'active' then clock_timestamp() else configuration.since end""",
        tx.org,
        active.version,
        standing,
        active.least,
    )


async def record(tx: Tx, change: Change) -> None:
    await tx.execute(
        """insert into configuration_change (org_id, id, cause, from_version, from_least, to_version, to_least, reason,
               who, evidence) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
        tx.org,
        uuid4(),
        change.cause,
        change.before.version,
        change.before.least,
        change.after.version,
        change.after.least,
        change.reason[:500],
        change.who[:80],
        json.dumps(dict(change.evidence)),
    )


async def changes(tx: Tx, most: int) -> Sequence[Change]:
    """Newest first."""
    rows = await tx.fetch("select * from configuration_change order by at desc, id limit $1", most)
    return [
        Change(
            Active(row["from_version"], Preset(row["from_least"])),
            Active(row["to_version"], Preset(row["to_least"])),
            Cause(row["cause"]),
            row["reason"],
            row["who"],
            json.loads(row["evidence"]),
            row["at"],
            row["id"],
        )
        for row in rows
    ]


def _values(stratum: Stratum) -> tuple[str, str, str, str]:
    return stratum.engine, stratum.language, stratum.preset, stratum.configuration


def _stratum(row: Row) -> Stratum:
    return Stratum(row["engine"], row["language"], Preset(row["preset"]), row["configuration"])


def _difference(row: Row) -> Difference:
    return Difference(row["metric"], row["estimate"], row["low"], row["high"], row["whole"])


def _state(row: Row) -> State:
    alarm = Alarm(row["alarm"]) if row["alarm"] else None
    return State(row["seen"], row["high"], row["low"], row["misses"], alarm)
