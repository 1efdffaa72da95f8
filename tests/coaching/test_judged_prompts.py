"""A prompt that was used is never edited: it has a number, a digest, words of its own and what it is measured on."""

import json
from typing import Any

import jsonschema
import pytest

from shipspeak.coaching.judged import NEWEST, prompt
from shipspeak.coaching.judged.form import ADDABLE, ANSWERS, MOST_CARDS, TEXTS, schema
from shipspeak.coaching.judged.prompt import FOLDER
from shipspeak.coaching.judged.prose import LEAST, MOST
from shipspeak.coaching.model import Tone
from shipspeak.coaching.rubric.patterns import PATTERNS
from tests.coaching.judging import RECORDED, asked, saying, spoken

VERSIONS = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())


@pytest.mark.parametrize("name", VERSIONS)
def test_a_version_is_measured_as_it_is(name: str) -> None:
    """Changed instructions or words without a new number: give it one."""
    measured = json.loads((FOLDER / name / "evaluation.json").read_text())
    assert measured["digest"] == prompt(name).digest
    assert len(measured["careful"]) >= 5
    assert "by no model" in measured["about"]


def test_the_newest_is_the_one_used() -> None:
    assert max(VERSIONS, key=lambda name: int(name.rpartition(".")[2])) == NEWEST


def test_it_tells_the_model_what_the_code_holds_it_to() -> None:
    rules = prompt().rules
    for pattern in ADDABLE:
        assert f"\n- {pattern}: " in rules
        assert (PATTERNS[pattern].tone is Tone.CHANGE) == (rules.index(f"- {pattern}:") < rules.index("To keep:"))
    for pattern in ANSWERS:
        assert 'Needs "asked".' in rules.split(f"- {pattern}:")[1].split("\n")[0]
    for name in TEXTS:
        assert f'- "{name}":' in rules
    assert f"{LEAST} to {MOST} words" in rules


def test_the_form_is_strict() -> None:
    def objects(part: Any) -> Any:
        if isinstance(part, dict):
            if part.get("type") == "object":
                yield part
            for inner in part.values():
                yield from objects(inner)

    form = json.loads(schema())
    jsonschema.Draft202012Validator.check_schema(form)
    for part in objects(form):
        assert part["additionalProperties"] is False
        assert part["required"] == list(part["properties"])
    for answers in (*RECORDED["careful"], *RECORDED["careless"]):
        for answer in answers:
            jsonschema.validate(answer, form)
            assert len(answer["cards"]) <= MOST_CARDS


async def test_what_never_changes_goes_first_and_is_long_enough_for_a_provider_s_cache() -> None:
    _, one = await asked(spoken(), saying(RECORDED["careful"][0][0]))
    _, other = await asked(spoken(lines=slice(0, 40)), saying(RECORDED["careful"][0][0]))
    first, second = one.asked[0][1], other.asked[0][1]
    assert (first.instructions, first.schema) == (second.instructions, second.schema)
    assert len(first.instructions) > 4 * 1_024
    assert first.version == f"{NEWEST}-{prompt().digest}"
    assert first.content != second.content
