"""Ten skills of product managers, judged by rules on what was said: behaviour, never the person, and no feelings."""

from shipspeak.coaching.language.talk import listen
from shipspeak.coaching.model import Claim, Kind, Metric
from shipspeak.coaching.rubric.scene import Scene
from shipspeak.coaching.rubric.scores import ANCHORS, GOOD, score
from shipspeak.coaching.rubric.skills import SKILLS
from shipspeak.sampling import Plan
from shipspeak.speech import Census, Transcript

__all__ = ["ANCHORS", "GOOD", "judge", "score"]


def judge(
    census: Census,
    plan: Plan,  # noqa: ARG001 -- a model will want to know what was not chosen
    transcript: Transcript,
    focal: str,
    kind: Kind,
    metrics: tuple[Metric, ...],
) -> tuple[Claim, ...]:
    """Every behaviour that the rules see, in time order. Claims are not yet proven: see `evidence.admit`."""
    scene = Scene(listen(census, transcript, focal), kind, metrics)
    claims = [claim for module in SKILLS.values() for claim in module.detect(scene)]
    return tuple(sorted(claims, key=lambda claim: (claim.start, claim.end, claim.pattern)))
