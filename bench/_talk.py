"""Speech rendered by flite and espeak-ng, with known words and, from flite, known word times. SYNTHETIC, name it so."""

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from bench.meetings import Floats, read_audio
from shipspeak.base import Span
from shipspeak.speech import RATE

LINES = (
    "I think we should {um} move the launch {uh} to the second week of March.",
    "So {um} the checkout change raised conversion by {uh} four points in the last test.",
    "What do we lose if we {um} leave the export feature {uh} out of this release?",
    "The short answer is {uh} yes, and the reason is {um} that support tickets fell by a third.",
    "We talked to {um} eleven customers, and {uh} nine of them asked for the same report.",
    "I am {uh} not sure that the data supports that conclusion {um} yet.",
    "My recommendation is {um} to fix the search page before we {uh} build anything new.",
    "Who owns the follow up, and {um} when can we see {uh} a first draft?",
    "If we {um} hire two engineers now, the new platform is {uh} ready by summer.",
    "The risk is {uh} that the largest customer leaves before the {um} contract ends.",
    "Let me start with the decision that we need from {uh} this group {um} today.",
    "People open the page {um} read the first line, and then {uh} they close it again.",
    "That is a {uh} fair point, and I would like to {um} hear more about your worry.",
    "We can keep the old price for {um} current customers and raise it {uh} for new ones.",
)
FLITE = ("slt", "rms", "awb")
ESPEAK = ("en-us", "en-gb")


@dataclass(frozen=True)
class Said:
    """One line by one voice."""

    voice: str
    words: tuple[str, ...]
    times: tuple[Span, ...] | None
    """Each word's, from the first sample; None where the voice does not tell."""
    audio: Floats


def missing() -> list[str]:
    """Programs that are not installed."""
    return [name for name in ("flite", "espeak-ng") if not shutil.which(name)]


def rendered() -> list[Said]:
    """Every line with and without its fillers by every voice."""
    said = []
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "said.wav"
        for line in LINES:
            for text in (re.sub(r" \{\w+\}", "", line), re.sub(r" \{(\w+)\}", r", \1,", line)):
                words = tuple(re.findall(r"[A-Za-z']+", text))
                for voice in FLITE:
                    times = _times(voice, words, _flite(voice, text, wav))
                    said.append(Said(f"flite {voice}", words, times, read_audio(wav)))
                for voice in ESPEAK:
                    subprocess.run(["espeak-ng", "-v", voice, "-s", "150", "-w", str(wav), text], check=True)
                    said.append(Said(f"espeak-ng {voice}", words, None, read_audio(wav)))
    return said


def laid_out(said: list[Said], seed: int) -> tuple[np.ndarray, list[tuple[int, Said]]]:
    """One recording, shuffled, with pauses of 0.3 to 1.5 s over faint noise; and where each line begins, in ms."""
    draw = np.random.default_rng(seed)
    parts, places, at = [], [], 0
    for index in draw.permutation(len(said)):
        pause = int(draw.uniform(0.3, 1.5) * 1000) * RATE // 1000
        places.append(((at + pause) * 1000 // RATE, said[index]))
        audio = said[index].audio[: len(said[index].audio) // 16 * 16]
        parts += [np.zeros(pause, np.float32), audio / max(0.05, float(np.abs(audio).max())) * 0.5]
        at += pause + len(audio)
    whole = np.concatenate(parts)
    whole += draw.normal(0, 0.001, len(whole)).astype(np.float32)
    return (whole * 32767).astype(np.int16), places


def _flite(voice: str, text: str, wav: Path) -> list[tuple[str, int]]:
    """Sounds and their ends in ms."""
    command = ["flite", "-voice", voice, "-psdur", "-t", text, "-o", str(wav)]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [(sound, round(float(end) * 1000)) for sound, _, end in (item.partition(":") for item in out.split())]


def _times(voice: str, words: tuple[str, ...], sounds: list[tuple[str, int]]) -> tuple[Span, ...] | None:
    """A word has as many sounds in its line as alone; where that does not come out even, nobody knows."""
    begun = [0, *(end for _, end in sounds)]
    spoken = [Span(begin, end) for begin, (sound, end) in zip(begun, sounds, strict=False) if sound != "pau"]
    counts = [_sounds(voice, word) for word in words]
    if sum(counts) != len(spoken):
        return None
    edges = np.cumsum([0, *counts])
    return tuple(Span(spoken[low].start, spoken[high - 1].end) for low, high in pairwise(edges))


@cache
def _sounds(voice: str, word: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        return sum(sound != "pau" for sound, _ in _flite(voice, word, Path(folder) / "word.wav"))
