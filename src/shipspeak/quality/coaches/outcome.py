"""What a comparison found, as `./ship coaching evaluate --json` prints it. None: there is nothing to say it from."""

from typing import Annotated

import msgspec
from msgspec import Meta


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """One coach on one meeting, over several runs; counts are those of the first."""

    coach: str
    meeting: str
    planted: Annotated[int | None, Meta(description="Behaviours that are in the meeting for certain.")]
    found: Annotated[int | None, Meta(description="… and are claimed where they are.")]
    false_claims: Annotated[int | None, Meta(description="Something to change where nothing was planted, or shown.")]
    cards: int
    cards_planted: Annotated[int | None, Meta(description="Cards that show something planted.")]
    claims: Annotated[int, Meta(description="That the coach made.")]
    dropped: Annotated[int, Meta(description="… of them, that did not stand.")]
    quotes: Annotated[int, Meta(description="On the page.")]
    quotes_stand: Annotated[int, Meta(description="… word for word, by that person, looked for anew.")]
    written: Annotated[int, Meta(description="Texts of cards in a model's words.")]
    replaced: Annotated[int, Meta(description="Texts of a model that did not pass.")]
    slips: Annotated[int, Meta(description="Texts on the page that may not stand there.")]
    overlap: Annotated[float, Meta(description="Of the cards of two runs, on average: shared by all that either has.")]
    spread: Annotated[float, Meta(description="Widest of a skill's level over the runs, in points of 100.")]
    asked: int
    usd: float
    seconds: Annotated[float, Meta(description="Of one run, by the clock on the wall, rules included.")]
    why: Annotated[str, Meta(description="Why the rules wrote although a model might have.")]


class Stay(msgspec.Struct, frozen=True, kw_only=True):
    """Who writes the words, over all real meetings; counts beside those with all words of the provider."""

    way: str
    claims: Annotated[int, Meta(description="Behaviours that the rules prove with all words of the provider.")]
    claims_kept: Annotated[int, Meta(description="… of them, proven this way too, in the same place.")]
    claims_new: Annotated[int, Meta(description="Proven this way alone.")]
    cards: Annotated[int, Meta(description="Focus cards with all words of the provider.")]
    cards_kept: Annotated[int, Meta(description="… of them, shown this way too, in the same place.")]
    own_words: int
    own_wrong: Annotated[int, Meta(description="Of the coached person's words: lost, replaced, or never said.")]
    opening_words: Annotated[int, Meta(description="Own words in the first 3 s of turns that follow another's.")]
    opening_wrong: int
    others_words: int
    others_wrong: int


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    prompt: Annotated[str, Meta(description="Version and digest of what a model is told.")]
    runs: int
    outcomes: list[Outcome]
    others_stay: Annotated[list[Stay], Meta(description="What it costs that nothing of what others said leaves.")]
    notes: list[str]
