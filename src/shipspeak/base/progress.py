"""How long work says how far it is: named stage, done, total."""

from typing import Protocol


class Progress(Protocol):
    """Called often (up to some ten times a second) by whoever does the work; must be cheap and thread-safe."""

    def __call__(self, done: int, total: int) -> None:
        """`done` of `total` units (seconds of audio, segments …) of the current stage are finished."""


def silent(done: int, total: int) -> None:
    """Progress for nobody."""
