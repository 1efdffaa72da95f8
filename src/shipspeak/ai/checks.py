"""What must always be true here. Each has a heading in runbook.md."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from shipspeak.ai import queries, words
from shipspeak.ai.asking import letter_queries
from shipspeak.ai.billing import bill_queries, watch
from shipspeak.ai.billing.bill import DAYS, apart
from shipspeak.ai.billing.burn import half_spent_early
from shipspeak.ai.catalogue import Catalogue
from shipspeak.ai.deciding.degrade import SOFT
from shipspeak.ai.keys import key_queries
from shipspeak.ai.later import later_queries
from shipspeak.ai.model import PLATFORM, KeyState, today
from shipspeak.base import Settings
from shipspeak.database import Tx
from shipspeak.kit import Check, Finding, Severity
from shipspeak.kit.page import money

PRICES_DAYS = 90
OVERDUE_MINUTES = 30
STATES = {"waiting": "not handed in", "sent": "with a batch", "singly": "to be asked by itself"}


class TheLedgerEqualsTheCounters:
    """The attempts in the ledger do not add up to what the budgets have been charged: money is counted wrongly."""

    name: ClassVar[str] = "the-ledger-equals-the-counters"
    severity: ClassVar[Severity] = Severity.WAKE

    async def look(self, tx: Tx) -> Sequence[Finding]:
        return [
            Finding(
                f"{row['scope']} {row['period']} {row['starts']}",
                f"counter off by {row['spent']} spent, {row['reserved']} reserved",
            )
            for row in await queries.differences(tx)
        ]


class NoReservationOutlivesItsCall:
    """Money is reserved for a call that ended long ago; it cannot be spent by anybody else."""

    name: ClassVar[str] = "no-reservation-outlives-its-call"
    severity: ClassVar[Severity] = Severity.TOMORROW

    async def look(self, tx: Tx) -> Sequence[Finding]:
        return [Finding(str(id), "still open") for id in await queries.overdue(tx, OVERDUE_MINUTES)]


class NoBudgetIsNearlySpent:
    """A budget is at 80 % or more: meetings are analysed with less until it begins anew or is raised."""

    name: ClassVar[str] = "no-budget-is-nearly-spent"
    severity: ClassVar[Severity] = Severity.TOMORROW

    async def look(self, tx: Tx) -> Sequence[Finding]:
        return [
            Finding(
                f"{budget.scope} {budget.period}",
                f"{money(budget.spent_usd)} spent and {money(budget.reserved_usd)} reserved of "
                f"{money(budget.limit_usd)}",
            )
            for budget in await queries.standings(tx, today())
            if budget.limit_usd > 0 and budget.spent_usd + budget.reserved_usd >= SOFT * budget.limit_usd
        ]


class BudgetsLastTheirPeriod:
    """At this pace a budget will be gone before it begins anew, or half of it went before half of the time did."""

    name: ClassVar[str] = "budgets-last-their-period"
    severity: ClassVar[Severity] = Severity.TOMORROW

    async def look(self, tx: Tx) -> Sequence[Finding]:
        now = datetime.now(UTC)
        burnt = await watch.burnt(tx, now)
        told = {(one.budget.scope, one.budget.subject, one.budget.period) for one in burnt}
        return [
            *(Finding(f"{one.budget.scope} {one.budget.period}", words.of_burning(one)) for one in burnt),
            *(
                Finding(f"{budget.scope} {budget.period}", words.of_half(budget))
                for budget in await queries.standings(tx, now.date())
                if half_spent_early(budget, now) and (budget.scope, budget.subject, budget.period) not in told
            ),
        ]


class SpendingIsAsUsual:
    """A day or an hour cost far more than its own history lets one expect: a loop, a leaked key, or a busy day."""

    name: ClassVar[str] = "spending-is-as-usual"
    severity: ClassVar[Severity] = Severity.TOMORROW

    async def look(self, tx: Tx) -> Sequence[Finding]:
        return [Finding(one.feature or "all", words.of_dear(one)) for one in await watch.dear(tx, datetime.now(UTC))]


class ModelsOutliveTheirUse:
    """A model that we ask will be ended by its provider within 90 days."""

    name: ClassVar[str] = "models-outlive-their-use"
    severity: ClassVar[Severity] = Severity.TOMORROW

    async def look(self, tx: Tx) -> Sequence[Finding]:
        return models_that_end(Catalogue.read(Settings.read().ai_config)) if tx.org == PLATFORM else []


class PricesAreCurrent:
    """Prices were last compared with the providers' pages more than 90 days ago."""

    name: ClassVar[str] = "prices-are-current"
    severity: ClassVar[Severity] = Severity.TOMORROW

    async def look(self, tx: Tx) -> Sequence[Finding]:
        checked = Catalogue.read(Settings.read().ai_config).checked
        old = tx.org == PLATFORM and today() - checked > timedelta(days=PRICES_DAYS)
        return [Finding("catalogue", f"checked on {checked}")] if old else []


