"""Spending for programs and spreadsheets. Money is written exactly, as text: a float would round it."""

import csv
import io
from collections.abc import Sequence
from datetime import date

import msgspec

from shipspeak.ai.model import Egress, Spend

FIGURES = ("cost_usd", "calls", "attempts", "audio_ms", "input_tokens", "output_tokens")


def as_json(since: date, by: Sequence[str], spent: Sequence[Spend], left: Sequence[Egress]) -> str:
    """What was spent and what left the machine, both since that day."""
    rows = [dict(zip((*by, *FIGURES), _row(line), strict=True)) for line in spent]
    found = {"since": since, "spent": rows, "left_this_machine": left}
    return msgspec.json.format(msgspec.json.encode(found), indent=1).decode()


def as_csv(_: date, by: Sequence[str], spent: Sequence[Spend], __: Sequence[Egress]) -> str:
    """What was spent (RFC 4180, with a header)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow((*by, *FIGURES))
    writer.writerows(_row(line) for line in spent)
    return text.getvalue().rstrip("\r\n")


def _row(line: Spend) -> tuple[object, ...]:
    figures = line.calls, line.attempts, line.audio_ms, line.input_tokens, line.output_tokens
    return (*line.group, f"{line.cost_usd:.9f}", *figures)
