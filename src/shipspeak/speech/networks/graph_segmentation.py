"""Draw pyannote segmentation-3.0 as an ONNX graph from its weights.

Architecture: H. Bredin, "pyannote.audio 2.1 speaker diarization pipeline", Interspeech 2023, and A. Plaquet and
H. Bredin, "Powerset multi-class cross entropy loss for neural speaker diarization", Interspeech 2023: learnt
band-pass filters (M. Ravanelli and Y. Bengio, "Speaker recognition from raw waveform with SincNet", SLT 2018;
even and odd filters), two convolutions, four bidirectional LSTM layers, two linear layers, seven classes.
"""

import numpy as np
import numpy.typing as npt

from shipspeak.speech.networks.checkpoint import Tensors
from shipspeak.speech.networks.graph import Graph

_HIDDEN = 128
_LOW_HZ, _BAND_HZ, _RATE = 50.0, 50.0, 16_000.0


def segmentation_graph(weights: Tensors) -> bytes:
    """ONNX model. Input `waveform` (1, 1, samples) in -1…1 at 16 kHz, made for 10 s; output `probability`
    (frames, 7), a row for each 270 samples: nobody, voice 1, 2, 3, voices 1+2, 1+3, 2+3 of this block.
    """
    graph = Graph()
    x = _instance_norm(graph, "waveform", weights, "sincnet.wav_norm1d")
    x = graph.node("Conv", x, graph.constant(_sinc_filters(weights)), strides=[10])
    x = graph.node("Abs", x)
    x = _pool_and_norm(graph, x, weights, 0)
    for index in (1, 2):
        kernel, bias = (graph.constant(weights[f"sincnet.conv1d.{index}.{part}"]) for part in ("weight", "bias"))
        x = _pool_and_norm(graph, graph.node("Conv", x, kernel, bias), weights, index)
    x = graph.node("Transpose", x, perm=[2, 0, 1])
    for layer in range(4):
        x = _lstm(graph, x, weights, layer)
    x = graph.node("Reshape", x, graph.constant([-1, 2 * _HIDDEN], np.int64))
    for index in (0, 1):
        x = graph.node("LeakyRelu", _linear(graph, x, weights, f"linear.{index}"), alpha=0.01)
    graph.node("Softmax", _linear(graph, x, weights, "classifier"), axis=-1, output="probability")
    return graph.encode({"waveform": (1, 1, "samples")}, {"probability": ("frames", 7)})


def _sinc_filters(weights: Tensors) -> npt.NDArray[np.float32]:
    """Shape (80, 1, 251): 40 even filters, then 40 odd ones, with the learnt band edges."""
    name = "sincnet.conv1d.0.filterbank"
    low = _LOW_HZ + np.abs(weights[f"{name}.low_hz_"].astype(np.float64))
    high = np.clip(low + _BAND_HZ + np.abs(weights[f"{name}.band_hz_"]), _LOW_HZ, _RATE / 2)
    band = high - low
    time, window = weights[f"{name}.n_"].astype(np.float64), weights[f"{name}.window_"].astype(np.float64)
    even = (np.sin(high @ time) - np.sin(low @ time)) / (time / 2) * window
    odd = (np.cos(low @ time) - np.cos(high @ time)) / (time / 2) * window
    filters = np.concatenate(
        [
            np.concatenate([even, 2 * band, even[:, ::-1]], axis=1) / (2 * band),
            np.concatenate([odd, np.zeros_like(band), -odd[:, ::-1]], axis=1) / (2 * band),
        ]
    )
    return filters[:, None, :].astype(np.float32)


def _instance_norm(graph: Graph, x: str, weights: Tensors, name: str) -> str:
    scale, bias = (graph.constant(weights[f"{name}.{part}"]) for part in ("weight", "bias"))
    return graph.node("InstanceNormalization", x, scale, bias, epsilon=1e-5)


def _pool_and_norm(graph: Graph, x: str, weights: Tensors, index: int) -> str:
    x = graph.node("MaxPool", x, kernel_shape=[3], strides=[3])
    return graph.node("LeakyRelu", _instance_norm(graph, x, weights, f"sincnet.norm1d.{index}"), alpha=0.01)


def _linear(graph: Graph, x: str, weights: Tensors, name: str) -> str:
    return graph.node(
        "Gemm", x, graph.constant(weights[f"{name}.weight"]), graph.constant(weights[f"{name}.bias"]), transB=1
    )


def _lstm(graph: Graph, x: str, weights: Tensors, layer: int) -> str:
    """Input (frames, 1, n), output (frames, 1, 256)."""

    def both(part: str) -> npt.NDArray[np.float32]:
        return np.stack([_onnx_gates(weights[f"lstm.{part}_l{layer}{way}"]) for way in ("", "_reverse")])

    biases = np.concatenate([both("bias_ih"), both("bias_hh")], axis=1)
    inputs = (graph.constant(values) for values in (both("weight_ih"), both("weight_hh"), biases))
    y = graph.node("LSTM", x, *inputs, hidden_size=_HIDDEN, direction="bidirectional")
    y = graph.node("Transpose", y, perm=[0, 2, 1, 3])
    return graph.node("Reshape", y, graph.constant([0, 0, 2 * _HIDDEN], np.int64))


def _onnx_gates(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """PyTorch orders the gates input, forget, cell, output; ONNX input, output, forget, cell."""
    i, f, c, o = np.split(values, 4)
    return np.concatenate([i, o, f, c])
