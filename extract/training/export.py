"""Writes the trained network as an ONNX graph in 8-bit integers.

Weights keep 7 bits, so that no processor's 16-bit intermediate sums overflow and all give the same integers.
Activations are unsigned bytes from one convolution to the next. Their scales are measured on training text and are one
unit times powers of two, so that adding a layer's input to its output rounds the same way everywhere. A convolution's
output is cut at zero by being unsigned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
MICROSOFT = "com.microsoft"  # the domain of ONNX Runtime's own operators
_ZERO = 128
Floats = NDArray[np.float32]


class Graph:
    """Collects nodes and constants."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, value: NDArray[Any] | np.generic) -> str:
        """A named constant."""
        self.constants.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def add(self, kind: str, inputs: Sequence[str], name: str, **more: Any) -> str:
        """One node with one output; returns the output's name."""
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **more))
        return name


@dataclass(frozen=True, slots=True)
class Scales:
    """The steps of the bytes after every layer: of the sum that flows on, and of what each convolution adds to it."""

    flow: list[float]
    added: list[float]


def scales(network: Network, batches: Sequence[Batch], share: float = 0.9999) -> Scales:
    """Steps that let a quantile of the activations over the batches fit into a byte."""
    flow, added = ([0.0] * (len(network.layers) + 1) for _ in range(2))
    network.eval()
    with torch.no_grad():
        for batch in batches:
            before: Tensor | float = 0.0
            for i, x in enumerate(network.layer_outputs(batch.characters, batch.pairs, batch.words, batch.styles)):
                flow[i] = max(flow[i], _top(x, share))
                added[i] = max(added[i], _top(x - before, share))
                before = x
    unit = _unit([*flow, *added[1:]])
    return Scales([_step(top, unit) for top in flow], [_step(top, unit) for top in added])


def _top(x: Tensor, share: float) -> float:
    return float(np.quantile(np.append(x[x > 0].numpy(), 1e-3), share))


def _step(top: float, unit: float, slack: float = 0.97) -> float:
    """The least power of two times the unit with which a byte reaches the top, or all but a little of it."""
    return unit * float(np.exp2(np.ceil(np.log2(top * slack / 255 / unit))))


def _unit(tops: Sequence[float]) -> float:
    """The unit in [1, 2) with whose powers of two the least of the bytes' range is wasted."""
    units = 2.0 ** np.linspace(0, 1, 64, endpoint=False)
    waste = [sum(np.log2(_step(top, unit) * 255 / top) for top in tops) for unit in units.tolist()]
    return float(units[int(np.argmin(waste))])


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


@dataclass(frozen=True, slots=True)
class Bytes:
    """An array of bytes in the graph: its name, the step between them, and the name of the byte that means zero."""

    name: str
    step: float
    zero: str = "zero"


def _convolution(graph: Graph, i: int, x: Bytes, reach: int, kernel: Floats, bias: str, step: float) -> Bytes:
    """Three shifts of the input times the kernel, in bytes of `step`. `bias`: of whole numbers (`_whole_bias`)."""
    weights, by = _quantized(kernel)
    shaped = weights.reshape(3, -1, 1, weights.shape[1]).transpose(3, 1, 2, 0)  # outputs, inputs, height, shifts
    inputs = [
        x.name,
        graph.constant(f"input_step{i}", np.float32(x.step)),
        x.zero,
        graph.constant(f"weights{i}", shaped),
        graph.constant(f"weight_steps{i}", by),
        "zeros",
        graph.constant(f"output_step{i}", np.float32(step)),
        "zero",
        bias,
    ]
    more = {"channels_last": 1, "dilations": [1, reach], "pads": [0, reach, 0, reach], "kernel_shape": [1, 3]}
    return Bytes(graph.add("QLinearConv", inputs, f"convolved{i}", domain=MICROSOFT, **more), step)


def _whole_bias(kernel: Floats, bias: Floats, step: float) -> NDArray[np.int32]:
    """The bias in steps of the kernel's products."""
    return np.round(bias / (_quantized(kernel)[1] * step)).astype(np.int32)


def _sum(graph: Graph, i: int, x: Bytes, y: Bytes, step: float) -> Bytes:
    inputs: list[str] = []
    for j, part in enumerate((x, y)):
        inputs += [part.name, graph.constant(f"sum_step{i}{j}", np.float32(part.step)), part.zero]
    inputs += [graph.constant(f"sum_step{i}", np.float32(step)), "zero"]
    return Bytes(graph.add("QLinearAdd", inputs, f"sum{i}", domain=MICROSOFT), step)


