"""What was counted in the units that may carry a rate."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from shipspeak.base import Span
from shipspeak.sampling.model import Plan, Role

Count = Callable[[Span], tuple[float, float]]
"""(events, exposure) of one person in a span, for example (fillers, words); both >= 0."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What was counted in one unit."""

    numerator: float
    """Events (fillers, questions, words …); >= 0."""
    denominator: float
    """Exposure (words, minutes of the person's own speech …); >= 0."""
    probability: float
    """Inclusion probability, 0 < p <= 1."""
    role: Role
    order: int
    """Number of the draw within its role, in time order; observations that share it are added up to one."""
    cheap: tuple[float, float] = (0.0, 0.0)
    """What a cheap pass counted in the same unit: numerator, denominator. See `two_phase`."""
    seen: tuple[float, float] | None = None
    """What was counted, numerator and denominator, in the part of the unit that the cheap pass covered; None: in all
    of it."""

    @property
    def inside(self) -> "Observation":
        """Of the part that the cheap pass covered."""
        if self.seen is None:
            return self
        return Observation(*self.seen, self.probability, self.role, self.order, self.cheap)

    @property
    def outside(self) -> "Observation":
        """Of the rest."""
        seen = self.seen or (self.numerator, self.denominator)
        rest = self.numerator - seen[0], self.denominator - seen[1]
        return Observation(*rest, self.probability, self.role, self.order)


def observe(
    plan: Plan,
    speaker: str,
    count: Count,
    cheap: Count | None = None,
    *,
    seen: Count | None = None,
    answered: float = 1.0,
) -> tuple[Observation, ...]:
    """The observations that may carry a rate of `speaker`: `count` gives (numerator, denominator) of this speaker in a
    span; `cheap` does so from the words of a cheap pass, where there was one, and `seen` gives what `count` does of the
    part of a span that this pass covered, where that is not all of it.

    Moments are left out. For the coached person the audit is too: it holds none of their speech by construction, so
    that a census of their turns is one. `answered`: share of what was bought that could be written down, above 0 to 1;
    below 1, who spoke in the rest is taken to have spoken as elsewhere, and the interval says that it was taken so
    (response homogeneity: Särndal, Swensson & Wretman 1992, §15.6).
    """
    carries = {Role.FOCAL, Role.EDGE} if speaker == plan.focal else {Role.FOCAL, Role.EDGE, Role.AUDIT}
    return tuple(
        Observation(
            *count(unit.span),
            unit.probability * answered,
            unit.role,
            unit.draw,
            cheap(unit.span) if cheap else (0.0, 0.0),
            seen(unit.span) if seen else None,
        )
        for unit in plan.units
        if unit.role in carries
    )


@dataclass(frozen=True, slots=True)
class Sample:
    """Observations sorted by what they can tell: one for each draw, in time order within its role; no moments."""

    certain: Sequence[Observation]
    """p = 1: a stratum without sampling error."""
    drawn: Sequence[Observation]

    @property
    def whole(self) -> float:
        """Estimated numerator of the whole meeting: each draw weighted with the inverse of its probability."""
        return sum(one.numerator / one.probability for one in (*self.certain, *self.drawn))

    @property
    def size(self) -> float:
        """Estimated denominator of the whole meeting."""
        return sum(one.denominator / one.probability for one in (*self.certain, *self.drawn))

    @property
    def strata(self) -> list[list[Observation]]:
        """The draws of each role."""
        return [[one for one in self.drawn if one.role is role] for role in sorted({one.role for one in self.drawn})]


def sample(observations: Iterable[Observation]) -> Sample:
    """Moments are skipped. An audit that holds nothing of a person whose own turns were chosen carries no information
    and is left out.
    """
    merged = _merged(one for one in observations if one.role is not Role.MOMENT)
    certain = [one for one in merged if one.probability >= 1]
    drawn = [one for one in merged if one.probability < 1]
    own = any(one.role is Role.FOCAL and one.denominator > 0 for one in merged)
    held = any(one.denominator > 0 or one.numerator > 0 for one in drawn if one.role is Role.AUDIT)
    return Sample(certain, [one for one in drawn if one.role is not Role.AUDIT or held or not own])


def _merged(observations: Iterable[Observation]) -> list[Observation]:
    """One observation for each draw, in order."""
    together: dict[tuple[Role, int], Observation] = {}
    for one in observations:
        key = (one.role, one.order)
        sofar = together.get(key)
        together[key] = _plus(sofar, one) if sofar else one
    return sorted(together.values(), key=lambda one: (one.role, one.order))


def _plus(one: Observation, other: Observation) -> Observation:
    return replace(
        one,
        numerator=one.numerator + other.numerator,
        denominator=one.denominator + other.denominator,
        cheap=(one.cheap[0] + other.cheap[0], one.cheap[1] + other.cheap[1]),
        seen=(one.seen[0] + other.seen[0], one.seen[1] + other.seen[1]) if one.seen and other.seen else None,
    )
