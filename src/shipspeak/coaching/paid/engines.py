"""What a paid model's words can be trusted for, as measured: `engines.json`. One that is not in it: for nothing."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec

from shipspeak.speech import Engine, Measure


class _Measured(msgspec.Struct, forbid_unknown_fields=True):
    measured_by: str | None
    """The command; None: nobody has."""
    on: str
    recall: dict[Measure, float | None]


@cache
def _table() -> dict[str, _Measured]:
    return msgspec.json.decode(Path(__file__).with_name("engines.json").read_bytes(), type=dict[str, _Measured])


def engine(models: Iterable[str]) -> Engine:
    """The engine that is one model, or several that wrote parts of one meeting: trusted as the worst of them."""
    names = sorted(set(models))
    return Engine(" and ".join(names), "", "", {measure: _least(names, measure) for measure in Measure})


def beside(paid: Engine, local: Engine) -> Engine:
    """The engine of words that one wrote of the coached person, and the other of everybody else: trusted as the worse
    of both, for what was said while two spoke is of the other one.
    """
    recall = {measure: _worse(paid.recall.get(measure), local.recall.get(measure)) for measure in Measure}
    return Engine(f"{paid.name} for you, {local.name} for others", "", "", recall)


def _worse(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else min(one, other)


def _least(names: Iterable[str], measure: Measure) -> float | None:
    shares = [_table()[name].recall.get(measure) if name in _table() else None for name in names]
    known = [share for share in shares if share is not None]
    return min(known) if known and len(known) == len(shares) else None
