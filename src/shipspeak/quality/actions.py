"""The verbs: look at a report, compare it, change which configuration chooses. None commits: the door does."""

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from shipspeak.base import ShipSpeakError
from shipspeak.coaching import Shelf, State, agree_to_compare, read
from shipspeak.database import Tx
from shipspeak.jobs import enqueue_again
from shipspeak.quality import queries
from shipspeak.quality.drift import follow
from shipspeak.quality.model import (
    ALARMS,
    LOOK,
    Cause,
    Change,
    Difference,
    Overview,
    Seen,
    Series,
    Standing,
    Stratum,
    Version,
    Watch,
    at_work,
    earlier,
    evidence,
    name,
    step_back,
)
from shipspeak.sampling import DEARNESS, NEWEST, Active, Preset, versions

log = logging.getLogger(__name__)

DAYS = 90
"""How far back plans are counted."""
MOST_POINTS = 5_000
"""Differences shown."""
MOST_CHANGES = 20
ITSELF = "shipspeak"
"""Who changed it when nobody did."""


class NoSuchVersion(ShipSpeakError):
    """There is no configuration {version}. These ship: {known}."""

    status = 404
    exit_code = 66


class NothingBefore(ShipSpeakError):
    """No version before {version} is left to go back to. Have more heard instead, with --least quality."""

    status = 409
    exit_code = 65


async def active(tx: Tx) -> Active:
    """What chooses in this organisation now."""
    return at_work(await queries.versions(tx))


async def look(tx: Tx, meeting: UUID, version: int, seen: Seen) -> None:
    """Keep what the plan of a report promised. Again changes nothing."""
    await queries.keep_seen(tx, meeting, version, seen)


async def compare(tx: Tx, meeting: UUID, stratum: Stratum, found: Sequence[Difference]) -> Change | None:
    """Keep by how much a meeting's estimates miss, and go back where that shows a drift; the change, if there was one.

    Nothing is kept when the person no longer agrees. Again changes nothing: the tests are counted anew from the rows.
    """
    if not await queries.agreed(tx, meeting):
        return None
    known = await _settled(tx)
    await queries.keep_differences(tx, meeting, stratum, found)
    watches = [await _count(tx, known, stratum, one.metric) for one in sorted(found, key=lambda one: one.metric)]
    drifted = next((watch for watch in watches if watch.state.alarm), None)
    now = at_work(known)
    if drifted is None or stratum.configuration != now.version or DEARNESS[stratum.preset] < DEARNESS[now.least]:
        return None
    change = Change(
        now,
        step_back(now, stratum.preset, known),
        Cause.DRIFT,
        _why(drifted),
        ITSELF,
        evidence(drifted),
    )
    await _move(tx, change)
    return change


async def agree(tx: Tx, shelf: Shelf, meeting: UUID, *, agreed: bool) -> None:
    """That the meeting may also be written down whole; or no longer: then what was found is gone with this
    transaction. Raises NoSuchMeeting.
    """
    await agree_to_compare(tx, shelf, meeting, agreed=agreed)
    if not agreed:
        await forget(tx, meeting)
    elif (await read(tx, shelf, meeting)).state is State.READY:
        await enqueue_again(tx, LOOK, meeting=meeting, aside=True)


async def forget(tx: Tx, meeting: UUID) -> None:
    """The differences of a meeting, and what the tests had from them. Twice does no harm."""
    known = await _settled(tx)
    for stratum, metric in await queries.drop_differences(tx, meeting):
        await _count(tx, known, stratum, metric)


async def going_back(tx: Tx, *, to: str | None, least: Preset | None, reason: str, who: str) -> Change:
    """What a person's going back would change: to a version, to hearing more, else to the version before.

    Going "back" to what chooses already says that a person has looked at it. Raises NoSuchVersion, NothingBefore.
    """
    await queries.lock(tx)
    known = await queries.versions(tx)
    now = at_work(known)
    if to is not None or least is not None:
        after = Active(_known(to or now.version), least or (now.least if to in {None, now.version} else Preset.COST))
    else:
        after = step_back(now, now.least, known)
        if after.version == now.version:
            raise NothingBefore(version=now.version)
    return Change(now, after, Cause.PERSON, reason, who)


