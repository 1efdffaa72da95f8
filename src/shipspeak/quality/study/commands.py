"""The study's commands, for `./ship sampling`."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from shipspeak.quality.study.files import as_json, write
from shipspeak.quality.study.folder import SHARED, find
from shipspeak.quality.study.run import Design, study
from shipspeak.quality.study.terminal import counting, show
from shipspeak.quality.study.verdict import concluded
from shipspeak.sampling import configuration, versions

FOLDER = click.Path(path_type=Path, file_okay=False)
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
def evaluate_command(
    data: Path,
    *,
    meetings: str | None,
    tuning: bool,
    seeds: int,
    number: str | None,
    print_json: bool,
    out: Path | None,
) -> None:
    """What a part tells of the whole, on real meetings: cost, error, coverage, moments, beside simpler ways to choose.

    Meetings belong to the group to report on or to the group to tune on by their names alone, and no figure holds both.
    """
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


def _names(meetings: str | None) -> Sequence[str]:
    return [name.strip() for name in (meetings or "").split(",") if name.strip()]
