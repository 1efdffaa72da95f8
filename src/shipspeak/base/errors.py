"""The root of every expected error.

ShipSpeakError
├── (each room derives its own, beside the code that raises it)

The class docstring is the sentence a person reads: it names the problem and says what to do. A class may
leave `{placeholders}` in it and be raised with their values: `raise TooLong(hours=6, limit=4)`.
"""

from collections.abc import Iterator, Mapping
from typing import ClassVar


class ShipSpeakError(Exception):
    """Something went wrong that nobody planned for; please report it."""

    status: ClassVar[int] = 500
    """HTTP status of the answer (RFC 9457 problem)."""

    exit_code: ClassVar[int] = 70
    """Exit status of the command line; see docs/reference/cli.md."""

    retry_after: ClassVar[int] = 5
    """Seconds after which to ask again, where the status is 429 or 503."""

    ours: ClassVar[frozenset[str]] = frozenset()
    """Facts that are words of our own, never of a recording: like figures, they may be kept in the clear."""

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(str(self))

    @property
    def code(self) -> str:
        """Stable name for machines: `TooLong` becomes `too-long`."""
        return code_of(type(self))

    def __str__(self) -> str:
        sentence = " ".join((type(self).__doc__ or "").split())
        return sentence.format(**self.facts) if self.facts else sentence


def code_of(kind: type[ShipSpeakError]) -> str:
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in kind.__name__).lstrip("-")


def sentence(code: str, facts: Mapping[str, object]) -> str:
    """What a person reads for an error that was kept as its code and figures."""
    for kind in _kinds(ShipSpeakError):
        if code_of(kind) == code:
            return _filled(kind, facts) or str(ShipSpeakError())
    return str(ShipSpeakError())


def again_may_help(code: str) -> bool:
    """Whether the same work could end otherwise another time: not where what was given is at fault."""
    kind = next((kind for kind in _kinds(ShipSpeakError) if code_of(kind) == code), ShipSpeakError)
    return kind.status >= 500 or kind.status in {409, 423, 429}


def _filled(kind: type[ShipSpeakError], facts: Mapping[str, object]) -> str | None:
    """None where a fact is missing: a sentence with holes says less than the general one."""
    try:
        said = str(kind(**facts))
    except (KeyError, TypeError):
        return None
    return None if "{" in said else said


def _kinds(kind: type[ShipSpeakError]) -> Iterator[type[ShipSpeakError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _kinds(child)
