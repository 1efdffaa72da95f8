"""Structure: say what is coming, in at most a few parts, and follow it."""

from collections.abc import Iterator

from shipspeak.coaching.language.lines import Sentence
from shipspeak.coaching.language.phrases import AIM, DETOUR, ENUMERATE, SIGNPOST
from shipspeak.coaching.language.talk import Stretch
from shipspeak.coaching.model import Claim
from shipspeak.coaching.rubric.scene import Scene, first_hits, sentence_of

GOOD = "Listeners know from the start what is to be decided and how many parts are coming."
ANCHORS = (
    "The thread was left several times in one turn, more than once.",
    "The thread was left several times in one turn.",
    "Some parts were announced, in others the thread was left.",
    "The aim or the parts were announced.",
    "The aim and the parts were announced, and followed.",
)
COUNTS = frozenset({"two", "three", "four", "2", "3", "4"})
DETOURS = 2
"""One return to an earlier point is ordinary talk."""
LONG = 60
"""Words: a shorter turn has no structure to lose."""


def detect(scene: Scene) -> Iterator[Claim]:
    """Named aims, signposts that were followed, and detours."""
    for _, hit in first_hits(scene.own, AIM):
        yield scene.claim("aim-named", sentence_of(hit))
    for stretch in scene.own:
        yield from _signposts(scene, stretch)
        yield from _detours(scene, stretch)


def _signposts(scene: Scene, stretch: Stretch) -> Iterator[Claim]:
    for hit, before in stretch.find(SIGNPOST):
        rest = " ".join(stretch.text.split(" ")[before + len(hit.tokens) :])
        if sum(cue.within(rest) for cue in ENUMERATE) >= 2:
            yield scene.claim("signposted", sentence_of(hit), facts={"parts": _number(hit)})
            return


def _number(hit: Sentence) -> str:
    return next(word for word in hit.text.split() if word in COUNTS)


def _detours(scene: Scene, stretch: Stretch) -> Iterator[Claim]:
    hits = [hit for hit, _ in stretch.find(DETOUR)]
    places = {(hit.line.index, hit.line.sentence_at(hit.first).first) for hit in hits}
    if stretch.words >= LONG and len(places) >= DETOURS:
        yield scene.claim("detours", sentence_of(hits[-1]), facts={"times": str(len(places))})
