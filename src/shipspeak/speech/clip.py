"""A stretch of audio as a file that every browser plays."""

import io

from shipspeak.base import Span
from shipspeak.speech.model import RATE, Pcm

BIT_RATE = 32_000
"""Bits a second: speech of 8 kHz bandwidth is clear at this rate, and a 15-s clip weighs 60 KB."""


def as_mp3(pcm: Pcm, span: Span) -> bytes:
    """`span` of the mix as MP3, mono. About 10 ms for a 15-s clip. Empty when the span lies outside the recording."""
    import av  # noqa: PLC0415 -- heavy: only where used

    samples = pcm.read(span.start * RATE // 1000, span.length * RATE // 1000)
    if not len(samples):
        return b""
    content = io.BytesIO()
    with av.open(content, "w", format="mp3") as container:
        stream = container.add_stream("mp3", rate=RATE, layout="mono")
        stream.bit_rate = BIT_RATE
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = RATE
        # The encoder takes planar floats or shorts in frames of its own size.
        resampler = av.AudioResampler(
            format="s16p", layout="mono", rate=RATE, frame_size=stream.codec_context.frame_size or 576
        )
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return content.getvalue()
