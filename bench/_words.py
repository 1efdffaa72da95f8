"""Comparing what was written down with what was said: normalising, edit distance, word error rate."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

import numpy as np

FILLERS = frozenset({"um", "umm", "uhm", "uh", "uhh", "er", "erm"})

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_NUMBERS = {word: str(value) for value, word in enumerate(f"{_UNITS} seventeen eighteen nineteen twenty".split())}
_SAME = {"mr": "mister", "mrs": "missus", "dr": "doctor", "ok": "okay", "alright": "all right", "gonna": "going to"}
_NO_SPEECH = re.compile(r"\{[^}]*\}|<[^>]*>")


def normalised(text: str) -> list[str]:
    """Words without case, punctuation, hyphens and underscores; numbers up to twenty as digits, and the few spellings
    of one word made one. Small on purpose: what it does not know counts as an error.
    """
    bare = _NO_SPEECH.sub(" ", text).lower().replace("’", "'")
    words = re.sub(r"[^a-z0-9' ]", " ", bare).split()
    same = [_NUMBERS.get(word.strip("'"), _SAME.get(word, word.strip("'"))) for word in words]
    return [part for word in same for part in word.split()]


def without_fillers(words: Sequence[str]) -> list[str]:
    return [word for word in words if word not in FILLERS]


def edits(reference: Sequence[str], found: Sequence[str]) -> int:
    """Levenshtein distance in words, a row at a time: O(n·m) in numpy."""
    ids = {word: number for number, word in enumerate(dict.fromkeys((*reference, *found)))}
    across = np.array([ids[word] for word in found], np.int64)
    steps = np.arange(len(found) + 1)
    row = steps.copy()
    for number, word in enumerate(reference, start=1):
        best = np.minimum(row[1:] + 1, row[:-1] + (across != ids[word]))
        row = np.minimum.accumulate(np.concatenate([[number], best]) - steps) + steps
    return int(row[-1])


def aligned(reference: Sequence[str], found: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of indices at which both have the same word, in order."""
    blocks = SequenceMatcher(None, reference, found, autojunk=False).get_matching_blocks()
    return [(block.a + step, block.b + step) for block in blocks for step in range(block.size)]
