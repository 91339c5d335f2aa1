"""Writes the trained network as an ONNX graph in 8-bit integers.

Weights keep 7 bits, so that no processor's 16-bit intermediate sums overflow and all give the same integers.
Activations are unsigned bytes whose scales are measured on training text.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from onnx import TensorProto, checker, helper, numpy_helper
from torch import Tensor

from extract.training.batches import Batch
from extract.training.network import Network

_WEIGHT = 63
_ZERO = 128
Floats = NDArray[np.float32]


class Graph:
    """Collects nodes and constants."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, value: NDArray[Any]) -> str:
        """A named constant."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, kind: str, inputs: Sequence[str], name: str, **more: Any) -> str:
        """One node with one output; returns the output's name."""
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **more))
        return name


def scales(network: Network, batches: Sequence[Batch], share: float = 0.9999) -> list[float]:
    """The upper ends of the activations after every layer, by quantile over the batches."""
    tops: list[list[float]] = [[] for _ in range(len(network.layers) + 1)]
    network.eval()
    with torch.no_grad():
        for batch in batches:
            for i, x in enumerate(network.layer_outputs(batch.characters, batch.pairs, batch.words, batch.styles)):
                tops[i].append(float(np.quantile(x[x > 0].numpy(), share)))
    return [max(top) for top in tops]


def _folded(conv: Any, norm: Any, more: Tensor | float = 0.0) -> tuple[Floats, Floats]:
    """Kernel as (3 × inputs, outputs) and bias with `more` added, the batch norm folded in."""
    gain = (norm.weight / torch.sqrt(norm.running_var + norm.eps)).detach()
    kernel = (conv.weight.detach()[:, :, 0] * gain[:, None, None]).permute(2, 1, 0).reshape(-1, conv.out_channels)
    bias = (conv.bias.detach() + more - norm.running_mean) * gain + norm.bias.detach()
    return kernel.numpy(), bias.numpy()


