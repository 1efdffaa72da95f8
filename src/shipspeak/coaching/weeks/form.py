"""The form of a week's answer, and what of it stands: sentences in words that we chose, each around facts of code.

Words that say how much or which way are not among them: that stands in the facts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec

from shipspeak.coaching.judged import Prompt, prompt
from shipspeak.coaching.judged.prose import Fault, Said, fault, strange
from shipspeak.coaching.language.tokens import tokens
from shipspeak.coaching.weeks.facts import Fact
from shipspeak.coaching.weeks.model import Worded

FOLDER = Path(__file__).parent / "prompts"
NEWEST = "weeks.1"
MOST_SENTENCES = 4
LONGEST = 8_000
"""Characters of an answer; what is longer is no answer."""
MOST_NAMED = 8


class Sentence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str

    def __repr__(self) -> str:
        return "Sentence(…)"


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sentences: list[Sentence]


_DECODER = msgspec.json.Decoder(Answer)


@dataclass(frozen=True)
class Reading:
    sentences: tuple[str, ...] = ()
    """Those that stand."""
    wrong: tuple[str, ...] = ()
    """What is wrong with the others, for the model."""


def schema() -> str:
    """Strict: every property required, none additional."""
    sentence = {
        "type": "object",
        "properties": {"text": {"type": "string"}},
        "required": ["text"],
        "additionalProperties": False,
    }
    whole = {
        "type": "object",
        "properties": {"sentences": {"type": "array", "items": sentence}},
        "required": ["sentences"],
        "additionalProperties": False,
    }
    return msgspec.json.encode(whole).decode()


def content(facts: Sequence[Fact]) -> str:
    """The question. No title, no name, no word that was said, no figure: letters, and behaviours as the rubric names
    them.
    """
    told = {"facts": [{"fact": one.id, "what": one.what, "of": one.of} for one in facts]}
    return msgspec.json.encode(told).decode()


def judged(text: str, facts: Sequence[Fact], prompt: Prompt) -> Reading:
    """Whatever a model wrote. Never raises."""
    try:
        given = _DECODER.decode(text).sentences if len(text) <= LONGEST else []
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return Reading(wrong=("The answer is not JSON of the given form.",))
    if not 1 <= len(given) <= MOST_SENTENCES:
        return Reading(wrong=(f"There must be 1 to {MOST_SENTENCES} sentences.",))
    said, ids = Said((), prompt.small, tokens(prompt.rules)), {fact.id for fact in facts}
    kept: list[str] = []
    wrong: list[str] = []
    used: set[str] = set()
    for number, one in enumerate(given, 1):
        text = " ".join(one.text.split())
        places = re.findall(r"\{([a-z]+)\}", text)
        why = _why_not(text, places, used, prompt, said, ids)
        if why:
            wrong.append(f"Sentence {number}: {why}.")
        else:
            kept.append(text)
            used.update(places)
    return Reading(tuple(kept), tuple(wrong))


def digest(found: Sequence[Fact]) -> str:
    """Of the question and what fills it in: a week that changed, or a new prompt, is another one."""
    whole = (prompt(NEWEST, FOLDER).version, [(one.id, one.what, one.of, one.said) for one in found])
    return sha256(msgspec.json.encode(whole)).hexdigest()


def as_it_is(worded: Worded, found: Sequence[Fact]) -> bool:
    """Whether it was said of these very facts."""
    return worded.question == digest(found)


def _why_not(text: str, places: Sequence[str], used: set[str], prompt: Prompt, said: Said, ids: set[str]) -> str:
    if not places or len(places) != len(set(places)) or used & set(places):
        return "it must name a fact in braces, and no fact that was named before"
    found = fault(text, prompt.words, said, facts=ids)
    if found is not None:
        named = f": {', '.join(strange(text, prompt.words)[:MOST_NAMED])}" if found is Fault.WORD else ""
        return found.value + named
    return "" if text[-1] in ".?" else "it must end"
