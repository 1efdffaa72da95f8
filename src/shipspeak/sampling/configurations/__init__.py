"""Configurations of the choice: versioned files, each with the evidence that chose it.

A file is one JSON object: `"version"`, `"presets"` (for each preset its ladder of shares), every other field of
`Configuration` by its name, and `"evidence"`, an object that is kept and never read: the meetings, bars and figures by
which `./ship sampling choose` picked it. The file's name is its version. The newest one is the default; older ones
stay, so that there is something to go back to.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

from shipspeak.base import ShipSpeakError
from shipspeak.sampling.model import Preset
from shipspeak.sampling.presets import Configuration

_FOLDER: Final = resources.files(__name__)
LATER: Final[Mapping[str, Any]] = MappingProxyType({"with_words": {}})
"""What the first versions did not have, as it was then."""
_LARGEST: Final = 1_000_000
"""Bytes; a configuration with all its evidence is a hundredth of it."""


class UnreadableConfiguration(ShipSpeakError):
    """The sampling configuration {name} cannot be used: {problem}. Write it again with `./ship sampling choose`, or
    take one that comes with ShipSpeak.
    """

    status = 422
    exit_code = 65


def versions() -> tuple[str, ...]:
    """All that come with ShipSpeak, oldest first."""
    found = (file.name.removesuffix(".json") for file in _FOLDER.iterdir() if file.name.endswith(".json"))
    return tuple(sorted(found, key=int))


@cache
def configuration(version: str) -> Configuration:
    """The one of that version. Raises UnreadableConfiguration where there is none."""
    if version not in versions():
        raise UnreadableConfiguration(
            name=repr(version), problem=f"there are only the versions {', '.join(versions())}"
        )
    return read((_FOLDER / f"{version}.json").read_bytes(), f"{version}.json")


def read(file: bytes, name: str) -> Configuration:
    """A configuration from a file's bytes; `name` is for the sentence. Raises UnreadableConfiguration,
    UnusableConfiguration or UnusableLadder: what is not exactly a configuration is refused, whatever it is.
    """
    if len(file) > _LARGEST:
        raise UnreadableConfiguration(name=name, problem=f"it has more than {_LARGEST} bytes")
    try:
        held = json.loads(file)
    except (ValueError, RecursionError):
        raise UnreadableConfiguration(name=name, problem="it is not JSON") from None
    if not isinstance(held, dict):
        raise UnreadableConfiguration(name=name, problem="it is not one JSON object")
    held.pop("evidence", None)
    wanted = {field.name for field in fields(Configuration)}
    held = {**LATER, **held}
    if odd := sorted(wanted ^ held.keys()):
        raise UnreadableConfiguration(name=name, problem=f"these fields are missing or unknown: {', '.join(odd)}")
    different = held["with_words"]
    if not isinstance(different, dict):
        raise UnreadableConfiguration(name=name, problem="with_words must be an object")
    for values in (held, different):
        _numbers(values, name)
    if "presets" in different:
        different["presets"] = _presets(different["presets"], name)
    if not isinstance(held["version"], str) or not held["version"].isdecimal():
        raise UnreadableConfiguration(name=name, problem='version must be a whole number as text, like "3"')
    return Configuration(**held | {"presets": _presets(held["presets"], name)})


def write(chosen: Configuration, evidence: Mapping[str, Any]) -> bytes:
    """The file of a configuration, with what chose it; `read` gives the same back."""
    return json.dumps(asdict(chosen) | {"evidence": dict(evidence)}, indent=2, ensure_ascii=False).encode() + b"\n"


def _numbers(held: Mapping[str, Any], name: str) -> None:
    for field in fields(Configuration):
        if field.name in held and field.type in {int, float} and not _figure(held[field.name], field.type):
            whole = "a whole " * (field.type is int)
            raise UnreadableConfiguration(name=name, problem=f"{field.name} must be {whole}number")


def _presets(held: object, name: str) -> dict[Preset, tuple[float, ...]]:
    known = {preset.value for preset in Preset}
    if not isinstance(held, dict) or held.keys() != known:
        raise UnreadableConfiguration(name=name, problem=f"presets must name {', '.join(sorted(known))}")
    for ladder in held.values():
        if not isinstance(ladder, list) or not all(_figure(share, float) for share in ladder):
            raise UnreadableConfiguration(name=name, problem="each preset must have a list of shares")
    return {preset: tuple(map(float, held[preset.value])) for preset in Preset}


def _figure(value: object, kind: object) -> bool:
    number = isinstance(value, int) or (kind is float and isinstance(value, float))
    return number and not isinstance(value, bool)


DEFAULT: Final = configuration(versions()[-1])
