"""What was done otherwise than the person asked: why, what it means for the numbers, and what they can do. Pure."""

from dataclasses import dataclass
from enum import Enum, auto

from shipspeak.ai import Way
from shipspeak.coaching.model import Report
from shipspeak.coaching.report.paid import paid, quoted
from shipspeak.coaching.report.plan import brought
from shipspeak.coaching.report.words import wrong_words
from shipspeak.coaching.terms import NO_KEY, NO_MONEY, Terms
from shipspeak.kit.page import money_at_most

LESS = "Numbers come with wider margins, and a moment may have been passed over."
BY_ITSELF = (
    "Nothing need be done: where ShipSpeak keeps the meeting, it is asked for again by itself once there is some, and "
    "the report is made again with it; what was paid for is not paid for again."
)
WORDING = "Quotes, figures and levels are the same either way; only the wording of the cards is ours."


KEYS_GONE = "no key is left"
"""How a reason begins that somebody has to do something about."""
KEYS = "./ship ai keys weigh NAME 1 takes a refused key up again, ./ship ai keys add NAME adds another."


class Told(Enum):
    """Where it is read, and so how it is asked for again."""

    PAGE = auto()
    """There is a button."""
    FILE = auto()
    TERMINAL = auto()
    """Nothing was kept: the same command pays anew."""


@dataclass(frozen=True, slots=True)
class Setback:
    what: str
    """What was done, and why: one sentence."""
    means: str
    do: str
    """Nothing, first of all."""


def setback(report: Report, told: Told) -> Setback | None:
    """None where all was done as asked; and while nobody said who is coached, which is asked by itself."""
    made, author = report.made, report.findings.author
    terms = made.terms
    if terms is None or terms.unsaid:
        return None
    if made.gave_up:
        what = f"This machine wrote the words down, not {' or '.join(terms.writes)}: {made.gave_up}."
        return Setback(what, _words(report), _by_itself(made.gave_up, told) or _again(report, terms, told))
    if not terms.pays:
        what = (
            "rules coached, and no model" if brought(report) else "this machine wrote the words down, and no provider"
        )
        return Setback(f"{what[:1].upper()}{what[1:]}: {terms.why}.", _words(report), _later(terms))
    if terms.way is Way.SMALLER_SAMPLE:
        return Setback(f"Less was written down than you asked for: {terms.why}.", LESS, _larger())
    if author.why:
        do = _by_itself(author.why, told) or _try(
            told, f"the cards cost at most {money_at_most(terms.judging_usd)}", author.why
        )
        return Setback(f"The cards are in our own words, not in a model's: {author.why}.", WORDING, do)
    return None


def _words(report: Report) -> str:
    if brought(report):
        return WORDING
    return (
        f"Its words are less exact: {wrong_words(report.made.engine)}. So listen before you quote, and take numbers "
        "that count words (pace, questions, hedges) with care. Who spoke, and for how long, does not rest on words."
    )


def _again(report: Report, terms: Terms, told: Told) -> str:
    # What was under way when it failed counts as paid and brought nothing: that is asked, and paid for, once more.
    kept = "; what came back already is not paid for again" if paid(report) and told is Told.PAGE else ""
    return _try(told, f"{quoted(terms)}{kept}", report.made.gave_up)


def _by_itself(why: str, told: Told) -> str:
    """What waits for a provider's money is asked again without anybody, where the meeting is kept."""
    return BY_ITSELF if why == NO_MONEY and told is not Told.TERMINAL else ""


def _try(told: Told, price: str, why: str) -> str:
    how = {
        Told.PAGE: "have it tried again",
        Told.FILE: "have it tried again on the meeting's page, or by the same command",
        Told.TERMINAL: "give the same command again, which pays anew",
    }
    first = f"{KEYS} Then" if why.startswith(KEYS_GONE) else "Nothing need be done. Or"
    return f"{first} {how[told]}: {price}."


def _later(terms: Terms) -> str:
    if terms.why.startswith(NO_KEY):
        return f"Nothing need be done. With a key it can be asked for again: {KEYS}"
    return f"{_larger()} It would have been {quoted(terms)}."


def _larger() -> str:
    return "Nothing need be done. With a larger budget (./ship ai budget AMOUNT) it can be asked for again."
