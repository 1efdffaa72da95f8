"""The coaches that are compared. What answers in a model's place says so in its name."""

import json
import random
from collections.abc import Iterator
from typing import Any, Protocol

from shipspeak.ai import Respond
from shipspeak.coaching import Asker, judged
from shipspeak.quality.coaches.subject import Subject

RUNS = 5
"""Of each coach on each meeting: how far does it say the same?"""

WRONG = (
    "You took 95 seconds until the answer came at last.",
    "You took ninety seconds until the answer came at last.",
    "You are a weak speaker, and you always were one.",
    "The others were bored while they waited for your answer.",
    "Read more of it at https://speak.example/login today.",
    "<b>Very good</b> work, keep it up for the next meeting.",
    "Everybody loves Zorbo kettles, and so should you.",
    "Ok.",
)
"""Each is what a card may not say."""
RIGHT = (
    "The answer stood at the end of your turn, behind what led to it.",
    "Whoever asks listens for the answer first and for the way to it later.",
    "Say: “I recommend …, because …”, and offer the rest afterwards.",
    "Take the question, answer it aloud in a sentence, and stop there.",
)


class Coach(Protocol):
    name: str

    def asker(self, subject: Subject, run: int) -> Asker | None:
        """Who is asked in this run: None for the rules, who need nobody."""

    def coaches(self, subject: Subject) -> bool:
        """Whether it can: recorded answers are about one meeting."""


class Rules:
    name = "rules"

    def asker(self, subject: Subject, run: int) -> Asker | None:  # noqa: ARG002 -- as in `Coach`
        return None

    def coaches(self, subject: Subject) -> bool:  # noqa: ARG002 -- likewise
        return True


class Recorded:
    """Answers that lie in a file, run after run."""

    def __init__(self, name: str, runs: list[list[bytes]]) -> None:
        self.name, self._runs = name, runs

    def asker(self, subject: Subject, run: int) -> Asker | None:  # noqa: ARG002 -- likewise
        answers = [bytes(answer).decode() for answer in self._runs[run % len(self._runs)]]
        return judged.ScriptedAsker(lambda _: answers.pop(0) if len(answers) > 1 else answers[0], name="recorded")

    def coaches(self, subject: Subject) -> bool:
        return subject.planted is not None


class Reckless:
    """Claims anything of any sentence, and writes what it may not as often as what it may. No language model: dice."""

    name = "dice (reckless)"

    def asker(self, subject: Subject, run: int) -> Asker | None:
        dice = random.Random(f"{subject.name} {run}")  # noqa: S311 -- the same for the same run
        return judged.ScriptedAsker(lambda ask: json.dumps({"cards": list(_thrown(ask, dice))}), name="dice")

    def coaches(self, subject: Subject) -> bool:  # noqa: ARG002 -- likewise
        return True


class Model:
    """Whatever is set up to be asked. Costs money."""

    name = "model"

    def __init__(self, gateway: Asker) -> None:
        self._gateway = gateway

    def asker(self, subject: Subject, run: int) -> Asker | None:  # noqa: ARG002 -- likewise
        return self._gateway

    def coaches(self, subject: Subject) -> bool:
        return subject.planted is not None


def offline() -> list[Coach]:
    """Those that need nobody."""
    answers = judged.recorded()
    return [
        Rules(),
        Recorded("recorded, careful (by us)", [list(map(bytes, run)) for run in answers.careful]),
        Recorded("recorded, careless (by us)", [list(map(bytes, run)) for run in answers.careless]),
        Reckless(),
    ]


def _thrown(ask: Respond, dice: random.Random) -> Iterator[dict[str, Any]]:
    told = json.JSONDecoder().raw_decode(ask.content)[0]
    for one in told["cards"]:
        yield _written({name: one[name] for name in ("pattern", "said", "asked")}, dice)
    ids = [id for id, *_ in told["sentences"]] + ["p0.0"]
    patterns = ["interruption", "genius", *judged.ADDABLE]
    for _ in range(3):
        asked = dice.choice([None, dice.choice(ids)])
        yield _written({"pattern": dice.choice(patterns), "said": dice.choice(ids), "asked": asked}, dice)


def _written(place: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    texts = {name: dice.choice([text, dice.choice(WRONG)]) for name, text in zip(judged.TEXTS, RIGHT, strict=True)}
    return place | texts
