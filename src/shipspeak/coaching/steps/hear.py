"""hear: all of the audio, locally: who speaks when, how loud, how high. Decoded once, sealed, and heard meanwhile."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import PurePath

import numpy as np
import numpy.typing as npt

from shipspeak.base import in_thread
from shipspeak.coaching.model import Audio, Heard, Received
from shipspeak.coaching.steps import together
from shipspeak.coaching.steps.upload import OneOfSeveral
from shipspeak.coaching.tools import Tools
from shipspeak.speech import (
    ByteSource,
    Census,
    Listener,
    Preview,
    SpeechError,
    census_of,
    decode,
    decode_tracks,
)

APART = (
    "The {tracks} channels of this recording hold different voices, so each was taken for one person. If more people "
    "took part, say how many, and it is heard again as one room."
)
ONE_ROOM = "The channels of this recording were heard as one room, since more people took part than it has channels."


async def listen(tools: Tools, received: Received, people: int | None) -> Heard:
    """The census. With a transcript that has times, its names decide who speaks."""
    return await in_thread(_listen, tools, received, people)


def _listen(tools: Tools, received: Received, people: int | None) -> Heard:
    if not received.audio:
        assert received.captions is not None, "upload.receive refuses a meeting of nothing"
        return Heard(census_of(received.captions), None)
    with tools.writer("pcm") as writer, closing(Ear(tools, received, people)) as ear:

        def sink(block: npt.NDArray[np.int16]) -> None:
            writer.write(np.ascontiguousarray(block.T, dtype="<i2").data.cast("B"))
            ear.feed(block)

        sources = [tools.reader(upload.stored) for upload in received.audio]
        if len(sources) == 1:
            decoded = decode(sources[0], sink, progress=ear.expect)
        else:
            try:
                decoded = decode_tracks(sources, sink, progress=ear.expect)
            except SpeechError as error:
                _name_it(error, sources)
                raise
        notes = together.note_on(received.captions, decoded.duration) if received.captions else ()
        ear.loudness.refuse_twins()
        census = ear.finish()
    # Hearing is done: the picture that people watch must not stop at the last early look.
    tools.watcher.preview(Preview(census.duration, census.speech, census.turns))
    return Heard(census, Audio(writer.stored, ear.tracks), decoded.notes + notes + ear.notes)


def _name_it(error: SpeechError, sources: Sequence[ByteSource]) -> None:
    """Which of several it was: each alone until one fails the same way. Only after a failure, so it may take a while.

    Raises OneOfSeveral.
    """
    for number, source in enumerate(sources, 1):
        try:
            decode(source, lambda _: None)
        except type(error):
            raise OneOfSeveral(number=number, count=len(sources), why=str(error)) from None
        except SpeechError:
            continue


class Ear:
    """A listener that is made when the first block says how many tracks there are."""

    def __init__(self, tools: Tools, received: Received, people: int | None) -> None:
        self._tools, self._received, self._people = tools, received, people
        self._listener: Listener | None = None
        self.tracks = 1
        self._one_room = False
        self._expected = 0
        self.loudness = together.Loudness()
        """Of recordings that came one for each person."""

    def expect(self, done: int, total: int) -> None:  # noqa: ARG002 -- as in `Progress`
        """`Progress` of the decoder: it knows how long the recording says it is."""
        self._expected = total

    def feed(self, block: npt.NDArray[np.int16]) -> None:
        if self._listener is None:
            self.tracks = block.shape[0]
            self._one_room = self._channels and self.tracks < (self._people or 0)
            self._listener = self._make()
        if len(self._received.audio) > 1:
            self.loudness.feed(block)
        self._listener.feed(_mix(block) if self._one_room else block)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was assumed of one recording's channels, and how to have it otherwise."""
        if not self._channels:
            return ()
        return (ONE_ROOM,) if self._one_room else (APART.format(tracks=self.tracks),)

    @property
    def _channels(self) -> bool:
        """Several tracks of one file, of which nothing else says who they are."""
        captions = self._received.captions
        return self.tracks > 1 and len(self._received.audio) == 1 and not (captions and captions.timed)

    def finish(self) -> Census:
        assert self._listener is not None, "a recording without a block is refused by decode"
        return self._listener.finish()

    def close(self) -> None:
        """Also where hearing is given up: no thread goes on."""
        if self._listener is not None:
            self._listener.close()

    def _make(self) -> Listener:
        captions = self._received.captions
        names = [PurePath(upload.filename).stem for upload in self._received.audio] if self.tracks > 1 else []
        return Listener(
            self._tools.weights,
            tracks=1 if self._one_room else self.tracks,
            people=self._people,
            names=names if len(names) == self.tracks else (),
            captions=captions if captions and captions.timed else None,
            progress=lambda heard, fed: self._tools.progress(heard, max(fed, self._expected)),
            preview=self._tools.watcher.preview,
        )


def _mix(block: npt.NDArray[np.int16]) -> npt.NDArray[np.int16]:
    """Of all channels, shape (1, samples)."""
    mix = np.clip(block.astype(np.int32).sum(axis=0, keepdims=True), -32768, 32767)
    return np.asarray(mix, dtype=np.int16)
