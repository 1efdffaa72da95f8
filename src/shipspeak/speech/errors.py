"""What can be wrong with a recording or with the parts that hear it, as sentences for people.

SpeechError
├── NotARecording, Playlist, Empty, UnknownCodec      the wrong thing
├── Truncated, Damaged                                the right thing, broken
├── TooShort, TooLong, Silent, NoSound, Protected     nothing to hear in it
├── TooManyChannels, TooManyTracks, Tangled           nobody could say who is who
└── TooHard, DecoderFailed                            it would not end well
NoSpeech                                              decoded, but nobody talks
WeightsUnreachable, WeightsDiffer, WeightsNotKept     our own parts are missing
"""

from typing import ClassVar

from shipspeak.base import ShipSpeakError


class SpeechError(ShipSpeakError):
    """The file cannot be heard. Listen to it in a player, and export it again as MP3, M4A or WAV."""

    status: ClassVar[int] = 422
    exit_code: ClassVar[int] = 65


class NotARecording(SpeechError):
    """This is {what}, not a recording that ShipSpeak can hear. Give it a wav, mp3, m4a, mp4, mov, webm, mkv, ogg,
    opus, flac, aiff, aac or amr file, or a transcript: vtt, srt, lines of "Name: text", or a recogniser's json.
    """

    status: ClassVar[int] = 415
    ours = frozenset({"what"})

    def __init__(self, *, what: str = "a kind of file it does not know") -> None:
        super().__init__(what=what)


class Playlist(SpeechError):
    """This is a playlist: it only points to media kept elsewhere, and ShipSpeak follows no links. Download the
    recording itself and give that.
    """

    status: ClassVar[int] = 415


class Empty(SpeechError):
    """This file is empty. It was probably still being written: export or copy it again."""


class UnknownCodec(SpeechError):
    """The sound in this file is coded as {codec}, which ShipSpeak does not decode. Export it as m4a, mp3 or wav."""

    status: ClassVar[int] = 415
    ours = frozenset({"codec"})


class Truncated(SpeechError):
    """This recording breaks off after {seconds} seconds, too early to work with. Copy or export it again and check
    that the copy is as large as the original.
    """


class Damaged(SpeechError):
    """This file begins like a recording, but what follows cannot be read. Copy or export it again."""


class TooShort(SpeechError):
    """This recording lasts {seconds} seconds; ShipSpeak needs at least {least}."""


class TooLong(SpeechError):
    """This recording lasts {length}; ShipSpeak hears up to {limit}. Cut it into parts and give it one part at a
    time.
    """

    ours = frozenset({"length", "limit"})


class Silent(SpeechError):
    """This recording is silent from beginning to end. Check that the microphone was on and not muted, and which
    input was recorded.
    """


class NoSound(SpeechError):
    """This video has no sound. Export it again with its audio track."""


class Protected(SpeechError):
    """This file is encrypted or copy-protected, so nobody but its player can hear it. Export it without protection."""


class TooManyChannels(SpeechError):
    """This recording has {channels} channels; ShipSpeak hears up to {limit}. Export a stereo mix, or one file for each
    person.
    """


class TooManyTracks(SpeechError):
    """This recording has {tracks} separate tracks; ShipSpeak hears up to {limit}. Leave out the tracks of those who did
    not speak.
    """


class Tangled(SpeechError):
    """The tracks in this file lie one after the other instead of side by side. Export one file for each person."""


class TooHard(SpeechError):
    """Decoding this file took more {what} than any honest recording needs, so it was stopped. Export the recording
    again, for example as m4a.
    """

    ours = frozenset({"what"})


class DecoderFailed(SpeechError):
    """The decoder broke down over this file, and was stopped before it could do harm. Export the recording again, for
    example as m4a.
    """


class NoSpeech(ShipSpeakError):
    """No speech was found in this recording. Listen to it: if you hear voices, they are too quiet; export it again
    with the microphone's track included.
    """

    status = 422
    exit_code = 65


class WeightsUnreachable(ShipSpeakError):
    """The speech weights (about 150 MB, once) could not be fetched from the Python package index. Check the network,
    the proxy and the space left on this disk, then run the same command again.
    """

    status = 503
    exit_code = 69


class WeightsDiffer(ShipSpeakError):
    """The speech weights that were fetched are not the ones this version was made for: {file} does not have its
    expected fingerprint. Fetch again; if it stays so, do not use that package index and report it.
    """

    ours = frozenset({"file"})

    status = 503
    exit_code = 69


class WeightsNotKept(ShipSpeakError):
    """The speech weights cannot be kept in {folder}: you may not write there. Name another folder (SHIPSPEAK_HOME, or
    SHIPSPEAK_WEIGHTS for them alone).
    """

    status = 503
    exit_code = 73
