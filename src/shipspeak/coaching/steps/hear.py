"""hear: all of the audio, locally: who speaks when, how loud, how high. Decoded once, sealed, and heard meanwhile."""

from contextlib import closing
from pathlib import PurePath

import numpy as np
import numpy.typing as npt

from shipspeak.base import in_thread
from shipspeak.coaching.model import Audio, Heard, Received
from shipspeak.coaching.steps import together
from shipspeak.coaching.tools import Tools
from shipspeak.speech import Census, Listener, census_of, decode, decode_tracks


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
            decoded = decode_tracks(sources, sink, progress=ear.expect)
        notes = together.note_on(received.captions, decoded.duration) if received.captions else ()
        ear.loudness.refuse_twins()
        census = ear.finish()
    return Heard(census, Audio(writer.stored, ear.tracks), decoded.notes + notes)


class Ear:
    """A listener that is made when the first block says how many tracks there are."""

    def __init__(self, tools: Tools, received: Received, people: int | None) -> None:
        self._tools, self._received, self._people = tools, received, people
        self._listener: Listener | None = None
        self.tracks = 1
        self._expected = 0
        self.loudness = together.Loudness()
        """Of recordings that came one for each person."""

    def expect(self, done: int, total: int) -> None:  # noqa: ARG002 -- as in `Progress`
        """`Progress` of the decoder: it knows how long the recording says it is."""
        self._expected = total

    def feed(self, block: npt.NDArray[np.int16]) -> None:
        if self._listener is None:
            self.tracks = block.shape[0]
            self._listener = self._make()
        if len(self._received.audio) > 1:
            self.loudness.feed(block)
        self._listener.feed(block)

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
            tracks=self.tracks,
            people=self._people,
            names=names if len(names) == self.tracks else (),
            captions=captions if captions and captions.timed else None,
            progress=lambda heard, fed: self._tools.progress(heard, max(fed, self._expected)),
            preview=self._tools.watcher.preview,
        )
