"""How long a recording may be, guessed from its name and size before anybody has opened it. Pure.

Only to tell people how long they will wait, and put right as soon as it is heard: what a file declares is not to be
trusted, and to open it takes a locked child.
"""

from collections.abc import Sequence
from pathlib import PurePath

from shipspeak.coaching.model import Upload

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


def guessed(uploads: Sequence[Upload]) -> float | None:
    """Seconds; of the longest of several (a track for each person). None without any sound: then nothing is heard."""
    kinds = [(PurePath(upload.filename).suffix.lower().lstrip("."), upload.stored.size) for upload in uploads]
    lengths = [size / BYTES_A_SECOND.get(kind, OTHERWISE) for kind, size in kinds if kind not in TRANSCRIPTS]
    return max(lengths, default=None)
