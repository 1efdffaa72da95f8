"""The command line: every room's commands under one name, every error as one sentence with its exit status."""

import sys

import click
from pydantic import ValidationError

from shipspeak.app.checks import checks_command
from shipspeak.app.reference import reference_command
from shipspeak.app.rooms import ROOMS
from shipspeak.app.serve import web_command, worker_command
from shipspeak.app.up import up_command
from shipspeak.base import Settings, ShipSpeakError, set_up_log

EXITS = {
    0: "done",
    1: "a check found something",
    64: "the command was called in a way it does not know",
    65: "the recording or transcript cannot be used; the sentence says why",
    66: "a file or meeting is not there",
    69: "something needed is missing or taken: Python, the network, the port",
    70: "something went wrong that nobody planned for",
    73: "a file or folder cannot be written, or the disk is full",
    74: "stored data cannot be read",
    75: "not now: it is running already, or not ready yet",
    77: "not allowed",
    78: "a setting does not fit",
    130: "stopped by Ctrl-C",
}
"""As in sysexits.h, so that scripts can tell what to try again."""

EX_USAGE, EX_SOFTWARE, EX_CONFIG, INTERRUPTED = 64, 70, 78, 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def ship(context: click.Context) -> None:
    """ShipSpeak coaches product managers from recordings of their own meetings."""
    set_up_log()
    context.obj = Settings()


for own in (up_command, web_command, worker_command, checks_command, reference_command):
    ship.add_command(own)
for room in ROOMS:
    for command in room.commands:
        ship.add_command(command)


def main() -> None:
    """Run one command and leave with its exit status."""
    try:
        ship.main(standalone_mode=False, prog_name="./ship")
    except ShipSpeakError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)
    except ValidationError as error:
        for fault in error.errors():
            name = "SHIPSPEAK_" + "_".join(map(str, fault["loc"])).upper()
            click.echo(f"The setting {name} does not fit: {fault['msg']}. See docs/reference/settings.md.", err=True)
        sys.exit(EX_CONFIG)
    except click.ClickException as error:
        error.show()
        sys.exit(EX_USAGE if error.exit_code == 2 else error.exit_code)
    except BrokenPipeError:
        sys.exit(0)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