class KeysAreGoodForAFortnight:
    """A provider's key is refused, or ends within two weeks."""

    name: ClassVar[str] = "keys-are-good-for-a-fortnight"
    severity: ClassVar[Severity] = Severity.TOMORROW

    async def look(self, tx: Tx) -> Sequence[Finding]:
        soon = today() + timedelta(days=words.KEY_DAYS)
        return [
            Finding(key.name, "refused by its provider" if key.state is KeyState.REFUSED else f"ends {key.expires_on}")
            for key, _ in await key_queries.sealed(tx)
            if key.state is KeyState.REFUSED
            or (key.state is KeyState.GOOD and key.expires_on is not None and key.expires_on <= soon)
        ]


class NoQuestionWaits:
    """A question to a model got no answer and waits for money, or for somebody to look."""

    name: ClassVar[str] = "no-question-waits"
    severity: ClassVar[Severity] = Severity.TOMORROW

    async def look(self, tx: Tx) -> Sequence[Finding]:
        return [
            Finding(str(letter.id), f"{letter.state} for {letter.code}, tried {letter.tries} times")
            for letter in await letter_queries.letters(tx)
        ]


class TheBacklogIsAnsweredInTwoDays:
    """A question that nobody waits for waits since two days: no budget has room, no key is good, or no worker runs."""

    name: ClassVar[str] = "the-backlog-is-answered-in-two-days"
    severity: ClassVar[Severity] = Severity.TOMORROW

    async def look(self, tx: Tx) -> Sequence[Finding]:
        return [
            Finding(row["feature"], f"{row['questions']} questions, the oldest is {STATES[row['state']]}")
            for row in await later_queries.late(tx)
        ]


class WeAreBilledForWhatWeSent:
    """Answers of the last day say that something else was used than was sent, or cost far more than they should."""

    name: ClassVar[str] = "we-are-billed-for-what-we-sent"
    severity: ClassVar[Severity] = Severity.TOMORROW

    async def look(self, tx: Tx) -> Sequence[Finding]:
        rows = await queries.odd_usage(tx, datetime.now(UTC) - timedelta(days=1))
        return [
            Finding(row["model"], words.of_odd_usage(row["code"], row["attempts"], *row["seconds"])) for row in rows
        ]


class TheBillAgreesWithTheLedger:
    """A provider bills another amount than our ledger has, or its bill was not read for three days."""

    name: ClassVar[str] = "the-bill-agrees-with-the-ledger"
    severity: ClassVar[Severity] = Severity.TOMORROW

    async def look(self, tx: Tx) -> Sequence[Finding]:
        bills = await bill_queries.bills(tx, today() - timedelta(days=DAYS))
        return [
            *(Finding(one.provider, words.of_apart(one)) for one in apart(bills, today())),
            *(Finding(name, "its bill was not read for three days") for name in await bill_queries.unread(tx)),
        ]


def models_that_end(catalogue: Catalogue) -> Sequence[Finding]:
    """Of the models on a route."""
    return [
        Finding(one.model, f"ends {one.on}, asked for {one.asked_for}")
        for one in catalogue.ending(today() + timedelta(days=words.SUNSET_DAYS))
    ]


ALL: tuple[Check, ...] = (
    TheLedgerEqualsTheCounters(),
    NoReservationOutlivesItsCall(),
    NoBudgetIsNearlySpent(),
    BudgetsLastTheirPeriod(),
    SpendingIsAsUsual(),
    ModelsOutliveTheirUse(),
    PricesAreCurrent(),
    KeysAreGoodForAFortnight(),
    NoQuestionWaits(),
    TheBacklogIsAnsweredInTwoDays(),
    WeAreBilledForWhatWeSent(),
    TheBillAgreesWithTheLedger(),
)
