"""How the commands show what they found: plain lines in columns."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from shipspeak.ai import words
from shipspeak.ai.actions import Status
from shipspeak.ai.billing.bill import Bill
from shipspeak.ai.billing.forecast import Forecast
from shipspeak.ai.billing.hindsight import Hindsight
from shipspeak.ai.model import Egress, Key, Spend, Waiting
from shipspeak.ai.replaying import Replay
from shipspeak.kit.page import money, money_about


def status(found: Status) -> str:
    budgets = [
        (
            budget.scope.value,
            {"*": "each", "": "all"}.get(budget.subject, budget.subject),
            budget.period.value,
            money(budget.limit_usd),
            money(budget.spent_usd),
            money(budget.reserved_usd),
            f"{_percent(float(budget.spent_usd), float(budget.limit_usd))} %",
        )
        for budget in found.budgets
    ]
    letters = [
        (
            str(letter.id),
            letter.state.value,
            letter.code,
            f"{letter.tries} times",
            f"{letter.created_at:%Y-%m-%d %H:%M}",
        )
        for letter in found.letters
    ]
    return "\n\n".join(
        (
            table("Budgets", ("of", "whose", "period", "limit", "spent", "reserved", "used"), budgets, "none is set"),
            keys(found.keys),
            table("Questions that wait", ("id", "state", "code", "tried", "since"), letters, "none"),
            *(f"{note.said} {note.do}" for note in words.of_letters(found.letters)),
            *([f"What waits for money is tried at {due:%H:%M} UTC at the latest."] if (due := found.next_try) else []),
            later(found.later),
            bills(found.bills),
        )
    )


NO_BUDGET = (
    "No budget is set: each meeting has a most that is told before, and all of them together have none.\n"
    "Set one for each month: ./ship ai budget 10"
)


def keys(found: Sequence[Key]) -> str:
    rows = [(key.name, key.provider, key.state.value, str(key.weight), str(key.expires_on or "-")) for key in found]
    return table("Keys", ("name", "provider", "state", "weight", "ends"), rows, "none: nothing leaves this machine")


def later(found: Sequence[Waiting]) -> str:
    """What nobody waits for, and what it waits for itself."""
    rows = [(one.feature, str(one.questions), words.LATER[one.state], f"{one.since:%Y-%m-%d %H:%M}") for one in found]
    return table("For batches, at half the price", ("for", "questions", "waits", "since"), rows, "none")


def bills(found: Sequence[Bill]) -> str:
    rows = [
        (one.provider, str(one.day), money(one.billed_usd), money(one.ledger_usd), _signed(one.difference_usd))
        for one in found
        if one.billed_usd or one.ledger_usd
    ]
    columns = ("provider", "day", "billed", "our ledger", "difference")
    return table("The providers' bills", columns, rows, "not compared; ./ship ai keys add NAME --for costs")


def spending(_: date, by: Sequence[str], spent: Sequence[Spend], left: Sequence[Egress]) -> str:
    return spend(spent, by) + "\n\n" + egress(left)


def spend(found: Sequence[Spend], by: Sequence[str]) -> str:
    rows = [
        (
            *line.group,
            money(line.cost_usd),
            str(line.calls),
            str(line.attempts),
            f"{line.audio_ms / 60_000:.1f}",
            str(line.input_tokens),
            str(line.output_tokens),
        )
        for line in found
    ]
    columns = (*by, "cost", "calls", "attempts", "audio min", "tokens in", "tokens out")
    return table("Spent", columns, rows, "nothing")


def egress(found: Sequence[Egress]) -> str:
    rows = [
        (line.provider, str(line.attempts), f"{line.audio_ms / 1000:.0f}", str(line.words), str(line.bytes))
        for line in found
    ]
    columns = ("to", "times", "seconds of sound", "words", "bytes")
    return table("Left this machine, ever", columns, rows, "nothing")


def forecast(found: Forecast | None) -> str:
    if found is None:
        return "Too little is known: a forecast needs three days of spending."
    return (
        f"This month so far: {money(found.spent)}. At its end about {money_about(found.expected)} "
        f"({money_about(found.likely[0])} to {money_about(found.likely[1])} in 80 of 100 such months, "
        f"{money_about(found.nearly_surely[0])} to {money_about(found.nearly_surely[1])} in 95)."
    )


def hindsight(found: Hindsight | None) -> str:
    if found is None:
        return "How good that is cannot be told yet: no whole month is known."
    return (
        f"{found.forecasts} forecasts of {found.months} past months, made again: {found.error:.1%} off on average "
        f"(as on the average day: {found.average_day:.1%}); {found.likely:.0%} ended within the first interval, "
        f"{found.nearly_surely:.0%} within the second."
    )


AGAIN = (
    "These reports were finished without the answers, and are made again with them when a worker comes to it, within\n"
    "minutes where one runs. Nothing need be pressed, and nothing is paid for twice:"
)


def replayed(found: Replay, reports: Sequence[UUID]) -> str:
    """`reports`: meetings whose reports are made again."""
    rows = [(str(one.letter.id), one.letter.code, one.problem or "answered") for one in found.done]
    told = [table("Asked again", ("id", "was", "now"), rows, "nothing waits")]
    if found.withdrawn:
        told.append(f"Not asked, and gone, as what their meetings' person wishes has changed: {found.withdrawn}.")
    if reports:
        told.append("\n".join((AGAIN, *(f"  /meetings/{meeting}" for meeting in reports))))
    return "\n\n".join(told)


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], empty: str) -> str:
    """Columns as wide as their widest cell; the last one is not padded."""
    if not rows:
        return f"{title}: {empty}."
    widths = [max(len(row[n]) for row in (columns, *rows)) for n in range(len(columns))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in (columns, *rows)]
    return "\n".join((f"{title}:", *(f"  {line}".rstrip() for line in lines)))


def _signed(usd: Decimal) -> str:
    return f"{'-' if usd < 0 else '+'}{money(abs(usd))}" if usd else "none"


def _percent(part: float, whole: float) -> int:
    return round(100 * part / whole) if whole else 100
