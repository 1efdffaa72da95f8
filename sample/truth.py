"""What is true of the sample meeting, computed from where each word was placed. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from typing import Any

from sample.script import Line, Planted, Script

FILLERS = frozenset({"um", "uh"})


@dataclass(frozen=True, slots=True)
class Heard:
    """A line on the meeting's clock, milliseconds."""

    line: Line
    words: tuple[tuple[int, int, str], ...]
    """Start, end and text of each word."""

    @property
    def start(self) -> int:
        return self.words[0][0]

    @property
    def end(self) -> int:
        return self.words[-1][1]


def truth(script: Script, lines: Sequence[Heard], duration: int) -> dict[str, Any]:
    """The whole of truth.json but the hashes; sample/README.md describes its fields."""
    talk = {name: sum(heard.end - heard.start for heard in lines if heard.line.who == name) for name in script.voices}
    return {
        "title": script.title,
        "kind": script.kind,
        "focal": script.focal,
        "duration": duration,
        "speakers": [
            {
                "name": name,
                "role": voice.role,
                "talk": talk[name],
                "share": round(talk[name] / sum(talk.values()), 4),
                "words": sum(len(heard.words) for heard in lines if heard.line.who == name),
                "longest_monologue": max(end - start for who, start, end in _floor(lines) if who == name),
            }
            for name, voice in script.voices.items()
        ],
        "planted": [_planted(planted, lines) for planted in script.planted],
        "absent": script.absent,
        "overlaps": [
            {"lines": [one.line.id, two.line.id], "start": two.start, "end": min(one.end, two.end)}
            for one, two in combinations(lines, 2)
            if two.start < one.end
        ],
        "lines": [
            {
                "id": heard.line.id,
                "speaker": heard.line.who,
                "start": heard.start,
                "end": heard.end,
                "text": heard.line.text,
                "backchannel": heard.line.over,
                "words": [list(word) for word in heard.words],
            }
            for heard in lines
        ],
    }


def captions(lines: Sequence[Heard]) -> str:
    """WebVTT as a meeting service writes it: numbered cues, `Name: text`."""
    cues = sorted(lines, key=lambda heard: heard.start)
    blocks = (
        f"{number}\n{_stamp(heard.start)} --> {_stamp(heard.end)}\n{heard.line.who}: {heard.line.text}\n"
        for number, heard in enumerate(cues, 1)
    )
    return "WEBVTT\n\n" + "\n".join(blocks)


def _floor(lines: Sequence[Heard]) -> list[tuple[str, int, int]]:
    """Who has the floor from when to when. A few words under somebody's turn do not take it."""
    turns = groupby((heard for heard in lines if not heard.line.over), key=lambda heard: heard.line.who)
    return [(who, said[0].start, said[-1].end) for who, turn in turns if (said := list(turn))]


def _planted(planted: Planted, lines: Sequence[Heard]) -> dict[str, Any]:
    """With its lines by part; the part without a name, "itself", is the behaviour."""
    parts: dict[str, list[Heard]] = {}
    for heard in lines:
        for plant in heard.line.plant:
            key, _, part = plant.partition(".")
            if key == planted.key:
                parts.setdefault(part or "itself", []).append(heard)
    mine = [heard for part in parts.values() for heard in part if heard.line.who == planted.who]
    spoken = [word for heard in mine for word in heard.words if word[2].strip(".,").lower() in FILLERS]
    told = {
        "key": planted.key,
        "speaker": planted.who,
        "skill": planted.skill,
        "tone": planted.tone,
        "must": planted.must,
        "start": min(heard.start for heard in mine),
        "end": max(heard.end for heard in mine),
        "lines": {part: [heard.line.id for heard in part_lines] for part, part_lines in parts.items()},
        "truth": planted.truth,
    }
    if "recommendation" in parts:
        told["time_to_recommendation"] = parts["recommendation"][0].start - parts["question"][-1].end
    if planted.key == "filler-bursts":
        told["fillers"] = [list(word) for word in spoken]
    return told


def _stamp(time: int) -> str:
    seconds, milliseconds = divmod(time, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{milliseconds:03}"
