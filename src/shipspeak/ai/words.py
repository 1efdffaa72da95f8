"""What is found about money, in sentences: the same ones in checks, on the page and on the command line. Pure."""

from shipspeak.ai.burn import Burning
from shipspeak.ai.model import Passed, Scope, Standing
from shipspeak.ai.watch import Dear

WHOSE = {
    Scope.ORGANISATION: "The organisation's",
    Scope.PERSON: "A person's",
    Scope.PLATFORM: "The installation's",
}


def budget(one: Standing | Passed) -> str:
    """Its name at the beginning of a sentence. A person is not named: an id tells a reader nothing."""
    if one.scope is Scope.FEATURE:
        whose = "Each feature's" if one.subject == "*" else f"“{one.subject}”: its"
        return f"{whose} budget for this {one.period}"
    return f"{WHOSE[one.scope]} budget for this {one.period}"


def of_dear(one: Dear) -> str:
    when = f"{one.at:%-d %b, from %H:00 UTC}" if one.of == "hour" else f"{one.at:%-d %b}"
    whose = f" for “{one.feature}”" if one.feature else ""
    return (
        f"${one.found.cost:,.2f}{whose} on {when}: {one.found.cost / one.found.usual:.0f} times what such "
        f"{'an hour' if one.of == 'hour' else 'a day'} usually costs (${one.found.usual:,.2f})."
    )


def of_burning(one: Burning) -> str:
    limit, hours = one.budget.limit_usd, "the last hour" if one.hours == 1 else f"the last {one.hours} hours"
    return (
        f"{budget(one.budget)} will be gone around {one.gone_at:%-d %b %H:%M} UTC, before it begins anew on "
        f"{one.resets_at:%-d %b}: ${one.spent:,.2f} of ${limit:,.2f} went in {hours}."
    )


def of_half(one: Standing) -> str:
    used = one.spent_usd + one.reserved_usd
    return f"{budget(one)} is half used before half of the {one.period} is over: ${used:,.2f} of ${one.limit_usd:,.2f}."
