"""How a voice sounds, as 192 numbers: in memory while `hear` runs, and nowhere else, ever."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from shipspeak.speech.hearing.segmentation import session
from shipspeak.speech.networks.graph_speaker import contexts

Floats = npt.NDArray[np.float32]

DIMENSIONS = 192


class SpeakerNetwork:
    """Thread-safe; one intra-operation thread, so that callers decide on parallelism."""

    def __init__(self, network: Path, pooling: Path) -> None:
        self._session = session(network)
        with np.load(pooling) as stored:
            self._matrix, self._bias = stored["matrix"], stored["bias"]

    def features(self, energies: Floats) -> Floats:
        """Shape (frames, 512), a row each 20 ms, from log mel energies (2 frames, 80) of one voice."""
        average, spread = contexts(len(energies) // 2)
        shaped = np.ascontiguousarray((energies - energies.mean(axis=0)).T[None])
        (found,) = self._session.run(None, {"fbank": shaped, "average": average, "spread": spread})
        return np.asarray(found.T, dtype=np.float32)

    def embed(self, sums: Floats, squares: Floats, counts: npt.NDArray[np.integer]) -> Floats:
        """Shape (n, 192), each of length 1, from sums and sums of squares (n, 512) over `counts` (n,) frames: mean
        and standard deviation (H. Wang et al., CAM++, 2023), one matrix.
        """
        n = np.maximum(counts, 2).astype(np.float32)[:, None]
        mean = sums / n
        variance = np.maximum(squares / n - mean**2, 0) * n / (n - 1)
        return unit(np.concatenate([mean, np.sqrt(variance)], axis=1) @ self._matrix.T + self._bias)


def unit(vectors: Floats) -> Floats:
    """Vectors of length 1, along the last axis; a zero vector stays."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9), dtype=np.float32)
