"""One-dimensional slices."""

from __future__ import annotations

import numpy as np
import pytest
import rational_oracle
import torch
from degenerate_networks import StepsNetwork, folded, layers, residual, scaled
from hypothesis import given, settings
from hypothesis import strategies as st
from perceptrons import lines, perceptron, random_perceptron, tent_map

from splinewidgets.geometry import Network, Segment, Slice, TooManyTiles, tessellate, tessellate_segments

UNIT = Segment([0.0, 0.0], [1.0, 0.0])
BOTH = pytest.mark.parametrize("dtype", [torch.float32, torch.float64])


@BOTH
@pytest.mark.parametrize("depth", [1, 2, 5, 10])
def test_a_tent_map_doubles_its_pieces_with_every_layer(depth, dtype):
    result = tessellate(tent_map(depth), UNIT, dtype=dtype)
    assert result.piece_count == 2**depth
    np.testing.assert_allclose(result.ends, np.linspace(0, 1, 2**depth + 1), atol=1e-7)
    assert result.layer_piece_counts == tuple(2 ** np.arange(1, depth + 1))
    np.testing.assert_allclose(result.outputs.numpy()[:, 0], np.arange(2**depth + 1) % 2, atol=1e-6)


class Square(torch.nn.Module):
    """x - sum of t^s(x) / 4^s over s = 1..m, with t the tent map: interpolates x^2 (Yarotsky 2017)."""

    def __init__(self, m: int) -> None:
        super().__init__()
        self.m = m

    def forward(self, x):
        result = tent = x
        for s in range(1, self.m + 1):
            tent = 2 * torch.relu(tent) - 4 * torch.relu(tent - 0.5)
            result = result - tent / 4**s
        return result


@pytest.mark.parametrize("m", range(1, 8))
def test_sawteeth_interpolate_the_square(m):
    """The largest error, in the middle of every piece, is exactly 4^-(m + 1)."""
    result = tessellate(Square(m), Segment([0.0], [1.0]), dtype=torch.float64)
    assert result.piece_count == 2**m
    np.testing.assert_allclose(result.outputs.numpy()[:, 0], result.ends**2, atol=1e-14)
    slopes, intercepts = result.affine()
    middles = (result.ends[:-1] + result.ends[1:]) / 2
    error = slopes[:, 0] * middles + intercepts[:, 0] - middles**2
    np.testing.assert_allclose(error, 4.0 ** -(m + 1), rtol=1e-9)


def test_a_shallow_network_is_an_interpolating_spline():
    """f(x) = y_0 + the sum of slope changes times relu(x - t_k) is numpy.interp; its knots are the t_k."""
    random = np.random.default_rng(0)
    t, y = np.sort(random.uniform(0, 1, 12)), random.normal(size=12)
    changes = np.diff(np.diff(y) / np.diff(t), prepend=0)
    model = perceptron([(np.ones((11, 1)), -t[:-1]), (changes[None], [y[0]])])
    result = tessellate(model, Segment([t[0]], [t[-1]]))
    x = t[0] + result.ends * (t[-1] - t[0])
    np.testing.assert_allclose(x, t, atol=1e-12)
    assert result.unit.tolist() == list(range(1, 11)) and (result.layer == 0).all()
    slopes, intercepts = result.affine()
    points = random.uniform(0, 1, 200)
    piece = result.locate(points)
    inside = t[0] + points * (t[-1] - t[0])
    np.testing.assert_allclose(
        slopes[piece, 0] * points + intercepts[piece, 0], np.interp(inside, t, y), rtol=0, atol=1e-12
    )


def pooling(seed: int) -> torch.nn.Sequential:
    torch.manual_seed(seed)
    return torch.nn.Sequential(
        torch.nn.Linear(2, 24), torch.nn.ReLU(), torch.nn.Linear(24, 24), torch.nn.Unflatten(1, (1, 24)),
        torch.nn.MaxPool1d(4, stride=2, padding=1), torch.nn.Flatten(), torch.nn.Linear(12, 3),
    ).double()  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("kind", ["relu", "pooling"])
