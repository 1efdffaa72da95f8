"""Render the sample meeting: `python -m sample.render`; see that script, truth and sound agree: `--check`.

Rendering needs flite (Debian and Ubuntu: `apt-get install flite`) and takes half a minute; checking needs nothing.
Same script, same flite, same bytes: the only randomness is the room's noise, and that is seeded.
"""

import argparse
import hashlib
import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy.signal import bilinear, fftconvolve, lfilter

from sample.script import RATE, Line, Script, Voice, read
from sample.truth import Heard, captions, truth
from sample.voices import Audio, speak

HERE = Path(__file__).parent
SCRIPT = HERE / "script.toml"
AUDIO = HERE / "product-review.m4a"
CAPTIONS = HERE / "product-review.vtt"
TRUTH = HERE / "truth.json"

BREATH = 300
"""Milliseconds between two sentences of one line."""
FADE = 25
"""Milliseconds in which a voice that was cut off dies away."""
TAIL = 1_500
"""Milliseconds of quiet room after the last word."""
ROOM_NOISE = -62.0
"""dB relative to full scale."""
BIT_RATE = 24_000


def render() -> None:
    """Write the sound, the captions and the truth beside the script."""
    script = read(SCRIPT)
    placed = _place(script)
    duration = max(heard.end for heard, _ in placed) + TAIL
    mix = _room(duration)
    for heard, audio in placed:
        at = heard.start * RATE // 1000
        wet = _in_the_room(audio, script.voices[heard.line.who])
        mix[at : at + len(wet)] += wet[: len(mix) - at]
    _encode(mix, AUDIO)
    lines = [heard for heard, _ in placed]
    CAPTIONS.write_text(captions(lines), encoding="utf-8")
    found = truth(script, lines, duration) | {"sha256": _hashes(HERE)}
    TRUTH.write_text(_one_item_a_line(found), encoding="utf-8")


def differences(folder: Path = HERE) -> list[str]:
    """What does not agree between script, truth, captions and sound in `folder`; empty when all is well."""
    script = read(folder / SCRIPT.name)
    told = json.loads((folder / TRUTH.name).read_text(encoding="utf-8"))
    found = [
        f"{name} is not the one that truth.json was written for"
        for name, sha256 in _hashes(folder).items()
        if sha256 != told["sha256"].get(name)
    ]
    spoken = [(line["speaker"], line["text"]) for line in told["lines"]]
    if spoken != [(line.who, line.text) for line in script.lines]:
        found.append("script.toml and truth.json have different lines")
    length = _length(folder / AUDIO.name)
    if abs(length - told["duration"]) > 100:  # a codec pads to whole frames of 64 ms
        found.append(f"the sound lasts {length} ms, truth.json says {told['duration']}")
    return found


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


def _encode(mix: Audio, path: Path) -> None:
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


def _length(path: Path) -> int:
    """Milliseconds, as the container says."""
    import av  # noqa: PLC0415 -- heavy: only where used

    with av.open(str(path)) as box:
        return round((box.duration or 0) / 1000)


def _hashes(folder: Path) -> dict[str, str]:
    names = (SCRIPT.name, AUDIO.name, CAPTIONS.name)
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}


def _one_item_a_line(found: dict[str, Any]) -> str:
    """JSON that a person can read and git can diff."""
    dump = partial(json.dumps, ensure_ascii=False)
    fields = []
    for key, value in found.items():
        if isinstance(value, list):
            fields.append(f'"{key}": [\n' + ",\n".join(f"  {dump(item)}" for item in value) + "\n]")
        elif isinstance(value, dict):
            items = (f"  {dump(name)}: {dump(item)}" for name, item in value.items())
            fields.append(f'"{key}": {{\n' + ",\n".join(items) + "\n}")
        else:
            fields.append(f'"{key}": {dump(value)}')
    return "{\n" + ",\n".join(fields) + "\n}\n"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m sample.render", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="render nothing; say whether the files agree")
    if parser.parse_args(arguments).check:
        found = differences()
        print("\n".join(found) or "Script, captions, truth and sound agree.")
        return len(found) > 0
    try:
        render()
    except OSError as error:
        if "flite" not in str(error):
            raise
        print(
            "Rendering needs flite: apt-get install flite. (The rendered files are in the repository.)", file=sys.stderr
        )
        return 69
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
