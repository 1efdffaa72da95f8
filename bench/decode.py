"""What decoding costs: `./ship bench decode [minutes]`.

Makes a meeting of 30 minutes (default) in each container, and decodes it twice: in the locked child as the product
does, and with PyAV inside one process as its manual shows, which is the price of no protection. Prints processor
seconds (comparable on a busy machine), wall seconds, and peak memory of child and parent.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from shipspeak.speech import FileSource, decode

SHAPES = (
    ("wav 48 kHz stereo", "wav", "pcm_s16le", 2),
    ("m4a stereo", "ipod", "aac", 2),
    ("mp3 stereo", "mp3", "libmp3lame", 2),
    ("webm opus mono", "webm", "libopus", 1),
)
RATE = 48_000


def main() -> None:
    if len(sys.argv) > 2:
        globals()[f"_{sys.argv[1]}"](Path(sys.argv[2]))
        return
    minutes = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    print(f"{minutes} minutes; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    print(f"{'':20}    MB | locked:  cpu s  wall s  child MB  parent MB | PyAV:  cpu s")
    with tempfile.TemporaryDirectory() as folder:
        for name, muxer, codec, channels in SHAPES:
            path = Path(folder) / muxer
            _make(path, muxer, codec, channels, minutes)
            # A process for each measurement: peak memory never goes down again within one.
            ours, plain = (_measured(way, path) for way in ("locked", "plain"))
            print(
                f"{name:20}{path.stat().st_size / 1e6:6.0f} |        {ours[0]:6.2f} {ours[1]:7.2f}"
                f" {ours[2]:9.0f} {ours[3]:10.0f} |      {plain[0]:6.2f}   ratio {ours[0] / plain[0]:.2f}"
            )
            path.unlink()


def _measured(way: str, path: Path) -> list[float]:
    """[cpu s, wall s, peak MB of the child, peak MB of the process itself]."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.decode", way, str(path)], capture_output=True, text=True, check=True
    )
    return [float(word) for word in done.stdout.split()]


def _locked(path: Path) -> None:
    start, cpu = time.perf_counter(), _cpu()
    with FileSource(path) as source:
        decode(source, lambda _: None)
    _print(start, cpu)


def _plain(path: Path) -> None:
    start, cpu = time.perf_counter(), _cpu()
    with av.open(str(path)) as container:
        resampler = av.AudioResampler("s16", "mono", 16_000)
        for frame in container.decode(audio=0):
            for piece in resampler.resample(frame):
                piece.to_ndarray()
    _print(start, cpu)


def _cpu() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _print(start: float, cpu: float) -> None:
    peaks = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF)]
    print(_cpu() - cpu, time.perf_counter() - start, *peaks)


def _make(path: Path, format: str, codec: str, channels: int, minutes: int) -> None:
    """Noise in syllables: as dear to decode as speech."""
    rng = np.random.default_rng(1)
    syllables = np.interp(np.arange(60 * RATE), np.arange(400) * 60 * RATE / 400, rng.uniform(0, 1, 400) ** 3)
    minute = (np.cumsum(rng.standard_normal(60 * RATE)) % 2000 * syllables * 4).astype(np.int16)
    stereo = np.ascontiguousarray(np.repeat(minute[:, None], channels, axis=1)).reshape(1, -1)
    with av.open(str(path), "w", format=format) as container:
        stream = container.add_stream(codec, rate=RATE)
        stream.layout = "stereo" if channels == 2 else "mono"
        for index in range(minutes * 60):
            second = stereo[:, (index % 60) * RATE * channels : (index % 60 + 1) * RATE * channels]
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(second), format="s16", layout=stream.layout.name)
            frame.sample_rate, frame.pts, frame.time_base = RATE, index * RATE, Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


if __name__ == "__main__":
    main()
