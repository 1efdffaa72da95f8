"""analyse: from what was heard to what can be said. Pure; no I/O, no clock, no chance."""

from shipspeak.coaching.consistent import consistent
from shipspeak.coaching.evidence import Admitted, admit
from shipspeak.coaching.focus import focus
from shipspeak.coaching.language.talk import listen
from shipspeak.coaching.metrics import measure
from shipspeak.coaching.metrics.turns import floors
from shipspeak.coaching.model import Findings, Kind, Mark, Metric
from shipspeak.coaching.rubric import judge, score
from shipspeak.coaching.rubric.patterns import PATTERNS
from shipspeak.sampling import Plan
from shipspeak.speech import Census, Transcript


def findings(
    census: Census,
    plan: Plan,
    transcript: Transcript,
    focal: str | None,
    kind: Kind,
    rough: Transcript | None = None,
    *,
    whole: Transcript | None = None,
) -> Findings:
    """All that the report says of one person's meeting; the same input yields the same findings. `rough` words of all
    of it calibrate the rates and are never cited.

    `whole`: the transcript with what was asked for besides; claims and moments rest on it, rates never do. Nobody is
    coached (`focal` None, or nobody of that id): rows that say so, no claims.
    """
    coached = focal or ""
    words = whole or transcript
    metrics = measure(census, plan, transcript, coached, kind, rough, whole=words)
    admitted, dropped = proven(census, plan, words, coached, kind, metrics)
    return Findings(
        focus=focus(admitted, kind, floors(census.turns)),
        metrics=metrics,
        scores=score(admitted, metrics),
        marks=tuple(_mark(one) for one in admitted),
        dropped=dropped,
    )


def proven(
    census: Census, plan: Plan, words: Transcript, coached: str, kind: Kind, metrics: tuple[Metric, ...]
) -> tuple[tuple[Admitted, ...], int]:
    """What the rules claim, the words prove and nothing else in the report contradicts; and how much was not proven."""
    admitted, dropped = admit(judge(census, plan, words, coached, kind, metrics), words)
    return consistent(admitted, metrics, listen(census, words, coached).own), dropped


def _mark(one: Admitted) -> Mark:
    proof = one.evidence[0]
    return Mark(proof.start, proof.end, PATTERNS[one.claim.pattern].label, one.claim.tone, proof.passage)
