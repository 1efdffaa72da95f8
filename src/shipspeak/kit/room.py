"""A room states itself once; `app` reads the statement."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter

from shipspeak.kit.check import Check
from shipspeak.kit.holding import Holding


@dataclass(frozen=True, slots=True)
class Room:
    name: str
    api: APIRouter | None = None
    pages: APIRouter | None = None
    checks: Sequence[Check] = ()
    holdings: Sequence[Holding] = ()
