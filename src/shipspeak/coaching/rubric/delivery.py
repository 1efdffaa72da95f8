"""Delivery: hesitation and hedges that come in bursts. Pace, fillers and pauses themselves are metrics."""

from collections.abc import Iterator, Sequence

from shipspeak.coaching.evidence import cut_from_negation
from shipspeak.coaching.language.lines import Line, Sentence
from shipspeak.coaching.language.phrases import HEDGE_GENERAL, HEDGE_LOW
from shipspeak.coaching.language.tokens import is_filler
from shipspeak.coaching.model import Claim
from shipspeak.coaching.rubric.conflict import objection
from shipspeak.coaching.rubric.scene import LONGEST_QUOTE, Scene
from shipspeak.speech import Measure

GOOD = "Pace and hesitation stay inside what listeners do not notice."
ANCHORS = (
    "Pace and hesitation were outside their bands.",
    "One of pace and hesitation was outside its band, or hesitation came in several bursts.",
    "Some of it passes unnoticed, some draws the ear.",
    "Inside its band as far as it could be measured.",
    "Pace and hesitation were inside their bands.",
)
BURST = 4
"""Hesitation sounds, or hedges …"""
WINDOW = 30
"""… in so many words: four times the rate that listeners begin to notice (3 per 100)."""


ALL = 0.99
"""Recall of an engine that leaves no hesitation sound out."""


def detect(scene: Scene) -> Iterator[Claim]:
    """Bursts that the transcript shows. An engine that leaves "um" out shows none, and none is claimed."""
    objected = {id(exchange.reply) for exchange in scene.talk.exchanges if objection(exchange) is not None}
    # What leaves some out shows fewer than there were.
    least = "" if (scene.talk.transcript.engine.recall.get(Measure.FILLERS) or 0.0) >= ALL else "at least "
    for stretch in scene.own:
        for line in stretch.lines:
            fillers = [i for i in range(len(line.tokens)) if is_filler(line.passage.words, line.word_of[i])]
            yield from _bursts(scene, line, fillers, "filler", least)
            if id(stretch) not in objected:  # there it is a reply, and the conflict skill's
                hedges = sorted(hit.first for cue in (HEDGE_LOW, HEDGE_GENERAL) for hit in cue.find(line))
                yield from _bursts(scene, line, hedges, "hedge")


def _bursts(scene: Scene, line: Line, at: Sequence[int], what: str, least: str = "") -> Iterator[Claim]:
    used = -1
    for first, last in zip(at, at[BURST - 1 :], strict=False):
        if first <= used or last - first >= WINDOW:
            continue
        count = sum(first <= i <= first + WINDOW for i in at)
        end = max(i for i in at if i <= first + WINDOW)
        begin = line.sentence_at(first).first if end - line.sentence_at(first).first < LONGEST_QUOTE else first
        stop = max(end + 1, min(line.sentence_at(end).last, begin + LONGEST_QUOTE))
        used = end
        while begin > 0 and cut_from_negation(Sentence(line, begin, stop)):
            begin -= 1
        yield scene.claim(
            f"{what}-burst",
            Sentence(line, begin, stop),
            facts={f"{what}s": f"{least}{count}"},
            strength=min(1.2, count / BURST),
        )
