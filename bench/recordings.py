"""Recordings of any length for the benchmarks, as files that people have: AAC in MP4, 16 kHz, 48 kbit/s."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from bench.meetings import DATA, synthesise
from shipspeak.base import ROOT
from shipspeak.speech import RATE, FileSource, decode

TIMINGS = ["ES2005a", "ES2005b", "ES2006a", "IS1000a"]
SEED = 30


def recording(minutes: int, folder: Path, number: int = 0) -> Path:
    """A meeting of `minutes`: synthetic fill where the data is there, else the sample meeting over and over. Another
    `number`: other people's timing, other voices; at most 15.
    """
    path = folder / f"{minutes}-minutes-{number}.m4a"
    with av.open(str(path), "w", format="ipod") as container:
        stream = container.add_stream("aac", rate=RATE, layout="mono")
        stream.bit_rate = 48_000
        for block in _cut(_blocks(minutes, number), minutes * 60 * RATE):
            frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="s16", layout="mono")
            frame.sample_rate = RATE
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)
    return path


def described() -> str:
    """What these meetings are made of, for the printed result."""
    if DATA.is_dir():
        return "SYNTHETIC: real AMI turn timing, filled with read LibriSpeech voices"
    return "SYNTHETIC: the sample meeting over and over (the evaluation data is absent)"


def _blocks(minutes: int, number: int) -> Iterator[npt.NDArray[np.int16]]:
    if DATA.is_dir():
        yield from synthesise(_timings(number), seed=SEED + number, minutes=minutes).blocks()
        return
    sample: list[npt.NDArray[np.int16]] = []
    decode(FileSource(ROOT / "sample" / "product-review.m4a"), lambda block: sample.append(block[0]))
    while True:
        yield from sample


def _timings(number: int) -> list[str]:
    have = sorted(path.name.partition(".")[0] for path in (DATA / "meetings" / "ami").glob("*.rttm.gz"))
    first = [name for name in TIMINGS if name in have] or have[:4]
    return first if number == 0 else have[4 * (number - 1) : 4 * number]


def _cut(blocks: Iterator[npt.NDArray[np.int16]], samples: int) -> Iterator[npt.NDArray[np.int16]]:
    for block in blocks:
        if samples <= 0:
            return
        yield block[:samples]
        samples -= len(block)
