"""/v1/sampling and a meeting's comparison: read the request, call one action, show the result."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from shipspeak.accounts import MayChange, MayRead
from shipspeak.coaching.desk import AtDesk
from shipspeak.quality import actions
from shipspeak.quality.drift import Alarm
from shipspeak.quality.model import Cause, Series
from shipspeak.sampling import Preset

router = APIRouter(prefix="/v1", tags=["sampling"])


class SeriesOut(BaseModel):
    """One metric of meetings that are alike."""

    metric: str
    engine: str
    language: str
    preset: Preset
    configuration: str
    compared: int = Field(description="Meetings that were also written down whole.")
    covered: int = Field(description="Of them, whose 95 % interval held what the whole meeting says.")
    limit: float = Field(description="How near the nearest drift test is to its limit: 0 … 1, more once crossed.")
    alarm: Alarm | None


class ChangeOut(BaseModel):
    """One line of the record."""

    at: datetime | None
    cause: Cause
    version: str
    least: Preset
    reason: str
    who: str


class SamplingOut(BaseModel):
    """How sampling fares here."""

    configuration: str
    least: Preset = Field(description="The cheapest preset that may choose at present.")
    series: list[SeriesOut]
    changes: list[ChangeOut] = Field(description="Newest first.")


class ComparisonIn(BaseModel):
    agreed: bool


class ComparisonOut(BaseModel):
    """Whether a meeting may also be written down whole."""

    agreed: bool


@router.get("/sampling")
async def sampling(actor: MayRead, desk: AtDesk) -> SamplingOut:
    """Is a quarter enough? What chooses, how far estimates missed whole meetings, what was changed and why."""
    async with desk.database.tenant(actor.org) as tx:
        seen = await actions.overview(tx)
    return SamplingOut(
        configuration=seen.active.version,
        least=seen.active.least,
        series=[_series(one) for one in seen.series],
        changes=[
            ChangeOut(
                at=one.at,
                cause=one.cause,
                version=one.after.version,
                least=one.after.least,
                reason=one.reason,
                who=one.who,
            )
            for one in seen.changes
        ],
    )


@router.put("/meetings/{id}/comparison")
async def agree(id: UUID, wish: ComparisonIn, actor: MayChange, desk: AtDesk) -> ComparisonOut:
    """Agree that this meeting may also be written down whole, to check the sampling; or take it back, and what was
    found is gone.
    """
    async with desk.database.tenant(actor.org) as tx:
        await actions.agree(tx, desk.shelf, id, agreed=wish.agreed)
    return ComparisonOut(agreed=wish.agreed)


def _series(one: Series) -> SeriesOut:
    state, stratum = one.watch.state, one.watch.stratum
    return SeriesOut(
        metric=one.watch.metric,
        engine=stratum.engine,
        language=stratum.language,
        preset=stratum.preset,
        configuration=stratum.configuration,
        compared=state.seen,
        covered=one.covered,
        limit=round(state.nearest, 3),
        alarm=state.alarm,
    )
