"""From whatever the codec gives to 16 kHz, 16 bit, interleaved, channels kept."""

from av.audio.frame import AudioFrame
from av.filter import Graph

RATE = 16_000
BLOCK = 2 * RATE
"""Samples in one message: two seconds."""


class Resampler:
    """One filter graph for a run of frames of the same shape.

    Not `av.AudioResampler`: its graph starts threads, which the lock forbids, and it asks for output after every
    frame, which costs more than the resampling (measured: 1.9 against 1.1 cpu-s for ten minutes of AAC).
    """

    def __init__(self, frame: AudioFrame, channels: int) -> None:
        self._shape = _shape(frame)
        self._rate = frame.sample_rate
        self._pending = 0
        self._width = 2 * channels
        graph = Graph()
        graph.threads = 1
        layout = frame.layout.name if frame.layout.nb_channels == channels else _LAYOUTS[channels]
        nodes = (
            graph.add(
                "abuffer",
                sample_rate=str(frame.sample_rate),
                sample_fmt=frame.format.name,
                channel_layout=frame.layout.name,
                time_base=f"1/{frame.sample_rate}",
            ),
            graph.add("aformat", sample_rates=str(RATE), sample_fmts="s16", channel_layouts=layout),
            graph.add("asetnsamples", n=str(BLOCK), p="0"),
            graph.add("abuffersink"),
        )
        graph.link_nodes(*nodes).configure()
        self._graph = graph

    def fits(self, frame: AudioFrame) -> bool:
        return _shape(frame) == self._shape

    def push(self, frame: AudioFrame) -> list[bytes]:
        """Blocks that are finished: interleaved s16, `BLOCK` samples each."""
        # Time is the Clock's business: within a run the samples follow one another.
        frame.pts = None
        self._graph.push(frame)
        self._pending += frame.samples
        if self._pending < self._rate:
            return []
        self._pending = 0
        return self._pull()

    def finish(self) -> list[bytes]:
        """What is left. The graph is used up after this."""
        self._graph.push(None)
        return self._pull()

    def _pull(self) -> list[bytes]:
        blocks: list[bytes] = []
        while True:
            try:
                frame = self._graph.pull()
            except (BlockingIOError, EOFError):
                return blocks
            assert isinstance(frame, AudioFrame)
            # A plane is padded to the processor's liking.
            blocks.append(bytes(memoryview(frame.planes[0])[: frame.samples * self._width]))


_LAYOUTS = {1: "mono", 2: "stereo", 3: "3.0", 4: "quad", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}


def _shape(frame: AudioFrame) -> tuple[str, str, int]:
    return frame.format.name, frame.layout.name, frame.sample_rate