def test_breakpoints_are_where_the_segment_crosses_the_plane_tessellations_edges(kind, seed):
    model = pooling(seed) if kind == "pooling" else random_perceptron([2, 24, 24, 24, 3], seed)
    start, end = np.random.default_rng(seed).uniform(-1, 1, (2, 2))
    plane = tessellate(model, Slice.box((-1, 1), (-1, 1)))
    inner = plane.edge_layer >= 0
    a, b = plane.vertices[plane.edges[inner]].transpose(1, 0, 2)
    way = end - start
    side_a, side_b = (way[0] * (p - start)[:, 1] - way[1] * (p - start)[:, 0] for p in (a, b))
    crossing = a + (b - a) * (side_a / (side_a - side_b))[:, None]
    t = (crossing - start) @ way / (way @ way)
    crossed = (side_a * side_b < 0) & (t > 0) & (t < 1)
    order = np.argsort(t[crossed])
    result = tessellate(model, Segment(start, end))
    np.testing.assert_allclose(result.breakpoints, t[crossed][order], atol=1e-10)
    assert (result.layer == plane.edge_layer[inner][crossed][order]).all()
    assert (result.unit == plane.edge_unit[inner][crossed][order]).all()
    # The classes change where the segment crosses the decision boundary.
    changes = result.decision_changes()
    tiles = plane.locate(start + changes.t[:, None] * way)
    assert set(tiles) <= set(plane.decision_boundary().tiles)


def test_where_entries_tie_on_a_whole_piece_there_is_no_breakpoint():
    """On [-1, 0] all entries are relu's zeros; on [0, 1] one is the largest, and two of the windows' entries tie."""
    model = torch.nn.Sequential(
        perceptron([([[1.0], [1.0], [0.5], [-1.0]], [0.0, 0.0, 0.0, 0.0])]),
        torch.nn.ReLU(),
        torch.nn.Unflatten(1, (1, 4)),
        torch.nn.MaxPool1d(3, stride=1),
    )
    result = tessellate(model, Segment([-1.0], [1.0]), dtype=torch.float64)
    assert result.breakpoints.tolist() == [0.5] and result.layer.tolist() == [0]


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_pieces_equal_the_exact_ones(data):
    """A thin exact strip along the segment has as many tiles as the segment has pieces."""
    exact_layers = layers().map(rational_oracle.perceptron)
    steps = data.draw(st.one_of(exact_layers, folded(), residual(), scaled(layers()).map(rational_oracle.perceptron)))
    p = data.draw(st.sampled_from([(-2, -2), (0, 0), (-1, 0), (-2, 1)]))
    q = data.draw(st.sampled_from([(2, 2), (1, 0), (0, 2), (1, -1)]))
    result = tessellate(StepsNetwork(steps), Segment([float(x) for x in p], [float(x) for x in q]))
    along = [("affine", [[q[0] - p[0], 0], [q[1] - p[1], 0]], list(p)), *steps]
    exact = rational_oracle.tessellate(along, rational_oracle.rectangle((0, 1, 0, 1)))
    ends = sorted({float(u) for polygon in exact for u, _ in polygon})
    np.testing.assert_allclose(result.ends, ends, atol=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4), st.booleans())
def test_classes_are_the_argmax_of_a_fine_grid(seed, classes, bias):
    model = random_perceptron([2, 12, 12, classes], seed, bias=bias)
    result = tessellate(model, Segment([-1.0, -0.5], [1.0, 0.7]))
    t = np.linspace(0.0005, 0.9995, 1501)
    scores = result.outputs_at(t).numpy()
    if classes == 1:
        scores = np.concatenate([0 * scores, scores], 1)
    changes = result.decision_changes()
    assert (np.diff(changes.t) >= 0).all() and (changes.classes[1:, 0] == changes.classes[:-1, 1]).all()
    sure = np.diff(np.sort(scores, 1)[:, -2:], axis=1)[:, 0] > 1e-9
    if len(changes.t):
        predicted = np.concatenate([changes.classes[:, 0], changes.classes[-1:, 1]])[np.searchsorted(changes.t, t)]
        assert (predicted == scores.argmax(1))[sure].all()
    else:
        assert len(set(scores.argmax(1)[sure])) <= 1


def test_a_class_that_leads_only_within_a_piece_is_found():
    """Scores 1 - 2t, 0.5 and 2t - 1 without any unit: three classes on one piece."""
    model = perceptron([([[-2.0, 0], [0, 0], [2, 0]], [1, 0.5, -1])])
    result = tessellate(model, UNIT)
    assert result.piece_count == 1
    changes = result.decision_changes()
    np.testing.assert_allclose(changes.t, [0.25, 0.75])
    assert changes.classes.tolist() == [[0, 1], [1, 2]]


