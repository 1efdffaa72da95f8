"""The meeting's sound: every line on one clock, each voice in its place in the room, mixed and encoded."""

from pathlib import Path

import numpy as np
from scipy.signal import bilinear, fftconvolve, lfilter

from sample.script import RATE, Line, Script, Voice
from sample.truth import Heard
from sample.voices import Audio, speak

BREATH = 300
"""Milliseconds between two sentences of one line."""
FADE = 25
"""Milliseconds in which a voice that was cut off dies away."""
TAIL = 1_500
"""Milliseconds of quiet room after the last word."""
ROOM_NOISE = -62.0
"""dB relative to full scale."""
BIT_RATE = 24_000


def perform(script: Script) -> tuple[list[Heard], Audio]:
    """Where each line came to lie, and the mix. Raises OSError where flite is not installed."""
    placed = _place(script)
    mix = _room(max(heard.end for heard, _ in placed) + TAIL)
    for heard, audio in placed:
        at = heard.start * RATE // 1000
        wet = _in_the_room(audio, script.voices[heard.line.who])
        mix[at : at + len(wet)] += wet[: len(mix) - at]
    return [heard for heard, _ in placed], mix


def encode(mix: Audio, path: Path) -> None:
    """AAC in MP4 with its index in front, so that a browser starts before it has everything."""
    import av  # noqa: PLC0415 -- heavy: only where used

    pcm = np.clip(np.round(mix * 32767), -32768, 32767).astype(np.int16)
    options = {"movflags": "+faststart", "fflags": "+bitexact"}
    with av.open(str(path), "w", format="ipod", options=options) as box:
        stream = box.add_stream("aac", rate=RATE, layout="mono", bit_rate=BIT_RATE)
        for at in range(0, len(pcm), 1024):
            frame = av.AudioFrame.from_ndarray(pcm[None, at : at + 1024], format="s16", layout="mono")
            frame.rate, frame.pts = RATE, at
            box.mux(stream.encode(frame))
        box.mux(stream.encode(None))


def _place(script: Script) -> list[tuple[Heard, Audio]]:
    """Every line on the meeting's clock."""
    placed: list[tuple[Heard, Audio]] = []
    floor = 0
    for line in script.lines:
        audio, words = _utter(line, script.voices[line.who])
        start = floor + line.pause
        heard = Heard(line, tuple((start + begin, start + end, text) for begin, end, text in words))
        placed.append((heard, audio))
        floor = floor if line.over else heard.end
    return placed


def _utter(line: Line, voice: Voice) -> tuple[Audio, list[tuple[int, int, str]]]:
    """Sound and word times of a line, both from 0. What stays unsaid is spoken, then cut off."""
    parts: list[Audio] = []
    words: list[tuple[int, int, str]] = []
    at = 0
    for sentence in line.sentences:
        spoken = speak(voice, sentence)
        words += [
            (at + start, at + end, text) for (start, end), text in zip(spoken.words, sentence.split(), strict=True)
        ]
        parts += [spoken.audio, np.zeros(BREATH * RATE // 1000, np.float32)]
        at = sum(len(part) for part in parts) * 1000 // RATE
    words = words[: len(line.say.split())]
    audio = np.concatenate(parts)[: words[-1][1] * RATE // 1000]
    fade = FADE * RATE // 1000
    audio[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return audio, words


def _in_the_room(audio: Audio, voice: Voice) -> Audio:
    """The voice at its microphone: brightness, a few early echoes, loudness."""
    audio = _shelf(audio, voice.tilt)
    audio = np.asarray(fftconvolve(audio, _echoes(seed=len(voice.role))), np.float32)
    loud = np.sqrt(np.mean(audio**2))
    return np.asarray(audio * 10 ** (voice.level / 20) / loud, np.float32)


def _shelf(audio: Audio, gain: float) -> Audio:
    """First-order high shelf at 1.5 kHz, `gain` dB."""
    corner, rise = 2 * np.pi * 1_500, 10 ** (gain / 20)
    return np.asarray(lfilter(*bilinear([rise, corner], [1, corner], RATE), audio), np.float32)


def _echoes(seed: int) -> Audio:
    """Impulse response of a small furnished room: the direct sound, then noise that dies away by 60 dB in 0.2 s."""
    rng = np.random.default_rng(seed)
    time = np.arange(RATE // 5) / RATE
    response = rng.normal(0, 0.006, len(time)) * 10 ** (-3 * time / 0.2)
    response[: RATE // 400] = 0
    response[0] = 1
    return np.asarray(response, np.float32)


def _room(duration: int) -> Audio:
    """Air conditioning and a far street: noise that falls with frequency."""
    white = np.random.default_rng(14).normal(0, 1, duration * RATE // 1000)
    brown = lfilter([1], [1, -0.97], white)
    return np.asarray(brown / brown.std() * 10 ** (ROOM_NOISE / 20), np.float32)
