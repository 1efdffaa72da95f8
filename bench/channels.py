"""How often the rule "are the channels people?" is right: `./ship bench channels`.

Renders two-minute conversations of two voices from the speech under SHIPSPEAK_DATA (default: ../shared/data), as
telephones record them (one channel each, with leakage, noise and different loudness) and as rooms are recorded (one
mixer, two microphones apart, a pan, a dead channel), and prints the share that `are_people` judges rightly. Rendered,
not recorded: real leakage is not a constant, so take the figures as an upper bound.
"""

import os
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from shipspeak.speech.decoding.channels import are_people
from shipspeak.speech.model import RATE

Mono = npt.NDArray[np.float64]
Render = Callable[[Mono, Mono, np.random.Generator], tuple[Mono, Mono]]
SECONDS = 120


def main() -> None:
    voices = _voices(Path(os.environ.get("SHIPSPEAK_DATA", Path(__file__).parents[2] / "shared" / "data")))
    for name, (people, render) in _SCENES.items():
        rng = np.random.default_rng(1)
        right = 0
        for _ in range(25):
            one, two = rng.choice(len(voices), 2, replace=False)
            left, other = render(*_talk(voices[one], voices[two], rng), rng)
            noise = [rng.standard_normal(left.shape) * 10 ** (rng.uniform(-70, -50) / 20) * 32768 for _ in range(2)]
            stereo = np.stack([left + noise[0], other + noise[1]])
            right += are_people(np.clip(stereo, -32768, 32767).astype(np.int16)) == people
        print(f"{name:52} {'people' if people else 'a mix':7} {right:3} of 25 right")


def _voices(data: Path) -> list[Mono]:
    voices = []
    for folder in sorted((data / "audio" / "librispeech").iterdir()):
        parts: list[Mono] = []
        for path in sorted(folder.glob("*.flac")):
            with av.open(str(path)) as container:
                parts += [frame.to_ndarray()[0].astype(np.float64) for frame in container.decode(audio=0)]
        voices.append(np.concatenate(parts))
    return voices


def _talk(one: Mono, two: Mono, rng: np.random.Generator) -> tuple[Mono, Mono]:
    """Turns of 1 to 20 s, one in six overlapping the one before by up to two seconds."""
    tracks = [np.zeros(SECONDS * RATE), np.zeros(SECONDS * RATE)]
    at, who = 0, 0
    while at < SECONDS * RATE:
        voice = (one, two)[who]
        length = int(rng.uniform(1, 20) * RATE)
        start = rng.integers(0, max(1, len(voice) - length))
        piece = voice[start : start + length][: SECONDS * RATE - at]
        tracks[who][at : at + len(piece)] += piece
        at += length - (int(rng.uniform(0, 2) * RATE) if rng.random() < 1 / 6 else -int(rng.uniform(0, 0.8) * RATE))
        who = 1 - who
    return tracks[0], tracks[1]


def _leaking(low: float, high: float) -> Render:
    def render(one: Mono, two: Mono, rng: np.random.Generator) -> tuple[Mono, Mono]:
        leak = 10 ** (-rng.uniform(low, high) / 20)
        gain = 10 ** (-rng.uniform(0, 12) / 20)
        return one + leak * two, gain * (two + leak * one)

    return render


def _panned(low: float, high: float) -> Render:
    def render(one: Mono, two: Mono, rng: np.random.Generator) -> tuple[Mono, Mono]:
        pan = 10 ** (-rng.uniform(low, high) / 20)
        return one + pan * two, two + pan * one

    return render


def _apart(one: Mono, two: Mono, rng: np.random.Generator) -> tuple[Mono, Mono]:
    """Two microphones up to three metres apart: late by as much, and quieter."""
    late = int(rng.integers(1, 140))
    near = 10 ** (-rng.uniform(0, 5) / 20)
    return one + near * np.roll(two, late), near * np.roll(one, late) + two


_SCENES: dict[str, tuple[bool, Render]] = {
    "telephones, leaking by 25 to 60 dB": (True, _leaking(25, 60)),
    "headsets in neighbouring seats, leaking by 15 to 25 dB": (True, _leaking(15, 25)),
    "headsets at one table, leaking by 10 to 15 dB": (True, _leaking(10, 15)),
    "one mixer, both channels alike": (False, _panned(0, 0)),
    "a stereo mix, panned by up to 6 dB": (False, _panned(0, 6)),
    "two microphones in one room": (False, _apart),
    "only one channel in use": (False, lambda one, two, _: (one + two, np.zeros_like(one))),
}

if __name__ == "__main__":
    main()
