"""agree: on which terms a meeting is done that its person wants a better engine for. Asked once, and then kept to."""

from dataclasses import replace

from shipspeak.ai import Menu
from shipspeak.coaching.model import Audio
from shipspeak.coaching.paid import FEATURES, agreed, postponed
from shipspeak.coaching.terms import Terms
from shipspeak.coaching.tools import Tools
from shipspeak.sampling import Active, Preset

ROUGH = 2.0
"""Seconds that the rough pass takes here for each second that hearing took: 1.5 to 1.8 of three meetings of half an
hour (`./ship bench paid meeting`). Both are this machine's work, so a slow one is slow at both."""
PATIENCE_S = 240.0
"""So long a person waits for it at most: the longest meeting on two cores. It is worth waiting for: with it three
quarters are saved, without it two thirds (decision 32). On a machine that is slower than that, turns alone say where
to listen, and between which words a word was said is known less exactly."""


async def settle(  # noqa: PLR0913, PLR0917 -- one argument for each thing that it depends on
    tools: Tools,
    duration: int,
    sound: Audio | None,
    heard_s: float,
    preset: Preset,
    again: int,
    active: Active,
    said: bool,  # noqa: FBT001 -- likewise: a step's arguments stand in order
) -> Terms:
    """`duration` in milliseconds, `sound`: what has no transcript yet, `heard_s`: what hearing it took, `said`: who is
    coached is no guess.
    """
    menu = await tools.books.menu(tools.org, FEATURES) if tools.books and tools.asker else Menu()
    rough = ROUGH * heard_s <= PATIENCE_S
    terms = agreed(menu, duration, preset, active, sound=sound is not None, rough=rough)
    terms = terms if said else postponed(terms)
    return replace(terms, again=again, rough=bool(terms.writes) and rough)
