"""What is found about money, in sentences: the same ones in checks, on the page and on the command line. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

from shipspeak.ai.billing.bill import Apart
from shipspeak.ai.billing.burn import Burning
from shipspeak.ai.billing.forecast import Forecast
from shipspeak.ai.billing.watch import Dear
from shipspeak.ai.model import Ends, Key, KeyState, Letter, LetterState, Note, Passed, Period, Scope, Standing, Waiting
from shipspeak.kit.page import money

KEY_DAYS = 14
SUNSET_DAYS = 90
"""A model's end is known half a year ahead; a quarter is enough to compare and change."""
WHOSE = {
    Scope.ORGANISATION: "The organisation's",
    Scope.PERSON: "A person's",
    Scope.PLATFORM: "The installation's",
}
RAISE = "Raise it with `./ship ai budget`, or hold one feature back with a budget of its own for the day."
PERIODS = {Period.DAY: "today", Period.MONTH: "this month"}

LATER = {
    "waiting": "for the next batch, or for money",
    "sent": "for the provider's answer, a day at most",
    "singly": "to be asked by itself, as no batch answered it",
}
"""What a question waits for that nobody waits for."""
COMPARE = "Compare `./ship ai spend --by key --by day` with the provider's own page of costs."
LOOK = "`./ship ai spend --by day --by feature` says what it went for; `--by key`, with which key."


def budget(one: Standing | Passed) -> str:
    """Its name, as a sentence begins. A person is not named: an id tells a reader nothing."""
    if one.scope is Scope.FEATURE:
        whose = "Each feature's" if one.subject == "*" else f"“{one.subject}”: its"
        return f"{whose} budget for {PERIODS[one.period]}"
    return f"{WHOSE[one.scope]} budget for {PERIODS[one.period]}"


def of_dear(one: Dear) -> str:
    when = f"{one.at:%-d %b, from %H:00 UTC}" if one.of == "hour" else f"{one.at:%-d %b}"
    whose = f" for “{one.feature}”" if one.feature else ""
    return (
        f"{money(one.found.cost)}{whose} on {when}: {one.found.cost / one.found.usual:.0f} times what such "
        f"{'an hour' if one.of == 'hour' else 'a day'} usually costs ({money(one.found.usual)})."
    )


def of_odd_usage(code: str | None, answers: int, sent_s: int, said_s: int) -> str:
    """`code`: why they count as their estimate; None: as they say."""
    what = {
        "length-odd": f"name {said_s:,} seconds of sound where {sent_s:,} were sent, and count as what was sent",
        "tokens-odd": "name more tokens than were sent or allowed, and count as estimated",
        "unit-unknown": "name a unit that has no price, and count as estimated",
        "usage-unsaid": "do not say what they used, and count as estimated",
    }
    return f"{answers} answers {what.get(code or '', 'cost more than twice what was estimated')}"


def of_burning(one: Burning) -> str:
    limit, hours = one.budget.limit_usd, "the last hour" if one.hours == 1 else f"the last {one.hours} hours"
    return (
        f"{budget(one.budget)} will be gone around {one.gone_at:%-d %b %H:%M} UTC, before it begins anew on "
        f"{one.resets_at:%-d %b}: {money(one.spent)} of {money(limit)} went in {hours}."
    )


def of_half(one: Standing) -> str:
    used = one.spent_usd + one.reserved_usd
    return (
        f"{budget(one)} is half used before half of the {one.period} is over: {money(used)} of {money(one.limit_usd)}."
    )


def of_forecast(ahead: Forecast, one: Standing) -> str:
    low, high = ahead.likely
    return (
        f"{budget(one)} will probably not last: the month ends around {money(ahead.expected)} ({money(low)} to "
        f"{money(high)} in 80 of 100 such months), and {money(one.limit_usd)} may be spent."
    )


def of_nearly_spent(one: Standing) -> Note:
    used = one.spent_usd + one.reserved_usd
    if used >= one.limit_usd:
        said = f"{budget(one)} is used up ({money(one.limit_usd)}): meetings are analysed on this machine alone."
    else:
        said = (
            f"{budget(one)} is {100 * used / one.limit_usd:.0f} % used: meetings are analysed with less until it "
            "begins anew."
        )
    return Note(said, "Raise it with `./ship ai budget AMOUNT`.")


def of_apart(one: Apart) -> str:
    days = f"for {one.first:%-d %b}" if one.first == one.last else f"from {one.first:%-d %b} to {one.last:%-d %b}"
    more = one.billed_usd > one.ledger_usd
    return (
        f"{one.provider} bills {money(one.billed_usd)} {days}; our ledger has {money(one.ledger_usd)}: "
        f"{'somebody else may be asking with our account' if more else 'it counts more than is billed'}."
    )


def of_later(one: Waiting) -> str:
    """Behind its feature's name."""
    since = f"since {one.since:%-d %b %H:%M} UTC"
    return f"{one.questions} question{'s wait' if one.questions > 1 else ' waits'} {LATER[one.state]}, {since}"


def of_letters(found: Sequence[Letter]) -> Sequence[Note]:
    """One sentence for all that wait for the same reason."""
    alike: dict[tuple[LetterState, str, str], list[Letter]] = {}
    for letter in found:
        alike.setdefault((letter.state, letter.code, letter.feature), []).append(letter)
    return [_of_letters(state, code, feature, some) for (state, code, feature), some in alike.items()]


def _of_letters(state: LetterState, code: str, feature: str, some: Sequence[Letter]) -> Note:
    first, one = some[0], len(some) == 1
    count = f"{'A question' if one else f'{len(some)} questions'} for “{feature}”"
    since = f"{'' if one else 'the first '}since {first.created_at:%-d %b %H:%M} UTC"
    if state is LetterState.PARKED:
        return Note(
            f"{count} {'waits' if one else 'wait'} for money, {since}: the provider has none left for us ({code}).",
            "The report was finished without it. Top up or raise the limit at the provider: within an hour it is asked "
            "again by itself, and the report is made again with the answer. `./ship ai replay` does it now.",
        )
    return Note(
        f"{count} {'was' if one else 'were'} not taken by the provider ({code}), {since}.",
        "The report was finished without it. Asking again helps only once something has changed, a model or a version "
        "of ShipSpeak: then `./ship ai replay --only dead`. It goes when its meeting is deleted.",
    )


def of_keys(keys: Sequence[Key], today: date) -> Sequence[Note]:
    return [note for key in keys if (note := _of_key(key, today))]


def _of_key(key: Key, today: date) -> Note | None:
    name = f"The key “{key.name}” of {key.provider}"
    if key.state is KeyState.REFUSED:
        return Note(f"{name} is refused by its provider.", "Add another: `./ship ai keys add NAME < FILE`.")
    if key.state is not KeyState.GOOD or key.expires_on is None or key.expires_on > today + timedelta(days=KEY_DAYS):
        return None
    over = key.expires_on <= today
    return Note(
        f"{name} {'ended' if over else 'ends'} on {key.expires_on:%-d %b %Y}.",
        "Add its successor: `./ship ai keys add NAME < FILE`; then `./ship ai keys weigh OLD 0`, and revoke it.",
    )


def of_ends(found: Sequence[Ends], today: date) -> Sequence[Note]:
    return [
        Note(
            f"{one.model}, asked to {one.asked_for}, {'ended' if one.on <= today else 'ends'} on {one.on:%-d %b %Y}.",
            "Choose its successor in the file that SHIPSPEAK_AI_CONFIG names, and compare reports of one meeting.",
        )
        for one in found
        if one.on <= today + timedelta(days=SUNSET_DAYS)
    ]
