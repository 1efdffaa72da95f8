"""A stretch of audio as a small file: for a browser, which plays MP3 everywhere, and for a model, which takes Opus."""

import io
from dataclasses import dataclass, replace
from typing import Literal

from shipspeak.base import Span
from shipspeak.speech.model import RATE, Pcm

MP3_BIT_RATE = 32_000
"""Bits a second: speech of 8 kHz bandwidth is clear at this rate, and a 15-s clip weighs 60 KB."""
OPUS_BIT_RATE = 32_000
"""At most an eighth of 16-bit samples. The lowest rate at which no more words were misheard than from the samples
(`./ship bench clips`): 24,000 saves another fifth and is not clearly as good.
"""


@dataclass(frozen=True, slots=True)
class _Form:
    container: str
    codec: Literal["mp3", "libopus"]
    sample_format: str
    bit_rate: int


_MP3 = _Form("mp3", "mp3", "s16p", MP3_BIT_RATE)
_OPUS = _Form("ogg", "libopus", "s16", OPUS_BIT_RATE)


def as_mp3(pcm: Pcm, span: Span) -> bytes:
    """`span` of the mix as MP3, mono. About 10 ms for a 15-s clip. Empty when the span lies outside the recording."""
    return _encoded(pcm, span, _MP3)


def as_opus(pcm: Pcm, span: Span, bit_rate: int = OPUS_BIT_RATE) -> bytes:
    """`span` of the mix as Opus in Ogg, mono, at 16 kHz: what is sent to a model. `bit_rate` in bits a second.

    Silence stays as long as it is (no discontinuous transmission), so times in the clip are times in the span. Empty
    when the span lies outside the recording.
    """
    return _encoded(pcm, span, replace(_OPUS, bit_rate=bit_rate))


def _encoded(pcm: Pcm, span: Span, form: _Form) -> bytes:
    import av  # noqa: PLC0415 -- heavy: only where used

    samples = pcm.read(span.start * RATE // 1000, span.length * RATE // 1000)
    if not len(samples):
        return b""
    content = io.BytesIO()
    # Bit-exact: otherwise Ogg draws a serial number, and the same sound would be another question to a model.
    with av.open(content, "w", format=form.container, options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream(form.codec, rate=RATE, layout="mono")
        stream.bit_rate = form.bit_rate
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = RATE
        # The encoder takes its own kind of samples in frames of its own size.
        resampler = av.AudioResampler(
            format=form.sample_format, layout="mono", rate=RATE, frame_size=stream.codec_context.frame_size or 576
        )
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return content.getvalue()
