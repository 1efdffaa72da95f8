"""`./ship ai …`: budgets, spending and keys; `app` adds what needs meetings. Any can be run while all else runs."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date, datetime, timedelta
from uuid import UUID

import click

from shipspeak.ai import actions, queries, shown, tables
from shipspeak.ai.errors import UnknownModel
from shipspeak.ai.keys import key_queries, keyring
from shipspeak.ai.model import FOR_COSTS, PLATFORM, Period, Scope, today
from shipspeak.base import Settings
from shipspeak.database import APP, DEFAULT_ORG, Database, connect, visiting
from shipspeak.vault import FileKeystore, Vault

SCOPES = click.Choice([scope.value for scope in Scope])
PERIODS = click.Choice([period.value for period in Period])
GROUPS = click.Choice(list(queries.GROUPS))
FORMS = {None: shown.spending, "json": tables.as_json, "csv": tables.as_csv}
DAY = click.DateTime(["%Y-%m-%d"])


@click.group("ai")
def ai_command() -> None:
    """Models that are asked: what they may cost, what they cost, with which keys."""


@ai_command.command("status")
@click.pass_obj
def status_command(settings: Settings) -> None:
    """Budgets, keys, and questions that wait."""

    async def work(database: Database) -> str:
        return shown.status(await actions.status(database, DEFAULT_ORG))

    _run(settings, work)


@ai_command.command("budget")
@click.argument("amount")
@click.option("--scope", type=SCOPES, default=Scope.ORGANISATION.value, show_default=True, help="Whose spending.")
@click.option("--of", "subject", default="", help='A person\'s id or a feature; "each" for all without their own.')
@click.option("--period", type=PERIODS, default=Period.MONTH.value, show_default=True, help="Begins anew in UTC.")
@click.pass_obj
def budget_command(settings: Settings, amount: str, scope: str, subject: str, period: str) -> None:
    """Set a budget of AMOUNT US dollars, or take it away with "none"."""

    async def work(database: Database) -> str:
        org = PLATFORM if scope == Scope.PLATFORM else DEFAULT_ORG
        async with database.tenant(org) as tx:
            await actions.set_budget(tx, Scope(scope), subject, Period(period), amount)
        return shown.status(await actions.status(database, DEFAULT_ORG))

    _run(settings, work)


@ai_command.command("spend")
@click.option("--by", type=GROUPS, multiple=True, default=["model"], show_default=True, help="May be given again.")
@click.option("--days", type=click.IntRange(1, 3660), default=30, show_default=True, help="How far back.")
@click.option("--org", type=click.UUID, default=DEFAULT_ORG, show_default=True, help="Whose spending.")
@click.option("--json", "form", flag_value="json", help="For programs: what was spent, and what left the machine.")
@click.option("--csv", "form", flag_value="csv", help="For a spreadsheet: what was spent.")
@click.pass_obj
def spend_command(settings: Settings, by: tuple[str, ...], days: int, org: UUID, form: str | None) -> None:
    """What was spent, one line for each of what is grouped by, and what left the machine."""

    async def work(database: Database) -> str:
        since = today() - timedelta(days=days - 1)
        async with database.tenant(org) as tx:
            spent = await queries.spend(tx, since, *dict.fromkeys(by))
            left = await queries.egress(tx, since=since if form else None)
        return FORMS[form](since, tuple(dict.fromkeys(by)), spent, left)

    _run(settings, work)


@ai_command.command("forecast")
@click.option("--past", is_flag=True, help="Also: how good forecasts of the last year would have been here.")
@click.pass_obj
def forecast_command(settings: Settings, *, past: bool) -> None:
    """What this month will have cost at its end."""

    async def work(database: Database) -> str:
        said = shown.forecast(await actions.look_ahead(database, DEFAULT_ORG))
        return f"{said}\n{shown.hindsight(await actions.look_back(database, DEFAULT_ORG))}" if past else said

    _run(settings, work)


@ai_command.command("reconcile")
@click.pass_obj
def reconcile_command(settings: Settings) -> None:
    """Compare the ledger with the providers' bills now; workers do it by themselves every six hours."""
    from shipspeak.ai.billing.reconcile import reconcile, reports  # noqa: PLC0415 -- only here

    async def work(database: Database) -> str:
        ring = keyring.Keyring(database, _vault(settings))
        return shown.bills(await reconcile(database, ring, reports(settings), [DEFAULT_ORG]))

    _run(settings, work)


