"""agree: on which terms a meeting is done that its person wants a better engine for. Asked once, and then kept to."""

from dataclasses import replace

from shipspeak.ai import Menu
from shipspeak.coaching.model import Audio
from shipspeak.coaching.paid import FEATURES, agreed
from shipspeak.coaching.terms import Terms
from shipspeak.coaching.tools import Tools
from shipspeak.sampling import Active, Preset

ROUGH = 2.4
"""Seconds that it takes to write everything down here for each second that hearing took: 20.5 and 8.8 s of half an
hour (`./ship bench pipeline`). Both keep all cores busy, so a slow machine is slow at both."""
PATIENCE_S = 60.0
"""So long a person waits for it at most: an hour and a half on two cores. Beyond, turns alone say where to listen, and
between which words a word was said is known less exactly."""


async def settle(
    tools: Tools,
    duration: int,
    sound: Audio | None,
    heard_s: float,
    preset: Preset,
    again: int,
    active: Active,
) -> Terms:
    """`duration` in milliseconds, `sound`: what has no transcript yet, `heard_s`: what hearing it took."""
    menu = await tools.books.menu(tools.org, FEATURES) if tools.books and tools.asker else Menu()
    terms = agreed(menu, duration, preset, active, sound=sound is not None)
    return replace(terms, again=again, rough=bool(terms.writes) and ROUGH * heard_s <= PATIENCE_S)
