"""The command line: all commands under one name, every error as one sentence with its exit status."""

import importlib
import resource
import sys

import click

import shipspeak
from shipspeak.base import Settings, ShipSpeakError, set_up_log, where

EX_USAGE, INTERRUPTED = 64, 130

COMMANDS = {
    "up": "shipspeak.app.up:up_command",
    "coach": "shipspeak.coaching.commands:coach_command",
    "coaching": "shipspeak.quality.coaches.commands:coaching_group",
    "jobs": "shipspeak.app.jobs:jobs_command",
    "sampling": "shipspeak.quality.commands:sampling_group",
    "ai": "shipspeak.app.replay:ai_command",
    "checks": "shipspeak.app.checks:checks_command",
    "web": "shipspeak.app.serve:web_command",
    "worker": "shipspeak.app.serve:worker_command",
    "weights": "shipspeak.app.serve:weights_command",
    "reference": "shipspeak.app.reference:reference_command",
}
"""Each command loads only what it needs: `up` must not wait for the engines, nor `coach` for the web."""


SERVES = {"web", "worker"}
"""Commands that run until they are stopped and print nothing else: their log is how they are followed."""


class Lazily(click.Group):
    """A group whose commands are imported when they are asked for (click's documentation, "Lazy subcommands")."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- as in click.Group
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- likewise
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(
    cls=Lazily,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="From a clone also: ./ship test, ./ship check (every other gate), ./ship bench NAME.",
)
@click.version_option(shipspeak.__version__, message="ShipSpeak %(version)s")
@click.pass_context
def ship(context: click.Context) -> None:
    """ShipSpeak coaches product managers from recordings of their own meetings."""
    settings = Settings.read()
    # A person reads what other commands print: only what went wrong is logged between.
    set_up_log(level=(settings.log or ("info" if context.invoked_subcommand in SERVES else "warning")).upper())
    # Of this process and all that it starts: a library that crashes would leave in a file what was said.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    context.obj = settings


def main() -> None:
    """Run one command and leave with its exit status."""
    try:
        ship.main(standalone_mode=False, prog_name="./ship")
    except ShipSpeakError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(EX_USAGE if error.exit_code == 2 else error.exit_code)
    except BrokenPipeError:
        sys.exit(0)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(INTERRUPTED)
    except Exception as error:  # noqa: BLE001 -- the last place: what nobody planned for
        # Where, and of what kind; its message may quote what was said.
        places = "\n".join(f"  {place}" for place in where(error))
        click.echo(f"{ShipSpeakError()}\n  {type(error).__qualname__}\n{places}", err=True)
        sys.exit(ShipSpeakError.exit_code)
