"""Whose voice it is is told in memory and forgotten: no type that leaves `hear` has room for an embedding."""

import dataclasses
import enum
import types
import typing

import msgspec
import pytest

from shipspeak.base import Span, Turn
from shipspeak.speech.confidence import given
from shipspeak.speech.model import Census, DecidedBy, Features, Preview, Voice

SCALARS = {int, float, str, bool, types.NoneType}
PER_SECOND = {("Features", "loudness"), ("Features", "pitch")}
"""The only runs of numbers: one value for each second of audio."""


def number_runs(kind: object, where: tuple[str, str] = ("", "")) -> set[tuple[str, str]]:
    """Fields reachable from `kind` that could hold a vector; raises on a type that is not plain data."""
    if kind in SCALARS or (isinstance(kind, type) and issubclass(kind, enum.Enum)):
        return set()
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = typing.get_type_hints(kind)
        return {run for name, hint in hints.items() for run in number_runs(hint, (kind.__name__, name))}
    inner = [part for part in typing.get_args(kind) if part is not Ellipsis]
    assert inner, f"{where} holds {kind}: not plain data"
    found = {run for part in inner for run in number_runs(part, where)}
    numbers = typing.get_origin(kind) is tuple and any(part in (int, float) for part in _flat(inner))
    return found | ({where} if numbers else set())


def _flat(parts: list[object]) -> list[object]:
    return [leaf for part in parts for leaf in (typing.get_args(part) or (part,))]


@pytest.mark.parametrize("kind", [Census, Preview])
def test_no_field_could_hold_an_embedding(kind: type) -> None:
    assert number_runs(kind) <= PER_SECOND


def test_the_stored_census_has_no_run_of_numbers_but_loudness_and_pitch() -> None:
    census = Census(
        duration=3_000,
        decided_by=DecidedBy.VOICES,
        voices=(Voice("S1", None, 3_000, (Span(0, 3_000),)),),
        turns=(Turn(0, 3_000, "S1", 0.4),),
        speech=(Span(0, 3_000),),
        overlaps=(),
        confidence=given(DecidedBy.VOICES),
        features=Features(1_000, (-20.0, -21.0, -22.0), (110.0, None, 120.0)),
    )
    stored = msgspec.json.decode(msgspec.json.encode(census))
    runs = []

    def walk(value: object, path: str) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, f"{path}.{key}")
        elif isinstance(value, list):
            if value and not isinstance(value[0], dict):
                runs.append(path)
            for inner in value:
                walk(inner, path)

    walk(stored, "census")
    assert runs == ["census.features.loudness", "census.features.pitch"]