def _quantized(kernel: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Per output: whole numbers of 7 bits, and their scale."""
    scale = np.maximum(np.abs(kernel).max(axis=0) / _WEIGHT, 1e-8).astype(np.float32)
    return np.round(kernel / scale).astype(np.int8), scale


def _table(graph: Graph, name: str, table: Tensor) -> tuple[str, float]:
    """An embedding as bytes around 128, with one more row of zeros for padding. Returns its name and scale."""
    values = table.detach().numpy()
    scale = float(np.quantile(np.abs(values), 0.9998)) / 127
    rows = np.clip(np.round(values / scale) + _ZERO, 0, 255).astype(np.uint8)
    rows = np.concatenate([rows, np.full((1, rows.shape[1]), _ZERO, np.uint8)])
    return graph.constant(name, rows), scale


def _layer(graph: Graph, i: int, x: str, zero: str, reach: int, kernel: Floats, bias: Floats, scale: float) -> str:
    """Pad, lay the three shifts side by side, multiply in integers, scale, add, cut at zero."""
    weights, by = _quantized(kernel)
    graph.constant(f"reach{i}", np.array([0, reach, 0, 0, reach, 0], np.int64))
    padded = graph.add("Pad", [x, f"reach{i}", zero], f"padded{i}")
    shifts = []
    for j, (start, end) in enumerate(((0, -2 * reach), (reach, -reach), (2 * reach, 1 << 31))):
        graph.constant(f"start{i}{j}", np.array([start], np.int64))
        graph.constant(f"end{i}{j}", np.array([end], np.int64))
        shifts.append(graph.add("Slice", [padded, f"start{i}{j}", f"end{i}{j}", "time"], f"shift{i}{j}"))
    wide = graph.add("Concat", shifts, f"wide{i}", axis=2)
    graph.constant(f"weights{i}", weights)
    whole = graph.add("MatMulInteger", [wide, f"weights{i}", zero], f"whole{i}")
    real = graph.add("Cast", [whole], f"real{i}", to=TensorProto.FLOAT)
    graph.constant(f"scale{i}", (by * scale).astype(np.float32))
    graph.constant(f"bias{i}", bias.astype(np.float32))
    scaled = graph.add("Mul", [real, f"scale{i}"], f"scaled{i}")
    return graph.add("Relu", [graph.add("Add", [scaled, f"bias{i}"], f"sum{i}")], f"relu{i}")


def _inputs(graph: Graph, network: Network) -> tuple[str, Floats]:
    """The embedded bytes, and the scale of each of their columns."""
    characters, s1 = _table(graph, "character_table", network.characters.weight)
    pair, s2 = _table(graph, "pair_table", network.pairs.weight)
    words, s3 = _table(graph, "word_table", network.words.weight)
    parts = [
        graph.add("Gather", [table, ids], f"embedded_{ids}")
        for table, ids in ((characters, "characters"), (pair, "left"), (pair, "right"), (words, "words"))
    ]
    shape = network.shape
    columns = [s1] * shape.character + [s2] * (2 * shape.pair) + [s3] * shape.word
    return graph.add("Concat", parts, "embedded", axis=2), np.array(columns, np.float32)


def build(network: Network, tops: Sequence[float], style: int) -> bytes:
    """The serialized graph: characters, left, right, words (batch, time) int32 to scores (batch, time, tags)."""
    graph = Graph()
    graph.constant("time", np.array([1], np.int64))
    graph.constant("zero", np.array(0, np.uint8))
    graph.constant("middle", np.array(_ZERO, np.uint8))
    x, columns = _inputs(graph, network)
    graph.constant("pad", np.array(network.shape.characters, np.int32))
    inside = graph.add("Not", [graph.add("Equal", ["characters", "pad"], "outside")], "inside")
    graph.constant("last", np.array([2], np.int64))
    mask = graph.add("Unsqueeze", [graph.add("Cast", [inside], "ones", to=TensorProto.FLOAT), "last"], "mask")
    kernel, bias = _folded(network.entry, network.norms[0], network.styles.weight[style].detach())
    kernel = kernel * np.tile(columns, 3)[:, None]
    stream = _layer(graph, 0, x, "middle", 1, kernel, bias, 1.0)
    stream = graph.add("Mul", [stream, mask], "stream0")
    for i, (layer, norm) in enumerate(zip(network.layers, network.norms[1:], strict=True), 1):
        step = tops[i - 1] / 255
        quantized = _quantize(graph, i, stream, step)
        kernel, bias = _folded(layer, norm)
        more = _layer(graph, i, quantized, "zero", network.shape.dilations[i - 1], kernel, bias, step)
        stream = graph.add("Mul", [graph.add("Add", [stream, more], f"added{i}"), mask], f"stream{i}")
    _exit(graph, network, stream, tops[-1] / 255)
    return _serialized(graph, network.shape.tags)


def _quantize(graph: Graph, i: int, stream: str, step: float) -> str:
    graph.constant(f"step{i}", np.array(step, np.float32))
    return graph.add("QuantizeLinear", [stream, f"step{i}", "zero"], f"bytes{i}")


def _exit(graph: Graph, network: Network, stream: str, step: float) -> None:
    weights, by = _quantized(network.exit.weight.detach().numpy().T)
    quantized = _quantize(graph, 99, stream, step)
    graph.constant("exit_weights", weights)
    whole = graph.add("MatMulInteger", [quantized, "exit_weights", "zero"], "exit_whole")
    real = graph.add("Cast", [whole], "exit_real", to=TensorProto.FLOAT)
    graph.constant("exit_scale", (by * step).astype(np.float32))
    graph.constant("exit_bias", network.exit.bias.detach().numpy())
    graph.add("Add", [graph.add("Mul", [real, "exit_scale"], "exit_scaled"), "exit_bias"], "scores")


def _serialized(graph: Graph, tags: int) -> bytes:
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT32, ["batch", "time"])
        for name in ("characters", "left", "right", "words")
    ]
    output = helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["batch", "time", tags])
    body = helper.make_graph(graph.nodes, "tagger", inputs, [output], graph.constants)
    model = helper.make_model(body, opset_imports=[helper.make_opsetid("", 17)], ir_version=9, producer_name="jianbao")
    checker.check_model(model)
    serialized: bytes = model.SerializeToString()
    return serialized


def write(network: Network, tops: Sequence[float], style: int, path: Path) -> None:
    """The graph as a file, for the conventions of one style."""
    path.write_bytes(build(network, tops, style))
