"""Small networks of all degenerate kinds, one for each seed, as steps for the rational oracle.

Without hypothesis, whose draws take longer than what is tested, so that a hundred thousand can be tried.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

Steps = list[tuple[Any, ...]]
Window = tuple[float, float, float, float]
Random = np.random.Generator

WINDOWS: list[Window] = [(-2, 2, -2, 2), (-1, 1, -1, 1), (0, 1, 0, 1), (-1, 3, -2, 1), (-1.5, 1.25, -0.75, 2.5)]
SLOPES = [0, -1, Fraction(1, 2), Fraction(1, 10), Fraction(1, 100), -2]


def drawn(seed: int) -> tuple[str, Steps, Window]:
    """The kind, the steps and the window of a seed."""
    random = np.random.default_rng(seed)
    name = list(KINDS)[seed % len(KINDS)]
    window = WINDOWS[random.integers(len(WINDOWS))]
    return name, KINDS[name](random, window), window


def _integers(random: Random, rows: int, columns: int, largest: int = 3) -> list[list[Any]]:
    return random.integers(-largest, largest + 1, (rows, columns)).tolist()  # type: ignore[no-any-return]


def _floats(random: Random, rows: int, columns: int) -> list[list[Any]]:
    return [[Fraction(x) for x in row] for row in random.normal(size=(rows, columns)).tolist()]


def _widths(random: Random, most: int = 5) -> list[int]:
    return [2, *random.integers(1, most + 1, random.integers(1, 4)).tolist(), 1]


def _layers(random: Random, biased: bool = True, entries: Callable[..., list[list[Any]]] = _integers) -> list[Any]:
    scale = [1, Fraction(1, 3), Fraction(1, 7), Fraction(1, 2)][random.integers(4)] * biased
    return [
        (entries(random, after, before), [scale * b for b in entries(random, 1, after)[0]])
        for before, after in pairwise(_widths(random))
    ]


def _perceptron(layers: list[Any], slopes: Callable[[int], list[Any]] = lambda width: [0] * width) -> Steps:
    steps: Steps = []
    for weight, bias in layers:
        steps += [("affine", weight, bias), ("knot", slopes(len(bias)))]
    return steps[:-1]


def _slopes(random: Random) -> Callable[[int], list[Any]]:
    def draw(width: int) -> list[Any]:
        one = SLOPES[random.integers(len(SLOPES))]
        return [SLOPES[random.integers(len(SLOPES))] if random.random() < 0.5 else one for _ in range(width)]

    return draw


def integers(random: Random, window: Window) -> Steps:
    """Integer weights, whose lines meet in many coincidences."""
    return _perceptron(_layers(random))


def zero_biases(random: Random, window: Window) -> Steps:
    """All lines of the first layer through the origin."""
    return _perceptron(_layers(random, biased=False))


def generic(random: Random, window: Window) -> Steps:
    """Normal weights, in no special position."""
    return _perceptron(_layers(random, entries=_floats))


def repeated(random: Random, window: Window) -> Steps:
    """Units that are multiples of each other, positive and negative."""
    layers = _layers(random)
    for weight, bias in layers[:-1]:
        for _ in range(random.integers(1, 4)):
            of, to = random.integers(0, len(bias), 2)
            factor = [-3, -1, 1, 2, Fraction(1, 3), Fraction(-2, 7)][random.integers(6)]
            weight[to], bias[to] = [factor * w for w in weight[of]], factor * bias[of]
    return _perceptron(layers)


def parallel(random: Random, window: Window) -> Steps:
    """Lines of few directions, at equal distances or nearly parallel to each other by powers of two."""
    layers = _layers(random)
    width = int(random.integers(2, 6))
    directions = _integers(random, 2, 2)
    weight = [list(directions[random.integers(2)]) for _ in range(width)]
    for row in weight:
        if random.random() < 0.4:
            row[random.integers(2)] += Fraction(1, 2 ** int(random.integers(4, 26)))
    bias = [Fraction(int(b), 4) for b in random.integers(-6, 7, width)]
    return _perceptron([(weight, bias), (_integers(random, len(layers[0][1]), width, 2), layers[0][1]), *layers[1:]])


def dead(random: Random, window: Window) -> Steps:
    """Units and whole layers that are negative or zero on all of the window, or on much of it."""
    layers = _layers(random)
    for weight, bias in layers[:-1]:
        fate = random.integers(4)
        for k in range(len(bias)):
            if fate == 1 or (fate == 2 and random.random() < 0.5):
                bias[k] = -[0, 1, 4, 1000][random.integers(4)]
                weight[k] = [-abs(w) for w in weight[k]]
            elif fate == 3 and random.random() < 0.5:
                weight[k], bias[k] = [0] * len(weight[k]), 0
    return _perceptron(layers)


def sawteeth(random: Random, window: Window) -> Steps:
    """Tent maps of both coordinates composed, then a few lines."""
    into: list[list[Any]] = [[1, 0], [0, 1]]
    shift: list[Any] = [0, 0]
    layers = []
    for _ in range(random.integers(1, 4)):
        rows = [(2, 0, 0), (4, 0, -2), (0, 2, 0), (0, 4, -2)]
        weight = [[a * into[0][k] + b * into[1][k] for k in range(len(into[0]))] for a, b, _ in rows]
        layers.append((weight, [a * shift[0] + b * shift[1] + c for a, b, c in rows]))
        mix = [[[1, 0], [0, 1]], [[0, 1], [1, 0]], [[1, 1], [1, -1]], [[1, 0], [1, 0]]][random.integers(4)]
        into = [[m[0], -m[0], m[1], -m[1]] for m in mix]
        shift = [[0, -1, Fraction(-1, 2)][random.integers(3)] for _ in range(2)]
    lines = _integers(random, int(random.integers(1, 4)), 2, 2)
    weight = [[a * into[0][k] + b * into[1][k] for k in range(len(into[0]))] for a, b in lines]
    bias = [a * shift[0] + b * shift[1] + [0, -1, Fraction(1, 3)][random.integers(3)] for a, b in lines]
    return _perceptron([*layers, (weight, bias), ([[1] * len(lines)], [0])])


def touching(random: Random, window: Window) -> Steps:
    """Lines through the window's corners and the middles of its sides, and along its sides."""
    u0, u1, v0, v1 = map(Fraction, window)
    points = [(u, v) for u in (u0, (u0 + u1) / 2, u1) for v in (v0, (v0 + v1) / 2, v1)]
    layers, weight, bias = _layers(random), [], []
    for _ in range(random.integers(1, 6)):
        p = points[random.integers(len(points))]
        q = [*points, (p[0] + 1, p[1] + 1), (p[0] + 1, p[1] - 2), (p[0] + 3, p[1] + 1)][random.integers(12)]
        factor = [-1, 1, Fraction(1, 3)][random.integers(3)]
        weight.append([factor * (p[1] - q[1]), factor * (q[0] - p[0])])
        bias.append(-weight[-1][0] * p[0] - weight[-1][1] * p[1])
    later = _integers(random, len(layers[0][1]), len(bias), 2)
    return _perceptron([(weight, bias), (later, layers[0][1]), *layers[1:]])


