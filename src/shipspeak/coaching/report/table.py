"""Metrics as CSV (RFC 4180), for a spreadsheet."""

import csv
import io

from shipspeak.coaching.model import Report
from shipspeak.coaching.report.words import plain

COLUMNS = ("key", "name", "unit", "basis", "value", "low", "high", "band_low", "band_high", "standing", "note")


def metrics_csv(report: Report) -> str:
    """One line for each metric; an unknown value is empty, never 0. A cell that a spreadsheet would run as a
    formula gets an apostrophe (OWASP "CSV Injection").
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for metric in report.findings.metrics:
        low, high = (metric.band.low, metric.band.high) if metric.band else (None, None)
        writer.writerow(
            [
                *map(_cell, (metric.key, metric.name, metric.unit, metric.basis.value)),
                metric.value,
                metric.low,
                metric.high,
                low,
                high,
                metric.standing.value,
                _cell(metric.note),
            ]
        )
    return out.getvalue()


def _cell(text: str) -> str:
    line = plain(text)
    return f"'{line}" if line.startswith(("=", "+", "-", "@")) else line
