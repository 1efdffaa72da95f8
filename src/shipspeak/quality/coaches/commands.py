"""`./ship coaching evaluate`: coaches compared."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import click
import msgspec

from shipspeak.ai import open_gateway
from shipspeak.base import Progress, Settings
from shipspeak.coaching import judged
from shipspeak.database import APP, connect, visiting
from shipspeak.quality.coaches.apart import apart, together
from shipspeak.quality.coaches.coach import RUNS, Coach, Model, offline
from shipspeak.quality.coaches.compare import compare
from shipspeak.quality.coaches.outcome import Comparison, Outcome, Stay
from shipspeak.quality.coaches.subject import real, sample
from shipspeak.quality.coaches.terminal import show
from shipspeak.quality.study.errors import NoMeetings
from shipspeak.quality.study.folder import SHARED, find
from shipspeak.quality.study.terminal import counting
from shipspeak.vault import FileKeystore, Vault

FOLDER = click.Path(path_type=Path, file_okay=False)
RUNS_REAL = 2
"""On a real meeting: each takes a second or more, and the rules say the same each time."""
ABOUT = (
    "recorded: answers about the sample meeting, written by us and by no model; careless with the faults models have.",
    "dice: no model either; claims anything of any sentence, and every other text is one that may not be shown.",
    "others stay: human words stand for a provider's, this machine's mishearing is SIMULATED; models are not asked.",
    "slips: texts on a card that may not stand there. spread: of a level over the runs, in points of 100.",
)


@click.group("coaching")
def coaching_group() -> None:
    """How good the coaching is."""


@coaching_group.command("evaluate")
@click.option("--data", type=FOLDER, default=SHARED, show_default="../shared/data/meetings", help="Real meetings.")
@click.option("--meetings", metavar="NAME,…", help="Only these of them.")
@click.option(
    "--model", "ask", is_flag=True, help="Also ask the models that are set up, about the sample. Costs money."
)
@click.option("--json", "print_json", is_flag=True, help="Print JSON instead.")
@click.pass_obj
def evaluate_command(settings: Settings, data: Path, *, meetings: str | None, ask: bool, print_json: bool) -> None:
    """Compare coaches (the rules, a model with recorded answers, dice, any model that is set up): planted behaviours
    found, false claims, whether claims and quotes stand, how far runs differ, cost, time.

    On the sample meeting, whose truth is known, and on the real meetings to report on, where they are at hand.
    """
    names = [name.strip() for name in (meetings or "").split(",") if name.strip()]
    notes = list(ABOUT)
    try:
        paths = find(data, tuning=False, names=names)
    except NoMeetings:
        paths = []
        notes.append(f"Real meetings are left out: there are none in {data}.")
    with counting("Meetings") as progress:
        outcomes = asyncio.run(_compare(settings, paths, progress, ask=ask))
    with counting("Others stay") as progress:
        stays = list(_apart(paths, progress))
    notes += [f"{one.coach}: the rules wrote, for {one.why}." for one in outcomes if one.why]
    found = Comparison(
        prompt=judged.prompt().version, runs=RUNS, outcomes=outcomes, others_stay=together(stays), notes=notes
    )
    if print_json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")
    else:
        show(found)


async def _compare(settings: Settings, paths: Sequence[Path], progress: Progress, *, ask: bool) -> list[Outcome]:
    coaches = offline()
    outcomes = [await compare(coach, sample(), RUNS) for coach in coaches]
    if ask:
        outcomes.append(await _with_model(settings))
    for done, path in enumerate(paths):
        progress(done, len(paths))
        subject = real(path)
        outcomes += [await compare(coach, subject, RUNS_REAL) for coach in coaches if coach.coaches(subject)]
    return outcomes


def _apart(paths: Sequence[Path], progress: Progress) -> Iterator[Sequence[Stay]]:
    for done, path in enumerate(paths):
        progress(done, len(paths))
        yield apart(path)


async def _with_model(settings: Settings) -> Outcome:
    """Within every budget, as in a meeting."""
    url = settings.app_url or settings.database_url
    async with AsyncExitStack() as stack:
        if url is None:
            url = (await stack.enter_async_context(visiting(settings.database_folder))).url(APP)
        database = await stack.enter_async_context(await connect(url, size=4))
        gateway = open_gateway(settings, database, Vault(FileKeystore(settings.keys_folder)))
        try:
            coach: Coach = Model(gateway)
            return await compare(coach, sample(), RUNS)
        finally:
            await gateway.close()
