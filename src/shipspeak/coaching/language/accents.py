"""Spellings that an accent leaves behind in captions ("I tink ve should vait") read as the words that were meant.

Only so that a cue is seen whoever says it: a level must not depend on where somebody learnt to speak. What is counted
and quoted stays as it was written.
"""

import re
from collections.abc import Iterator
from functools import cache

from shipspeak.coaching.language.tokens import tokens

CUES = frozenset(
    tokens("""
    advice aggressive although another answer approval approve asking beginning being believe between bring buying
    coming convinced cover doing down downside downsides drawback drive drives eleven elsewhere even evening every
    everybody everyone evidence expensive feeling few fifteenth fifth five flagging follow follows fourth getting
    give given giving going have hearing how interviews investigate know knows leave looking losing love loves
    meeting missing month months morning move nervous never new nothing november now other over own owner owns
    provide pushing raising recommending reservations revert review reviewed rewind saying seven seventy several
    shipping slow something somewhat spring switch telling tenth than thank thanks that that'll that's the their
    them then there there're there's therefore these they thing things think third thirdly thirty this those
    thousand thread three through thursday tomorrow twelve twentieth twenty twice two valid very view vote wait
    waiting walk want wants was way we we'd we'll we're we've weak wednesday week weeks well were what what's whats
    when where where's whether which who whose why wider will winter with within without won't words work worried
    worry worse would wouldn't write written wrong
    """)
)
"""Words of the phrase library that an accent is heard in."""

ENGLISH = frozenset(
    tokens("""
    dad dan dash date day de deal den dill din ding dings dirty dose dough dread dry fen fine newer nosing noting
    odd oder sad sat sin sink stated tan tang tank tanks tax tea team tear ten tend tens thin tent term tin tread
    tree tried trough true vale van vast vat veal veil vein vend vent verse vest vet vine vines visit void vow
    waft wait wale wane wat wed weed west wet wide wile wine wise wits word worse wove zed zen zero zone
    """)
)
"""Of themselves, though they look like one of those: they stay what they are."""

SHORTEST = 2
"""Letters; single ones are spelled, not said."""
_TH = re.compile("[dzt]")


@cache
def meant(token: str) -> str:
    """The word that a cue is looked for in: mostly the token itself."""
    if token in CUES or token in ENGLISH or len(token) < SHORTEST or not token.isascii():
        return token
    return next((word for word in _plain(token) if word in CUES), token)


def _plain(token: str) -> Iterator[str]:
    """How it might be written: th said as d, z or t; v and w for each other; -ing without its g."""
    for word in (token, token.replace("v", "w"), token.replace("w", "v")):
        yield word
        yield from (f"{word[: at.start()]}th{word[at.end() :]}" for at in _TH.finditer(word))
    if token.endswith("in"):
        yield f"{token}g"
