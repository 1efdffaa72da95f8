"""The sample meeting as lines, asked about by a model that was told what to say."""

import json
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from shipspeak.ai import Caller, Ending, Respond
from shipspeak.coaching.analysis import findings
from shipspeak.coaching.judged import FEATURE, ScriptedAsker, Sheet, lay_out, prompt, write
from shipspeak.coaching.judged.prompt import FOLDER, NEWEST
from shipspeak.coaching.model import Findings, Kind
from tests.coaching.spoken import Meeting, Said, meeting, of

SCRIPT = Path(__file__).parents[2] / "sample" / "script.toml"
TRUTH = SCRIPT.with_name("truth.json")
FOCAL = "Maya"
KIND = Kind.PRODUCT_REVIEW
CALLER = Caller(UUID(int=1), FEATURE, meeting=UUID(int=2))
RECORDED: dict[str, Any] = json.loads((FOLDER / NEWEST / "evaluation.json").read_text())
"""Written by us; see there."""

Says = Callable[[Respond], str | Ending]


@cache
def script() -> tuple[tuple[str, str, str], ...]:
    """Id, speaker and words of each line of the sample meeting."""
    lines = tomllib.loads(SCRIPT.read_text())["line"]
    return tuple((f"l{number}", line["who"], line["say"]) for number, line in enumerate(lines, 1))


def spoken(more: dict[str, str] | None = None, lines: slice = slice(None)) -> Meeting:
    """The sample meeting, or some of its lines, with more words at the end of some."""
    kept = script()[lines]
    made = meeting(*(Said(who, f"{text} {(more or {}).get(id, '')}") for id, who, text in kept))
    passages = [replace(one, id=id) for one, (id, _, _) in zip(made.transcript.passages, kept, strict=True)]
    return of(passages, names=True)


def rules(heard: Meeting, focal: str = FOCAL) -> Findings:
    return findings(heard.census, heard.plan, heard.transcript, focal, KIND)


def sheet(heard: Meeting, found: Findings, focal: str = FOCAL) -> Sheet:
    return lay_out(heard.census, heard.plan, heard.transcript, focal, KIND, found.metrics)


async def asked(heard: Meeting, says: Says, focal: str = FOCAL) -> tuple[Findings, ScriptedAsker]:
    """The findings with what a model says, and the model."""
    found = rules(heard, focal)
    asker = ScriptedAsker(says)
    return await write(asker, CALLER, sheet(heard, found, focal), found, prompt()), asker


def saying(*answers: object) -> Says:
    """In turn, and the last for ever."""
    left = list(answers)

    def says(_: Respond) -> str | Ending:
        answer = left.pop(0) if len(left) > 1 else left[0]
        return answer if isinstance(answer, str | Ending) else json.dumps(answer)

    return says


def told(ask: Respond) -> dict[str, Any]:
    """The question, as a model reads it."""
    found: dict[str, Any] = json.JSONDecoder().raw_decode(ask.content)[0]
    return found


def card(given: dict[str, Any], text: str | Sequence[str], **changed: object) -> dict[str, object]:
    """A card with the same text four times, or with four texts."""
    four = [text] * 4 if isinstance(text, str) else text
    place = {name: given[name] for name in ("pattern", "said", "asked")}
    return place | dict(zip(("happened", "matters", "instead", "practise"), four, strict=True)) | changed


def levels(found: Findings) -> dict[str, int | None]:
    return {score.skill.value: score.level for score in found.scores}
