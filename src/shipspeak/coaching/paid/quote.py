"""How this meeting is done: the wish, who can be asked, what every budget has left, and the most that it may cost.
Pure.

The order in which less is spent before the money is gone is `ai.degrade`'s; here is what each way would cost this
meeting, and how it is said.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from shipspeak.ai import Menu, Offer, Priced, Way, way
from shipspeak.coaching.terms import Terms, at_home
from shipspeak.sampling import DEARNESS, Active, Preset

TRANSCRIBE, ASK, JUDGE = "coaching.transcribe", "coaching.ask", "coaching.judge"
"""Features of the ledger: "coaching." and the step that pays."""
FEATURES = (TRANSCRIBE, JUDGE)
ROOM = Decimal("1.25")
"""Of the sound that is chosen: silences between the pieces of a clip, and one answer in six that breaks off, which is
paid for, and asked again."""
HOUR = 3_600_000
FIXED_TOKENS = 6_000
"""What a judging model is told about its task, the schema included."""
TOKENS_A_MINUTE = 450
"""Of what was written down: people speak 150 to 180 words a minute, with names and times 2.5 tokens each."""
JUDGED_TOKENS = 2 * 2_500
"""Of an answer and its repair."""

NO_KEY = "there is no key to ask anybody with, so the engine on this machine wrote the words down"
NO_PRICE_LEFT = "the budgets have no room for it, so the engine on this machine wrote the words down"


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
    return choices[taken] if taken in choices else at_home(preset, NO_PRICE_LEFT)


def most_usd(terms: Terms, length: int) -> Decimal:
    """The most that the words of `length` ms may cost that were asked for besides."""
    return terms.hour_usd * length * ROOM / HOUR


def words_usd(writers: Sequence[Priced], duration: int, share: float) -> Decimal:
    """The most that the words of that `share` of a meeting may cost, whoever of the route writes them."""
    length = int(Decimal(str(share)) * duration * ROOM)
    return max((one.sound(length) for one in writers), default=Decimal(0))


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
        most = presets[preset][-1]
        return Terms(
            way,
            preset,
            why,
            tuple(one.model for one in writers),
            tuple(one.model for one in of),
            hour_usd=max((one.hour_usd for one in writers), default=Decimal(0)),
            words_usd=words_usd(writers, duration, most),
            judging_usd=max((_judging(one, duration, most) for one in of), default=Decimal(0)),
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


def _judging(model: Priced, duration: int, share: float) -> Decimal:
    minutes = duration / 60_000 * share
    return model.text(2 * (FIXED_TOKENS + round(TOKENS_A_MINUTE * minutes)), JUDGED_TOKENS)