def scaled(random: Random, window: Window) -> Steps:
    """Layers, and single units, scaled by powers of two up to 2^40 either way: the same tiles."""
    layers = _layers(random)
    for (weight, bias), (later, _) in pairwise(layers):
        layer = int(random.integers(-30, 31))
        for k in range(len(bias)):
            factor = Fraction(2) ** (layer + int(random.integers(-10, 11)) * (random.random() < 0.3))
            weight[k], bias[k] = [factor * w for w in weight[k]], factor * bias[k]
            for row in later:
                row[k] = row[k] / factor
    return _perceptron(layers)


def folded(random: Random, window: Window) -> Steps:
    """Leaky ReLU and absolute value."""
    return _perceptron(_layers(random, biased=bool(random.integers(2))), _slopes(random))


def clamped(random: Random, window: Window) -> Steps:
    """Units between two bounds, as relu(z + 1) - relu(z - 1)."""
    steps: Steps = []
    for weight, bias in _layers(random)[:2]:
        twice = [row for row in weight for _ in range(2)]
        bounds = [b + side for b in bias for side in (1, -1)]
        pick = [[(1, -1)[j % 2] * (j // 2 == k) for j in range(len(twice))] for k in range(len(bias))]
        steps += [("affine", twice, bounds), ("knot", [0] * len(twice)), ("affine", pick, [0] * len(bias))]
    return steps


def residual(random: Random, window: Window) -> Steps:
    """Blocks that add their input, with ReLU, leaky ReLU and absolute value."""
    width, slopes = int(random.integers(1, 4)), _slopes(random)

    def affine(before: int, after: int) -> tuple[Any, ...]:
        bias = [Fraction(int(b), 3) for b in random.integers(-2, 3, after)]
        return ("affine", _integers(random, after, before, 2), bias)

    steps: Steps = [affine(2, width)]
    for _ in range(random.integers(1, 3)):
        inner = int(random.integers(1, 4))
        steps += [("save",), affine(width, inner), ("knot", slopes(inner)), affine(inner, width), ("add",)]
        if random.random() < 0.5:
            steps.append(("knot", slopes(width)))
    return [*steps, affine(width, 1)]


def pooled(random: Random, window: Window) -> Steps:
    """Maxima of several units, with ties, among layers of ReLU."""
    layers = _layers(random)
    count, size = int(random.integers(1, 4)), int(random.integers(2, 4))
    weight, bias = _integers(random, count * size, 2, 2), _integers(random, 1, count * size, 2)[0]
    entries = np.arange(count * size).reshape(count, size).tolist()
    if random.random() < 0.3:  # windows that overlap
        entries = [[k, (k + 1) % (count * size)] for k in range(count)]
    steps: Steps = [("affine", weight, bias)]
    if random.random() < 0.5:
        steps.append(("knot", [0] * len(bias)))
    steps += [("max", entries), ("affine", _integers(random, len(layers[0][1]), count, 2), layers[0][1])]
    return steps if len(layers) == 1 else [*steps, ("knot", [0] * len(layers[0][1])), *_perceptron(layers[1:])]


KINDS: dict[str, Callable[[Random, Window], Steps]] = {
    kind.__name__: kind
    for kind in (
        integers, zero_biases, generic, repeated, parallel, dead, sawteeth, touching, scaled, folded, clamped, residual,
        pooled,
    )
}  # fmt: skip
