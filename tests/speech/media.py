"""Recordings made on the spot, for tests: nothing binary is kept in the repository."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from io import BytesIO
from typing import Any

import av
import numpy as np
import numpy.typing as npt

RATE = 16_000
Pcm = npt.NDArray[np.int16]


@cache
def talk(seconds: float, seed: int = 1) -> Pcm:
    """Something as uneven as speech: noise below 2 kHz in syllables of random loudness. Shape (samples,)."""
    rng = np.random.default_rng(seed)
    count = int(seconds * RATE)
    noise = np.convolve(rng.standard_normal(count + 15), np.hanning(16) / 8, mode="valid")
    syllables = rng.uniform(0, 1, count // 3200 + 2) ** 3
    envelope = np.interp(np.arange(count), np.arange(len(syllables)) * 3200, syllables)
    pcm: Pcm = np.clip(noise * envelope * 9000, -32768, 32767).astype(np.int16)
    return pcm


@dataclass(frozen=True)
class Shape:
    """A container and a codec that belong together."""

    format: str
    codec: str
    rate: int = 48_000
    film: bool = False


SHAPES = {
    "wav": Shape("wav", "pcm_s16le"),
    "wav8": Shape("wav", "pcm_u8", rate=16_000),
    "wavfloat": Shape("wav", "pcm_f32le", rate=44_100),
    "w64": Shape("w64", "pcm_s16le", rate=16_000),
    "aiff": Shape("aiff", "pcm_s16be", rate=44_100),
    "mp3": Shape("mp3", "libmp3lame", rate=44_100),
    "m4a": Shape("ipod", "aac", rate=44_100),
    "aac": Shape("adts", "aac", rate=44_100),
    "mp4": Shape("mp4", "aac", film=True),
    "mov": Shape("mov", "aac", film=True),
    "webm": Shape("webm", "libopus"),
    "mkv": Shape("matroska", "flac", film=True),
    "ogg": Shape("ogg", "flac"),
    "opus": Shape("ogg", "libopus"),
    "flac": Shape("flac", "flac"),
    "3gp": Shape("3gp", "aac", rate=32_000),
}


def recording(name: str, *tracks: Pcm, seconds: float = 12.0) -> bytes:
    """The file of SHAPES[name]. Each of `tracks` is an audio stream of its own, shape (samples,) or (channels, samples)
    at RATE; without, one stream of `talk(seconds)`.
    """
    if tracks:
        return encoded(SHAPES[name], [np.atleast_2d(track) for track in tracks])
    return _alone(name, seconds)


@cache
def _alone(name: str, seconds: float) -> bytes:
    return encoded(SHAPES[name], [talk(seconds)[None]])


def encoded(shape: Shape, tracks: list[Pcm], *, starts: tuple[float, ...] = (), options: Any = None) -> bytes:
    """tracks: shape (channels, samples) at RATE; starts: seconds at which each begins."""
    file = BytesIO()
    with av.open(file, "w", format=shape.format, options=options or {}) as container:
        film = container.add_stream("mpeg4", rate=5, width=64, height=48, pix_fmt="yuv420p") if shape.film else None
        streams = [container.add_stream(shape.codec, rate=shape.rate) for _ in tracks]
        for stream, pcm in zip(streams, tracks, strict=True):
            stream.layout = {1: "mono", 2: "stereo", 6: "5.1"}[pcm.shape[0]]
        packets: list[Any] = list(_pictures(film, tracks[0].shape[1])) if film else []
        for index, (stream, pcm) in enumerate(zip(streams, tracks, strict=True)):
            packets += _sounds(stream, pcm, shape.rate, starts[index] if starts else 0.0)
        for packet in sorted(packets, key=lambda packet: packet.dts * packet.time_base):
            container.mux(packet)
    return file.getvalue()


def film_without_sound() -> bytes:
    file = BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=5, width=64, height=48, pix_fmt="yuv420p")
        for packet in _pictures(stream, 12 * RATE):
            container.mux(packet)
    return file.getvalue()


def muxed(format: str, codec: str, rate: int, packets: list[tuple[bytes, int]], extradata: bytes = b"") -> bytes:
    """Packets written without encoding: (bytes, start in samples)."""
    file = BytesIO()
    with av.open(file, "w", format=format) as container:
        stream = container.add_stream(codec, rate=rate)
        stream.layout = "mono"
        if extradata:
            stream.codec_context.extradata = extradata
        for data, start in packets:
            packet = av.Packet(data)
            packet.stream = stream
            packet.time_base = Fraction(1, rate)
            packet.pts = packet.dts = start
            container.mux(packet)
    return file.getvalue()


def packets_of(shape: Shape, pcm: Pcm) -> list[bytes]:
    """What the encoder makes of `pcm`, without a container."""
    with av.open(BytesIO(), "w", format=shape.format) as container:
        stream = container.add_stream(shape.codec, rate=shape.rate)
        stream.layout = "mono"
        return [bytes(packet) for packet in _sounds(stream, np.atleast_2d(pcm), shape.rate, 0.0)]


def _sounds(stream: Any, pcm: Pcm, rate: int, start: float) -> list[Any]:
    interleaved = np.ascontiguousarray(pcm.T).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(interleaved, format="s16", layout=stream.layout.name)
    frame.sample_rate = RATE
    resampler = av.AudioResampler(stream.format.name, stream.layout.name, rate)
    packets = []
    for piece in (*resampler.resample(frame), *resampler.resample(None)):
        piece.pts = (piece.pts or 0) + round(start * rate)
        packets += stream.encode(piece)
    return packets + stream.encode(None)


def _pictures(stream: Any, samples: int) -> list[Any]:
    packets = []
    for index in range(samples * 5 // RATE):
        picture = av.VideoFrame.from_ndarray(np.full((48, 64, 3), index * 7 % 256, np.uint8), format="rgb24")
        picture.pts, picture.time_base = index, Fraction(1, 5)
        packets += stream.encode(picture)
    return packets + stream.encode(None)
