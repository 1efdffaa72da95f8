"""Hear a recording: who speaks when, on all of the audio, while it is still being decoded."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing

import numpy as np
import numpy.typing as npt

from shipspeak.base import Progress, Turn, silent, stop_if_called_off, submit, union
from shipspeak.speech.captions import Captions
from shipspeak.speech.errors import NoSpeech
from shipspeak.speech.heap import give_back
from shipspeak.speech.hearing.blocks import Block, BlockHearer
from shipspeak.speech.hearing.by_captions import by_captions
from shipspeak.speech.hearing.by_tracks import Levels, by_tracks
from shipspeak.speech.hearing.by_voices import by_voices, provisional
from shipspeak.speech.hearing.embeddings import SpeakerNetwork
from shipspeak.speech.hearing.labelling import speaking
from shipspeak.speech.hearing.local_voices import THOROUGH, VoiceHearer
from shipspeak.speech.hearing.segmentation import BLOCK, FRAMES, Segmenter
from shipspeak.speech.hearing.turns import FRAME, spans_of
from shipspeak.speech.model import RATE, Census, Pcm, Preview, Samples
from shipspeak.speech.networks.weights import Weights

WORKERS = 2
_IN_FLIGHT = 8
"""Blocks waiting or worked on. A decoder that is faster has to wait, so that memory does not grow with length."""
_FIRST_PREVIEW = 3
"""Blocks (half a minute); then after twice as many, and so on."""


def hear(
    pcm: Pcm,
    weights: Weights,
    *,
    people: int | None = None,
    names: Sequence[str] = (),
    captions: Captions | None = None,
    progress: Progress = silent,
    preview: Callable[[Preview], None] | None = None,
) -> Census:
    """`Listener` over audio that is decoded already. Blocking."""
    listener = Listener(
        weights, tracks=pcm.tracks, people=people, names=names, captions=captions, progress=progress, preview=preview
    )
    with closing(listener):
        for start in range(0, pcm.length, BLOCK):
            listener.feed(pcm.read_tracks(start, BLOCK))
        return listener.finish()


class Listener:
    """Fed with decoded audio as it comes; two threads hear it meanwhile. Holds some 25 MB for each hour and no audio
    but the last minute.

    Captions, when given, say who speaks, and the voices when; else tracks, when there are several; else the voices.
    `people` fixes the number of voices. Progress counts milliseconds heard, of milliseconds fed so far. Close it, also
    where hearing is given up: then its threads have ended and its memory is free.
    """

    def __init__(
        self,
        weights: Weights,
        *,
        tracks: int = 1,
        people: int | None = None,
        names: Sequence[str] = (),
        captions: Captions | None = None,
        progress: Progress = silent,
        preview: Callable[[Preview], None] | None = None,
    ) -> None:
        self._by_voices = not captions and tracks == 1
        self._apart = self._by_voices or (captions is not None and len(captions.names) > 1)
        voices = VoiceHearer(SpeakerNetwork(weights.speaker, weights.pooling)) if self._apart else None
        self._hearer: BlockHearer | None = BlockHearer(Segmenter(weights.segmentation), voices)
        self._people, self._names, self._captions = people, names, captions
        self._progress, self._preview = progress, preview
        self._levels = Levels(tracks)
        self._rest: npt.NDArray[np.int16] = np.zeros((tracks, 0), np.int16)
        self._samples = 0
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="hear")
        self._waiting: list[Future[Block]] = []
        self._blocks: list[Block] = []
        self._early: list[Samples] = []
        """The audio of the first blocks, for there may be no more."""
        self._next_preview = _FIRST_PREVIEW

    def feed(self, block: npt.NDArray[np.int16]) -> None:
        """The next samples, shape (tracks, any number), int16 at 16 kHz. Waits while too much is unheard."""
        self._samples += block.shape[1]
        self._rest = np.concatenate([self._rest, block], axis=1) if self._rest.shape[1] else block
        while self._rest.shape[1] >= BLOCK:
            self._hear(self._rest[:, :BLOCK])
            self._rest = self._rest[:, BLOCK:]

    def finish(self) -> Census:
        """The census, once all is heard. Raises `NoSpeech`."""
        blocks = self._all()
        self.close()
        if not blocks or not speaking(blocks).any():
            raise NoSpeech
        duration = self._samples * 1000 // RATE
        if self._captions:
            return by_captions(blocks, duration, self._captions)
        if self._levels.tracks > 1:
            return by_tracks(blocks, duration, self._levels, self._names)
        return by_voices(blocks, duration, self._people)

    def close(self) -> None:
        """Ends the threads, at the latest after the blocks they are at, and frees the networks. May be called again."""
        self._pool.shutdown(cancel_futures=True)
        self._blocks, self._early, self._waiting = [], [], []
        self._hearer = None
        give_back()

    def _all(self) -> list[Block]:
        if self._rest.shape[1]:
            self._hear(self._rest)
        while self._waiting:
            self._collect()
        if not self._early:
            return self._blocks
        # Little audio tells people apart less well, so all of it is heard.
        assert self._hearer is not None, "not closed"
        pairs = zip(self._blocks, self._early, strict=True)
        thorough = [submit(self._pool, self._hearer.wholly, block, samples) for block, samples in pairs]
        return [future.result() for future in thorough]

    def _hear(self, tracks: npt.NDArray[np.int16]) -> None:
        stop_if_called_off()
        assert self._hearer is not None, "not closed"
        mix = self._levels.add(tracks)
        index = len(self._blocks) + len(self._waiting)
        if self._apart:
            self._early = [*self._early, mix] if index < THOROUGH else []
        self._waiting.append(submit(self._pool, self._hearer.hear, index, mix))
        while len(self._waiting) >= _IN_FLIGHT or (self._waiting and self._waiting[0].done()):
            self._collect()

    def _collect(self) -> None:
        self._blocks.append(self._waiting.pop(0).result())
        count = len(self._blocks)
        self._progress(min(count * BLOCK, self._samples) * 1000 // RATE, self._samples * 1000 // RATE)
        if count == self._next_preview:
            self._next_preview *= 2
            self._show()

    def _show(self) -> None:
        if self._preview is None or not self._blocks:
            return
        speech = union(spans_of(speaking(self._blocks)), gap=500)
        turns: tuple[Turn, ...] = ()
        if self._by_voices:
            turns = provisional(self._blocks, self._people)
        self._preview(Preview(len(self._blocks) * FRAMES * FRAME, speech, turns))
