"""The behaviours that can be claimed, and how much each matters in which kind of meeting. ONE table."""

from dataclasses import dataclass

from shipspeak.coaching.model import Kind, Skill, Tone


@dataclass(frozen=True, slots=True)
class Pattern:
    """One behaviour."""

    key: str
    skill: Skill
    tone: Tone
    weight: float
    """0…1 before the meeting's kind is looked at; a judgement of ours, not a measured figure."""
    label: str
    """What the timeline writes."""


_ALL = (
    Pattern("buried-recommendation", Skill.ANSWER_FIRST, Tone.CHANGE, 1.0, "Recommendation came late"),
    Pattern("answer-first", Skill.ANSWER_FIRST, Tone.STRENGTH, 0.9, "Answer first"),
    Pattern("aim-named", Skill.STRUCTURE, Tone.STRENGTH, 0.6, "Named the decision to make"),
    Pattern("signposted", Skill.STRUCTURE, Tone.STRENGTH, 0.55, "Signposted"),
    Pattern("detours", Skill.STRUCTURE, Tone.CHANGE, 0.5, "Several detours"),
    Pattern("number-given", Skill.EVIDENCE, Tone.STRENGTH, 0.5, "Gave a figure"),
    Pattern("figure-missing", Skill.EVIDENCE, Tone.CHANGE, 0.7, "No figure given"),
    Pattern("decision-without-owner", Skill.DECISION, Tone.CHANGE, 0.8, "Nobody named for it"),
    Pattern("owner-and-date", Skill.DECISION, Tone.STRENGTH, 0.6, "Owner and date"),
    Pattern("recap", Skill.DECISION, Tone.STRENGTH, 0.7, "Recap of what was decided"),
    Pattern("clear-ask", Skill.DECISION, Tone.STRENGTH, 0.6, "Clear ask"),
    Pattern("trade-off-stated", Skill.TRADE_OFFS, Tone.STRENGTH, 0.75, "Named the trade-off"),
    Pattern("stop-rule", Skill.TRADE_OFFS, Tone.STRENGTH, 0.6, "Named when to stop"),
    Pattern("risk-not-named", Skill.TRADE_OFFS, Tone.CHANGE, 0.7, "Risk left open"),
    Pattern("term-explained", Skill.AUDIENCE, Tone.STRENGTH, 0.45, "Said what it means"),
    Pattern("meaning-asked", Skill.AUDIENCE, Tone.CHANGE, 0.45, "Had to be asked what it means"),
    Pattern("paraphrase", Skill.LISTENING, Tone.STRENGTH, 0.7, "Said it back"),
    Pattern("open-question", Skill.LISTENING, Tone.STRENGTH, 0.4, "Open question"),
    Pattern("interruption", Skill.LISTENING, Tone.CHANGE, 0.75, "Cut in"),
    Pattern("acknowledged-pushback", Skill.CONFLICT, Tone.STRENGTH, 0.65, "Took up the objection"),
    Pattern("hedged-reply", Skill.CONFLICT, Tone.CHANGE, 0.9, "Hedged reply to pushback"),
    Pattern("long-monologue", Skill.CONCISION, Tone.CHANGE, 0.6, "Long stretch alone"),
    Pattern("short-answer", Skill.CONCISION, Tone.STRENGTH, 0.45, "Short answer"),
    Pattern("hedge-burst", Skill.DELIVERY, Tone.CHANGE, 0.55, "Several hedges in a row"),
    Pattern("filler-burst", Skill.DELIVERY, Tone.CHANGE, 0.5, "Burst of fillers"),
)

PATTERNS = {pattern.key: pattern for pattern in _ALL}

EMPHASIS: dict[Kind, dict[Skill, float]] = {
    Kind.PRODUCT_REVIEW: {Skill.DELIVERY: 0.8, Skill.AUDIENCE: 0.9},
    Kind.EXECUTIVE_UPDATE: {Skill.LISTENING: 0.8, Skill.CONFLICT: 0.9, Skill.DELIVERY: 0.9},
    Kind.STANDUP: {
        Skill.STRUCTURE: 0.6,
        Skill.EVIDENCE: 0.6,
        Skill.TRADE_OFFS: 0.6,
        Skill.AUDIENCE: 0.6,
        Skill.CONFLICT: 0.8,
    },
    Kind.PLANNING: {Skill.ANSWER_FIRST: 0.9, Skill.AUDIENCE: 0.7, Skill.DELIVERY: 0.6},
    Kind.DISCOVERY: {
        Skill.ANSWER_FIRST: 0.6,
        Skill.STRUCTURE: 0.5,
        Skill.EVIDENCE: 0.5,
        Skill.DECISION: 0.6,
        Skill.TRADE_OFFS: 0.5,
        Skill.DELIVERY: 0.6,
    },
    Kind.STAKEHOLDER: {Skill.STRUCTURE: 0.8, Skill.DELIVERY: 0.7},
    Kind.ONE_ON_ONE: {Skill.ANSWER_FIRST: 0.7, Skill.STRUCTURE: 0.5, Skill.EVIDENCE: 0.6, Skill.DELIVERY: 0.6},
    Kind.OTHER: {},
}
"""How far a skill counts in a kind of meeting; 1 where nothing is said. A judgement of ours."""


def weigh(pattern: Pattern, kind: Kind, strength: float = 1.0) -> float:
    """0…1."""
    return round(min(1.0, pattern.weight * EMPHASIS[kind].get(pattern.skill, 1.0) * strength), 3)
