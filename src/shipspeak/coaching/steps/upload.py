"""upload: see what kind of thing each file is, before anything costs time."""

from collections.abc import Callable

from shipspeak.base import ShipSpeakError, in_thread
from shipspeak.coaching.model import Received, Upload
from shipspeak.coaching.tools import Tools
from shipspeak.outside import SealedReader, Stored
from shipspeak.speech import Captions, TranscriptTooLarge, is_recording, read_captions, sniff

HEAD = 64 * 1024
TRANSCRIPT = 20 * 1024 * 1024


class TwoTranscripts(ShipSpeakError):
    """More than one of the files is a transcript, and they may differ. Send the meeting again with one."""

    status = 422
    exit_code = 65


class SameFileTwice(ShipSpeakError):
    """The same file came twice. For one recording for each person the files must differ; send each of them once."""

    status = 422
    exit_code = 65


class OneOfSeveral(ShipSpeakError):
    """File {number} of {count} cannot be used. {why}"""

    status = 422
    exit_code = 65
    ours = frozenset({"why"})


async def receive(tools: Tools, uploads: tuple[Upload, ...]) -> Received:
    """Recordings apart from transcripts. Raises the sentence for what is neither."""
    return await in_thread(sort_out, uploads, tools.reader)


def sort_out(uploads: tuple[Upload, ...], reader: Callable[[Stored], SealedReader]) -> Received:
    """What can be told without decoding: asked at the door, so that what is neither never becomes a meeting, and as
    the first step, for what came another way. Raises OneOfSeveral, or the sentence itself where one file came.
    """
    if len({upload.stored.sha256 for upload in uploads}) < len(uploads):
        raise SameFileTwice
    audio, captions = [], None
    for number, upload in enumerate(uploads, 1):
        try:
            read = _look(upload, reader(upload.stored))
        except ShipSpeakError as error:
            if len(uploads) == 1:
                raise
            raise OneOfSeveral(number=number, count=len(uploads), why=str(error)) from None
        if read is None:
            audio.append(upload)
        elif captions is not None:
            raise TwoTranscripts
        else:
            captions = read
    return Received(tuple(audio), captions)


def _look(upload: Upload, reader: SealedReader) -> Captions | None:
    """The transcript; None for a recording."""
    if is_recording(reader.read(0, HEAD)):
        sniff(reader)
        return None
    if upload.stored.size > TRANSCRIPT:
        raise TranscriptTooLarge(limit=f"{TRANSCRIPT >> 20} MB")
    return read_captions(reader.read(0, TRANSCRIPT), upload.filename)
