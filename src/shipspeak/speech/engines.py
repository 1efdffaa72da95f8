"""What each engine can be trusted for, as measured: `engines.json`, never typed into code."""

from functools import cache
from importlib.metadata import version
from pathlib import Path

import msgspec

from shipspeak.speech.model import Engine, Measure
from shipspeak.speech.networks.weights import WHISPER_SHA256


class _Measured(msgspec.Struct, forbid_unknown_fields=True):
    measured_by: str
    """The command."""
    on: str
    """Which speech, and how much of it; what is synthetic is named so."""
    recall: dict[Measure, float | None]


@cache
def engine(model: str) -> Engine:
    """The engine that runs `model` (a key of engines.json)."""
    table = msgspec.json.decode(Path(__file__).with_name("engines.json").read_bytes(), type=dict[str, _Measured])
    return Engine(f"faster-whisper {model} int8", version("faster-whisper"), WHISPER_SHA256, table[model].recall)
