"""`./ship sampling …`: what a part of a meeting tells of the whole, measured."""

import click

from shipspeak.quality import upkeep
from shipspeak.quality.study.commands import choose_command, curve_command, evaluate_command


@click.group("sampling")
def sampling_group() -> None:
    """What a quarter of a meeting tells of the whole."""


for _command in (evaluate_command, choose_command, curve_command, upkeep.status, upkeep.rollback, upkeep.restore):
    sampling_group.add_command(_command)
