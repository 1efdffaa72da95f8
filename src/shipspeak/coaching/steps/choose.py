"""choose: what to pay for, and why. Pure but for its door."""

from shipspeak.base import ShipSpeakError
from shipspeak.coaching.model import Choice, Wishes
from shipspeak.coaching.tools import Tools
from shipspeak.sampling import Active, Preset, choose, cues
from shipspeak.speech import Census


class NotAmongTheVoices(ShipSpeakError):
    """Nobody of that name speaks in this recording. Its voices are S1 to S{voices}: say which of them is you."""

    status = 422
    exit_code = 65


async def pick(tools: Tools, census: Census, wishes: Wishes, active: Active) -> Choice:  # noqa: ARG001 -- every step takes the tools
    """The plan for the coached person; who speaks most when nobody said who that is. Raises NotAmongTheVoices."""
    focal = _focal(census, wishes.me)
    plan = choose(
        duration=census.duration,
        turns=census.turns,
        focal=focal,
        cues=cues(
            duration=census.duration,
            turns=census.turns,
            loudness=census.features.loudness,
            pitch=census.features.pitch,
            step=census.features.step,
        ),
        preset=active.preset(wishes.preset) if census.timed else Preset.FULL,
        seed=wishes.seed,
        configuration=active.configuration,
    )
    return Choice(focal, wishes.me is None, plan)


def _focal(census: Census, me: str | None) -> str | None:
    if me is None:
        return max(census.voices, key=lambda voice: voice.talk).id if census.voices else None
    wanted = me.casefold().strip()
    for voice in census.voices:
        if wanted == voice.id.casefold() or (voice.name and wanted == voice.name.casefold()):
            return voice.id
    first_names = [v.id for v in census.voices if v.name and v.name.casefold().split()[0] == wanted]
    if len(first_names) == 1:
        return first_names[0]
    raise NotAmongTheVoices(voices=len(census.voices))
