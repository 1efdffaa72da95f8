"""Four voices from flite, with the time of every word exactly as the synthesiser placed it.

Only for rendering: flite's shared libraries (Debian and Ubuntu: package `flite`) are loaded here and nowhere else.
They are called directly because the command line prints sounds without saying which word they belong to.
"""

import ctypes
from dataclasses import dataclass
from functools import cache
from itertools import groupby

import numpy as np
import numpy.typing as npt
from scipy.signal import resample_poly

from sample.script import RATE, Voice

Audio = npt.NDArray[np.float32]
"""Mono at RATE, shape (samples,), full scale 1."""

_POINTER = ctypes.c_void_p
_TEXT = ctypes.c_char_p
_SIGNATURES = {
    "flite_init": (ctypes.c_int, []),
    "flite_synth_text": (_POINTER, [_TEXT, _POINTER]),
    "utt_relation": (_POINTER, [_POINTER, _TEXT]),
    "relation_head": (_POINTER, [_POINTER]),
    "item_next": (_POINTER, [_POINTER]),
    "ffeature_float": (ctypes.c_float, [_POINTER, _TEXT]),
    "path_to_item": (_POINTER, [_POINTER, _TEXT]),
    "feat_set_float": (None, [_POINTER, _TEXT, ctypes.c_float]),
    "delete_utterance": (None, [_POINTER]),
}


class _Wave(ctypes.Structure):
    _fields_ = (
        ("type", _TEXT),
        ("rate", ctypes.c_int),
        ("samples", ctypes.c_int),
        ("channels", ctypes.c_int),
        ("data", ctypes.POINTER(ctypes.c_int16)),
    )


@dataclass(frozen=True, slots=True)
class Spoken:
    """One sentence: silence before and after is cut off."""

    audio: Audio
    words: tuple[tuple[int, int], ...]
    """Start and end of each word of the text, milliseconds from the start of `audio`; the first starts at 0."""


def speak(voice: Voice, sentence: str) -> Spoken:
    """Say one sentence. Words are what stands between spaces. Raises OSError where flite is not installed."""
    flite = _flite()
    speaker = _speaker(voice.flite)
    features = ctypes.cast(speaker, ctypes.POINTER(_POINTER))[1]
    # A longer throat lowers every resonance: speak lower and slower by `throat`, then play it faster by `throat`.
    flite.feat_set_float(features, b"duration_stretch", voice.stretch * voice.throat)
    flite.feat_set_float(features, b"int_f0_target_mean", voice.pitch / voice.throat)
    utterance = flite.flite_synth_text(sentence.encode(), speaker)
    try:
        times = _word_times(flite, utterance)
        audio = _samples(flite, utterance)
    finally:
        flite.delete_utterance(utterance)
    if len(times) != len(sentence.split()):
        raise ValueError(f"flite reads {len(times)} words where the script writes {len(sentence.split())}: {sentence}")
    audio = resample_poly(audio, 100, round(100 * voice.throat)).astype(np.float32)
    first, last = times[0][0] / voice.throat, times[-1][1] / voice.throat
    words = tuple(
        (round(1000 * (s / voice.throat - first)), round(1000 * (e / voice.throat - first))) for s, e in times
    )
    return Spoken(audio[round(first * RATE) : round(last * RATE)], words)


@cache
def _flite() -> ctypes.CDLL:
    library = ctypes.CDLL("libflite.so.1", mode=ctypes.RTLD_GLOBAL)
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    library.utt_wave.restype, library.utt_wave.argtypes = ctypes.POINTER(_Wave), [_POINTER]
    for language in ("libflite_usenglish.so.1", "libflite_cmulex.so.1"):
        ctypes.CDLL(language, mode=ctypes.RTLD_GLOBAL)
    library.flite_init()
    return library


@cache
def _speaker(name: str) -> int:
    register = getattr(ctypes.CDLL(f"libflite_cmu_us_{name}.so.1"), f"register_cmu_us_{name}")
    register.restype, register.argtypes = _POINTER, [_TEXT]
    return int(register(None))


def _word_times(flite: ctypes.CDLL, utterance: int) -> list[tuple[float, float]]:
    """Seconds. flite knows when each sound ends; sounds of one word are those of one token of the text."""
    sounds: list[tuple[int | None, float, float]] = []
    sound, start = flite.relation_head(flite.utt_relation(utterance, b"Segment")), 0.0
    while sound:
        end = flite.ffeature_float(sound, b"end")
        sounds.append((flite.path_to_item(sound, b"R:SylStructure.parent.parent.R:Token.parent"), start, end))
        sound, start = flite.item_next(sound), end
    words = [list(group) for token, group in groupby(sounds, key=lambda sound: sound[0]) if token]
    return [(word[0][1], word[-1][2]) for word in words]


def _samples(flite: ctypes.CDLL, utterance: int) -> Audio:
    wave = flite.utt_wave(utterance).contents
    if wave.rate != RATE:
        raise ValueError(f"this flite voice speaks at {wave.rate} Hz; take one of rms, slt, awb, kal16")
    pcm = np.ctypeslib.as_array(wave.data, (wave.samples,))
    return (pcm / np.float32(32768)).astype(np.float32)
