import json
from pathlib import Path

import jsonschema
import pytest

from shipspeak.coaching.report import decode, encode, schema
from tests.coaching.report_example import example

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "report.schema.json"


def test_it_is_described_by_the_schema_in_the_reference() -> None:
    assert REFERENCE.read_bytes() == schema(), "write report.schema.json anew from schema()"


def test_it_writes_what_its_schema_allows() -> None:
    described = json.loads(schema())
    jsonschema.Draft202012Validator.check_schema(described)
    jsonschema.validate(json.loads(encode(example())), described, jsonschema.Draft202012Validator)


def test_its_schema_refuses_what_is_no_report() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"title": "x"}, json.loads(schema()), jsonschema.Draft202012Validator)


def test_it_reads_back_what_it_wrote() -> None:
    assert decode(encode(example())) == example()
