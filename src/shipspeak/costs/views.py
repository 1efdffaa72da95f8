"""The page "What it costs": plain values in, HTML out."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from markupsafe import Markup, escape

from shipspeak.ai import Costs, Key, Period, Scope, Spend, Standing, of_later
from shipspeak.costs import chart
from shipspeak.costs.model import Budget, Share, month_of
from shipspeak.kit.page import Pages, day, lasting, money, plural

PAGES = Pages("costs", Path(__file__).parent)

FEATURES = {
    "transcribe": "Writing down",
    "ask": "Writing down more, on demand",
    "judge": "Coaching",
    "coach": "Coaching",
}
"""What a reader calls the parts that ask models, by the last word of their name; any other is shown by its own."""
HALF_A_CENT = Decimal("0.005")
SCOPES = {Scope.ORGANISATION: "Everything", Scope.PLATFORM: "The whole installation", Scope.PERSON: "One person"}


def page(seen: Costs) -> str:
    """The page; of a machine that asks nobody, one sentence and how to begin."""
    length = monthrange(seen.now.year, seen.now.month)[1]
    drawn = month_of(seen, length)
    bills = [one for one in seen.status.bills if one.billed_usd or one.ledger_usd]
    return PAGES.render(
        "costs/page.html",
        seen=seen,
        spent=float(seen.spent_usd),
        month=f"{seen.now:%B}",
        last=day(seen.now.replace(day=length)),
        chart=chart.month(drawn),
        days=chart.days(seen.days, length),
        limit=drawn.limit,
        by_model=_shares(seen.by_model),
        by_feature=_shares(seen.by_feature),
        budgets=[_budget(one, seen.now) for one in seen.status.budgets],
        empty=not seen.ever and not seen.by_model,
        waiting=[(meeting, count) for meeting, count in _meetings(seen).items()],
        later=[(_feature(one.feature), of_later(one)) for one in seen.status.later],
        bills=bills,
        billed=sum(float(one.billed_usd) for one in bills),
        charged=sum(float(one.ledger_usd) for one in bills),
        difference=_difference,
        key=_key,
        feature=_feature,
        size=_size,
        typed=_typed,
    )


def _shares(found: Sequence[Spend]) -> Sequence[Share]:
    most = max((one.cost_usd for one in found), default=Decimal(0))
    return [
        Share(
            _feature(one.group[0]),
            float(one.cost_usd),
            chart.share(one.cost_usd, most),
            _figures(one),
        )
        for one in found
    ]


def _feature(name: str) -> str:
    return FEATURES.get(name.rpartition(".")[2], name)


def _figures(one: Spend) -> str:
    again = one.attempts - one.calls
    parts = [plural(one.calls, "call") + (f", {plural(again, 'more attempt')}" if again > 0 else "")]
    if one.audio_ms:
        parts.append(f"{lasting(one.audio_ms)} of sound")
    if one.input_tokens or one.output_tokens:
        parts.append(f"{one.input_tokens:,} tokens in, {one.output_tokens:,} out")
    return " · ".join(parts)


def _budget(one: Standing, now: datetime) -> Budget:
    whose = SCOPES.get(one.scope) or ("Each feature" if one.subject == "*" else _feature(one.subject))
    used = one.spent_usd + one.reserved_usd
    share = f"{100 * used / one.limit_usd:.0f} % used" if one.limit_usd else "nothing may be spent"
    held = f", {money(one.reserved_usd)} of it held by calls under way" if one.reserved_usd else ""
    daily = one.period is Period.DAY
    return Budget(
        f"{whose}, {'today' if daily else 'this month'}",
        chart.budget(one),
        float(one.spent_usd),
        float(one.limit_usd),
        f"{share}{held}; begins anew {'at midnight UTC' if daily else f'on {day(_next_month(now))}'}",
    )


def _next_month(now: datetime) -> datetime:
    return now.replace(day=1, month=now.month % 12 + 1, year=now.year + now.month // 12)


def _meetings(seen: Costs) -> dict[UUID, int]:
    """Whose questions wait, and how many."""
    found: dict[UUID, int] = {}
    for letter in seen.status.letters:
        found[letter.meeting] = found.get(letter.meeting, 0) + 1
    return found


def _key(one: Key) -> str:
    """Its state, in words."""
    return f"only reads the bill; {_state(one)}" if one.reads_bill else _state(one)


def _state(one: Key) -> str:
    if one.state != "good":
        return {"refused": "refused by its provider", "revoked": "taken back and destroyed"}[one.state]
    if one.expires_on is None:
        return "good; no end is known" if one.weight else "runs dry: takes no new calls"
    return f"{'good' if one.weight else 'runs dry'}; ends {one.expires_on.day} {one.expires_on:%b %Y}"


def _typed(text: str) -> Markup:
    """What stands between backticks is to be typed."""
    parts = [
        Markup("<code>{}</code>").format(part) if n % 2 else escape(part) for n, part in enumerate(text.split("`"))
    ]
    return Markup("").join(parts)


def _difference(usd: Decimal) -> str:
    """Between bill and ledger; both round."""
    return "none" if abs(usd) < HALF_A_CENT else f"{'+' if usd > 0 else '−'}{money(abs(usd))}"


def _size(count: int) -> str:
    """Bytes for people, in powers of ten."""
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= size:
            return f"{count / size:,.1f} {unit}"
    return f"{count} bytes"
