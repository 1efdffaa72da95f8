"""How the local engine mishears. `./ship bench mishearing [--record]`.

SYNTHETIC: the lines of `speech_words`, rendered by flite and espeak-ng. What becomes of fillers, short and long words
and of the marks that end a sentence; `--record` writes it where `./ship sampling evaluate` reads it.
"""

import argparse
import os
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

import msgspec

from bench._talk import laid_out, missing, rendered
from bench._words import FILLERS, normalised
from bench.speech_words import write
from shipspeak.base import silent
from shipspeak.quality.study.mishear import SHORT, Fate, Mishearing
from shipspeak.speech import WhisperTranscriber, ensure_weights

TABLE = Path(__file__).parents[1] / "src" / "shipspeak" / "quality" / "study" / "mishearing.json"
COMMAND = "./ship bench mishearing --record"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", action="store_true", help="write the table that evaluations use")
    record = parser.parse_args().record
    if missing():
        raise SystemExit(f"SKIPPED: for want of {' and '.join(missing())}")
    default = Path(__file__).parents[1] / ".shipspeak" / "weights"
    table = measured(WhisperTranscriber(ensure_weights(Path(os.environ.get("SHIPSPEAK_WEIGHTS", default)), silent)))
    text = msgspec.json.format(msgspec.json.encode(table), indent=2).decode() + "\n"
    print(text)
    if record:
        TABLE.write_text(text)


def measured(engine: WhisperTranscriber) -> Mishearing:
    """One recording of all lines by all voices, compared line by line."""
    audio, places = laid_out(rendered(), seed=7)
    words, _ = write(engine, audio)
    said, dropped, replaced, marks, ends = (
        Counter[str](),
        Counter[str](),
        Counter[str](),
        Counter[str](),
        Counter[str](),
    )
    instead: list[str] = []
    invented = 0
    for at, line in places:
        stop = at + len(line.audio) // 16
        here = [word for word in words if at - 150 <= (word.start + word.end) // 2 < stop + 150]
        reference, found = normalised(" ".join(line.words)), [p for word in here for p in normalised(word.text)]
        said.update(map(kind, reference))
        for how, a, b, c, d in SequenceMatcher(None, reference, found, autojunk=False).get_opcodes():
            if how == "equal":
                continue
            # Of a stretch of 3 words for which 2 were written, 2 were replaced and 1 dropped.
            both = min(b - a, d - c)
            replaced.update(map(kind, reference[a : a + both]))
            dropped.update(map(kind, reference[a + both : b]))
            instead += found[c : c + both]
            invented += max(0, (d - c) - (b - a))
        asks = line.words[0] in {"What", "Who"}
        ends[f"asks {asks}"] += 1
        last = here[-1].text if here else ""
        marks[f"asks {asks}"] += last.endswith("?")
        ends["all"] += 1
        marks["all"] += last.endswith((".", "?", "!"))
    return Mishearing(
        engine=f"{engine.engine.name} ({engine.engine.version})",
        measured_by=COMMAND,
        on=f"SYNTHETIC: {len(places)} lines by flite and espeak-ng, {said.total()} words, {said['fillers']} fillers",
        **{name: _fate(name, said, dropped, replaced) for name in ("fillers", "short", "long")},
        invented=round(invented / said.total(), 4),
        questions_marked=round(marks["asks True"] / ends["asks True"], 3),
        statements_marked=round(marks["asks False"] / ends["asks False"], 3),
        ends_marked=round(marks["all"] / ends["all"], 3),
        instead=tuple(sorted(set(instead) - FILLERS)),
    )


def kind(word: str) -> str:
    if word in FILLERS:
        return "fillers"
    return "short" if len(word) <= SHORT else "long"


def _fate(name: str, said: Counter[str], dropped: Counter[str], replaced: Counter[str]) -> Fate:
    of = said[name]
    return Fate(said=of, dropped=round(dropped[name] / of, 4), replaced=round(replaced[name] / of, 4))


if __name__ == "__main__":
    main()
