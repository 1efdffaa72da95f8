"""The shape of a card's sentences."""

from dataclasses import dataclass, field

from shipspeak.coaching.model import Kind


@dataclass(frozen=True, slots=True)
class Words:
    """Sentence templates of one pattern."""

    happened: tuple[str, ...]
    """Fullest first; `{facts}` of the claim. The last one needs none."""
    matters: str
    """`{kind}`: "a product review"."""
    instead: str
    """What to say instead, as a pattern to fill; for a strength what to keep doing. Never words put into a mouth as
    facts: where content is needed there is a blank."""
    practise: str
    """About 60 seconds."""
    own: str = ""
    """What to say instead in the person's own words, where they could be had: `{plainly}`, and `{because}`, which
    asks for a reason where those words give none. "": always the pattern."""
    matters_in: dict[Kind, str] = field(default_factory=dict)


KINDS = {
    Kind.PRODUCT_REVIEW: "a product review",
    Kind.EXECUTIVE_UPDATE: "an executive update",
    Kind.STANDUP: "a stand-up",
    Kind.PLANNING: "a planning meeting",
    Kind.DISCOVERY: "a discovery call",
    Kind.STAKEHOLDER: "a stakeholder meeting",
    Kind.ONE_ON_ONE: "a one-on-one",
    Kind.OTHER: "a meeting",
}
