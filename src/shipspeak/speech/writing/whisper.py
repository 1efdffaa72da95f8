"""Whisper tiny.en, run here by faster-whisper: words of the chosen spans, on the meeting's clock.

Why these settings, with the measurements: docs/decisions/0016-how-words-are-written-down.md.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from itertools import chain, islice
from threading import Lock
from typing import Any

import numpy as np

from shipspeak.base import Progress, Span, intersect, submit, subtract, union
from shipspeak.speech.engines import engine
from shipspeak.speech.heap import give_back
from shipspeak.speech.model import RATE, Engine, Pcm, Samples, Word
from shipspeak.speech.networks.weights import Weights
from shipspeak.speech.writing.cutting import blocks, samples_of
from shipspeak.speech.writing.hallucinations import Doubt, believable, silent
from shipspeak.speech.writing.loudness import levels, sounding, threshold
from shipspeak.speech.writing.packing import Block, within
from shipspeak.speech.writing.whisper_model import load

WORKERS = 2
BATCH = 2
"""Blocks decoded together by one worker. Two take a fifth less CPU than one; four take no less than two and 110 MB
more for each worker."""
PROMPT = "Um, uh, I mean, so, um, we, uh, we should, you know, uh, think about it."
"""What Whisper is told was said before. It then writes fillers down, which it otherwise leaves out."""
HEARINGS = (PROMPT, None, PROMPT)
"""What it is told at each hearing. What got no word is heard again: the prompt itself makes Whisper stop early now and
then, and a long stretch alone falls into the same block as before, so other company does not help it. A third time,
because there is little left and a stretch without words is a hole in somebody's report."""
LATE = 90
"""Milliseconds by which Whisper's word times come after the sound, both ends alike."""

_MOST_TOKENS = 220
"""For one block: 28 s of the fastest speech (6 words a second) are some 200."""
_MISSED = 1_500
"""Milliseconds of sounding audio without a word that are worth hearing once more."""
_MISSED_SOUND = 0.5
_COMPANY, _RUN_UP = 8_000, 1_000
"""Missed stretches up to so far apart are heard again in one piece, with so much around it: pieces of half sentences
put together into one block make Whisper place words in the wrong one."""
_AGAIN, _AT_LEAST = 0.5, 8
"""Half as many blocks as were heard at first are heard again at most, the longest stretches first, and never fewer than
eight: noise that sounds like speech must not cost more than speech."""
_AROUND = 300
"""Milliseconds next to a word that belong to it."""


@dataclass(frozen=True, slots=True)
class _Written:
    words: tuple[Word, ...]
    missed: tuple[Span, ...]


class WhisperTranscriber:
    """A `Transcriber`. The model (75 MB) is loaded by the first call and kept. Thread-safe."""

    def __init__(self, weights: Weights) -> None:
        self._folder = weights.whisper
        self._lock = Lock()
        self._model: Any = None

    @property
    def engine(self) -> Engine:
        return engine("tiny.en")

    def transcribe(
        self, pcm: Pcm, spans: Sequence[Span], progress: Progress, *, thorough: bool = True
    ) -> tuple[Word, ...]:
        """Words whose middle lies in `spans`. Where it is to be `thorough`, stretches that sound like speech and got no
        word are heard again, told something else (`HEARINGS`). Memory is bounded whatever the length. Raises
        `WeightsDiffer` when the weights are not whole. Called off, it ends within the second or so that a batch takes.
        """
        wanted, written = union(spans), list[_Written]()
        packed = first = blocks(pcm, wanted)
        try:
            for number, prompt in enumerate(HEARINGS if thorough else HEARINGS[:1]):
                if number:
                    packed = _again(pcm, wanted, max(_AT_LEAST, round(_AGAIN * len(first))))
                if not packed:
                    break
                heard = self._hear(pcm, packed, wanted, prompt, _nobody if number else progress)
                written += heard
                wanted = union(chain.from_iterable(one.missed for one in heard))
        finally:
            give_back()
        return _in_order([word for one in written for word in one.words])

    def _hear(
        self, pcm: Pcm, packed: Sequence[Block], wanted: Sequence[Span], prompt: str | None, progress: Progress
    ) -> list[_Written]:
        whole, done = sum(block.heard for block in packed), 0
        batches = [packed[at : at + BATCH] for at in range(0, len(packed), BATCH)]
        written: list[_Written] = []
        with ThreadPoolExecutor(WORKERS, thread_name_prefix="transcribe") as pool:
            running = {submit(pool, self._write, pcm, batch, wanted, prompt): batch for batch in batches}
            try:
                for future in as_completed(running):
                    written += future.result()
                    done += sum(block.heard for block in running[future])
                    progress(done, whole)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return written

    def _write(self, pcm: Pcm, batch: Sequence[Block], wanted: Sequence[Span], prompt: str | None) -> list[_Written]:
        sound = [samples_of(pcm, block) for block in batch]
        return [
            _judged(block, samples, words, doubt, wanted)
            for block, samples, (words, doubt) in zip(batch, sound, self._decode(sound, prompt), strict=True)
        ]

    def _decode(self, sound: Sequence[Samples], prompt: str | None) -> list[tuple[list[Word], Doubt]]:
        """Words of each block on the block's clock, as Whisper wrote them."""
        from faster_whisper import BatchedInferencePipeline  # noqa: PLC0415 -- heavy: only where used

        ends = np.cumsum([len(samples) for samples in sound])
        clips = [
            {"start": (end - len(samples)) / RATE, "end": end / RATE} for samples, end in zip(sound, ends, strict=True)
        ]
        # The pipeline keeps the end of the last word in itself, so every batch has its own.
        segments, _ = BatchedInferencePipeline(self._loaded()).transcribe(
            np.concatenate(sound).astype(np.float32) / 32768,
            language="en",
            beam_size=1,
            temperature=0.0,
            initial_prompt=prompt,
            without_timestamps=True,
            word_timestamps=True,
            vad_filter=False,
            clip_timestamps=clips,
            batch_size=len(clips),
            max_new_tokens=_MOST_TOKENS,
        )
        found: list[tuple[list[Word], Doubt]] = [([], Doubt(1.0, 0.0)) for _ in clips]
        place = {int(int(clip["start"] * RATE) / RATE * 100): at for at, clip in enumerate(clips)}
        for segment in segments:
            at = place[segment.seek]
            begin = clips[at]["start"]
            words = [_word(raw, begin) for raw in _joined(segment.words or ())]
            found[at] = (found[at][0] + words, Doubt(segment.no_speech_prob, segment.avg_logprob))
        return found

    def _loaded(self) -> Any:  # noqa: ANN401 -- faster-whisper ships no types
        with self._lock:
            if self._model is None:
                self._model = load(self._folder, WORKERS)
            return self._model


