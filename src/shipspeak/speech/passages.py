"""From words with speakers to passages, the units that claims cite. Pure."""

from collections.abc import Iterable, Sequence

from shipspeak.speech.model import Passage, Word

PAUSE = 1_200
"""Milliseconds without a word that end a passage: longer than the pauses within a clause (mostly below 1 s in
conversation, Campione & Véronis 2002), so a passage is about one thing."""
_MANY, _LONG = 25, 12_000
"""Words and milliseconds after which a passage ends with its sentence: short enough to quote and to play."""
_MOST = 250
"""Words after which a passage ends in any case: nobody speaks so long a sentence (at 150 words a minute, 100 s), and
what reads passages may take time by their square.
"""
_END = (".", "!", "?", "…")
_CLOSERS = "\"'”’)]»"


def passages_of(spoken: Iterable[tuple[str, Word]], borders: Sequence[int] = ()) -> tuple[Passage, ...]:
    """Passages "p1", "p2" … by start. `spoken` is (speaker, word) in time order; a passage ends where the speaker
    changes, after a pause, at a border (sorted milliseconds: where what was heard ends), and, once it is long, with a
    sentence. No word is lost.
    """
    runs: list[tuple[str, list[Word]]] = []
    border = 0
    for speaker, word in spoken:
        crossed = False
        while border < len(borders) and borders[border] <= word.start:
            border += 1
            crossed = True
        if not runs or crossed or runs[-1][0] != speaker or _ended(runs[-1][1], word):
            runs.append((speaker, []))
        runs[-1][1].append(word)
    runs.sort(key=lambda run: run[1][0].start)
    return tuple(
        Passage(f"p{number}", speaker, words[0].start, max(word.end for word in words), tuple(words))
        for number, (speaker, words) in enumerate(runs, start=1)
    )


def ends_sentence(word: Word) -> bool:
    """Whether a sentence ends with it. "Dr." and "e.g." are taken for ends too; that only makes a passage shorter."""
    return word.text.rstrip(_CLOSERS).endswith(_END)


def _ended(words: Sequence[Word], following: Word) -> bool:
    last = words[-1]
    if following.start - last.end > PAUSE or len(words) >= _MOST:
        return True
    long = len(words) >= _MANY or last.end - words[0].start >= _LONG
    return long and ends_sentence(last)
