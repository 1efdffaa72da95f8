"""What is watched, and what is done about it: strata, differences, configurations and their succession. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shipspeak.coaching import Basis, Finished, Metric
from shipspeak.jobs import Job
from shipspeak.quality.drift import Alarm, Point, State, follow, point
from shipspeak.sampling import DEARNESS, NEWEST, Active, Guarantee, Preset, versions
from shipspeak.speech import Engine

LOOK = Job("quality.look")
"""Look at a finished report: what its plan promised; and, where the lot says so, how far it misses the whole."""


@dataclass(frozen=True, slots=True, order=True)
class Stratum:
    """Meetings that are alike in what may go wrong."""

    engine: str
    """Name, version, weights."""
    language: str
    """BCP 47; "und" where the engine does not say."""
    preset: Preset
    configuration: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at a report says of its plan."""

    stratum: Stratum
    duration: int
    budget: int
    climbed: int
    """How often more was bought because an interval was too wide."""
    bought: int
    """Milliseconds that were bought so."""
    estimated: int
    undecided: int
    """Metrics that stayed without enough evidence."""
    broken: tuple[Guarantee, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One metric of one meeting: its estimate with the 95 % interval, and what the whole meeting says."""

    metric: str
    estimate: float
    low: float
    high: float
    whole: float

    @property
    def point(self) -> Point:
        return point(self.estimate, self.low, self.high, self.whole)


@dataclass(frozen=True, slots=True)
class Compared:
    """A difference as it is kept."""

    stratum: Stratum
    difference: Difference
    at: datetime


@dataclass(frozen=True, slots=True)
class Watch:
    """Where the drift tests of one metric in one stratum stand."""

    stratum: Stratum
    metric: str
    state: State


class Cause(StrEnum):
    """Why the configuration changed."""

    RELEASE = "release"
    DRIFT = "drift"
    PERSON = "person"


class Standing(StrEnum):
    """Of a version of the configuration."""

    ACTIVE = "active"
    SUPERSEDED = "superseded"
    ROLLED_BACK = "rolled_back"


@dataclass(frozen=True, slots=True)
class Version:
    """A version that is or was active."""

    active: Active
    standing: Standing
    since: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the record."""

    before: Active
    after: Active
    cause: Cause
    reason: str
    who: str
    evidence: Mapping[str, str | float | int] = field(default_factory=dict)
    at: datetime | None = None
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """How often plans of a stratum fell short."""

    stratum: Stratum
    meetings: int
    climbed: int
    """Meetings for which more was bought because an interval was too wide."""
    bought: float
    """Share of all their time that was bought so, 0…1."""
    undecided: int
    """Meetings with a metric that stayed without enough evidence."""
    broken: int
    """Meetings whose plan did not hold all it promises."""


@dataclass(frozen=True, slots=True)
class Series:
    """What was compared of one metric in one stratum, in order, and where its tests stand."""

    watch: Watch
    found: tuple[Difference, ...]

    @property
    def path(self) -> tuple[State, ...]:
        """Where the tests stood before the first and after each."""
        return follow(one.point for one in self.found)

    @property
    def covered(self) -> int:
        return sum(one.point.covered for one in self.found)


@dataclass(frozen=True, slots=True)
class Overview:
    """How sampling fares in an organisation."""

    active: Active
    shares: tuple[Share, ...]
    series: tuple[Series, ...]
    changes: tuple[Change, ...]
    """Newest first."""


def at_work(known: Sequence[Version]) -> Active:
    """What chooses now: the active one; the newest that ships as long as no row knows of it."""
    if all(one.active.version != NEWEST.version for one in known):
        return NEWEST
    return next((one.active for one in known if one.standing is Standing.ACTIVE), NEWEST)


def step_back(active: Active, preset: Preset, known: Sequence[Version]) -> Active:
    """What follows when `active` has drifted for `preset`: the version before; where there is none that was not taken
    back itself, the next dearer preset, so that more is heard.
    """
    spent = {one.active.version for one in known if one.standing is Standing.ROLLED_BACK}
    before = [version for version in earlier(active.version) if version not in spent]
    if before:
        return Active(before[-1])
    dearer = [one for one in Preset if DEARNESS[one] > DEARNESS[preset]]
    return Active(active.version, min(dearer, key=DEARNESS.__getitem__, default=Preset.FULL))


def earlier(version: str) -> Sequence[str]:
    """Versions that ship and came before, oldest first."""
    shipped = versions()
    return shipped[: shipped.index(version)] if version in shipped else ()


def differences(sampled: Sequence[Metric], whole: Sequence[Metric]) -> tuple[Difference, ...]:
    """What was estimated, against what all that was said says. What the whole does not know either is left out."""
    known = {metric.key: metric.value for metric in whole if metric.basis is Basis.CENSUS}
    return tuple(
        Difference(metric.key, metric.value, metric.low, metric.high, truth)
        for metric in sampled
        if metric.basis is Basis.ESTIMATE
        and metric.value is not None
        and metric.low is not None
        and metric.high is not None
        and (truth := known.get(metric.key)) is not None
    )


def seen(finished: Finished) -> Seen:
    """What the report says of its own plan."""
    report = finished.report
    bases = [metric.basis for metric in report.findings.metrics]
    return Seen(
        stratum=stratum_of(finished),
        duration=report.duration,
        budget=report.plan.budget,
        climbed=sum(rung.bought > 0 for rung in report.plan.ladder),
        bought=sum(rung.bought for rung in report.plan.ladder),
        estimated=bases.count(Basis.ESTIMATE),
        undecided=bases.count(Basis.NOT_ENOUGH_EVIDENCE),
        broken=tuple(one for one in report.plan.guarantees if not one.held),
    )


def stratum_of(finished: Finished) -> Stratum:
    plan = finished.report.plan
    engine = finished.report.made.engine
    return Stratum(_name(engine), _language(engine), plan.preset, plan.configuration)


def comparable(finished: Finished) -> bool:
    """Whether there is anything to compare: sound, and figures that rest on a part of it."""
    return finished.audio is not None and any(
        metric.basis is Basis.ESTIMATE for metric in finished.report.findings.metrics
    )


def evidence(watch: Watch) -> dict[str, str | float | int]:
    """What speaks for a change, in figures."""
    state, stratum = watch.state, watch.stratum
    return {
        "metric": watch.metric,
        "engine": stratum.engine,
        "language": stratum.language,
        "preset": stratum.preset,
        "configuration": stratum.configuration,
        "alarm": state.alarm or "",
        "meetings": state.seen,
        "high": round(state.high, 2),
        "low": round(state.low, 2),
        "misses": round(state.misses, 2),
    }


def name(metric: str) -> str:
    """Of a metric, for people: "open_questions" -> "Open questions"."""
    return metric.replace("_", " ").capitalize()


ALARMS: Mapping[Alarm, str] = {
    Alarm.TOO_HIGH: "estimates lie above what whole meetings say",
    Alarm.TOO_LOW: "estimates lie below what whole meetings say",
    Alarm.MISSES: "intervals miss what whole meetings say more often than they may",
}


def _name(engine: Engine) -> str:
    return f"{engine.name} {engine.version} {engine.weights[:8]}".strip()


def _language(engine: Engine) -> str:
    # Whisper's weights for one language say so in their name; nothing else here does.
    return "en" if ".en" in engine.name else "und"
