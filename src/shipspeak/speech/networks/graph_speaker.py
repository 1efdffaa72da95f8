"""Draw CAM++ as an ONNX graph from its weights, up to the frame features that are pooled into a voice.

Architecture: H. Wang et al., "CAM++: A fast and efficient network for speaker verification using context-aware
masking", Interspeech 2023. Batch normalisation is folded into its neighbours: after a convolution into its
weights, before one into a per-channel floor, since relu(a x + b) = a max(x, -b / a) + b for a > 0.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from shipspeak.speech.networks.checkpoint import Tensors
from shipspeak.speech.networks.graph import Graph

_Array = npt.NDArray[np.float32]

CONTEXT = 100
"""Output frames (20 ms each) that share one context mask."""

_BLOCKS = ((12, 1), (24, 2), (16, 2))
"""Layers and dilation of each dense block."""


def speaker_graph(weights: Tensors) -> bytes:
    """ONNX model. Input `fbank` (1, 80, frames): 80 log mel energies each 10 ms, mean removed, `frames` even; output
    `features` (512, frames / 2). How output frames group into contexts comes with it, see `contexts`.
    """
    graph = Graph()
    x = _head(graph, weights)
    x = graph.node("Reshape", x, graph.constant([1, 320, -1], np.int64))
    kernel, bias = _fold(weights, "xvector.tdnn.linear", "xvector.tdnn.nonlinear.batchnorm")
    x = graph.node("Relu", _conv(graph, x, kernel, bias, strides=[2], pads=[2, 2]))
    for block, (layers, dilation) in enumerate(_BLOCKS, start=1):
        for layer in range(1, layers + 1):
            y = _dense_layer(graph, x, weights, f"xvector.block{block}.tdnnd{layer}", dilation)
            x = graph.node("Concat", x, y, axis=1)
        name = f"xvector.transit{block}"
        x = _norm_relu_conv(graph, x, weights, f"{name}.nonlinear.batchnorm", weights[f"{name}.linear.weight"])
    scale, shift = _affine(weights, "xvector.out_nonlinear.batchnorm")
    x = graph.node("Add", graph.node("Mul", x, graph.constant(scale[:, None])), graph.constant(shift[:, None]))
    x = graph.node("Relu", x)
    graph.node("Squeeze", x, graph.constant([0], np.int64), output="features")
    inputs = {"fbank": (1, 80, "frames"), "average": ("halves", "contexts"), "spread": ("contexts", "halves")}
    return graph.encode(inputs, {"features": (512, "halves")})


def contexts(halves: int) -> tuple[_Array, _Array]:
    """The inputs `average` and `spread` for so many output frames: the mean over each context of 100 frames (the
    last may be shorter) plus the mean over all, and back to frames.
    """
    belongs = np.arange(halves)[:, None] // CONTEXT == np.arange(-(-halves // CONTEXT))
    average = belongs / belongs.sum(axis=0) + 1 / halves
    return average.astype(np.float32), np.ascontiguousarray(belongs.T, dtype=np.float32)


def pooling(weights: Tensors) -> tuple[_Array, _Array]:
    """Matrix (192, 1024) and bias (192,) that turn mean and standard deviation of the frame features into the
    embedding. The network's last ReLU is left out: it serves training, and cosine works better without it.
    """
    name = "xvector.dense"
    mean, variance = (weights[f"{name}.nonlinear.batchnorm.running_{part}"] for part in ("mean", "var"))
    scale = 1 / np.sqrt(variance + 1e-5)
    matrix = weights[f"{name}.linear.weight"][:, :, 0] * scale[:, None]
    return matrix.astype(np.float32), (-mean * scale).astype(np.float32)


def _head(graph: Graph, weights: Tensors) -> str:
    """Input (1, 80, frames), output (1, 32, 10, frames): residual convolutions over frequency and time."""
    x = graph.node("Unsqueeze", "fbank", graph.constant([1], np.int64))
    x = graph.node("Relu", _conv_norm(graph, x, weights, "head.conv1", "head.bn1", 1))
    for layer in (1, 2):
        for block, stride in ((0, 2), (1, 1)):
            name = f"head.layer{layer}.{block}"
            y = graph.node("Relu", _conv_norm(graph, x, weights, f"{name}.conv1", f"{name}.bn1", stride))
            y = _conv_norm(graph, y, weights, f"{name}.conv2", f"{name}.bn2", 1)
            if stride == 2:
                kernel, bias = _fold(weights, f"{name}.shortcut.0", f"{name}.shortcut.1")
                x = _conv(graph, x, kernel, bias, strides=[2, 1])
            x = graph.node("Relu", graph.node("Add", y, x))
    return graph.node("Relu", _conv_norm(graph, x, weights, "head.conv2", "head.bn2", 2))


def _dense_layer(graph: Graph, x: str, weights: Tensors, name: str, dilation: int) -> str:
    """32 new channels from all before, weighed by a mask made from the mean of the chunk and of its context."""
    kernel, bias = _fold(weights, f"{name}.linear1", f"{name}.nonlinear2.batchnorm")
    x = graph.node("Relu", _norm_relu_conv(graph, x, weights, f"{name}.nonlinear1.batchnorm", kernel, bias))
    local = weights[f"{name}.cam_layer.linear_local.weight"]
    y = graph.node("Conv", x, graph.constant(local), dilations=[dilation], pads=[dilation, dilation], kernel_shape=[3])
    mask = graph.node("MatMul", x, "average")
    for part, activation in (("linear1", "Relu"), ("linear2", "Sigmoid")):
        kernel, bias = (weights[f"{name}.cam_layer.{part}.{kind}"] for kind in ("weight", "bias"))
        mask = graph.node(activation, _conv(graph, mask, kernel, bias))
    return graph.node("Mul", y, graph.node("MatMul", mask, "spread"))


def _norm_relu_conv(
    graph: Graph, x: str, weights: Tensors, norm: str, kernel: _Array, bias: _Array | None = None
) -> str:
    """Convolution of width 1 over relu(batchnorm(x))."""
    scale, shift = _affine(weights, norm)
    bias = np.zeros(len(kernel), np.float32) if bias is None else bias
    if (scale <= 0).any():  # a handful of channels in the whole network: not worth a trick
        x = graph.node("Add", graph.node("Mul", x, graph.constant(scale[:, None])), graph.constant(shift[:, None]))
        return _conv(graph, graph.node("Relu", x), kernel, bias)
    x = graph.node("Max", x, graph.constant((-shift / scale)[:, None]))
    return _conv(graph, x, kernel * scale[:, None], bias + kernel[:, :, 0] @ shift)


def _conv_norm(graph: Graph, x: str, weights: Tensors, conv: str, norm: str, stride: int) -> str:
    kernel, bias = _fold(weights, conv, norm)
    return _conv(graph, x, kernel, bias, strides=[stride, 1], pads=[1, 1, 1, 1])


def _conv(graph: Graph, x: str, kernel: _Array, bias: _Array, **attributes: Any) -> str:  # noqa: ANN401 -- likewise in `Graph.node`
    return graph.node(
        "Conv",
        x,
        graph.constant(kernel),
        graph.constant(bias),
        kernel_shape=list(kernel.shape[2:]),
        **attributes,
    )


def _fold(weights: Tensors, conv: str, norm: str) -> tuple[_Array, _Array]:
    """Kernel and bias of a convolution with the batch normalisation after it."""
    scale, shift = _affine(weights, norm)
    kernel = weights[f"{conv}.weight"]
    return kernel * scale.reshape(-1, *[1] * (kernel.ndim - 1)), shift


def _affine(weights: Tensors, norm: str) -> tuple[_Array, _Array]:
    """Batch normalisation at inference is one multiplication and one addition for each channel."""
    variance, mean = weights[f"{norm}.running_var"], weights[f"{norm}.running_mean"]
    scale = weights[f"{norm}.weight"] / np.sqrt(variance + 1e-5)
    return scale.astype(np.float32), (weights[f"{norm}.bias"] - mean * scale).astype(np.float32)
