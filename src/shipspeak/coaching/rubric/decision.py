"""Decision and ask: what was decided, who does it, by when."""

from collections.abc import Iterator

from shipspeak.base import Span
from shipspeak.coaching.language.lines import Line, Sentence
from shipspeak.coaching.language.phrases import AGREE, ASK, COMMITMENT, DATE, DECIDE, OWNER, RECAP, SHOULD_DO
from shipspeak.coaching.language.talk import Stretch
from shipspeak.coaching.model import Claim
from shipspeak.coaching.rubric.scene import Scene, first_hits, following, sentence_of

GOOD = "A decision is said in one sentence, with the one person who does it and the day."
ANCHORS = (
    "Several things were agreed on that nobody was named for.",
    "Something was agreed on that nobody was named for.",
    "Some agreements had an owner and a day, others did not.",
    "An agreement had its owner and its day, or the ask was plain.",
    "Agreements had their owner and their day, again and again.",
)
SETTLED = 30_000
"""Milliseconds after a decision in which somebody may still be named for it."""
AT_LEAST = 12_000
"""Of these, so many must have been heard, or nothing can be said of who was named."""
SETTLED_LINES = 8
"""The same without a clock."""
BEHIND, BEFORE = 16, 4
"""A day belongs to a commitment that starts at most so many words before it, or so many behind it."""
PRELUDE = 1
"""A recap is announced at the start of its sentence ("so, to sum up"); later it is about something else."""
LEAST_RECAP = 20
"""Words."""
ANSWERS = 3
"""Agreement comes within so many lines."""


def detect(scene: Scene) -> Iterator[Claim]:
    """Decisions without an owner, commitments with owner and date, recaps, asks."""
    for stretch in scene.own:
        yield from _ownerless(scene, stretch)
        yield from _owned(scene, stretch)
    for stretch, hit in first_hits(scene.own, RECAP):
        begins = hit.first - hit.line.sentence_at(hit.first).first <= PRELUDE
        if (
            begins
            and stretch.words >= LEAST_RECAP
            and any(DATE.within(one.text) or _commits(scene, one) for one in stretch.sentences)
        ):
            yield scene.claim("recap", sentence_of(hit))
    for _, hit in first_hits(scene.own, ASK):
        yield scene.claim("clear-ask", sentence_of(hit))


def _ownerless(scene: Scene, stretch: Stretch) -> Iterator[Claim]:
    if RECAP.within(stretch.text):
        return
    for cue in (DECIDE, SHOULD_DO):
        for hit, _ in stretch.find(cue):
            sentence = hit.line.sentence_at(hit.first)
            after = _settling(scene, sentence)
            if after is None or sentence.marked or _named(scene, sentence, after):
                continue
            if _agreed(scene, sentence):
                yield scene.claim("decision-without-owner", sentence_of(hit))
                return


def _owned(scene: Scene, stretch: Stretch) -> Iterator[Claim]:
    for sentence in stretch.sentences:
        if sentence.marked and not sentence.text.startswith(("can you", "could you", "will you", "would you")):
            continue
        if _dated(scene, sentence):
            yield scene.claim("owner-and-date", sentence_of(sentence))
            return


def _settling(scene: Scene, sentence: Sentence) -> tuple[Line, ...] | None:
    """The lines in which an owner may still be named; None when too little of that time was heard."""
    lines = following(scene, sentence.line)
    if not scene.timed:
        return lines[:SETTLED_LINES]
    end = sentence.span.end
    reach = min(end + SETTLED, scene.talk.census.duration)
    if not scene.talk.heard(Span(end, max(end, min(end + AT_LEAST, reach)))):
        return None
    return tuple(line for line in lines if line.passage.start < reach)


def _named(scene: Scene, sentence: Sentence, after: tuple[Line, ...]) -> bool:
    """Whether anybody is named for it, or takes it. When in doubt: yes."""
    own = [one for one in sentence.line.sentences if one.first >= sentence.first]
    texts = [one.text for one in own] + [line.text for line in after]
    if any(OWNER.within(text) for text in texts):
        return True
    near = {token for text in texts[: 1 + ANSWERS] for token in text.split(" ")}
    return bool(near & scene.names)


def _agreed(scene: Scene, sentence: Sentence) -> bool:
    """Whether somebody else agrees right after."""
    after = following(scene, sentence.line)[:ANSWERS]
    return any(line.speaker != scene.talk.focal and AGREE.within(line.text) for line in after)


def _dated(scene: Scene, sentence: Sentence) -> bool:
    """A commitment and its day, close together: "I will send it by Friday", "by Friday I will send it"."""
    line = sentence.line
    days = [hit.first for hit in DATE.find(line) if sentence.first <= hit.first < sentence.last]
    made = [hit.first for hit in COMMITMENT.find(line) if sentence.first <= hit.first < sentence.last]
    made += [sentence.first] if _does(scene, sentence) else []
    return any(-BEFORE <= day - start <= BEHIND for day in days for start in made)


def _commits(scene: Scene, sentence: Sentence) -> bool:
    return COMMITMENT.within(sentence.text) or _does(scene, sentence)


def _does(scene: Scene, sentence: Sentence) -> bool:
    """A known name, then a verb in the present: "Tom runs the test"."""
    said = sentence.tokens
    return any(
        said[at] in scene.names and said[at + 1].endswith("s") and not said[at + 1].endswith(("'s", "is", "was", "has"))
        for at in range(min(3, len(said) - 1))
    )
