"""`./ship sampling …`: what a part of a meeting tells of the whole, measured."""

import click


@click.group("sampling")
def sampling_group() -> None:
    """What a quarter of a meeting tells of the whole."""
