"""What is turned away at the door, before anything breaks. Pure."""

from dataclasses import dataclass
from typing import ClassVar

from shipspeak.base import ShipSpeakError


class QueueFull(ShipSpeakError):
    """There are {waiting} meetings in the queue, and more would only wait. Nothing was taken; please try again in
    {minutes} minutes.
    """

    status = 503
    exit_code = 75
    retry_after: ClassVar[int] = 300


class YourQueueFull(ShipSpeakError):
    """You have {waiting} meetings waiting, as many as ShipSpeak takes at once. Nothing was taken; upload this one when
    some of them are done.
    """

    status = 429
    exit_code = 75
    retry_after: ClassVar[int] = 120


class DiskNearlyFull(ShipSpeakError):
    """The disk has {free_gb} GB left and this needs {needed_gb}. Nothing was taken. Free some space, or delete meetings
    that you no longer need, and upload it again.
    """

    status = 503
    exit_code = 73
    retry_after: ClassVar[int] = 600


@dataclass(frozen=True, slots=True)
class Bounds:
    """Beyond these the door is shut."""

    each: int
    """Runs of one organisation that have not ended."""
    total: int
    """Runs of all."""
    spare: int
    """Bytes that stay free on the disk, whatever comes."""


DECODED = 4.0
"""Bytes written for each byte that comes: itself, and the sound in it (a usual recording has 96 kbit/s, the decoded
sound 256 kbit/s).
"""
UNANNOUNCED = 64 * 1024**2
"""Bytes that an upload is taken for which does not say how long it is."""


def admit(bounds: Bounds, *, own: int, total: int | None, free: int | None, coming: int | None) -> None:
    """Let one more in, or say why not.

    own, total: runs that have not ended, of this organisation and of all (None: not known, and then not held against
    anybody); free: bytes on the disk (None: the store has no end); coming: bytes announced. Raises YourQueueFull,
    QueueFull, DiskNearlyFull.
    """
    if own >= bounds.each:
        raise YourQueueFull(waiting=own)
    if total is not None and total >= bounds.total:
        raise QueueFull(waiting=total, minutes=QueueFull.retry_after // 60)
    refuse_full(bounds, free, UNANNOUNCED if coming is None else coming)


def refuse_full(bounds: Bounds, free: int | None, coming: int) -> None:
    """Raises DiskNearlyFull where `coming` bytes, and what is made of them, would not leave enough free."""
    needed = bounds.spare + int(DECODED * coming)
    if free is not None and free < needed:
        raise DiskNearlyFull(free_gb=f"{free / 1e9:.1f}", needed_gb=f"{needed / 1e9:.1f}")
