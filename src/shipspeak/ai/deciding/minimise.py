"""Names stay here: what is sent says "Person 1", and the answer gets the names back. Pure."""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from shipspeak.ai.model import Ask, Transcribe


def minimise(ask: Ask) -> tuple[Ask, tuple[str, ...]]:
    """The question without the names it asks to withhold, and those names in the order of their numbers.

    Whole words, in any case. A spoken name inside sound cannot be taken out: a transcription is sent as it is.
    """
    if isinstance(ask, Transcribe) or not ask.withhold:
        return ask, ()
    names = tuple(sorted({name.strip() for name in ask.withhold if name.strip()}, key=lambda n: (-len(n), n)))
    return replace(ask, content=_hidden(ask.content, names), withhold=()), names


def restored(text: str, names: Sequence[str]) -> str:
    """The answer with its names."""

    def name(match: re.Match[str]) -> str:
        number = int(match.group(1))
        return names[number - 1] if 1 <= number <= len(names) else match.group(0)

    return re.sub(r"\bPerson (\d{1,4})\b", name, text) if names else text


def _hidden(text: str, names: Sequence[str]) -> str:
    if not names:
        return text
    numbers = {name.casefold(): number for number, name in enumerate(names, 1)}
    any_name = "|".join(re.escape(name) for name in names)
    return re.sub(
        rf"(?<!\w)(?:{any_name})(?!\w)", lambda m: f"Person {numbers[m.group(0).casefold()]}", text, flags=re.IGNORECASE
    )
