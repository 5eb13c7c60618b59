"""Networks in degenerate position, drawn by hypothesis: as steps for the rational oracle, and as torch modules."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate, pairwise

import torch
from hypothesis import strategies as st
from torch import Tensor, nn

from splinewidgets.geometry import Network
from splinewidgets.geometry.export.batch_axis import SIZES
from splinewidgets.geometry.export.graph import ExportedModel, Operation, Source
from splinewidgets.geometry.program.program import Program

CALLS = {
    "linear": nn.functional.linear,
    "prelu": torch.prelu,
    "add": torch.add,
    "index": lambda x, entries: x[:, entries],
    "amax": torch.amax,
}


class Steps(nn.Module):
    """The module of a list of steps of `rational_oracle`."""

    def __init__(self, steps, dtype: torch.dtype = torch.float64) -> None:
        super().__init__()
        self.steps = [step[0] for step in steps]
        self.entries = [torch.tensor(step[1]) for step in steps if step[0] == "max"]
        tensors = [[_floats(argument) for argument in step[1:]] for step in steps if step[0] != "max"]
        self.tensors = nn.ParameterList(
            nn.Parameter(tensor.to(dtype), requires_grad=False) for pair in tensors for tensor in pair
        )

    def forward(self, x: Tensor) -> Tensor:
        tensors, entries, saved = iter(self.tensors), iter(self.entries), []
        for name in self.steps:
            if name == "knot":
                x = torch.prelu(x, next(tensors))
            elif name == "max":
                x = x[:, next(entries)].amax(2)
            elif name == "save":
                saved.append(x)
            elif name == "affine":
                x = nn.functional.linear(x, next(tensors), next(tensors))
            else:
                x = x + saved.pop()
        return x


class StepsNetwork(Network):
    """The network of `Steps`, written down as it would be exported: the export takes longer than all that is tested."""

    def __init__(self, steps, dtype: torch.dtype = torch.float64) -> None:
        module = Steps(steps, dtype)
        tensors = {f"tensors.{i}": tensor.detach() for i, tensor in enumerate(module.tensors)}
        tensors |= {f"entries.{i}": tensor for i, tensor in enumerate(module.entries)}
        sources = {name: Source(name, (tuple(tensor.shape),) * 2) for name, tensor in tensors.items()}
        weights = (source for name, source in sources.items() if name.startswith("tensors"))
        entries = (source for name, source in sources.items() if name.startswith("entries"))
        operations, saved = [], []
        given = value = Source("", tuple((size, 2) for size in SIZES))

        def call(name, args, shape):
            shapes = tuple((size, *shape) for size in SIZES)
            operations.append(Operation(name, CALLS[name], args, {}, shapes, f"{len(operations)}", "in Steps"))
            return operations[-1]

        for name, *arguments in steps:
            width = value.shapes[0][1:]
            if name == "save":
                saved.append(value)
            elif name == "affine":
                value = call("linear", (value, next(weights), next(weights)), (len(arguments[1]),))
            elif name == "knot":
                value = call("prelu", (value, next(weights)), width)
            elif name == "max":
                chosen = next(entries)
                value = call("index", (value, chosen), chosen.shapes[0])
                value = call("amax", (value, (2,)), chosen.shapes[0][:1])
            else:
                value = call("add", (value, saved.pop()), width)
        program = Program(ExportedModel(given, operations, value, tensors))
        shapes = {name: tuple(t.shape) for name, t in tensors.items()}
        self._bind(program, shapes, tensors, {}, dtype, torch.device("cpu"))


def _floats(values) -> Tensor:
    rows = [[float(x) for x in row] if isinstance(row, list) else float(row) for row in values]
    return torch.tensor(rows, dtype=torch.float64)


def integers(largest: int):
    """Integers from -largest to largest."""
    return st.integers(-largest, largest)


def matrices(rows: int, columns: int, entries):
    """Lists of `rows` rows."""
    return st.lists(st.lists(entries, min_size=columns, max_size=columns), min_size=rows, max_size=rows)


def vectors(size: int, entries):
    """Lists of `size` entries."""
    return st.lists(entries, min_size=size, max_size=size)


widths = st.lists(st.integers(1, 6), min_size=1, max_size=4)


@st.composite
def layers(draw, biases=True, largest=3):
    """A perceptron's layers with integer weights and biases that are multiples of 1, 1/3 or 1/7, or zero."""
    largest = draw(st.integers(1, largest))
    scale = draw(st.sampled_from([1, Fraction(1, 3), Fraction(1, 7)])) if biases else 0
    drawn = []
    for before, after in pairwise([2, *draw(widths), 1]):
        weight = draw(matrices(after, before, integers(largest)))
        drawn.append((weight, [scale * b for b in draw(vectors(after, integers(largest)))]))
    return drawn


@st.composite
def repeated(draw):
    """Units that are multiples of each other, positive and negative."""
    drawn = draw(layers())
    for weight, bias in drawn[:-1]:
        for _ in range(draw(st.integers(0, 3))):
            of = draw(st.integers(0, len(bias) - 1))
            to = draw(st.integers(0, len(bias) - 1))
            factor = draw(st.sampled_from([-3, -1, 1, 2, Fraction(1, 3), Fraction(-2, 7)]))
            weight[to], bias[to] = [factor * w for w in weight[of]], factor * bias[of]
    return drawn


