"""Long meetings with a known truth, made at run time: real turn timing, read voices. SYNTHETIC FILL, name it so.

The timing (turns, overlaps, pauses) is that of real AMI meetings; every turn is filled with LibriSpeech reading
by the voice that has this seat, with its own loudness, room and distance, over noise. Easier than a real meeting:
no laughter, no accents, no emotion, nobody moves, and each voice repeats some 80 s of text. The truth is the AMI
timing where the dry voice is audible.
"""

import gzip
import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from shipspeak.base import Span, Turn, union
from shipspeak.speech import RATE

Floats = npt.NDArray[np.float32]

DATA = Path(os.environ.get("SHIPSPEAK_DATA", Path(__file__).parents[2] / "shared" / "data"))
BLOCK_SECONDS = 10
FADE = RATE // 100
LONGEST = 600 * RATE
"""No turn is longer: pieces that began earlier than this are over."""


@dataclass(frozen=True)
class Meeting:
    """`blocks` may be read again and yields the same samples each time."""

    name: str
    length: int
    """Samples."""
    turns: tuple[Turn, ...]
    """The truth; speakers are named like "2033" or "2033@0.91" (the same voice at another speed: another voice)."""
    _pieces: tuple[tuple[int, Floats], ...]
    _noise: Floats

    def blocks(self) -> Iterator[npt.NDArray[np.int16]]:
        """Mono PCM in blocks of ten seconds."""
        size, first = BLOCK_SECONDS * RATE, 0
        for start in range(0, self.length, size):
            end = min(start + size, self.length)
            mix = np.resize(np.roll(self._noise, -start), end - start).astype(np.float32)
            while first < len(self._pieces) and self._pieces[first][0] + LONGEST < start:
                first += 1
            for at, piece in self._pieces[first:]:
                if at >= end:
                    break
                low, high = max(at, start), min(at + len(piece), end)
                if low < high:
                    mix[low - start : high - start] += piece[low - at : high - at]
            yield (np.clip(mix, -1, 1) * 32767).astype(np.int16)

    def samples(self) -> npt.NDArray[np.int16]:
        """The whole meeting, 115 MB an hour."""
        return np.concatenate(list(self.blocks()))


def synthesise(timings: list[str], *, seed: int, people: int = 4, minutes: float = 0, speed: bool = False) -> Meeting:
    """A meeting with the turn timing of AMI's `timings` ("ES2005a" …) one after the other, repeated until `minutes`
    (0: as long as they are), with 2 to 5 `people`. `speed` plays the voices up to 12 % faster or slower, which
    changes pitch and formants alike: voices that a tuning on the plain ones has not met.
    """
    random = np.random.default_rng([seed, *map(ord, timings[0])])
    names = [
        str(name) for name in random.permutation(sorted(p.name for p in (DATA / "audio" / "librispeech").iterdir()))
    ]
    rates = random.choice([0.88, 0.92, 1.09, 1.13], size=len(names)) if speed else np.ones(len(names))
    voices = [_voice(name, rate, random) for name, rate in zip(names[:people], rates, strict=False)]
    seats = _seats(timings, people, minutes, random)
    labels = [name if rate == 1 else f"{name}@{rate}" for name, rate in zip(names, rates, strict=True)]
    cursors = [int(random.integers(len(dry))) for dry, _ in voices]
    pieces, truth = [], []
    for seat, span in seats:
        dry, wet = voices[seat]
        count = span.length * RATE // 1000
        at = cursors[seat]
        cursors[seat] = (at + count) % len(dry)
        take = np.arange(at, at + count) % len(dry)
        pieces.append((span.start * RATE // 1000, _faded(wet[take])))
        truth += [Turn(span.start + heard.start, span.start + heard.end, labels[seat]) for heard in _audible(dry[take])]
    loud = float(np.sqrt(np.mean(np.concatenate([wet for _, wet in voices]) ** 2)))
    noise = _noise(random) * loud * 10 ** (-random.uniform(14, 25) / 20)
    length = max(span.end for _, span in seats) * RATE // 1000 + RATE
    kind = "speed-changed voices" if speed else "plain voices"
    title = f"{'+'.join(timings)} ({people} people, {kind}, seed {seed})"
    return Meeting(title, length, tuple(sorted(truth)), tuple(sorted(pieces, key=lambda p: p[0])), noise)


def read_audio(path: Path) -> Floats:
    """Mono at RATE, -1…1."""
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        frames = [out for frame in container.decode(audio=0) for out in resampler.resample(frame)]
        frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray()[0] for frame in frames]).astype(np.float32)


def read_rttm(path: Path) -> dict[str, list[Turn]]:
    """Recording's name to its turns."""
    text = gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text()
    found: dict[str, list[Turn]] = {}
    for line in text.splitlines():
        _, name, _, start, length, _, _, speaker, *_ = line.split()
        begin = round(float(start) * 1000)
        found.setdefault(name, []).append(Turn(begin, begin + round(float(length) * 1000), speaker))
    return found


