"""What can be wrong with a transcript that came as a file, as sentences for people. A line is named by its number,
never by its content.
"""

from typing import ClassVar

from shipspeak.base import ShipSpeakError


class NotATranscript(ShipSpeakError):
    """This is {what}, not a transcript that ShipSpeak can read. Give it WebVTT, SRT, lines of "Name: text", or the JSON
    of a speech recogniser.
    """

    status: ClassVar[int] = 415
    exit_code: ClassVar[int] = 65
    ours = frozenset({"what"})

    def __init__(self, *, what: str = "a kind of file it does not know") -> None:
        super().__init__(what=what)


class BadCaptionLine(ShipSpeakError):
    """Line {line} of this transcript {problem}. {fix}, or export the transcript again."""

    status: ClassVar[int] = 422
    exit_code: ClassVar[int] = 65
    ours = frozenset({"line", "problem", "fix"})


class EmptyTranscript(ShipSpeakError):
    """There are no spoken words in this transcript. It was probably exported before the meeting was processed: export
    it again.
    """

    status: ClassVar[int] = 422
    exit_code: ClassVar[int] = 65


class TranscriptTooLarge(ShipSpeakError):
    """This transcript has more than {limit}, far more than the longest meeting that ShipSpeak hears. Cut it into parts
    and give it one part at a time.
    """

    status: ClassVar[int] = 413
    exit_code: ClassVar[int] = 65
    ours = frozenset({"limit"})


class TooManyNames(ShipSpeakError):
    """This transcript names {names} speakers; ShipSpeak takes up to {limit}. Perhaps its lines begin with something
    else than names: write them as "Name: text", or leave out those who hardly spoke.
    """

    status: ClassVar[int] = 422
    exit_code: ClassVar[int] = 65


class TranscriptTooLong(ShipSpeakError):
    """This transcript goes on for {hours} hours; ShipSpeak takes up to {limit}. Cut it into parts, one a meeting.
    If it is shorter than that, export it again: its times are not hours:minutes:seconds.
    """

    status: ClassVar[int] = 413
    exit_code: ClassVar[int] = 65
    ours = frozenset({"hours"})
