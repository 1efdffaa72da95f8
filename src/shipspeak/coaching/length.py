"""What the time of a meeting depends on: its kind of work, and how long the recording may be, guessed from its name and
size before anybody has opened it. Pure.

Only to tell people how long they will wait, and put right as soon as it is heard: what a file declares is not to be
trusted, and to open it takes a locked child.
"""

from collections.abc import Sequence
from pathlib import PurePath

from shipspeak.coaching.model import Upload, Wishes
from shipspeak.coaching.terms import Where
from shipspeak.jobs import Size

BYTES_A_SECOND = {
    "wav": 96_000,  # between 16 kHz mono and 48 kHz stereo
    "flac": 60_000,
    "mp4": 75_000,  # what Zoom and Teams write for a screen with faces: 0.6 Mbit/s
    "webm": 50_000,
    "mp3": 16_000,
    "m4a": 12_000,
    "ogg": 8_000,
    "opus": 5_000,
}
OTHERWISE = 16_000
TRANSCRIPTS = {"vtt", "srt", "txt", "json"}


def size_of(uploads: Sequence[Upload], wishes: Wishes) -> Size:
    """How much is written down, and by whom: "full", "balanced provider", "captions" with sound, "captions alone"."""
    forms = [_form(upload) for upload in uploads]
    found = guessed(uploads)
    guess, form = (None, "") if found is None else found
    if TRANSCRIPTS.intersection(forms):
        return Size("captions alone" if guess is None else "captions", guess, form)
    return Size(wishes.preset if wishes.words is Where.HERE else f"{wishes.preset} {wishes.words}", guess, form)


def guessed(uploads: Sequence[Upload]) -> tuple[float, str] | None:
    """Seconds and the format that told them (a key of ours: a file's name is content); of the longest of several, a
    track for each person. None without any sound: then nothing is heard.
    """
    kinds = [(_form(upload), upload.stored.size) for upload in uploads]
    known = [(kind if kind in BYTES_A_SECOND else "", size) for kind, size in kinds if kind not in TRANSCRIPTS]
    return max(((size / BYTES_A_SECOND.get(kind, OTHERWISE), kind) for kind, size in known), default=None)


def _form(upload: Upload) -> str:
    return PurePath(upload.filename).suffix.lower().lstrip(".")
