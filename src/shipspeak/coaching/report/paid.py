"""Who wrote the words and why, what left the machine, what it cost: to the last digit of the ledger. Pure."""

from decimal import Decimal

from shipspeak.coaching.model import Report
from shipspeak.coaching.terms import NO_MONEY, Terms
from shipspeak.kit.page import figure, percent, plural

AGAIN = (
    " Once that has changed, it can be asked for once more on the meeting's page, under “Who writes the words down”; "
    "what was paid for is not paid for again."
)

BY_ITSELF = (
    " Where ShipSpeak keeps the meeting, it is asked for again by itself once there is some, and the report is made "
    "again with it: nothing need be pressed, and what was paid for is not paid for again."
)


def quote(terms: Terms, *, alone: bool) -> str:
    """What is about to be done, by whom and for how much at most, before it is. `alone`: without a word of others."""
    who = [
        *([f"{' or '.join(terms.writes)} writes the words down"] if terms.writes else []),
        *([f"{' or '.join(terms.judges)} may judge what was said"] if terms.judges else []),
    ]
    if not who:
        return f"Nothing leaves this machine and nothing is paid: {terms.why}."
    others = "; nothing of what others said leaves this machine" if alone else ""
    less = f" ({terms.why})" if terms.why else ""
    return f"{' and '.join(who)}{others}: at most {exact(terms.most_usd)}, and never beyond a budget that is set{less}."


def way(report: Report, then: str | None = None) -> str:
    """Which way the meeting was done, and why; "" where nobody asked for a better engine. `then`: how to ask again,
    where that is not on a page.
    """
    made = report.made
    if made.terms is None:
        return ""
    terms, who = made.terms, " or ".join(made.terms.writes)
    if not terms.writes:
        said = terms.why or "the words came with the file"
        said = said[:1].upper() + said[1:]
    elif made.gave_up:
        said = f"{who} was to write the words down, but {made.gave_up}; so the engine on this machine wrote all of them"
    else:
        said = f"{made.engine.name} wrote the words down{', as you asked' if not terms.why else '; ' + terms.why}"
    quoted = f"; at most {exact(terms.most_usd)} was quoted" if terms.most_usd else ""
    times = ""
    if made.anchored is not None and not made.gave_up:
        times = (
            f" It tells no times: those of {percent(made.anchored)} of the words are of the rough words that this "
            "machine wrote, the others were spread over the speech between them."
        )
    no_money = NO_MONEY in {made.gave_up, report.findings.author.why}
    waits = no_money or made.gave_up or (terms.why and not terms.writes)
    again = (then or (BY_ITSELF if no_money else AGAIN)) if waits else ""
    return f"{said}. It cost {dollars(report)}{quoted}.{times}{again}"


def departures(report: Report) -> tuple[str, ...]:
    """What went to whom for this meeting since it is here; nothing where nothing did."""
    return tuple(
        f"{plural(one.attempts, 'question')} to {one.provider} ({one.model}) with "
        f"{figure(one.audio_ms / 1000) + ' s of sound, ' if one.audio_ms else ''}{figure(one.bytes / 1000)} kB"
        f", {exact(one.cost_usd)}"
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
    return exact(sum((one.cost_usd for one in report.made.left), Decimal(0)))


def exact(usd: Decimal) -> str:
    """No digit is left out, and two at least are shown."""
    plain = usd.normalize()
    return f"${plain:.2f}" if plain == plain.quantize(Decimal("0.01")) else f"${plain:f}"
