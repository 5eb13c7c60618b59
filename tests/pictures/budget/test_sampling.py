"""A network at the points of a grid."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from explorers import ANCHORS, perceptron
from manifolds import steep
from torch import nn

from splinewidgets.geometry import Network, Slice, tessellate
from splinewidgets.geometry.slices.domain import within_domain
from splinewidgets.geometry.tessellation.measures import MEASURES
from splinewidgets.pictures.budget import sampling
from splinewidgets.pictures.budget.sampling import Sampling, sample

COLUMNS, ROWS = 9, 5
WINDOW = Slice.through(*ANCHORS)


def nothing() -> None:
    """Progress that nobody looks at."""


def sampled(model: nn.Module, window: Slice = WINDOW, columns: int = COLUMNS, rows: int = ROWS) -> Sampling:
    return sample(Network(model, window.origin).to(dtype=torch.float64), window, columns, rows, nothing)


def centers(window: Slice, columns: int = COLUMNS, rows: int = ROWS) -> list[tuple[float, float]]:
    """The middles of the cells, row by row from the lower left."""
    u0, u1, v0, v1 = window.bounds
    return [
        (u0 + (j + 0.5) / columns * (u1 - u0), v0 + (i + 0.5) / rows * (v1 - v0))
        for i in range(rows)
        for j in range(columns)
    ]


@pytest.mark.parametrize("batch", [1, 7, COLUMNS, 3 * COLUMNS + 2, 512])
@pytest.mark.parametrize("outputs", [1, 4])
def test_classes_are_those_at_the_middle_of_each_cell(
    batch: int, outputs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampling, "MOST_ROWS", batch)
    model = perceptron(outputs=outputs).double()
    found = sampled(model)
    for i, at in enumerate(centers(WINDOW)):
        scores = model(WINDOW.embed([at]))[0].detach()
        scores = torch.cat([torch.zeros_like(scores), scores]) if outputs == 1 else scores
        assert found.measures["class"][i] == int(scores.argmax())
        assert found.confidence[i] == pytest.approx(float(scores.softmax(0).max()))


def test_slopes_are_the_differences_to_the_right_and_above() -> None:
    model = perceptron().double()
    u0, u1, v0, v1 = WINDOW.bounds
    du, dv = (u1 - u0) / COLUMNS, (v1 - v0) / ROWS
    values = model(WINDOW.embed(centers(WINDOW))).detach().numpy().reshape(ROWS, COLUMNS, -1)
    found = sampled(model)
    for name in ("slope", "volume"):
        grid = found.measures[name].reshape(ROWS, COLUMNS)
        for i in range(ROWS):
            for j in range(COLUMNS):
                # At the last column and row there is nothing further: there it is the difference before.
                a, b = min(j, COLUMNS - 2), min(i, ROWS - 2)
                jacobian = np.stack([(values[i, a + 1] - values[i, a]) / du, (values[b + 1, j] - values[b, j]) / dv], 1)
                singular = np.linalg.svd(jacobian, compute_uv=False)
                assert grid[i, j] == pytest.approx(singular[0] if name == "slope" else singular.prod())


def test_on_one_tile_the_measures_are_the_tiles() -> None:
    model = nn.Sequential(nn.Linear(6, 3)).double()
    tessellation = tessellate(Network(model, WINDOW.origin), WINDOW)
    found = sampled(model)
    for name in ("slope", "volume"):
        assert found.measures[name] == pytest.approx(MEASURES[name].of(tessellation)[0])


def test_nothing_is_known_outside_of_the_domain() -> None:
    plane = Slice.box((-1, 1), (-1, 1)).with_polygon([[-1, -1], [1, -1], [-1, 1]])
    found = sampled(perceptron(2).double(), plane, 8, 8)
    outside = np.array([u + v > 0 for u, v in centers(plane, 8, 8)])
    for values in found.measures.values():
        np.testing.assert_array_equal(np.isnan(values), outside)
    whole = within_domain(Slice.box((-1, 1), (-1, 1)), -2, 2)
    assert not np.isnan(sampled(perceptron(2).double(), whole).measures["class"]).any()


def test_float32_is_taken_where_it_tells_samples_apart() -> None:
    network = Network(perceptron(), ANCHORS[0])
    u0, _, v0, _ = WINDOW.bounds
    small = WINDOW.with_bounds((u0, u0 + 1e-5, v0, v0 + 1e-5))
    assert sample(network, WINDOW, 8, 8, nothing).dtype == torch.float32
    close = sample(network, small, 8, 8, nothing)
    assert close.dtype == torch.float64
    exact = tessellate(network, small)
    assert exact.tile_count == 1  # or slopes between samples would be others
    assert close.measures["slope"] == pytest.approx(MEASURES["slope"].of(exact)[0], rel=1e-5)
    assert sample(Network(perceptron().half(), ANCHORS[0]), WINDOW, 8, 8, nothing).dtype == torch.float32


def test_what_progress_raises_ends_it() -> None:
    class Enough(Exception):
        pass

    calls: list[Any] = []

    def enough() -> None:
        calls.append(None)
        raise Enough

    with pytest.raises(Enough):
        sample(Network(perceptron(), ANCHORS[0]), WINDOW, 8, 8, enough)
    assert len(calls) == 1


def test_outputs_beyond_their_type_leave_holes() -> None:
    plane = Slice.box((-1, 1.5), (-1, 1))
    found = sample(Network(steep(), plane.origin), plane, 16, 8, nothing)
    assert found.dtype == torch.float32
    large = np.array([u > 0.9 for u, _ in centers(plane, 16, 8)])
    small = np.array([u < 0.6 for u, _ in centers(plane, 16, 8)])
    assert not np.isfinite(found.measures["slope"][large]).any() and np.isfinite(found.measures["slope"][small]).all()