def _seats(timings: list[str], people: int, minutes: float, random: np.random.Generator) -> list[tuple[int, Span]]:
    """(seat, span) in time order. With fewer people than the meeting had, the others stay silent; a fifth person
    takes over the busiest seat in every other minute.
    """
    seats: list[tuple[int, Span]] = []
    shift, end = 0, round(minutes * 60_000)
    while not seats or (minutes and shift < end):
        for timing in timings:
            turns = next(iter(read_rttm(DATA / "meetings" / "ami" / f"{timing}.rttm.gz").values()))
            talk = {who: sum(t.length for t in turns if t.speaker == who) for who in {t.speaker for t in turns}}
            busiest = sorted(talk, key=lambda who: (-talk[who], who))[: min(people, 4)]
            order = {who: int(seat) for who, seat in zip(busiest, random.permutation(len(busiest)), strict=True)}
            for turn in turns:
                if turn.speaker in order:
                    fifth = people > 4 and turn.speaker == busiest[0] and turn.start // 60_000 % 2
                    seat = 4 if fifth else order[turn.speaker]
                    seats.append((seat, Span(turn.start + shift, turn.end + shift)))
            shift += max(turn.end for turn in turns) + 1_000
    return sorted(((s, span) for s, span in seats if not minutes or span.end <= end), key=lambda p: p[1])


def _voice(name: str, rate: float, random: np.random.Generator) -> tuple[Floats, Floats]:
    """(dry, as it sounds in the room): all utterances of one reader without long pauses."""
    files = sorted((DATA / "audio" / "librispeech" / name).glob("*.flac"))
    audio = np.concatenate([read_audio(file) for file in files])
    if rate != 1:
        positions = np.arange(0, len(audio) - 1, rate)
        audio = np.interp(positions, np.arange(len(audio)), audio).astype(np.float32)
    heard = [Span(max(0, s.start - 50), s.end + 100) for s in _audible(audio)]
    kept = union(heard, gap=150)
    dry = np.concatenate([audio[s.start * RATE // 1000 : s.end * RATE // 1000] for s in kept])
    dry *= 0.05 / np.sqrt(np.mean(dry**2)) * 10 ** (random.uniform(-6, 6) / 20)
    return dry, _in_room(dry, random)


def _in_room(dry: Floats, random: np.random.Generator) -> Floats:
    """Direct sound and an exponentially dying tail: reverberation time 0.1…0.6 s, direct to tail -3…9 dB."""
    seconds = random.uniform(0.1, 0.6)
    times = np.arange(int(seconds * RATE)) / RATE
    tail = random.standard_normal(len(times)) * np.exp(-6.9 * times / seconds)
    tail[: RATE // 200] = 0
    tail *= 10 ** (-random.uniform(-3, 9) / 20) / np.sqrt(np.sum(tail**2))
    tail[0] = 1
    size = 1 << (len(dry) + len(tail)).bit_length()
    wet = np.fft.irfft(np.fft.rfft(dry, size) * np.fft.rfft(tail, size), size)[: len(dry)]
    return np.asarray(wet * np.sqrt(np.mean(dry**2) / np.mean(wet**2)), dtype=np.float32)


def _audible(dry: Floats) -> list[Span]:
    """Where a dry voice is within 30 dB of its loud parts; pauses up to 0.2 s belong to the speech."""
    hop = RATE // 100
    frames = dry[: len(dry) // hop * hop].reshape(-1, hop)
    if not len(frames):
        return []
    level = np.sqrt(np.mean(frames**2, axis=1))
    active = np.concatenate([[0], level > np.quantile(level, 0.95) * 10 ** (-30 / 20), [0]])
    edges = np.flatnonzero(np.diff(active)) * 10
    spans = [Span(int(a), int(b)) for a, b in list(pairwise(edges))[::2]]
    return [span for span in union(spans, gap=200) if span.length >= 50]


def _noise(random: np.random.Generator) -> Floats:
    """A minute of pink noise of effective value 1."""
    size = 60 * RATE
    shape = 1 / np.sqrt(np.maximum(np.arange(size // 2 + 1), 60 * 20))
    pink = np.fft.irfft(np.fft.rfft(random.standard_normal(size)) * shape, size)
    return np.asarray(pink / np.sqrt(np.mean(pink**2)), dtype=np.float32)


def _faded(piece: Floats) -> Floats:
    piece = piece.copy()
    edge = min(FADE, len(piece) // 2)
    piece[:edge] *= np.linspace(0, 1, edge, dtype=np.float32)
    piece[len(piece) - edge :] *= np.linspace(1, 0, edge, dtype=np.float32)
    return piece
