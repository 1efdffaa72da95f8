"""Who wrote the words and why, what left the machine, what was quoted for it and what it cost. Pure."""

from decimal import Decimal

from shipspeak.coaching.model import Report
from shipspeak.coaching.terms import Terms
from shipspeak.kit.page import figure, money, money_about, money_at_most, percent, plural


def two(usual: Decimal, most: Decimal) -> str:
    """The two numbers that are told wherever money is about to be spent, and nothing else is."""
    cap = f"never more than {money_at_most(most)}"
    return f"usually about {money_about(usual)}, {cap}" if usual else cap


def quote(terms: Terms, *, alone: bool) -> str:
    """What is about to be done, by whom and for how much, before it is. `alone`: without a word of others."""
    if not terms.pays:
        then = f" Once somebody does: {quoted(terms)}." if terms.unsaid else ""
        return f"Nothing leaves this machine and nothing is paid: {terms.why}.{then}"
    who = [
        *([f"{' or '.join(terms.writes)} writes the words down"] if terms.writes else []),
        *([f"{' or '.join(terms.judges)} may judge what was said"] if terms.judges else []),
    ]
    others = "; nothing of what others said leaves this machine" if alone else ""
    less = f" ({terms.why})" if terms.why else ""
    return f"{' and '.join(who)}{others}: {quoted(terms)}, and never beyond a budget that is set{less}."


def quoted(terms: Terms) -> str:
    return two(terms.usual_usd, terms.most_usd)


def way(report: Report) -> str:
    """Which way the meeting was done, and why; "" where nobody asked for a better engine."""
    made = report.made
    if made.terms is None:
        return ""
    terms, who = made.terms, " or ".join(made.terms.writes)
    if not terms.pays:
        said = f"{terms.why[:1].upper()}{terms.why[1:]}, so this machine did all of it"
    elif not terms.writes:
        said = "The words came with the file"
    elif made.gave_up:
        said = f"{who} was to write the words down, but {made.gave_up}; so the engine on this machine wrote all of them"
    else:
        said = f"{made.engine.name} wrote the words down{', as you asked' if not terms.why else '; ' + terms.why}"
    times = ""
    if made.anchored is not None and not made.gave_up:
        times = (
            f" It tells no times: those of {percent(made.anchored)} of the words are of the rough words that this "
            "machine wrote, the others were spread over the speech between them."
        )
    return f"{said}.{times}"


def cost(report: Report) -> str:
    """What it cost beside what was quoted; "" where nobody asked for a better engine."""
    terms = report.made.terms
    if terms is None:
        return ""
    before = f"; quoted before: {quoted(terms)}" if terms.pays and terms.most_usd else ""
    return f"It cost {dollars(report)}{before}."


def unsaid(report: Report) -> str:
    """What follows once somebody says which voice is coached, and for how much; "" where nothing waits for that."""
    terms = report.made.terms
    if terms is None or not terms.unsaid:
        return ""
    does = "the provider writes your words" if terms.words_usd else "a model words the cards"
    price = f"about {money_about(terms.usual_usd)}, at most {money_at_most(terms.most_usd)}"
    return f"{does} for {price}"


def departures(report: Report) -> tuple[str, ...]:
    """What went to whom for this meeting since it is here; nothing where nothing did."""
    return tuple(
        f"{plural(one.attempts, 'question')} to {one.provider} ({one.model}) with "
        f"{figure(one.audio_ms / 1000) + ' s of sound, ' if one.audio_ms else ''}"
        f"{figure(one.words) + ' words and our instructions, ' if one.words else ''}{figure(one.bytes / 1000)} kB"
        f", {money(one.cost_usd)}"
        for one in report.made.left
    )


def of_others(report: Report) -> str:
    """How much of it others said, since it is here; "" where nothing left."""
    made = report.made
    if not made.left:
        return ""
    sound, words = figure(made.others_ms / 1000), plural(made.others_words, "word")
    wish = ", as you wished" if made.terms is not None and made.terms.only is not None else ""
    return f"Of what others said: {sound} s of sound, {words}{wish}; as far as this machine tells voices apart"


def dollars(report: Report) -> str:
    """What the meeting has cost since it is here, as the ledger adds up."""
    return money(paid(report))


def paid(report: Report) -> Decimal:
    """The same to the last digit."""
    return sum((one.cost_usd for one in report.made.left), Decimal(0))
