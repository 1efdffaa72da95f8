"""What was said: word errors, fillers, word times, cost. `./ship bench speech_words [--json] [--record]`.

SYNTHETIC: lines rendered by flite and espeak-ng. REAL: read speech with transcripts, the first half minute of AMI
meeting ES2003a, and LibriSpeech reading (which has no fillers, so every filler found there is invented).
"""

import argparse
import gzip
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench._talk import laid_out, missing, rendered
from bench._words import FILLERS, aligned, edits, normalised, without_fillers
from bench.meetings import DATA, read_audio
from shipspeak.base import Span, silent, total
from shipspeak.coaching.language.lines import SURE
from shipspeak.speech import ArrayPcm, WhisperTranscriber, Word, ensure_weights

ENGINES = Path(__file__).parents[1] / "src" / "shipspeak" / "speech" / "engines.json"
COMMAND = "./ship bench speech_words --record"
JFK = "and so my fellow americans ask not what your country can do for you ask what you can do for your country"
SPOKEN = {
    "spk1_snt1": "the child almost hurt the small dog",
    "spk1_snt2": "drop the two when you add the figures",
    "jfk": JFK,
}
MEETING, TURNS = "ES2003a", 11
"""dev00.wav is the beginning of this meeting; within its 30 s fall the first eleven turns of the transcript."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--record", action="store_true", help="write the measured recall into engines.json")
    arguments, _ = parser.parse_known_args()
    default = Path(__file__).parents[1] / ".shipspeak" / "weights"
    weights = ensure_weights(Path(os.environ.get("SHIPSPEAK_WEIGHTS", default)), silent)
    bench = WhisperTranscriber(weights)
    write(bench, np.zeros(32_000, np.int16))
    found: dict[str, Any] = {"engine": f"{bench.engine.name} ({bench.engine.version})"}
    if missing():
        print(f"SKIPPED: SYNTHETIC speech, for want of {' and '.join(missing())}", file=sys.stderr)
    else:
        found["synthetic"] = synthetic(bench)
    if DATA.exists():
        found |= {"real_read": read(bench), "real_meeting": meeting(bench), "real_reading_no_fillers": libri(bench)}
    else:
        print(f"SKIPPED: REAL speech, no evaluation data at {DATA} (SHIPSPEAK_DATA)", file=sys.stderr)
    if arguments.record:
        record(found)
    print(json.dumps(found, indent=1) if arguments.json else table(found))


def write(bench: WhisperTranscriber, audio: np.ndarray, spans: Sequence[Span] = ()) -> tuple[tuple[Word, ...], float]:
    """Words, and the processor seconds that they took."""
    begun = time.process_time()
    words = bench.transcribe(ArrayPcm(audio), spans or [Span(0, len(audio) // 16)], silent)
    return words, time.process_time() - begun


def synthetic(bench: WhisperTranscriber) -> dict[str, Any]:
    """All of it, then 15 s of every minute, in the same run."""
    audio, places = laid_out(rendered(), seed=7)
    seconds = len(audio) / 16_000
    words, spent = write(bench, audio)
    wrong = spoken = 0
    hits = wanted = invented = marked = 0
    starts: list[int] = []
    ends: list[int] = []
    told: list[tuple[float, bool]] = []
    for at, line in places:
        stop = at + len(line.audio) // 16
        here = [word for word in words if at - 150 <= (word.start + word.end) // 2 < stop + 150]
        texts = [part for word in here for part in normalised(word.text)]
        reference = normalised(" ".join(line.words))
        wrong += edits(without_fillers(reference), without_fillers(texts))
        spoken += len(without_fillers(reference))
        there, heard = (sum(word in FILLERS for word in side) for side in (reference, texts))
        wanted, hits, invented = wanted + there, hits + min(there, heard), invented + max(0, heard - there)
        told += judged(here, reference)
        marked += bool(here) and here[-1].text.endswith((".", "?", "!"))
        if line.times is not None:
            firsts = [(normalised(word.text) or [""])[0] for word in here]
            for mine, theirs in aligned([(normalised(word) or [""])[0] for word in line.words], firsts):
                starts.append(here[theirs].start - at - line.times[mine].start)
                ends.append(here[theirs].end - at - line.times[mine].end)
    part = [Span(start, start + 15_000) for start in range(5_000, len(audio) // 16 - 15_000, 60_000)]
    _, partly = write(bench, audio, part)
    low, high = wilson(hits, wanted)
    return {
        "seconds": round(seconds),
        "words": spoken,
        "wer_percent": round(100 * wrong / spoken, 1),
        "fillers_said": wanted,
        "filler_recall": round(hits / wanted, 3),
        "filler_recall_low": low,
        "filler_recall_high": high,
        "fillers_invented": invented,
        "sentence_ends_marked": round(marked / len(places), 3),
        "words_by_probability": by_probability(told),
        "word_start_ms": spread(starts),
        "word_end_ms": spread(ends),
        "cpu_s_per_audio_s": round(spent / seconds, 4),
        "sampled_share": round(total(part) / 1000 / seconds, 3),
        "sampled_cpu_share": round(partly / spent, 3),
        "sampled_cpu_s_per_audio_s": round(partly / (total(part) / 1000), 4),
    }


def judged(written: Sequence[Word], said: Sequence[str]) -> list[tuple[float, bool]]:
    """Each written word's probability, and whether it was said there."""
    parts = [(word, part) for word in written for part in normalised(word.text) if part not in FILLERS]
    right = {theirs for _, theirs in aligned(without_fillers(said), [part for _, part in parts])}
    return [(word.probability or 0.0, at in right) for at, (word, _) in enumerate(parts)]


