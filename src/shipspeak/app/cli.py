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
