"""The study's commands, for `./ship sampling`."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from shipspeak import sampling
from shipspeak.quality.study import shipped
from shipspeak.quality.study.choice import ROUNDS, evidence, search
from shipspeak.quality.study.curve import as_json as curve_as_json
from shipspeak.quality.study.curve import trace
from shipspeak.quality.study.files import as_json, save, write
from shipspeak.quality.study.folder import SHARED, find, name_of
from shipspeak.quality.study.run import Design, study
from shipspeak.quality.study.terminal import counting, show
from shipspeak.quality.study.verdict import CUT_P50, CUT_P90, KEPT, RECALL, concluded
from shipspeak.sampling import configuration, versions

FOLDER = click.Path(path_type=Path, file_okay=False)
CONFIGURATIONS = Path(sampling.__file__).parent / "configurations"
KEPT_FOLDER = Path(__file__).parent / "kept"
TRACED = Path(__file__).parent / "traced"
DATA = click.option(
    "--data",
    type=FOLDER,
    default=SHARED,
    show_default="../shared/data/meetings",
    help="Folder with icsi/*.dadb.gz and ami/*.json.gz with *.rttm.gz.",
)


@click.command("evaluate")
@DATA
@click.option("--meetings", metavar="NAME,…", help="Only these.")
@click.option("--tuning", is_flag=True, help="The meetings that are tuned on, instead of those to report on.")
@click.option("--seeds", type=click.IntRange(1, 50), default=3, show_default=True, help="Draws for each person.")
@click.option("--version", "number", help="Of the sampling configuration; the newest if not given.")
@click.option("--json", "print_json", is_flag=True, help="Print JSON (docs/reference/evaluation.schema.json) instead.")
@click.option("--out", type=FOLDER, help="Also write evaluation.html, .json and .csv into this folder.")
@click.option("--keep", is_flag=True, help="Also keep the few figures that the page “Is a quarter enough?” shows.")
def evaluate_command(  # noqa: PLR0913 -- one parameter for each option
    data: Path,
    *,
    meetings: str | None,
    tuning: bool,
    seeds: int,
    number: str | None,
    print_json: bool,
    out: Path | None,
    keep: bool,
) -> None:
    """What a part tells of the whole, on real meetings: cost, error, coverage, moments, beside simpler ways to choose.

    Meetings belong to the group to report on or to the group to tune on by their names alone, and no figure holds both.
    """
    if keep and (tuning or meetings):
        raise click.UsageError(
            "Figures are kept of all the meetings that nothing was tuned on: no --tuning, no --meetings."
        )
    paths = find(data, tuning=tuning, names=_names(meetings))
    design = Design(configuration(number or versions()[-1]), seeds)
    with counting("Meetings") as progress:
        results = study(paths, design, progress)
    found = concluded(results, design, tuning=tuning)
    if print_json:
        sys.stdout.buffer.write(as_json(found))
    else:
        show(found)
    for path in write(found, out) if out else ():
        click.echo(path, err=print_json)
    if keep:
        path = save(KEPT_FOLDER, f"{found.configuration}.json", shipped.as_json(shipped.summary(found)))
        click.echo(path, err=print_json)


@click.command("choose")
@DATA
@click.option("--meetings", metavar="NAME,…", help="Only these, of those to tune on.")
@click.option("--words", is_flag=True, help="For where a cheap pass wrote everything down first.")
@click.option("--out", type=FOLDER, default=CONFIGURATIONS, show_default="the product's", help="Folder to write into.")
def choose_command(data: Path, *, meetings: str | None, words: bool, out: Path) -> None:
    """Search the configuration on the meetings to tune on, and write the best one as a new version with its evidence.

    Wanted: the cost bars kept, quality's lower 95 % bound at 90 %, moments heard at 80 %. When none reaches all of it,
    the nearest of those that keep the cost bars is taken, and said.
    """
    paths = find(data, tuning=True, names=_names(meetings))
    with counting("Meetings, over all configurations") as progress:
        rounds = search(paths, configuration(versions()[-1]), progress, words=words)
    best = rounds[-1][0]
    number = str(int(versions()[-1]) + 1)
    told = evidence(rounds, [name_of(path) for path in paths], ROUNDS[-1][-1], words=words)
    path = save(out, f"{number}.json", sampling.write(replace(best.configuration, version=number), told))
    if not best.reaches:
        click.echo(
            f"No configuration reaches a lower bound of {KEPT:.0%}, {RECALL:.0%} of the moments and the cost cut "
            f"({CUT_P50:.0%} in the median, {CUT_P90:.0%} in nine of ten). The one that comes nearest was taken."
        )
    click.echo(
        f"{path}: kept {best.kept:.1%}, lower bound {best.kept_low:.1%}, cost cut {best.cut_p50:.1%} (median), heard "
        f"{', '.join(f'{share:.1%}' for share in best.heard.values())} on "
        f"{best.meetings} meetings to tune on. Judge it with ./ship sampling evaluate."
    )


@click.command("curve")
@DATA
@click.option("--meetings", metavar="NAME,…", help="Only these, of those to tune on.")
@click.option("--out", type=FOLDER, default=TRACED, show_default="the product's", help="Folder to write into.")
def curve_command(data: Path, *, meetings: str | None, out: Path) -> None:
    """What quality costs: kept and heard against the cost cut, with smaller and larger ladders.

    On the meetings to tune on; the page of `./ship sampling evaluate` draws it.
    """
    newest = configuration(versions()[-1])
    with counting("Ladders") as progress:
        found = trace(find(data, tuning=True, names=_names(meetings)), newest, progress)
    click.echo(save(out, f"{newest.version}.json", curve_as_json(found)))


def _names(meetings: str | None) -> Sequence[str]:
    return [name.strip() for name in (meetings or "").split(",") if name.strip()]