def test_many_segments_are_those_one_by_one():
    model = random_perceptron([5, 16, 16, 2], 3)
    ends = torch.randn(600, 2, 5, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    network = Network(model, ends[0, 0])
    segments = [Segment(a, b) for a, b in ends]
    together = tessellate_segments(network, segments)
    assert len(together) == 600 and tessellate_segments(network, []) == []
    for segment, result in list(zip(segments, together, strict=True))[::37]:
        alone = tessellate(network, segment)
        assert result.segment is segment and result.layer_piece_counts == alone.layer_piece_counts
        np.testing.assert_allclose(result.ends, alone.ends, atol=1e-12)
        assert (result.unit == alone.unit).all()
        torch.testing.assert_close(result.outputs, alone.outputs)


def test_a_unit_that_is_zero_on_a_whole_piece_cuts_only_where_it_ends():
    """relu(relu(x) - relu(x) / 1) is zero everywhere; relu(x) itself up to the middle."""
    model = perceptron([([[1.0], [1.0]], [0, 0]), ([[1.0, -1.0], [1.0, 0.0]], [0, 0]), ([[1.0, 1.0]], [0])])
    result = tessellate(model, Segment([-1.0], [1.0]))
    assert result.breakpoints.tolist() == [0.5]
    assert (result.layer[0], result.unit[0]) == (0, 0)


def test_locate():
    result = tessellate(tent_map(2), UNIT)
    assert result.locate([0, 0.1, 0.25, 0.3, 0.99, 1, 1.01, -0.01, float("nan")]).tolist() == [
        0,
        0,
        1,
        1,
        3,
        3,
        -1,
        -1,
        -1,
    ]
    with pytest.raises(ValueError, match=r"must be \(k,\) positions"):
        result.locate(0.5)


def test_positions_and_inputs():
    segment = Segment(torch.zeros(2, 3), torch.ones(2, 3))
    assert segment.embed([0, 0.25]).shape == (2, 2, 3) and float(segment.embed([0.25])[0, 1, 2]) == 0.25
    np.testing.assert_allclose(segment.project(segment.embed([0.1, 0.7, 1.2])), [0.1, 0.7, 1.2])
    assert segment.length() == pytest.approx(6**0.5)
    assert repr(segment) == "Segment(2.44949 long, between inputs of shape (2, 3))"


def test_verify_goes_red():
    from dataclasses import replace

    good = tessellate(random_perceptron([2, 8, 8, 1], 0), UNIT)
    assert "4 checks" not in repr(good.verify()) and good.piece_count > 3
    wrong = {
        "pieces": replace(good, ends=good.ends[::-1]),
        "outputs": replace(good, outputs=good.outputs + 1e-6),
        "affine": replace(
            good,
            ends=np.delete(good.ends, 2),
            outputs=good.outputs[np.arange(len(good.ends)) != 2],
            layer=np.delete(good.layer, 1),
            unit=np.delete(good.unit, 1),
        ),
        "patterns": replace(good, unit=np.roll(good.unit, 1)),
    }
    for check, result in wrong.items():
        with pytest.raises(AssertionError, match=f"^{check}"):
            result.verify()


@pytest.mark.parametrize(
    ("make", "fact"),
    [
        (lambda: Segment([0, 1], [0, 1]), "The segment starts and ends at one input"),
        (lambda: Segment([0, 1], [0, 1, 2]), "The segment runs from an input of shape (2,)"),
        (lambda: Segment([0, float("nan")], [0, 1]), "There are NaN or infinite entries in the start"),
        (lambda: UNIT.embed([[0.5]]), "The points have shape (1, 1)"),
        (lambda: UNIT.project([0.0, 1.0]), "The inputs have shape (2,)"),
        (lambda: tessellate(lines(3, 0), Segment([0.0], [1.0])), "Sequential fails on a batch of shape (3, 1)"),
        (
            lambda: tessellate(Network(lines(3, 0), [0, 0]), Segment([0.0], [1.0])),
            "The slice lies in inputs of shape (1,)",
        ),
        (lambda: tessellate(lines(3, 0), UNIT, max_tiles=0), "max_tiles is 0"),
        (lambda: tessellate(lines(3, 0), UNIT, dtype=torch.float16), "The tessellation's dtype is torch.float16"),
    ],
)
def test_errors_name_the_fault_and_the_remedy(make, fact):
    with pytest.raises(ValueError) as error:
        make()
    assert str(error.value).startswith(fact), str(error.value)
    assert str(error.value).count(". ") >= 2


def test_limits_and_progress():
    seen = []
    with pytest.raises(TooManyTiles, match="more than 7 tiles at layer 2"):
        tessellate(tent_map(5), UNIT, max_tiles=7)
    network = Network(tent_map(3), UNIT.start)
    result = tessellate(network, UNIT, max_tiles=8, progress=lambda fraction, stage: seen.append(fraction))
    assert result.piece_count == 8 and seen == [0, 1]
