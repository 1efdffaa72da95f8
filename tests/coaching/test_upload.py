"""What came together is looked at before anything costs time."""

from pathlib import Path
from typing import cast
from uuid import uuid4

import pytest

from shipspeak.base import ShipSpeakError
from shipspeak.coaching.model import Upload
from shipspeak.coaching.steps.upload import SameFileTwice, TwoTranscripts, receive
from shipspeak.coaching.tools import Tools, Watcher
from shipspeak.outside import memory_files
from shipspeak.speech import Transcriber, TranscriptTooLarge, Weights
from shipspeak.vault import FileKeystore, Vault

SAMPLE = Path(__file__).parents[2] / "sample"
CAPTIONS = (SAMPLE / "product-review.vtt").read_bytes()
RECORDING = (SAMPLE / "product-review.m4a").read_bytes()


@pytest.fixture
def tools(tmp_path: Path) -> Tools:
    def nothing_is_transcribed() -> Transcriber:
        raise AssertionError

    vault = Vault(FileKeystore(tmp_path))
    org, meeting = uuid4(), uuid4()
    vault.admit(org, meeting)
    unused = (cast("Weights", None), nothing_is_transcribed, cast("Watcher", None))
    return Tools(org, meeting, memory_files(), vault, *unused)


def uploads(tools: Tools, *contents: bytes) -> tuple[Upload, ...]:
    kept = []
    for number, content in enumerate(contents):
        with tools.writer(f"original/{number}") as writer:
            writer.write(content)
        kept.append(Upload(f"{number}.bin", writer.stored))
    return tuple(kept)


async def test_it_tells_recordings_from_the_transcript(tools: Tools) -> None:
    received = await receive(tools, uploads(tools, CAPTIONS, RECORDING))
    assert [upload.filename for upload in received.audio] == ["1.bin"]
    assert received.captions is not None


@pytest.mark.parametrize(
    ("contents", "error"),
    [
        ((RECORDING, CAPTIONS, CAPTIONS + b"\n\nNOTE another\n"), TwoTranscripts),
        ((RECORDING, RECORDING), SameFileTwice),
        ((CAPTIONS, CAPTIONS), SameFileTwice),
        ((b"words " * 4 * 1024 * 1024,), TranscriptTooLarge),
    ],
)
async def test_it_refuses_what_would_be_guessed_wrong(
    tools: Tools, contents: tuple[bytes, ...], error: type[ShipSpeakError]
) -> None:
    with pytest.raises(error):
        await receive(tools, uploads(tools, *contents))
