"""The script of the sample meeting: who says what, how long after whom, and what is planted where."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

RATE = 16_000
"""Samples a second."""


@dataclass(frozen=True, slots=True)
class Voice:
    """How one of the four sounds. See script.toml for what each number does."""

    role: str
    flite: str
    pitch: float
    """Mean fundamental frequency, Hz."""
    throat: float
    """1 as flite made it; above 1 every resonance moves up, as in a shorter throat."""
    stretch: float
    """1 as flite made it; above 1 slower."""
    tilt: float
    """dB: how much louder than the low frequencies the high ones are made. A microphone, a distance."""
    level: float
    """Loudness of the line in dB relative to full scale."""


@dataclass(frozen=True, slots=True)
class Line:
    """One person speaks."""

    id: str
    who: str
    say: str
    pause: int
    """Milliseconds from the end of the line before (that is not `over`); negative: starts before that one has ended."""
    over: bool
    """A few words under somebody else's turn, who keeps the floor."""
    unsaid: str
    """What would have followed had nobody cut in. Gives the last words the melody of a sentence that goes on."""
    plant: tuple[str, ...]
    """Planted keys, "key" or "key.part"."""

    @property
    def text(self) -> str:
        """As a transcript would show it."""
        return f"{self.say} —" if self.unsaid else self.say

    @property
    def sentences(self) -> list[str]:
        """What is spoken in one breath each; the last one includes what stays unsaid."""
        return re.split(r"(?<=[.?!])\s+", f"{self.say} {self.unsaid}".strip())


@dataclass(frozen=True, slots=True)
class Planted:
    """A behaviour that is in the meeting on purpose."""

    key: str
    who: str
    """Whose behaviour it is."""
    tone: str
    """"change", "strength", or "fact" for what is only there."""
    skill: str
    """One of the ten dimensions."""
    must: bool
    """True: a report of the whole meeting is wrong without it. False: it may say it, and is right when it does."""
    truth: str
    """What a good report says."""


@dataclass(frozen=True, slots=True)
class Script:
    title: str
    kind: str
    focal: str
    """Who is coached."""
    voices: dict[str, Voice]
    lines: tuple[Line, ...]
    planted: tuple[Planted, ...]
    absent: dict[str, str]
    """Behaviours that are NOT in the meeting, and why a report might be tempted."""


def read(path: Path) -> Script:
    """Raises KeyError, TypeError or tomllib.TOMLDecodeError for a script with a slip of the pen."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    lines = tuple(
        Line(
            id=f"l{number}",
            who=line.pop("who"),
            say=line.pop("say"),
            pause=line.pop("pause", 450),
            over=line.pop("over", False),
            unsaid=line.pop("unsaid", ""),
            plant=tuple(line.pop("plant", ())),
            **line,
        )
        for number, line in enumerate(raw["line"], 1)
    )
    return Script(
        title=raw["title"],
        kind=raw["kind"],
        focal=raw["focal"],
        voices={name: Voice(**voice) for name, voice in raw["voice"].items()},
        lines=lines,
        planted=tuple(Planted(**planted) for planted in raw["planted"]),
        absent=raw["absent"],
    )
