"""choose: what to pay for, and why; and more of it where that told too little. Pure but for its door."""

from collections.abc import Sequence
from dataclasses import replace

from shipspeak import sampling
from shipspeak.base import ShipSpeakError, Span, in_thread, union
from shipspeak.coaching.language.lines import read_all
from shipspeak.coaching.language.noticed import noticed
from shipspeak.coaching.metrics import widths
from shipspeak.coaching.model import Choice, Heard, Wishes
from shipspeak.coaching.tools import Tools
from shipspeak.coaching.whose import voice_at
from shipspeak.sampling import Active, Cue, Preset, Role
from shipspeak.speech import Census, Transcript


class NotAmongTheVoices(ShipSpeakError):
    """Nobody of that name speaks in this recording. Its voices are S1 to S{voices}: say which of them is you."""

    status = 422
    exit_code = 65


async def pick(tools: Tools, heard: Heard, wishes: Wishes, active: Active) -> Choice:  # noqa: ARG001 -- every step takes the tools
    """The plan for the coached person; who speaks most when nobody said who that is. Raises NotAmongTheVoices."""
    return _pick(heard, wishes, active, words=heard.rough is not None)


def drawn(heard: Heard, wishes: Wishes, active: Active) -> tuple[str | None, tuple[Span, ...]]:
    """The coached person, and what will be bought whatever rough words say: no draw depends on a cue."""
    choice = _pick(heard, wishes, active, words=True)
    return choice.focal, union(unit.span for unit in choice.plan.units if unit.role is not Role.MOMENT)


def _pick(heard: Heard, wishes: Wishes, active: Active, *, words: bool) -> Choice:
    census = heard.census
    focal, assumed = coached(census, wishes.me)
    plan = sampling.choose(
        duration=census.duration,
        turns=census.turns,
        focal=focal,
        cues=_cues(heard),
        preset=active.preset(wishes.preset) if census.timed else Preset.FULL,
        seed=wishes.seed,
        configuration=active.configuration.given(words=words),
    )
    return Choice(focal, assumed, plan)


def coached(census: Census, me: str | None) -> tuple[str | None, bool]:
    """Who is coached, and whether that is assumed. Raises NotAmongTheVoices."""
    # Said before voices were counted anew: whoever speaks there now, or nobody, and then it is asked again.
    voice = voice_at(me, census.turns) if me else None
    return _focal(census, voice), voice is None


def said(census: Census, me: str | None) -> bool:
    """Whether it is no guess who is coached; with one voice there is nothing to guess. Raises NotAmongTheVoices."""
    return not coached(census, me)[1] or len(census.voices) < 2


async def climb(tools: Tools, heard: Heard, choice: Choice, transcript: Transcript) -> Choice:  # noqa: ARG001 -- every step takes the tools
    """The same choice with one more decision: to buy more where an interval is too wide to say anything, or not."""
    return await in_thread(_climb, heard, choice, transcript)


def _climb(heard: Heard, choice: Choice, transcript: Transcript) -> Choice:
    plan = sampling.climb(
        choice.plan,
        widths(heard.census, choice.plan, transcript, choice.focal or "", heard.rough),
        turns=heard.census.turns,
        cues=_cues(heard),
        configuration=sampling.configuration(choice.plan.configuration).given(words=heard.rough is not None),
    )
    return replace(choice, plan=plan)


def _cues(heard: Heard) -> list[Cue]:
    """Where to listen: from sound and turns, and from rough words where there are some."""
    census = heard.census
    found = sampling.cues(
        duration=census.duration,
        turns=census.turns,
        loudness=census.features.loudness,
        pitch=census.features.pitch,
        step=census.features.step,
    )
    return [*found, *(noticed(read_all(heard.rough)) if heard.rough else ())]


def _focal(census: Census, me: str | None) -> str | None:
    if me is None:
        return max(census.voices, key=lambda voice: voice.talk).id if census.voices else None
    if (found := among([(voice.id, voice.name) for voice in census.voices], me)) is None:
        raise NotAmongTheVoices(voices=len(census.voices))
    return found


def among(voices: Sequence[tuple[str, str | None]], me: str) -> str | None:
    """Which of them, ids and names, a person means by `me`; None: nobody."""
    wanted = me.casefold().strip()
    named = [(id, name.casefold()) for id, name in voices if name]
    # Ids before names: a transcript may call its second speaker "S1", and whoever points at a voice gives its id.
    for id, called in [(id, id.casefold()) for id, _ in voices] + named:
        if wanted == called:
            return id
    first_names = [id for id, name in named if name.split()[:1] == [wanted]]
    return first_names[0] if len(first_names) == 1 else None
