"""Prompts are files, one folder for each version. A version that was used is never edited: a new one is made.

prompts/cards.1/instructions.md   what the model is told
prompts/cards.1/words.txt         the words that it may write with, in groups with a heading; small words first
prompts/cards.1/evaluation.json   what the version is measured on; holds the version's digest
"""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import msgspec

FOLDER = Path(__file__).parent / "prompts"
NEWEST = "cards.1"


@dataclass(frozen=True)
class Prompt:
    name: str
    """What it is for, and its number: "cards.1"."""
    rules: str
    """What the model is told."""
    words: frozenset[str]
    small: frozenset[str]
    """Those of them that tell nothing of a meeting: the first group."""

    @property
    def instructions(self) -> str:
        """Never changes, so it goes first and comes from the provider's cache."""
        return f"{self.rules}{' '.join(sorted(self.words))}\n"

    @property
    def digest(self) -> str:
        return sha256(self.instructions.encode()).hexdigest()[:12]

    @property
    def version(self) -> str:
        """Part of what makes two questions equal: nobody is served an answer to another text."""
        return f"{self.name}-{self.digest}"


class Recorded(msgspec.Struct, frozen=True):
    """What a version is measured on: answers to the question about the sample meeting. Who gave them stands in
    `about`.
    """

    about: str
    digest: str
    """Of the version that they answer."""
    careful: list[list[msgspec.Raw]]
    """Runs; of each the answer, and the next one when it is asked to repair that."""
    careless: list[list[msgspec.Raw]]


def recorded(name: str = NEWEST) -> Recorded:
    """Of one version."""
    return msgspec.json.decode((FOLDER / name / "evaluation.json").read_bytes(), type=Recorded)


@cache
def prompt(name: str = NEWEST, within: Path | None = None) -> Prompt:
    """One version, of the folder of cards if no other is named. Raises FileNotFoundError: names come from code."""
    folder = (within or FOLDER) / name
    groups = [part.partition("\n")[2].split() for part in (folder / "words.txt").read_text().split("# ")[1:]]
    words = frozenset(word for group in groups for word in group)
    return Prompt(name, (folder / "instructions.md").read_text(), words, frozenset(groups[0]))