@st.composite
def dead(draw):
    """Units and whole layers that are negative or zero on all of the window, or on much of it."""
    drawn = draw(layers())
    for weight, bias in drawn[:-1]:
        fate = draw(st.sampled_from(["alive", "some", "some", "zero", "whole layer"]))
        for k in range(len(bias)):
            if fate == "whole layer" or (fate == "some" and draw(st.booleans())):
                bias[k] = -draw(st.sampled_from([0, 1, 4, 1000]))
                weight[k] = [-abs(w) for w in weight[k]]
            elif fate == "zero" and draw(st.booleans()):
                weight[k], bias[k] = [0] * len(weight[k]), 0
    return drawn


@st.composite
def sawteeth(draw):
    """Tent maps of both coordinates composed, mixed by small integer matrices, then a few lines."""
    drawn, into, shift = [], draw(matrices(2, 2, integers(2))), draw(vectors(2, st.sampled_from([0, 0, 1])))
    for _ in range(draw(st.integers(1, 4))):
        # 1 - |2 x - 1| of both, by relu(2 x), relu(4 x - 2): then 2 x - (4 x - 2) beyond a half.
        rows = [(2, 0, 0), (4, 0, -2), (0, 2, 0), (0, 4, -2)]
        weight = [[a * into[0][k] + b * into[1][k] for k in range(len(into[0]))] for a, b, _ in rows]
        drawn.append((weight, [a * shift[0] + b * shift[1] + c for a, b, c in rows]))
        mix = draw(st.sampled_from([[[1, 0], [0, 1]], [[0, 1], [1, 0]], [[1, 1], [1, -1]], [[1, 0], [1, 0]]]))
        into = [[m[0], -m[0], m[1], -m[1]] for m in mix]
        shift = draw(vectors(2, st.sampled_from([0, 0, 0, -1, Fraction(-1, 2)])))
    number = draw(st.integers(1, 3))
    lines = draw(matrices(number, 2, integers(2)))
    weight = [[a * into[0][k] + b * into[1][k] for k in range(len(into[0]))] for a, b in lines]
    offsets = draw(vectors(number, st.sampled_from([0, 0, -1, Fraction(1, 3)])))
    bias = [a * shift[0] + b * shift[1] + c for (a, b), c in zip(lines, offsets, strict=True)]
    return [*drawn, (weight, bias), ([[1] * number], [0])]


@st.composite
def touching(draw, polygon):
    """Lines through the window's corners, along its edges, and through points on its edges."""
    points = [(Fraction(u), Fraction(v)) for u, v in polygon]
    middles = [((p[0] + q[0]) / 2, (p[1] + q[1]) / 2) for p, q in zip(points, points[1:] + points[:1], strict=True)]
    drawn = draw(layers())
    width = draw(st.integers(1, 6))
    weight, bias = [], []
    for _ in range(width):
        p = draw(st.sampled_from(points + middles))
        q = draw(st.sampled_from(points + middles + [(p[0] + a, p[1] + b) for a, b in ((1, 1), (1, -2), (3, 1))]))
        factor = draw(st.sampled_from([-1, 1, Fraction(1, 3)]))
        weight.append([factor * (p[1] - q[1]), factor * (q[0] - p[0])])
        bias.append(-weight[-1][0] * p[0] - weight[-1][1] * p[1])
    later = draw(matrices(len(drawn[0][1]), width, integers(2)))
    return [(weight, bias), (later, drawn[0][1]), *drawn[1:]]


@st.composite
def scaled(draw, others):
    """The same tiles with layers scaled by 1e-9 or 1e9, all or in turn."""
    drawn = draw(others)
    small, large = Fraction(1, 10**9), Fraction(10**9)
    one, two = draw(st.sampled_from([(small, small), (large, large), (small, large), (large, small), (1, large)]))
    factors = [(one, two)[i % 2] for i in range(len(drawn))]
    result = []
    for (weight, bias), factor, total in zip(drawn, factors, accumulate(factors, lambda a, b: a * b), strict=True):
        result.append(([[factor * w for w in row] for row in weight], [total * b for b in bias]))
    return result


@st.composite
def residual(draw):
    """Blocks that add their input, with ReLU, leaky ReLU and absolute value."""
    width = draw(st.integers(1, 4))
    largest = draw(st.integers(1, 2))
    entries, scale = integers(largest), draw(st.sampled_from([0, 1, Fraction(1, 3)]))

    def affine(before, after):
        return ("affine", draw(matrices(after, before, entries)), [scale * b for b in draw(vectors(after, entries))])

    steps = [affine(2, width)]
    if draw(st.booleans()):
        steps.append(draw(knots(width)))
    for _ in range(draw(st.integers(1, 2))):
        inner = draw(st.integers(1, 4))
        steps += [("save",), affine(width, inner), draw(knots(inner)), affine(inner, width), ("add",)]
        if draw(st.booleans()):
            steps.append(draw(knots(width)))
    return [*steps, affine(width, 1)]


SLOPES = [0, -1, Fraction(1, 2), Fraction(1, 10), Fraction(1, 100), -2]


@st.composite
def knots(draw, width):
    """A knot whose units all have one slope, or each its own."""
    if draw(st.booleans()):
        return ("knot", [draw(st.sampled_from(SLOPES))] * width)
    return ("knot", draw(vectors(width, st.sampled_from(SLOPES))))


@st.composite
def folded(draw):
    """Perceptrons with leaky ReLU and absolute value."""
    steps = []
    for weight, bias in draw(st.one_of(layers(), layers(biases=False), repeated())):
        steps += [("affine", weight, bias), draw(knots(len(bias)))]
    return steps[:-1]