def _again(pcm: Pcm, missed: Sequence[Span], most: int) -> tuple[Block, ...]:
    """Each stretch, with what is near it, in a block of its own."""
    stretches = sorted(union(missed, gap=_COMPANY), key=lambda span: -span.length)
    packed = chain.from_iterable(blocks(pcm, (stretch,), pad=_RUN_UP) for stretch in stretches)
    return tuple(islice(packed, most))


def _joined(raws: Sequence[Any]) -> list[Any]:
    """What has no space before it ("-up" after "grown") belongs to the word before."""
    whole: list[Any] = []
    for raw in raws:
        if whole and not raw.word.startswith(" "):
            whole[-1].word += raw.word
            whole[-1].end = raw.end
        elif raw.word.strip():
            whole.append(raw)
    return whole


def _word(raw: Any, begin: float) -> Word:  # noqa: ANN401 -- faster-whisper ships no types
    start = max(0, round((raw.start - begin) * 1000) - LATE)
    end = max(start, round((raw.end - begin) * 1000) - LATE)
    return Word(start, end, raw.word.strip(), round(float(raw.probability), 3))


def _judged(block: Block, samples: Samples, words: list[Word], doubt: Doubt, wanted: Sequence[Span]) -> _Written:
    """The words to believe, on the meeting's clock, and where some were missed."""
    level = levels(samples)
    least = threshold(level)
    believed = () if silent(doubt, len(words), block.length) else words
    kept = believable(believed, lambda span: sounding(level, span, least))
    placed = [(word, block.place(word.start, word.end)) for word in kept]
    found = tuple(
        Word(span.start, span.end, word.text, word.probability)
        for word, span in placed
        if span and within((span.start + span.end) // 2, wanted)
    )
    covered = union(Span(max(0, word.start - _AROUND), word.end + _AROUND) for word in found)
    missed: list[Span] = []
    for piece in block.pieces:
        for gap in subtract(intersect((piece.audio,), wanted), covered):
            shift = piece.offset - piece.audio.start
            here = Span(gap.start + shift, gap.end + shift)
            if gap.length >= _MISSED and sounding(level, here, least) >= _MISSED_SOUND:
                missed.append(gap)
    return _Written(found, tuple(missed))


def _in_order(words: list[Word]) -> tuple[Word, ...]:
    """By start; none begins before the one before it has ended. What lies within that one was heard twice."""
    ordered: list[Word] = []
    clock = 0
    for word in sorted(words, key=lambda word: (word.start, word.end)):
        if word.end < clock:
            continue
        start = max(word.start, clock)
        clock = max(word.end, start + 1)
        ordered.append(Word(start, clock, word.text, word.probability))
    return tuple(ordered)


def _nobody(done: int, total: int) -> None:
    """The second hearing is short; its progress would only run backwards."""