async def restoring(tx: Tx, *, version: str, reason: str, who: str) -> Change:
    """What it would change to choose by `version` again, for every preset. Raises NoSuchVersion."""
    await queries.lock(tx)
    return Change(at_work(await queries.versions(tx)), Active(_known(version)), Cause.PERSON, reason, who)


async def apply(tx: Tx, change: Change) -> None:
    """The next meetings are chosen so; the tests of what chooses now begin anew, and the record has a line more."""
    await _settled(tx)
    await _move(tx, change)


async def overview(tx: Tx) -> Overview:
    """All that the page and `./ship sampling status` show."""
    known = await queries.versions(tx)
    begun = {one.active.version: one.since for one in known}
    found: dict[tuple[Stratum, str], list[Difference]] = {}
    for one in await queries.compared(tx, MOST_POINTS):
        if one.at >= begun.get(one.stratum.configuration, one.at):
            found.setdefault((one.stratum, one.difference.metric), []).append(one.difference)
    return Overview(
        active=at_work(known),
        shares=tuple(await queries.shares(tx, DAYS)),
        series=tuple(
            Series(watch, tuple(found.get((watch.stratum, watch.metric), ()))) for watch in await queries.watches(tx)
        ),
        changes=tuple(await queries.changes(tx, MOST_CHANGES)),
    )


async def _settled(tx: Tx) -> Sequence[Version]:
    """The versions, with a row for the newest that ships: a release that nobody has seen yet becomes active."""
    await queries.lock(tx)
    known = await queries.versions(tx)
    if any(one.active.version == NEWEST.version for one in known):
        return known
    before = next((one.active for one in known if one.standing is Standing.ACTIVE), NEWEST)
    await _move(tx, Change(before, NEWEST, Cause.RELEASE, "It came with a new release.", ITSELF))
    return await queries.versions(tx)


async def _move(tx: Tx, change: Change) -> None:
    if change.before.version != change.after.version:
        back = change.after.version in earlier(change.before.version)
        left = Standing.ROLLED_BACK if back else Standing.SUPERSEDED
        await queries.stand(tx, change.before, left)
    if change.before != change.after or change.cause is Cause.RELEASE:
        await queries.stand(tx, change.after, Standing.ACTIVE)
        await queries.begin_anew(tx, change.after.version)
    await queries.record(tx, change)
    log.warning(
        "sampling configuration changed",
        extra={
            "cause": change.cause,
            "before": f"{change.before.version} {change.before.least}",
            "after": f"{change.after.version} {change.after.least}",
            **_plain(change.evidence),
        },
    )


async def _count(tx: Tx, known: Sequence[Version], stratum: Stratum, metric: str) -> Watch:
    """The tests of one stratum and metric, from all its differences since its version became active."""
    begun = [one.since for one in known if one.active.version == stratum.configuration]
    since = begun[0] if begun else datetime.min.replace(tzinfo=UTC)
    found = await queries.differences(tx, stratum, metric, since)
    watch = Watch(stratum, metric, follow(one.point for one in found)[-1])
    await queries.keep_watch(tx, watch)
    return watch


def _known(version: str) -> str:
    if version not in versions():
        raise NoSuchVersion(version=version, known=", ".join(versions()))
    return version


def _why(watch: Watch) -> str:
    assert watch.state.alarm is not None
    stratum = watch.stratum
    return (
        f"{name(watch.metric)}, “{stratum.preset}”, {stratum.engine}: {ALARMS[watch.state.alarm]} "
        f"({watch.state.seen} meetings compared)."
    )


def _plain(evidence: Mapping[str, str | float | int]) -> dict[str, str | float | int]:
    return {f"of_{key}": value for key, value in evidence.items()}