@ai_command.group("keys", invoke_without_command=True)
@click.pass_context
def keys_command(context: click.Context) -> None:
    """The providers' keys; without a command of its own, a list of them."""
    if context.invoked_subcommand is None:

        async def work(database: Database) -> str:
            async with database.tenant(PLATFORM) as tx:
                return shown.keys([key for key, _ in await key_queries.sealed(tx)])

        _run(context.obj, work)


@keys_command.command("add")
@click.argument("name")
@click.option("--provider", default="openai", show_default=True, help="Whose key it is.")
@click.option("--ends", type=DAY, help="The day on which the provider ends it, if it does.")
@click.option(
    "--for",
    "purpose",
    type=click.Choice(["asking", "costs"]),
    default="asking",
    show_default=True,
    help="An admin key that may read costs is never used to ask, nor the other way round.",
)
@click.pass_obj
def add_command(settings: Settings, name: str, provider: str, ends: datetime | None, purpose: str) -> None:
    """Seal the key that comes on standard input, and use it."""
    from shipspeak.ai.catalogue import Catalogue  # noqa: PLC0415 -- only here

    if provider not in Catalogue.read(settings.ai_config).providers:
        raise UnknownModel(name=provider)
    if purpose == "costs":
        provider += FOR_COSTS
    asked = sys.stdin.isatty()
    secret = click.prompt("Key", hide_input=True) if asked else sys.stdin.readline()

    async def work(database: Database) -> str:
        last: date | None = ends.date() if ends else None
        async with database.tenant(PLATFORM) as tx:
            await keyring.add(tx, _vault(settings), name, provider, secret.strip(), last)
            keys = shown.keys([key for key, _ in await key_queries.sealed(tx)])
        async with database.tenant(DEFAULT_ORG) as tx:
            bounded = bool(await queries.standings(tx, today()))
        return keys if bounded else f"{keys}\n\n{shown.NO_BUDGET}"

    _run(settings, work)


@keys_command.command("weigh")
@click.argument("name")
@click.argument("weight", type=click.IntRange(0, 100))
@click.pass_obj
def weigh_command(settings: Settings, name: str, weight: int) -> None:
    """Give a key another share of the calls: 0 lets it run dry, any other also makes a refused one good again."""

    async def work(database: Database) -> str:
        async with database.tenant(PLATFORM) as tx:
            await keyring.weigh(tx, name, weight)
            return shown.keys([key for key, _ in await key_queries.sealed(tx)])

    _run(settings, work)


@keys_command.command("revoke")
@click.argument("name")
@click.pass_obj
def revoke_command(settings: Settings, name: str) -> None:
    """Destroy a key: no process uses it after 15 seconds. Revoke it at the provider too."""

    async def work(database: Database) -> str:
        async with database.tenant(PLATFORM) as tx:
            await keyring.revoke(tx, _vault(settings), name)
            return shown.keys([key for key, _ in await key_queries.sealed(tx)])

    _run(settings, work)


def _vault(settings: Settings) -> Vault:
    return Vault(FileKeystore(settings.keys_folder))


def _run(settings: Settings, work: Callable[[Database], Awaitable[str]]) -> None:
    async def run() -> str:
        async with at_database(settings) as database:
            return await work(database)

    click.echo(asyncio.run(run()))


@asynccontextmanager
async def at_database(settings: Settings) -> AsyncIterator[Database]:
    """The one that is named; or our own, made and started as by `./ship up`: budgets and keys may come before it."""
    url = settings.app_url or settings.database_url
    async with AsyncExitStack() as stack:
        if url is None:
            url = (await stack.enter_async_context(visiting(settings.database_folder, make=True))).url(APP)
        yield await stack.enter_async_context(await connect(url, size=4))
