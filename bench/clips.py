"""What a clip weighs on its way to a model, and what that costs in words heard. `./ship bench clips [--json]`.

The words are those of the local engine, on the same clips: as samples, and compressed and decoded again.
SYNTHETIC: lines rendered by flite and espeak-ng, half of them with "um" and "uh". REAL: read speech with transcripts.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench._talk import missing, rendered
from bench._words import FILLERS, edits, normalised, without_fillers
from bench.meetings import DATA
from bench.speech_words import SPOKEN, samples
from shipspeak.base import Span, silent
from shipspeak.speech import (
    ArrayPcm,
    Limits,
    MemorySource,
    Pcm,
    Samples,
    WhisperTranscriber,
    as_mp3,
    as_opus,
    decode,
    ensure_weights,
)

Encode = Callable[[Pcm, Span], bytes]
SHORT = Limits(shortest=1)
"""A clip may be shorter than a meeting must be."""
FORMS: dict[str, Encode | None] = {
    "samples (wav)": None,
    "mp3 32 kbit/s": as_mp3,
    "opus 32 kbit/s": lambda pcm, span: as_opus(pcm, span, 32_000),
    "opus 24 kbit/s": lambda pcm, span: as_opus(pcm, span, 24_000),
    "opus 16 kbit/s": lambda pcm, span: as_opus(pcm, span, 16_000),
}


@dataclass(frozen=True)
class Line:
    """A clip whose words are known."""

    audio: Samples
    words: list[str]


@dataclass
class Sum:
    """Over all clips of one kind in one form."""

    seconds: float = 0.0
    bytes: int = 0
    encoding_s: float = 0.0
    spoken: int = 0
    wrong: int = 0
    fillers_said: int = 0
    fillers_heard: int = 0

    def shown(self) -> dict[str, float]:
        return {
            "kbit_s": round(self.bytes * 8 / self.seconds / 1000, 1),
            "encoding_ms_per_s": round(1000 * self.encoding_s / self.seconds, 1),
            "words": self.spoken,
            "wer_percent": round(100 * self.wrong / self.spoken, 2),
            "fillers_said": self.fillers_said,
            "fillers_heard": self.fillers_heard,
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    arguments, _ = parser.parse_known_args()
    default = Path(__file__).parents[1] / ".shipspeak" / "weights"
    engine = WhisperTranscriber(ensure_weights(Path(os.environ.get("SHIPSPEAK_WEIGHTS", default)), silent))
    found = {
        kind: {form: measured(engine, lines, encode).shown() for form, encode in FORMS.items()}
        for kind, lines in kinds()
    }
    print(json.dumps(found, indent=1) if arguments.json else table(found))


def kinds() -> Iterator[tuple[str, list[Line]]]:
    if missing():
        print(f"SKIPPED: SYNTHETIC speech, for want of {' and '.join(missing())}", file=sys.stderr)
    else:
        yield "SYNTHETIC, rendered", [Line(loud(said.audio), list(said.words)) for said in rendered()]
    if DATA.exists():
        yield "REAL, read", list(read())
    else:
        print(f"SKIPPED: REAL speech, no evaluation data at {DATA} (SHIPSPEAK_DATA)", file=sys.stderr)


def read() -> Iterator[Line]:
    said = dict(SPOKEN)
    for path in sorted((DATA / "audio" / "transcribed").glob("*/*.trans.txt")):
        said |= dict(line.split(" ", 1) for line in path.read_text().splitlines() if line)
    for path in sorted((DATA / "audio").rglob("*.*")):
        if path.stem in said and path.suffix in {".wav", ".flac"}:
            yield Line(samples(path), said[path.stem].split())


def loud(audio: np.ndarray) -> Samples:
    """At half of full scale, as `bench._talk` lays lines out, with half a second of silence on both sides."""
    scaled = audio / max(0.05, float(np.abs(audio).max())) * 0.5
    return np.pad((scaled * 32767).astype(np.int16), 8_000)


def measured(engine: WhisperTranscriber, lines: Iterable[Line], encode: Encode | None) -> Sum:
    sums = Sum()
    for line in lines:
        pcm = ArrayPcm(line.audio)
        whole = Span(0, len(line.audio) // 16)
        sums.seconds += len(line.audio) / 16_000
        if encode is None:
            sums.bytes += 44 + line.audio.nbytes
        else:
            begun = time.process_time()
            content = encode(pcm, whole)
            sums.encoding_s += time.process_time() - begun
            sums.bytes += len(content)
            pcm = ArrayPcm()
            decode(MemorySource(content), pcm.write, limits=SHORT)
        heard = normalised(" ".join(word.text for word in engine.transcribe(pcm, [Span(0, pcm.length // 16)], silent)))
        count(sums, normalised(" ".join(line.words)), heard)
    return sums


def count(sums: Sum, said: list[str], heard: list[str]) -> None:
    sums.spoken += len(without_fillers(said))
    sums.wrong += edits(without_fillers(said), without_fillers(heard))
    fillers = sum(word in FILLERS for word in said)
    sums.fillers_said += fillers
    sums.fillers_heard += min(fillers, sum(word in FILLERS for word in heard))


def table(found: dict[str, dict[str, dict[str, float]]]) -> str:
    lines = []
    for kind, forms in found.items():
        lines.append(f"{kind}:")
        lines += [
            f"  {form:16} {row['kbit_s']:6} kbit/s  {row['encoding_ms_per_s']:5} ms of CPU a second"
            f"  word errors {row['wer_percent']:5} % of {row['words']}"
            f"  fillers heard {row['fillers_heard']} of {row['fillers_said']}"
            for form, row in forms.items()
        ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
