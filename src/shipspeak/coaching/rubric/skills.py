"""The ten skills and where each is judged."""

from collections.abc import Iterator
from typing import Protocol

from shipspeak.coaching.model import Claim, Skill
from shipspeak.coaching.rubric import (
    answer_first,
    audience,
    concision,
    conflict,
    decision,
    delivery,
    figures,
    listening,
    structure,
    tradeoffs,
)
from shipspeak.coaching.rubric.scene import Scene


class Judged(Protocol):
    """What the file of a skill offers."""

    GOOD: str
    """What good looks like, in one sentence."""
    ANCHORS: tuple[str, str, str, str, str]
    """What was seen at 0, 1, 2, 3, 4."""

    def detect(self, scene: Scene) -> Iterator[Claim]:
        """Claims of this skill, in the order of the transcript."""


SKILLS: dict[Skill, Judged] = {
    Skill.ANSWER_FIRST: answer_first,
    Skill.STRUCTURE: structure,
    Skill.EVIDENCE: figures,
    Skill.DECISION: decision,
    Skill.TRADE_OFFS: tradeoffs,
    Skill.AUDIENCE: audience,
    Skill.LISTENING: listening,
    Skill.CONFLICT: conflict,
    Skill.CONCISION: concision,
    Skill.DELIVERY: delivery,
}
