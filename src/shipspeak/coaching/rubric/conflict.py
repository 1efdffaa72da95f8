"""Conflict: take up an objection, then answer it plainly."""

from collections.abc import Iterator

from shipspeak.coaching.language.lines import Sentence
from shipspeak.coaching.language.phrases import ACKNOWLEDGE, HEDGE_GENERAL, HEDGE_LOW, PUSHBACK
from shipspeak.coaching.language.talk import Exchange, Stretch
from shipspeak.coaching.model import Claim
from shipspeak.coaching.rubric.scene import LONGEST_QUOTE, Scene, quotable, sentence_of

GOOD = "An objection is named in a few words, then answered with what is known and what is not."
ANCHORS = (
    "Objections were answered with hedges, again and again.",
    "An objection was answered with hedges.",
    "One objection was taken up, another answered with hedges.",
    "An objection was taken up before it was answered.",
    "Objections were taken up before they were answered, again and again.",
)
REACH = 60
"""Words of a reply that belong to the objection."""
HEDGES = 3
"""In REACH words; or two in one sentence of the first half of them. Below 2 in 100 is usual (bands)."""
LATEST = 60


def detect(scene: Scene) -> Iterator[Claim]:
    """Replies to somebody who objected."""
    for exchange in scene.talk.exchanges:
        said_against = objection(exchange)
        if said_against is None:
            continue
        acknowledged = ACKNOWLEDGE.within(exchange.reply.opening(15)) and exchange.reply.words >= LATEST // 4
        hedges = _hedges(exchange.reply)
        early = [hit.line.sentence_at(hit.first) for hit, before in hedges if before < REACH // 2]
        if len(hedges) >= HEDGES or len(early) > len(set(early)):
            densest = max({hit.line.sentence_at(hit.first) for hit, _ in hedges}, key=lambda s: (_density(s), -s.first))
            hit = next(hit for hit, _ in hedges if densest.line.sentence_at(hit.first) == densest)
            said = quotable(_with_neighbours(densest), hit)
            # A card counts what its quote shows: what cannot be seen in it cannot be checked.
            facts = {"hedges": str(_density(said))} if _density(said) > 1 else {}
            yield scene.claim("hedged-reply", said, asked=said_against, facts=facts)
        elif acknowledged:
            hit = next(found for found, _ in exchange.reply.find(ACKNOWLEDGE))
            yield scene.claim("acknowledged-pushback", sentence_of(hit), asked=said_against)


def objection(exchange: Exchange) -> Sentence | None:
    """What the other said against it, if anything."""
    return next((s for s in reversed(exchange.prompt.latest(LATEST)) if PUSHBACK.within(s.text)), None)


def _hedges(reply: Stretch) -> list[tuple[Sentence, int]]:
    return [found for cue in (HEDGE_LOW, HEDGE_GENERAL) for found in reply.find(cue) if found[1] < REACH]


def _with_neighbours(densest: Sentence) -> Sentence:
    """With the sentences of its passage on either side that hedge too, as far as a quote may go; where it shows enough
    by itself, without those that hold words that may be misheard.
    """
    first, last, line = densest.first, densest.last, densest.line
    shown = _density(densest) >= HEDGES
    for one in (s for s in line.sentences if s.first >= last):
        if not _density(one) or one.last - first > LONGEST_QUOTE or (shown and one.unsure):
            break
        last = one.last
    for one in (s for s in reversed(line.sentences) if s.last <= first):
        if not _density(one) or last - one.first > LONGEST_QUOTE or (shown and one.unsure):
            break
        first = one.first
    return Sentence(line, first, last)


def _density(sentence: Sentence) -> int:
    return HEDGE_LOW.count(sentence.text) + HEDGE_GENERAL.count(sentence.text)
