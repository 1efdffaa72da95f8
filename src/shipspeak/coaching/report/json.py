"""The report as JSON, and the schema that describes it (docs/reference/report.schema.json)."""

import msgspec

from shipspeak.coaching.model import Report

SCHEMA = "https://json-schema.org/draft/2020-12/schema"


def encode(report: Report) -> bytes:
    """UTF-8 JSON of the whole report, indented by two; times in integer milliseconds."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2)


def decode(text: bytes) -> Report:
    """The report back from `encode`. Raises msgspec.ValidationError where the text is not such a report."""
    return msgspec.json.decode(text, type=Report)


def schema() -> bytes:
    """JSON Schema (2020-12) of `encode`'s output, from the dataclasses themselves."""
    described = msgspec.json.schema(Report)
    head = {
        "$schema": SCHEMA,
        "title": "ShipSpeak report",
        "description": "What `encode` writes; times are integer ms.",
    }
    return msgspec.json.format(msgspec.json.encode({**head, **described}), indent=2) + b"\n"
