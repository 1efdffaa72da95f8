"""How this meeting is done: the wish, who can be asked, what every budget has left, and the most that it may cost.
Pure.

The order in which less is spent before the money is gone is `ai.degrade`'s; here is what each way would cost this
meeting, and how it is said.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from shipspeak.ai import Menu, Offer, Priced, Way, way
from shipspeak.coaching.paid.price import ROOM, price
from shipspeak.coaching.terms import NO_KEY, NO_PRICE_LEFT, NOBODY_SAID, Terms, at_home
from shipspeak.sampling import DEARNESS, Active, Preset

TRANSCRIBE, ASK, JUDGE = "coaching.transcribe", "coaching.ask", "coaching.judge"
"""Features of the ledger: "coaching." and the step that pays."""
FEATURES = (TRANSCRIBE, JUDGE)
HOUR = 3_600_000


def agreed(menu: Menu, duration: int, preset: Preset, active: Active, *, sound: bool, rough: bool = True) -> Terms:
    """What comes of the wish for a better engine. `duration` in milliseconds; `sound`: there is some to write down;
    `rough`: this machine hears it all first, and less has to be bought.
    """
    writers, judges = (menu.transcribe if sound else ()), menu.respond
    asked = active.preset(preset)
    if not writers and not judges:
        return at_home(preset, NO_KEY)
    choices = {one.way: one for one in _choices(writers, judges, duration, asked, active, rough=rough)}
    taken = way([Offer(one.way, one.most_usd) for one in choices.values()], menu.budgets)
    return choices[taken] if taken in choices else _unpaid(choices[Way.AS_ASKED], NO_PRICE_LEFT)


def most_usd(terms: Terms, length: int) -> Decimal:
    """The most that the words of `length` ms may cost that were asked for besides."""
    return terms.hour_usd * length * ROOM / HOUR


def postponed(terms: Terms) -> Terms:
    """The same prices, and nothing is paid until somebody says which voice is coached. What is done here alone stays
    as it is.
    """
    if not terms.pays:
        return terms
    return replace(_unpaid(terms, NOBODY_SAID), unsaid=True)


def _unpaid(terms: Terms, why: str) -> Terms:
    """This machine does it; what the others would cost is told all the same."""
    return replace(terms, way=Way.LOCAL_ENGINE, why=why, writes=(), judges=())


def _choices(
    writers: tuple[Priced, ...],
    judges: tuple[Priced, ...],
    duration: int,
    asked: Preset,
    active: Active,
    *,
    rough: bool,
) -> Iterator[Terms]:
    presets = active.configuration.given(words=rough).presets

    def terms(way: Way, preset: Preset, of: tuple[Priced, ...], why: str) -> Terms:
        cost = price(writers, of, duration, presets[preset])
        return Terms(
            way,
            preset,
            why,
            tuple(one.model for one in writers),
            tuple(one.model for one in of),
            hour_usd=max((one.hour_usd for one in writers), default=Decimal(0)),
            usual_usd=cost.usual,
            words_usd=cost.words,
            judging_usd=cost.judging,
        )

    yield terms(Way.AS_ASKED, asked, judges, "")
    smaller = judges[-1:]
    if len(judges) > 1:
        yield terms(Way.SMALLER_MODEL, asked, smaller, "most of a budget is used, so the smaller model judges")
    less = max(
        (one for one in Preset if DEARNESS[active.least] <= DEARNESS[one] < DEARNESS[asked]),
        key=DEARNESS.__getitem__,
        default=None,
    )
    if less is not None and writers:
        why = f"the budgets have no room for more, so less was written down: “{less.value}” instead of “{asked.value}”"
        yield terms(Way.SMALLER_SAMPLE, less, smaller, why)
