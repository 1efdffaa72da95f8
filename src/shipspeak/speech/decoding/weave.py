"""Lays streams of sound side by side on one clock, in bounded memory, and hands them on block by block."""

from collections import deque
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from shipspeak.speech.decoding.channels import FRAME, WINDOW, are_people, levels_of
from shipspeak.speech.decoding.judge import spoken
from shipspeak.speech.errors import Silent, Tangled, TooLong
from shipspeak.speech.limits import Limits
from shipspeak.speech.model import RATE, Sink
from shipspeak.speech.pcm import averaged

Pcm16 = npt.NDArray[np.int16]
"""Shape (tracks or channels, samples)."""

LAG = 120 * RATE
"""Samples that one stream may run ahead of another before the other counts as silent."""
PIECE = 10 * RATE
"""Silence is laid in pieces, so that an hour of it does not stand in memory."""
BLOCK = 2 * RATE
"""Samples that the sink gets at a time, at least, except for the last."""
HUSH = -66.0
"""dBFS: speech below it has less than four bits and cannot be understood however much it is amplified."""
A_SECOND = RATE // FRAME


class Weaver:
    """Blocks of several streams in any order in, aligned tracks out. Missing stretches become silence."""

    def __init__(self, streams: int, out: Callable[[Pcm16], None]) -> None:
        self._out = out
        self._parts: list[deque[Pcm16]] = [deque() for _ in range(streams)]
        self.ends = [0] * streams
        """Samples laid so far, by stream."""
        self._open = set(range(streams))
        self._given_up = [0] * streams
        self._emitted = 0

    def add(self, stream: int, start: int, samples: Pcm16) -> None:
        """samples: shape (channels, n); with one stream the channels are kept, with more each becomes one track.
        Tangled: it belongs to a time that has been given up as silent.
        """
        if start < self._given_up[stream] - FRAME:
            raise Tangled
        self._pad(stream, start, samples.shape[0])
        self._lay(stream, samples)
        horizon = max(self.ends) - LAG
        for late in self._open:
            if self.ends[late] < horizon:
                self._pad(late, horizon)
                self._given_up[late] = horizon
        self._catch_up()

    def close(self, stream: int) -> None:
        """Nothing more will come of it: the others need not wait."""
        self._open.discard(stream)
        self._catch_up()

    def finish(self) -> None:
        """Pads every stream to the longest."""
        self._open.clear()
        self._catch_up()

    def _catch_up(self) -> None:
        behind = [end for stream, end in enumerate(self.ends) if stream in self._open]
        until = min(behind) if behind else max(self.ends)
        for stream in range(len(self.ends)):
            if stream not in self._open:
                self._pad(stream, until)

    def _pad(self, stream: int, until: int, channels: int = 1) -> None:
        while (missing := until - self.ends[stream]) > 0:
            self._lay(stream, np.zeros((channels, min(missing, PIECE)), np.int16))

    def _lay(self, stream: int, samples: Pcm16) -> None:
        self.ends[stream] += samples.shape[1]
        if len(self.ends) == 1:
            self._out(samples)
            return
        self._parts[stream].append(averaged(samples))
        ready = min(self.ends) - self._emitted
        if ready >= BLOCK or (not self._open and ready > 0):
            self._emitted += ready
            self._out(np.stack([_taken(parts, ready) for parts in self._parts]))


def _taken(parts: deque[npt.NDArray[np.int16]], count: int) -> npt.NDArray[np.int16]:
    """The first `count` samples, which are there, cut off."""
    taken: list[npt.NDArray[np.int16]] = []
    while count:
        part = parts.popleft()
        if part.shape[0] > count:
            parts.appendleft(part[count:])
            part = part[:count]
        taken.append(part)
        count -= part.shape[0]
    return np.concatenate(taken)


class Chooser:
    """Keeps the channels of a single stream apart when they are people, else mixes them: decided on the first two
    minutes, which wait in memory until then.
    """

    def __init__(self, out: Callable[[Pcm16], None]) -> None:
        self._out = out
        self._waiting: list[Pcm16] = []
        self._count = 0
        self._people: bool | None = None

    def add(self, samples: Pcm16) -> None:
        if self._people is not None:
            self._out(samples if self._people else averaged(samples)[np.newaxis])
            return
        self._waiting.append(samples)
        self._count += samples.shape[1]
        if self._count >= WINDOW or samples.shape[0] == 1:
            self.finish()

    def finish(self) -> None:
        if self._people is None and self._waiting:
            waiting, self._waiting = np.concatenate(self._waiting, axis=1), []
            self._people = are_people(waiting)
            for start in range(0, waiting.shape[1], PIECE):
                self.add(waiting[:, start : start + PIECE])


class Counter:
    """The last stage: counts, refuses what is too long or silent, and feeds the sink."""

    def __init__(self, sink: Sink, limits: Limits) -> None:
        self._sink = sink
        self._limit = limits.duration
        self._parts: list[Pcm16] = []
        self._held = 0
        self._samples = 0
        self._loud = 0
        self.tracks = 1

    @property
    def duration(self) -> int:
        """Milliseconds so far."""
        return self._samples * 1000 // RATE

    def add(self, samples: Pcm16) -> None:
        """TooLong: beyond the limit; nothing past it reaches the sink."""
        self._samples += samples.shape[1]
        if self.duration > self._limit:
            limit = spoken(self._limit / 1000)
            raise TooLong(length=f"more than {limit}", limit=limit)
        if self._loud < A_SECOND and samples.any():
            self._loud += int((levels_of(samples).max(axis=0, initial=-90.0) > HUSH).sum())
        self._parts.append(samples)
        self._held += samples.shape[1]
        if self._held >= BLOCK:
            self._flush()

    def finish(self) -> None:
        """Silent: less than one second of it reaches HUSH."""
        if self._parts:
            self._flush()
        if self._loud < A_SECOND:
            raise Silent

    def _flush(self) -> None:
        block = np.ascontiguousarray(np.concatenate(self._parts, axis=1) if len(self._parts) > 1 else self._parts[0])
        self._parts, self._held = [], 0
        self.tracks = block.shape[0]
        self._sink(block)
