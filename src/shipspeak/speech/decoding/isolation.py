"""What the locked child really cannot do on this machine: it tries, and the answers are reported."""

from dataclasses import dataclass

from shipspeak.speech.decoding.warden import Finished, Warden
from shipspeak.speech.errors import DecoderFailed
from shipspeak.speech.limits import Limits


@dataclass(frozen=True, slots=True)
class Isolation:
    """The outcome of one probe of the locked child."""

    refused: tuple[str, ...]
    """Forbidden things that it tried in vain: "open a file", "open a socket" …"""
    possible: tuple[str, ...]
    """Forbidden things that it could do. Empty where the kernel's filter holds (Linux on x86_64 and aarch64); on other
    systems the limits on processor time, open files and written bytes remain, and the lists of formats."""
    held: tuple[str, ...]
    """Which locks the system accepted, by name (see `jail.lock.lock`)."""

    @property
    def complete(self) -> bool:
        return not self.possible


def isolation(limits: Limits = Limits()) -> Isolation:
    """Start a child, lock it as for decoding, and let it try. Takes some 0.2 cpu-s. DecoderFailed: it did not start."""
    with Warden({"probe": True}, limits) as warden:
        message = next(warden.messages())
    if not isinstance(message, Finished) or message.reason != "done":
        raise DecoderFailed
    tried = message.facts["tried"]
    return Isolation(
        refused=tuple(name for name, done in tried.items() if not done),
        possible=tuple(name for name, done in tried.items() if done),
        held=tuple(message.facts["held"]),
    )
