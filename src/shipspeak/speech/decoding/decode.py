"""Decode any recording without trusting it: in a locked child process, in bounded memory and time.

The parent never parses media. It looks at the first bytes to choose a demuxer, answers the child's requests for bytes,
and takes samples. Why this way, and what was measured: docs/decisions/0003-decode-in-a-locked-child.md.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack

from shipspeak.base import Progress, silent
from shipspeak.speech import errors
from shipspeak.speech.decoding.judge import ended, notes_on
from shipspeak.speech.decoding.sniff import Kind, sniff
from shipspeak.speech.decoding.warden import Block, Facts, Finished, Message, Warden
from shipspeak.speech.decoding.weave import Chooser, Counter, Weaver
from shipspeak.speech.limits import Limits
from shipspeak.speech.model import RATE, ByteSource, Decoded, Sink


def decode(source: ByteSource, sink: Sink, *, limits: Limits = Limits(), progress: Progress = silent) -> Decoded:
    """Decode `source` into `sink`: blocks of shape (tracks, samples), RATE, of two to some ten seconds. Blocking: call
    it from a thread; several may run at once. Progress counts milliseconds of sound.

    One track for a mix; one for each person where the file has several audio streams, or channels that
    `channels.are_people` finds apart. What was fed to the sink before an error is to be thrown away.

    Errors: every subclass of SpeechError; whatever `source` and `sink` raise. The child is dead on return, always.
    """
    return _decode([source], sink, limits, progress, only_first=False)


def decode_tracks(
    sources: Sequence[ByteSource], sink: Sink, *, limits: Limits = Limits(), progress: Progress = silent
) -> Decoded:
    """As `decode`, from one file for each person, all started together: track i is the mix of `sources[i]`, and the
    shorter ones end in silence.
    """
    if len(sources) > limits.tracks:
        raise errors.TooManyTracks(tracks=len(sources), limit=limits.tracks)
    return _decode(sources, sink, limits, progress, only_first=True)


def _decode(
    sources: Sequence[ByteSource], sink: Sink, limits: Limits, progress: Progress, *, only_first: bool
) -> Decoded:
    kinds = [sniff(source) for source in sources]
    with ExitStack() as stack:
        wardens = [
            stack.enter_context(Warden({"probe": False, "job": _job(source, kind, limits, only_first)}, limits, source))
            for source, kind in zip(sources, kinds, strict=True)
        ]
        inputs = [_Input(warden, source.size, limits) for warden, source in zip(wardens, sources, strict=True)]
        counter = Counter(sink, limits)
        chooser = Chooser(counter.add)
        streams = len(inputs) if only_first else len(inputs[0].facts.channels)
        weaver = Weaver(streams, chooser.add if streams == 1 else counter.add)
        _pump(inputs, weaver, lambda: progress(weaver.ends[0] * 1000 // RATE, _expected(inputs, weaver)))
        weaver.finish()
        chooser.finish()
    notes = notes_on([(input.facts, input.finished) for input in inputs], counter.duration, limits)
    counter.finish()
    return Decoded(
        duration=counter.duration,
        tracks=counter.tracks,
        codec=" ".join(sorted({input.facts.codec for input in inputs})),
        container=" ".join(sorted({kind.name for kind in kinds})),
        notes=notes,
    )


class _Input:
    """One child's messages, opened: its facts are known, its blocks are still to come."""

    def __init__(self, warden: Warden, size: int, limits: Limits) -> None:
        self._warden = warden
        self._size = size
        self._limits = limits
        self._messages: Iterator[Message] = warden.messages()
        self.finished: Finished | None = None
        message = next(self._messages)
        if isinstance(message, Finished):
            raise ended(message, limits)
        if not isinstance(message, Facts):
            raise errors.DecoderFailed
        self.facts = message

    def block(self) -> Block | None:
        """The next block; None after the last."""
        message = next(self._messages)
        if isinstance(message, Block):
            return message
        if not isinstance(message, Finished):
            raise errors.DecoderFailed
        if message.reason != "done":
            raise ended(message, self._limits)
        self.finished = message
        return None

    def expected(self, done: int) -> int:
        """Milliseconds that the recording may last: as declared, else judged by the share of its bytes that is read."""
        if self.facts.declared > 0:
            return max(done, int(self.facts.declared * 1000))
        return done * self._size // max(1, self._warden.furthest)


def _job(source: ByteSource, kind: Kind, limits: Limits, only_first: bool) -> Mapping[str, object]:  # noqa: FBT001 -- passed on
    return {
        "size": source.size,
        "container": kind.demuxer,
        "longest": limits.duration / 1000,
        "tracks": limits.tracks,
        "only_first": only_first,
    }


def _pump(inputs: Sequence[_Input], weaver: Weaver, tick: Callable[[], None]) -> None:
    """Run the children in step: the one furthest behind goes next, so that no more than a block or two waits."""
    if len(inputs) == 1:
        while block := inputs[0].block():
            weaver.add(block.stream, block.start, block.samples)
            tick()
        return
    going = set(range(len(inputs)))
    while going:
        track = min(going, key=lambda track: weaver.ends[track])
        block = inputs[track].block()
        if block is None:
            going.discard(track)
            weaver.close(track)
        else:
            weaver.add(track, block.start, block.samples)
            tick()


def _expected(inputs: Sequence[_Input], weaver: Weaver) -> int:
    return max(input.expected(weaver.ends[0] * 1000 // RATE) for input in inputs)
