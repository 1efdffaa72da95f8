"""The child: take the job, rehearse, lock, decode, say how it went."""

import json
import os
import struct
from io import BytesIO
from typing import Any

from .lock import lock
from .player import Job, play
from .recording import Recording
from .trouble import Ended
from .wire import Kind, receive, send, tell

PARENT = 0
"""The socket to the parent comes as standard input; there is no other way out."""


def main() -> None:
    """Never returns: interpreter clean-up would want system calls that are gone."""
    try:
        _work(json.loads(receive(PARENT)))
    except MemoryError:
        _say({"reason": "memory"})
    except Ended as end:
        _say({"reason": end.reason, **end.facts})
    except OSError:
        # The parent has hung up: nobody is left to tell.
        os._exit(1)
    except EOFError:
        os._exit(1)
    os._exit(0)


def _work(orders: dict[str, Any]) -> None:
    _rehearse()
    if orders["probe"]:
        from .probe import attempt  # noqa: PLC0415 -- only for the probe, and before the lock shuts the folder

        held = lock(cpu=orders["cpu"], memory=orders["memory"])
        _say({"reason": "done", "held": held, "tried": attempt()})
        return
    lock(cpu=orders["cpu"], memory=orders["memory"])
    job = Job(**orders["job"])
    recording = Recording(PARENT, job.size)
    facts = play(
        recording,
        job,
        lambda track, position, body: send(PARENT, Kind.PCM, body, track=track, position=position),
        lambda facts: tell(PARENT, Kind.FACTS, facts),
    )
    damaged, packets = facts["damaged"], facts["packets"]
    if isinstance(damaged, int) and isinstance(packets, int) and 2 * damaged > packets:
        raise Ended("damaged")
    _say({"reason": "done", **facts})


def _say(facts: dict[str, object]) -> None:
    tell(PARENT, Kind.END, facts)


class _InMemory(BytesIO):
    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.size = len(data)

    def peek(self, offset: int, count: int) -> bytes:
        return self.getvalue()[offset : offset + count]


def _rehearse() -> None:
    """Decode a tenth of a second, so that whatever is loaded on first use is loaded while files can still be opened."""
    samples = bytes(2 * 800)
    header = struct.pack("<4sI8sIHHIIHH4sI", b"RIFF", 1636, b"WAVEfmt ", 16, 1, 1, 8000, 16000, 2, 16, b"data", 1600)
    job = Job(size=0, container="wav", longest=60.0, tracks=1, only_first=False)
    play(_InMemory(header + samples), job, lambda *_: None, lambda _: None)
