"""From what the child said to a sentence for a person. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from shipspeak.speech import errors
from shipspeak.speech.decoding.warden import Facts, Finished
from shipspeak.speech.limits import Limits

EARLY_SECONDS, EARLY_SHARE = 2.0, 0.02
"""A file ends early when more than two seconds and 2 % of what it declares are missing."""


def ended(message: Finished, limits: Limits) -> errors.SpeechError:
    """The error for a child that gave up."""
    make = _REASONS.get(message.reason)
    return make(message.facts, limits) if make else errors.DecoderFailed()


def notes_on(inputs: Sequence[tuple[Facts, Finished | None]], duration: int, limits: Limits) -> tuple[str, ...]:
    """Notes on a recording of `duration` ms in all. Truncated, TooShort, Damaged: too little came out of it."""
    notes: list[str] = []
    for _, finished in inputs:
        facts = finished.facts if finished else {}
        seconds, declared = _number(facts, "seconds"), _number(facts, "declared")
        early = declared - seconds > max(EARLY_SECONDS, EARLY_SHARE * declared) or not facts.get("whole", True)
        if early:
            notes.append(f"The file ends early: {spoken(seconds)} of it could be read.")
        if _number(facts, "damaged"):
            notes.append("Parts of the file are damaged and could not be read; there it is silent or skips.")
        if facts.get("more") is True:
            notes.append(
                "Another recording stands behind the end of this one in the same file, and was not heard. "
                "Give it as a file of its own."
            )
    if duration < limits.shortest:
        if any(note.startswith("The file") for note in notes):
            raise errors.Truncated(seconds=duration // 1000)
        if any(note.startswith("Parts") for note in notes):
            raise errors.Damaged
        raise errors.TooShort(seconds=duration // 1000, least=limits.shortest // 1000)
    return tuple(dict.fromkeys(notes))


def spoken(seconds: float) -> str:
    """For example "45 seconds", "12 minutes", "4 hours", "2 h 5 min"."""
    if seconds < 120:
        return f"{int(seconds)} seconds"
    minutes = int(seconds // 60)
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{minutes // 60} h {minutes % 60} min" if minutes % 60 else f"{minutes // 60} hours"


def _number(facts: Mapping[str, Any], name: str) -> float:
    """What a process that read hostile bytes calls a number need not be one."""
    value = facts.get(name, 0)
    return float(value) if isinstance(value, int | float) and 0 <= value < 1e9 else 0.0


_REASONS: Mapping[str, Callable[[Mapping[str, Any], Limits], errors.SpeechError]] = {
    "nothing": lambda _, __: errors.NotARecording(what="a media file without sound or picture"),
    "no_sound": lambda _, __: errors.NoSound(),
    "codec": lambda facts, _: errors.UnknownCodec(codec=str(facts.get("codec"))[:32]),
    "channels": lambda facts, _: errors.TooManyChannels(channels=int(_number(facts, "channels")), limit=8),
    "tracks": lambda facts, limits: errors.TooManyTracks(tracks=int(_number(facts, "tracks")), limit=limits.tracks),
    "long": lambda facts, limits: errors.TooLong(
        length=spoken(_number(facts, "seconds")), limit=spoken(limits.duration / 1000)
    ),
    "cut": lambda _, __: errors.Truncated(seconds=0),
    "damaged": lambda _, __: errors.Damaged(),
    "protected": lambda _, __: errors.Protected(),
    "memory": lambda _, __: errors.TooHard(what="memory"),
}