def _masked(graph: Graph, i: int, x: Bytes) -> Bytes:
    """Padding back to zero."""
    return Bytes(graph.add("Mul", [x.name, "mask"], f"masked{i}"), x.step)


def _mask(graph: Graph, padding: int) -> None:
    graph.constant("padding", np.int32(padding))
    outside = graph.add("Equal", ["characters", "padding"], "outside")
    inside = graph.add("Not", [outside], "inside")
    graph.constant("channels", np.array([3], np.int64))
    graph.add("Unsqueeze", [graph.add("Cast", [inside], "ones", to=TensorProto.UINT8), "channels"], "mask")


def _inputs(graph: Graph, network: Network) -> tuple[Bytes, Floats]:
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
    return Bytes(graph.add("Concat", parts, "embedded", axis=3), 1.0, "middle"), np.array(columns, np.float32)


def _entry(graph: Graph, network: Network, styles: Sequence[int], step: float) -> Bytes:
    """The first convolution; its bias is the convention's."""
    x, columns = _inputs(graph, network)
    rows = []
    for style in styles:
        kernel, bias = _folded(network.entry, network.norms[0], network.styles.weight[style].detach())
        kernel = kernel * np.tile(columns, 3)[:, None]
        rows.append(_whole_bias(kernel, bias, x.step))
    graph.constant("conventions", np.stack(rows))
    bias_name = graph.add("Gather", ["conventions", "convention"], "bias0")
    return _convolution(graph, 0, x, 1, kernel, bias_name, step)


def build(network: Network, steps: Scales, styles: Sequence[int]) -> bytes:
    """The serialized graph.

    characters, left, right, words (batch, 1, time) and convention (an index into `styles`), all int32, to scores
    (batch, 1, time, tags).
    """
    graph = Graph()
    graph.constant("zero", np.uint8(0))
    graph.constant("middle", np.uint8(_ZERO))
    graph.constant("zeros", np.zeros(network.shape.hidden, np.int8))
    _mask(graph, network.shape.characters)
    flow = _masked(graph, 0, _entry(graph, network, styles, steps.flow[0]))
    for i, (layer, norm) in enumerate(zip(network.layers, network.norms[1:], strict=True), 1):
        kernel, bias = _folded(layer, norm)
        name = graph.constant(f"bias{i}", _whole_bias(kernel, bias, flow.step))
        more = _convolution(graph, i, flow, network.shape.dilations[i - 1], kernel, name, steps.added[i])
        flow = _sum(graph, i, flow, more, steps.flow[i])
        if i < len(network.layers):  # the last one is read at each character alone
            flow = _masked(graph, i, flow)
    _exit(graph, network, flow)
    return _serialized(graph, network.shape.tags)


def _exit(graph: Graph, network: Network, x: Bytes) -> None:
    weights, by = _quantized(network.exit.weight.detach().numpy().T)
    graph.constant("exit_weights", weights)
    whole = graph.add("MatMulInteger", [x.name, "exit_weights", x.zero], "exit_whole")
    real = graph.add("Cast", [whole], "exit_real", to=TensorProto.FLOAT)
    graph.constant("exit_scale", (by * x.step).astype(np.float32))
    graph.constant("exit_bias", network.exit.bias.detach().numpy())
    graph.add("Add", [graph.add("Mul", [real, "exit_scale"], "exit_scaled"), "exit_bias"], "scores")


def _serialized(graph: Graph, tags: int) -> bytes:
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT32, ["batch", 1, "time"])
        for name in ("characters", "left", "right", "words")
    ]
    inputs.append(helper.make_tensor_value_info("convention", TensorProto.INT32, []))
    output = helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["batch", 1, "time", tags])
    body = helper.make_graph(graph.nodes, "tagger", inputs, [output], graph.constants)
    sets = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
    model = helper.make_model(body, opset_imports=sets, ir_version=9, producer_name="jianbao")
    checker.check_model(model)
    serialized: bytes = model.SerializeToString()
    return serialized


def write(network: Network, steps: Scales, styles: Sequence[int], path: Path) -> None:
    """The graph as a file, for the conventions of these styles."""
    path.write_bytes(build(network, steps, styles))
