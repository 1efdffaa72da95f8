"""The parent's side of the locked child: starts it, answers its requests for bytes, takes its samples, ends it."""

import json
import math
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from shipspeak.base import stop_if_called_off
from shipspeak.speech.decoding.jail.wire import CHUNK, JOB, LARGEST, MESSAGE, Kind
from shipspeak.speech.errors import DecoderFailed, TooHard
from shipspeak.speech.limits import Limits
from shipspeak.speech.model import ByteSource


@dataclass(frozen=True, slots=True)
class Facts:
    """What the child found when it opened the recording; sent before the first block."""

    codec: str
    channels: tuple[int, ...]
    """Of each audio stream."""
    declared: float
    """Seconds that the file claims to last; 0.0 where it claims nothing. Not to be trusted."""


@dataclass(frozen=True, slots=True)
class Block:
    """Decoded sound of one audio stream."""

    stream: int
    start: int
    """First sample, at RATE, from the start of the recording."""
    samples: npt.NDArray[np.int16]
    """Shape (channels, samples)."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The child's last word. What it says comes from a process that read hostile bytes: facts, not truths."""

    reason: str
    facts: Mapping[str, Any]


Message = Facts | Block | Finished

_LOOK = 0.5
"""Seconds of waiting for the child after which we ask whether to go on."""


class Warden:
    """One child for one recording. A context manager: on leaving, however, the child is dead."""

    def __init__(self, orders: Mapping[str, object], limits: Limits, source: ByteSource | None = None) -> None:
        """orders: the child's job, see `jail.player.Job`; source: where its bytes come from, None for a probe."""
        self._limits = limits
        self._orders = {"cpu": limits.cpu, "memory": limits.memory, **orders}
        self._source = source
        self._budget = 64 * 1024**2 + (20 * source.size if source else 0)
        self._waited = self._since_output = 0.0
        self.furthest = 0
        """Bytes of the recording up to which the child has read: the base of progress where no length is declared."""

    def __enter__(self) -> Self:
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._child = subprocess.Popen(  # noqa: S603 -- our own interpreter with a constant command
                [sys.executable, "-I", "-c", _START, str(Path(__file__).parent)],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env=_environment(),
                # Ctrl-C on a terminal reaches the parent alone, which then ends the child.
                start_new_session=True,
            )
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()
        self._child.kill()
        self._child.wait()

    def messages(self) -> Iterator[Message]:
        """What the child says, up to and including Finished. TooHard, DecoderFailed: it did not get that far."""
        orders = json.dumps(self._orders).encode()
        self._send(JOB.pack(len(orders)) + orders)
        channels: tuple[int, ...] = ()
        while True:
            kind, stream, position, length = MESSAGE.unpack(self._receive(MESSAGE.size))
            if length > LARGEST.get(kind, -1):
                raise DecoderFailed
            if kind == Kind.READ:
                self._answer(position, length)
                continue
            body = bytes(self._receive(length))
            self._since_output = 0.0
            if kind == Kind.FACTS:
                facts = _facts(body)
                channels = facts.channels
                yield facts
            elif kind == Kind.PCM:
                if stream >= len(channels) or length % (2 * channels[stream]):
                    raise DecoderFailed
                samples = np.frombuffer(body, np.dtype("<i2")).reshape(-1, channels[stream]).T
                yield Block(stream, position, samples)
            else:
                yield _finished(body)
                return

    def _answer(self, offset: int, length: int) -> None:
        if self._source is None or offset < 0:
            raise DecoderFailed
        self._budget -= length
        if self._budget < 0:
            raise TooHard(what="reading")
        data = self._source.read(offset, min(length, CHUNK))[:length]
        self.furthest = max(self.furthest, offset + len(data))
        self._send(JOB.pack(len(data)) + data)

    def _send(self, data: bytes) -> None:
        start = self._arm()
        try:
            self._socket.sendall(data)
        except TimeoutError:
            raise TooHard(what="time") from None
        except OSError:
            raise self._obituary() from None
        self._count(start)

    def _receive(self, count: int) -> bytearray:
        """Exactly `count` bytes."""
        data = bytearray(count)
        rest = memoryview(data)
        start = self._arm(_LOOK)
        while rest:
            stop_if_called_off()
            try:
                got = self._socket.recv_into(rest)
            except TimeoutError:
                self._count(start)
                start = self._arm(_LOOK)  # raises when there is no time left
                continue
            except OSError:
                got = 0
            if got == 0:
                raise self._obituary()
            rest = rest[got:]
            self._count(start)
            start = self._arm(_LOOK)
        return data

    def _arm(self, at_most: float = math.inf) -> float:
        left = min(self._limits.wait - self._waited, self._limits.stall - self._since_output)
        if left <= 0:
            raise TooHard(what="time")
        self._socket.settimeout(min(left, at_most))
        return time.monotonic()

    def _count(self, start: float) -> None:
        spent = time.monotonic() - start
        self._waited += spent
        self._since_output += spent

    def _obituary(self) -> TooHard | DecoderFailed:
        """The child fell silent before its last word: why?"""
        try:
            code = self._child.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return DecoderFailed()
        # The kernel ends a process at its processor limit with SIGXCPU where that is soft, SIGKILL where it is hard.
        return TooHard(what="time") if code in (-signal.SIGXCPU, -signal.SIGKILL) else DecoderFailed()


_START = "import sys; sys.path.insert(0, sys.argv[1]); import jail; del sys.path[0]; from jail.main import main; main()"


def _environment() -> dict[str, str]:
    """Nothing of ours: keys and addresses live in environments. Where the loader finds libraries it must know."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH") if name in os.environ}
    return {"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "1", **kept}


def _facts(body: bytes) -> Facts:
    try:
        said = json.loads(body)
        channels = tuple(int(count) for count in said["channels"])
        facts = Facts(str(said["codec"])[:32], channels, float(said["declared"]))
    except (ValueError, KeyError, TypeError):
        raise DecoderFailed from None
    if not channels or not all(1 <= count <= 8 for count in channels):
        raise DecoderFailed
    return facts


def _finished(body: bytes) -> Finished:
    try:
        said = json.loads(body)
        return Finished(str(said.pop("reason")), said)
    except (ValueError, KeyError, AttributeError):
        raise DecoderFailed from None