def by_probability(told: Sequence[tuple[float, bool]]) -> dict[str, str]:
    """Share of wrong words where the engine was more and less sure; below SURE a quote marks them."""
    found = {}
    for low, high in ((0.0, SURE), (SURE, 1.01), (0.0, 0.3), (0.3, 0.6), (0.6, 0.9), (0.9, 1.01)):
        some = [right for probability, right in told if low <= probability < high]
        wrong = some.count(False)
        found[f"{low:.2f} to {min(high, 1.0):.2f}"] = (
            f"{wrong} of {len(some)} wrong, {wrong / len(some):.1%}" if some else "none"
        )
    return found


def read(bench: WhisperTranscriber) -> dict[str, Any]:
    """Utterances with transcripts, each on its own."""
    references = dict(SPOKEN)
    for path in sorted((DATA / "audio" / "transcribed").glob("*/*.trans.txt")):
        references |= dict(line.split(" ", 1) for line in path.read_text().splitlines() if line)
    wrong = spoken = 0
    for path in sorted((DATA / "audio").rglob("*.*")):
        if path.stem in references and path.suffix in {".wav", ".flac"}:
            words, _ = write(bench, samples(path))
            reference = normalised(references[path.stem])
            wrong += edits(reference, without_fillers(normalised(text(words))))
            spoken += len(reference)
    return {"words": spoken, "wer_percent": round(100 * wrong / spoken, 1)}


def meeting(bench: WhisperTranscriber) -> dict[str, Any]:
    """Half a minute of a real meeting in which people spell names and talk into each other: hard, and little."""
    with gzip.open(DATA / "meetings" / "ami" / f"{MEETING}.json.gz") as file:
        turns = json.load(file)["meeting_transcripts"][:TURNS]
    reference = normalised(" ".join(turn["content"] for turn in turns))
    words, _ = write(bench, samples(DATA / "audio" / "ami" / "dev00.wav"))
    found = normalised(text(words))
    wrong = edits(without_fillers(reference), without_fillers(found))
    return {
        "words": len(without_fillers(reference)),
        "wer_percent": round(100 * wrong / len(without_fillers(reference)), 1),
        "fillers_said": sum(word in FILLERS for word in reference),
        "fillers_found": sum(word in FILLERS for word in found),
    }


def libri(bench: WhisperTranscriber) -> dict[str, Any]:
    """Read speech without transcripts: only cost and invented fillers can be told."""
    gap = np.zeros(6_400, np.int16)
    files = sorted((DATA / "audio" / "librispeech").rglob("*.flac"))
    audio = np.concatenate([part for path in files for part in (samples(path), gap)])
    words, spent = write(bench, audio)
    found = normalised(text(words))
    return {
        "seconds": len(audio) // 16_000,
        "words_found": len(found),
        "fillers_invented": sum(word in FILLERS for word in found),
        "cpu_s_per_audio_s": round(spent / (len(audio) / 16_000), 4),
    }


def record(found: dict[str, Any]) -> None:
    """Recall as measured; the lower end of the interval, because rendered speech is the easier kind."""
    made = found["synthetic"]
    where = f"SYNTHETIC: {made['fillers_said']} fillers and {made['words']} words by flite and espeak-ng"
    if "real_meeting" in found:
        real = found["real_meeting"]
        where += f"; REAL: {real['fillers_found']} found where {real['fillers_said']} were said, AMI {MEETING}, 30 s"
    recall = {
        "words": round(1 - made["wer_percent"] / 100, 3),
        "times": round(made["word_start_ms"]["within_300"], 3),
        "fillers": made["filler_recall_low"],
        "punctuation": made["sentence_ends_marked"],
    }
    ENGINES.write_text(
        json.dumps({"tiny.en": {"measured_by": COMMAND, "on": where, "recall": recall}}, indent=2) + "\n"
    )


def spread(errors: list[int]) -> dict[str, float]:
    """Milliseconds found too late (+) or too early (-)."""
    values = np.array(errors)
    return {
        "median": float(np.median(values)),
        "median_abs": float(np.median(np.abs(values))),
        "p90_abs": float(np.percentile(np.abs(values), 90)),
        "within_300": float(np.mean(np.abs(values) <= 300)),
    }


def wilson(hits: int, of: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927)."""
    share, z2 = hits / of, 1.96**2
    middle, half = share + z2 / (2 * of), 1.96 * (share * (1 - share) / of + z2 / (4 * of * of)) ** 0.5
    return round((middle - half) / (1 + z2 / of), 3), round((middle + half) / (1 + z2 / of), 3)


def samples(path: Path) -> np.ndarray:
    return (np.clip(read_audio(path), -1, 1) * 32767).astype(np.int16)


def text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def table(found: dict[str, Any]) -> str:
    lines = [str(found.pop("engine"))]
    for part, values in found.items():
        lines += ["", part.replace("_", " ").upper(), *(f"  {key:28} {value}" for key, value in values.items())]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
