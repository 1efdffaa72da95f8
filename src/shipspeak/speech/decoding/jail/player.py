"""Opens the recording, decodes its sound, and hands it on as 16 kHz PCM with its place on the clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Discard

from .clock import Clock
from .ending import cut_short, goes_on
from .formats import CODECS, DECLARED, STAMPED, options
from .resampler import RATE, Resampler
from .trouble import Ended, Readable, diagnose, protected

Emit = Callable[[int, int, bytes], None]
"""(track, first sample at 16 kHz, interleaved s16)."""
Tell = Callable[[Mapping[str, object]], None]

MOST_CHANNELS = 8
SLOWEST, FASTEST = 4_000, 384_000
"""Samples a second that sound cards and telephones know; at 1 Hz a megabyte would last a week."""


@dataclass(frozen=True)
class Job:
    """What the parent asks for."""

    size: int
    """Bytes of the recording."""
    container: str
    """libavformat's name of the demuxer, found by the parent's own sniffing."""
    longest: float
    """Seconds."""
    tracks: int
    """At most so many audio streams."""
    only_first: bool
    """Take one audio stream, not all."""


def play(recording: Readable, job: Job, emit: Emit, tell: Tell) -> dict[str, object]:
    """Decode all of `recording`; returns facts about how it went. Ended: with the reason why it cannot be heard."""
    try:
        if protected(recording, job.container):
            raise Ended("protected")
        declared = _declared(recording, job)
        recording.seek(0)
        with _open(recording, job) as container:
            voices = _voices(container, job)
            tell({"codec": voices[0].codec, "channels": [voice.channels for voice in voices], "declared": declared})
            ending = _decode(container, voices, emit)
            if cut_short(recording, job.container):
                ending["whole"] = False
            ending["more"] = goes_on(recording, job.container)
            return ending | {"declared": declared if job.container in DECLARED else 0.0}
    except (av.FFmpegError, ValueError) as error:
        raise diagnose(recording, job.container, error) from None


class _Voice:
    """One audio stream on its way out."""

    def __init__(self, stream: AudioStream, track: int, origin: float) -> None:
        self.stream = stream
        self.codec: str = stream.codec_context.codec.canonical_name
        self.channels: int = stream.codec_context.layout.nb_channels
        self._track = track
        self._tick = float(stream.time_base or 0)
        self._clock = Clock(origin)
        self._resampler: Resampler | None = None
        self._position = 0
        stream.codec_context.thread_count = 1
        stream.codec_context.thread_type = "NONE"

    @property
    def seconds(self) -> float:
        return self._clock.now

    def hear(self, frame: AudioFrame, emit: Emit) -> None:
        silence = self._clock.silence_before(None if frame.pts is None else frame.pts * self._tick)
        if self._resampler is None or silence or not self._resampler.fits(frame):
            self.finish(emit)
            self._position = max(self._position, round(self._clock.now * RATE))
            self._resampler = Resampler(frame, self.channels)
        self._clock.heard(frame.samples, frame.sample_rate)
        self._emit(self._resampler.push(frame), emit)

    def finish(self, emit: Emit) -> None:
        if self._resampler is not None:
            self._emit(self._resampler.finish(), emit)
            self._resampler = None

    def _emit(self, blocks: list[bytes], emit: Emit) -> None:
        for block in blocks:
            emit(self._track, self._position, block)
            self._position += len(block) // (2 * self.channels)


def _open(recording: Readable, job: Job) -> InputContainer:
    return av.open(
        recording,
        "r",
        format=job.container,
        options=options(job.container),
        metadata_errors="ignore",
        buffer_size=128 * 1024,
        io_open=_refuse,
    )


def _refuse(*_: object) -> None:
    """A demuxer wants a second file: none of ours has one."""
    raise PermissionError


def _declared(recording: Readable, job: Job) -> float:
    """Seconds that the container claims; 0.0 when it does not say. Ended("long") when it claims too much and really
    holds a packet stamped beyond the limit: ten hours of silence fit into two megabytes, and need not be decoded.
    """
    with _open(recording, job) as container:
        declared: float = (container.duration or 0) / 1_000_000
        if declared <= job.longest or job.container not in STAMPED or not container.streams.audio:
            return declared
        stream = container.streams.audio[0]
        limit = (container.start_time or 0) / 1_000_000 + job.longest
        try:
            container.seek(int(limit * 1_000_000))
            packet = next(container.demux(stream))
        except (av.FFmpegError, StopIteration):
            return declared
        if packet.pts is not None and packet.pts * float(stream.time_base or 0) >= limit - 10:
            raise Ended("long", seconds=declared)
        return declared


def _voices(container: InputContainer, job: Job) -> list[_Voice]:
    chosen = container.streams.audio[: 1 if job.only_first else None]
    if not chosen:
        raise Ended("no_sound" if container.streams.video else "nothing")
    if len(chosen) > job.tracks:
        raise Ended("tracks", tracks=len(chosen))
    for stream in container.streams:
        if stream not in chosen:
            stream.discard = Discard.all
    for stream in chosen:
        name, canonical = _codec(stream)
        if name not in CODECS:
            raise Ended("codec", codec=canonical)
        channels, rate = stream.codec_context.layout.nb_channels, stream.codec_context.sample_rate
        if channels > MOST_CHANNELS:
            raise Ended("channels", channels=channels)
        if channels < 1 or not SLOWEST <= rate <= FASTEST:
            raise Ended("damaged")
    origin = (container.start_time or 0) / 1_000_000
    return [_Voice(stream, track, origin) for track, stream in enumerate(chosen)]


def _codec(stream: AudioStream) -> tuple[str, str]:
    """(decoder, codec). PyAV leaves the context out where libavcodec knows no decoder, whatever its types say."""
    try:
        codec = stream.codec_context.codec
    except AttributeError:
        return "", "something unknown"
    return codec.name, codec.canonical_name


def _decode(container: InputContainer, voices: list[_Voice], emit: Emit) -> dict[str, object]:
    by_index = {voice.stream.index: voice for voice in voices}
    packets = damaged = 0
    whole, last_is_bad = True, False
    try:
        for packet in container.demux(*(voice.stream for voice in voices)):
            voice = by_index[packet.stream.index]
            packets += 1
            try:
                frames = packet.decode()
            except av.FFmpegError:
                damaged += 1
                last_is_bad = True
                continue
            # The last packets are empty: they flush the decoder.
            last_is_bad = last_is_bad and packet.size == 0
            for frame in frames:
                if isinstance(frame, AudioFrame):
                    voice.hear(frame, emit)
    except av.FFmpegError:
        whole = False
    for voice in voices:
        voice.finish(emit)
    return {
        "seconds": max(voice.seconds for voice in voices),
        "packets": packets,
        # A torn last packet is not damage but the end of the file.
        "damaged": damaged - last_is_bad,
        "whole": whole and not last_is_bad,
    }
