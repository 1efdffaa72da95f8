"""Who said each word: the words of a recogniser laid over the census's turns. Pure."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from shipspeak.base import Span, Turn, intersect, subtract
from shipspeak.speech.holes import holes
from shipspeak.speech.model import Census, Engine, Passage, Transcript, Word
from shipspeak.speech.passages import ends_sentence, passages_of

NEAR = 1_500
"""Milliseconds to the nearest turn within which a word outside all turns is still its speaker's: word times and turn
ends are each some 0.1 to 0.3 s off, and a quiet end of a sentence falls out of a turn."""
_FLICKER = 2
"""Words of another speaker within one speaker's sentence that are taken for a wrong label, unless they stand apart."""
_APART = 300
"""Milliseconds of pause on both sides that make a word an interjection of its own."""


def transcribed(words: Sequence[Word], census: Census, heard: Sequence[Span], engine: Engine) -> Transcript:
    """What `engine` wrote down of `heard` (sorted, disjoint), by speaker; `words` in time order. Talk in which it made
    out no word is not covered: nobody wrote it down, whatever was tried.
    """
    covered = subtract(heard, holes(words, intersect(census.speech, heard)))
    return Transcript(attribute(words, census, covered), covered, engine)


def attribute(words: Sequence[Word], census: Census, covered: Sequence[Span]) -> tuple[Passage, ...]:
    """Passages "p1", "p2" … in time order. `words` in time order, `covered` sorted and disjoint: what was transcribed;
    no passage crosses the end of one of these spans. A word goes to the turn that it overlaps most (of equals, the
    turn that is longer under way: who has the floor keeps it), else to the nearest within `NEAR`, else to the
    speaker before. No word is lost. Empty without words or without voices.
    """
    if not words or not census.voices:
        return ()
    who = _coherent(words, _nearest(words, census))
    borders = sorted({edge for span in covered for edge in (span.start, span.end)})
    return passages_of(zip(who, words, strict=True), borders)


def _nearest(words: Sequence[Word], census: Census) -> list[str]:
    """One speaker a word."""
    if len(census.voices) == 1:
        return [census.voices[0].id] * len(words)
    turns = census.turns
    starts = [turn.start for turn in turns]
    # The latest end among all turns up to each: how far back a long turn may still reach.
    reach, furthest = [], 0
    for turn in turns:
        furthest = max(furthest, turn.end)
        reach.append(furthest)
    speakers: list[str] = []
    for word in words:
        found = _speaker(word, turns, starts, reach)
        speakers.append(found or (speakers[-1] if speakers else census.voices[0].id))
    return speakers


def _speaker(word: Word, turns: Sequence[Turn], starts: Sequence[int], reach: Sequence[int]) -> str | None:
    best: tuple[int, int, int] | None = None
    speaker = None
    at = bisect_right(starts, word.end + NEAR) - 1
    while at >= 0 and reach[at] >= word.start - NEAR:
        turn = turns[at]
        shared = min(turn.end, max(word.end, word.start + 1)) - max(turn.start, word.start)
        if shared > -NEAR:
            rank = (min(shared, 0), max(shared, 0), -turn.start)
            if best is None or rank > best:
                best, speaker = rank, turn.speaker
        at -= 1
    return speaker


def _coherent(words: Sequence[Word], who: Sequence[str]) -> list[str]:
    """One or two words inside another's sentence are the other's, unless pauses set them apart or the sentence ends
    just before them: "… on Thursday. / Right. / And then …" stays three turns.
    """
    smooth = list(who)
    runs = _runs(who)
    for before, run, after in zip(runs, runs[1:], runs[2:], strict=False):
        begin, end = run
        outer = smooth[before[0]]
        inside = words[begin:end]
        if end - begin > _FLICKER or who[after[0]] != outer:
            continue
        previous, following = words[begin - 1], words[end]
        apart = inside[0].start - previous.end >= _APART and following.start - inside[-1].end >= _APART
        own_sentence = ends_sentence(previous) and ends_sentence(inside[-1])
        if not apart and not own_sentence:
            smooth[begin:end] = [outer] * (end - begin)
    return smooth


def _runs(who: Sequence[str]) -> list[tuple[int, int]]:
    edges = [0, *(at for at in range(1, len(who)) if who[at] != who[at - 1]), len(who)]
    return list(pairwise(edges))
