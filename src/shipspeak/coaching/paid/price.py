"""What a meeting costs by a provider, before it is done: what it usually comes to, and what it never exceeds. Pure.

Both from the same shares of the meeting. What is usual is what the ladder begins with and the climbs of those who do,
talk alone, and one answer of the model that judges. The most is the last rung, with room for what breaks off, and a
repair by the dearest judge. `./ship bench paid meeting` holds both against what was paid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from shipspeak.ai import Priced

ROOM = Decimal("1.25")
"""Of the sound that is chosen: silences between the pieces of a clip, and one answer in six that breaks off, which is
paid for, and asked again."""
CLIMBS = 0.5
"""Of the people on a rung, those for whom the next one is bought: 102 of 224 in 60 real meetings (decision 41)."""
TALK = 0.8
"""Of a recording, what is talk: pauses are not sent. 69 to 86 % (`./ship bench paid meeting`)."""
MOST_TASK, MOST_A_MINUTE, MOST_ANSWER = 6_000, 450, 2 * 2_500
"""Tokens at most: of what a judging model is told about its task, the schema included; of each minute that was written
down (people speak 150 to 180 words a minute, with names and times 2.5 tokens each); of its answer and the repair."""
TASK, A_MINUTE, ANSWER = 3_200, 200, 700
"""Tokens as a rule: the 13,400 characters of the task at 4.2 each; what of a minute stands on the sheet, the coached
person's turns and what touches them (6.4 kB of 8 minutes, `./ship bench paid meeting`); three cards. No real model has
answered yet."""


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars."""

    usual: Decimal
    words: Decimal
    """The most that the words may cost, whoever of those who can be asked writes them."""
    judging: Decimal
    """The most that judging may cost."""

    @property
    def most(self) -> Decimal:
        return self.words + self.judging


def price(writers: Sequence[Priced], judges: Sequence[Priced], duration: int, ladder: Sequence[float]) -> Price:
    """Of `duration` milliseconds, with the shares that a preset's `ladder` has written down. Those who are asked first
    come first.
    """
    minutes, share, cap = duration / 60_000, expected(ladder), ladder[-1]
    words = max((one.sound(_length(duration, cap, ROOM)) for one in writers), default=Decimal(0))
    judging = max(
        (one.text(2 * (MOST_TASK + round(MOST_A_MINUTE * minutes * cap)), MOST_ANSWER) for one in judges),
        default=Decimal(0),
    )
    usual = sum((one.sound(_length(duration, share)) for one in writers[:1]), Decimal(0))
    usual += sum((one.text(TASK + round(A_MINUTE * minutes * share), ANSWER) for one in judges[:1]), Decimal(0))
    return Price(min(usual, words + judging), words, judging)


def expected(ladder: Sequence[float]) -> float:
    """The share of a meeting that is written down as a rule."""
    climbs = ((upper - lower) * CLIMBS**rung for rung, (lower, upper) in enumerate(pairwise(ladder), 1))
    return min(ladder[0] + sum(climbs), TALK)


def _length(duration: int, share: float, room: Decimal = Decimal(1)) -> int:
    return int(Decimal(str(share)) * duration * room)
