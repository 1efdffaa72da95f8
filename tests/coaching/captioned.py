"""Meetings as the files that people have: the same words in each form that is read."""

from collections.abc import Sequence

from shipspeak.coaching.analysis import findings
from shipspeak.coaching.model import Findings, Kind
from shipspeak.sampling import Plan, Preset
from shipspeak.speech import Captions, census_of, read_captions, transcript_of

Cue = tuple[int, int, str, str]
"""Seconds from and to, who, what."""

FORMS = ("zoom.vtt", "teams.vtt", "meeting.srt", "plain.txt")


def written(cues: Sequence[Cue], form: str) -> Captions:
    """The cues as a file of that form, read back."""
    if form == "plain.txt":
        text = "\n".join(f"{who}: {said}" for _, _, who, said in cues)
    else:
        text = "" if form == "meeting.srt" else "WEBVTT\n\n"
        for number, (start, end, who, said) in enumerate(cues, 1):
            spoken = f"<v {who}>{said}</v>" if form == "teams.vtt" else f"{who}: {said}"
            mark = "," if form == "meeting.srt" else "."
            text += f"{number}\n{_at(start, mark)} --> {_at(end, mark)}\n{spoken}\n\n"
    return read_captions(text.encode(), form)


def coached(cues: Sequence[Cue], form: str, who: str = "Maya") -> Findings:
    """What the report finds for one of them."""
    captions = written(cues, form)
    me = next(id for id, name in captions.names.items() if name == who)
    plan = Plan(Preset.FULL, 1, captions.duration, me, 0, (), ())
    return findings(census_of(captions), plan, transcript_of(captions), me, Kind.PRODUCT_REVIEW)


def _at(seconds: int, mark: str) -> str:
    return f"00:{seconds // 60:02}:{seconds % 60:02}{mark}000"
