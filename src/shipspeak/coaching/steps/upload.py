"""upload: see what kind of thing each file is, before anything costs time."""

from shipspeak.base import ShipSpeakError, in_thread
from shipspeak.coaching.model import Received, Upload
from shipspeak.coaching.tools import Tools
from shipspeak.speech import TranscriptTooLarge, is_recording, read_captions

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


async def receive(tools: Tools, uploads: tuple[Upload, ...]) -> Received:
    """Recordings apart from transcripts. Raises the sentence for what is neither."""
    return await in_thread(_receive, tools, uploads)


def _receive(tools: Tools, uploads: tuple[Upload, ...]) -> Received:
    if len({upload.stored.sha256 for upload in uploads}) < len(uploads):
        raise SameFileTwice
    audio, captions = [], None
    for upload in uploads:
        reader = tools.reader(upload.stored)
        if is_recording(reader.read(0, HEAD)):
            audio.append(upload)
        elif captions is not None:
            raise TwoTranscripts
        elif upload.stored.size <= TRANSCRIPT:
            captions = read_captions(reader.read(0, TRANSCRIPT), upload.filename)
        else:
            raise TranscriptTooLarge(limit=f"{TRANSCRIPT >> 20} MB")
    return Received(tuple(audio), captions)
