"""Fold angles: the jump of a normal across the hyperplane that it crosses, against weights and against the picture."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from perceptrons import random_perceptron
from torch import nn

from splinewidgets.geometry import Segment, Slice, fold_angles, tessellate

BOX = Slice.box((-2.0, 2.0), (-2.0, 2.0))


class Absolute(nn.Module):
    """The size of each entry: slopes 1 and -1."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.abs()


# An activation, and its slope at negative numbers.
ACTIVATIONS = {"relu": (nn.ReLU(), 0.0), "leaky": (nn.LeakyReLU(0.3), 0.3), "abs": (Absolute(), -1.0)}


def two_layers(activation: nn.Module, inputs: int = 2, seed: int = 0) -> nn.Sequential:
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(inputs, 7), activation, nn.Linear(7, 5), nn.ReLU(), nn.Linear(5, 1)).double()


def angle_between(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.arccos(np.clip(a @ b / np.linalg.norm(a) / np.linalg.norm(b), -1, 1)))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_normals_jump_by_what_they_cross(name: str, seed: int) -> None:
    """N' - n = (1 - s) W_ki w_i, so the angle is that between n and n + (1 - s) W_ki w_i."""
    activation, slope = ACTIVATIONS[name]
    model = two_layers(activation, seed=seed)
    tessellation = tessellate(model, BOX)
    folds = fold_angles(tessellation)
    assert len(folds.angles) > 3
    first, second = (model[i].weight.detach().numpy() for i in (0, 2))
    bias = model[0].bias.detach().numpy()
    for row in range(len(folds.angles)):
        assert (folds.layer[row], folds.crossed_layer[row]) == (1, 0)
        k, i = folds.unit[row], folds.crossed_unit[row]
        z = first @ tessellation.vertices[folds.vertex[row]] + bias
        assert abs(z[i]) < 1e-9
        slopes = np.where(z > 0, 1.0, slope)
        normals = []
        for side in (1.0, slope):
            slopes[i] = side
            normals.append((second[k] * slopes) @ first)
        np.testing.assert_allclose(normals[0] - normals[1], (1 - slope) * second[k, i] * first[i], atol=1e-12)
        assert folds.angles[row] == pytest.approx(angle_between(*normals), abs=1e-7)


@pytest.mark.parametrize("seed", range(5))
def test_in_the_plane_angles_are_those_that_are_seen(seed: int) -> None:
    """With two inputs a normal turns as its line does."""
    folds = fold_angles(tessellate(random_perceptron([2, 8, 8, 8, 1], seed), BOX))
    assert set(folds.layer) == {1, 2} and (folds.layer > folds.crossed_layer).all()
    np.testing.assert_allclose(folds.angles, folds.in_slice, atol=1e-6)
    assert (folds.angles > 0).all() and (folds.angles < np.pi).all()


def test_every_crossing_of_a_line_that_goes_on_is_a_fold() -> None:
    """With slopes 1 and 0.3 no unit is dead, so where a line of the second layer meets one of the first it goes on."""
    tessellation = tessellate(two_layers(nn.LeakyReLU(0.3)), BOX)
    folds = fold_angles(tessellation)
    met: set[tuple[int, int]] = set()
    for (a, b), layer, unit in zip(tessellation.edges, tessellation.edge_layer, tessellation.edge_unit, strict=True):
        if layer == 1:
            met |= {(int(a), int(unit)), (int(b), int(unit))}
    on_first = {
        int(v)
        for edge, layer in zip(tessellation.edges, tessellation.edge_layer, strict=True)
        if layer == 0
        for v in edge
    }
    inside = {v for v in on_first if np.abs(tessellation.vertices[v]).max() < 2 - 1e-9}
    expected = {(v, unit) for v, unit in met if v in inside}
    assert set(zip(folds.vertex.tolist(), folds.unit.tolist(), strict=True)) == expected


def test_a_slice_of_more_inputs_has_angles_of_the_inputs() -> None:
    model = two_layers(nn.LeakyReLU(0.3), inputs=4, seed=2)
    draw = torch.Generator().manual_seed(1)
    window = Slice(torch.zeros(4), torch.randn(2, 4, generator=draw), BOX.bounds)
    tessellation = tessellate(model, window)
    folds = fold_angles(tessellation)
    first, second = (model[i].weight.detach().numpy() for i in (0, 2))
    z = window.embed(tessellation.vertices[folds.vertex]).numpy() @ first.T + model[0].bias.detach().numpy()
    for row in range(len(folds.angles)):
        i, slopes = folds.crossed_unit[row], np.where(z[row] > 0, 1.0, 0.3)
        normals = []
        for side in (1.0, 0.3):
            slopes[i] = side
            normals.append((second[folds.unit[row]] * slopes) @ first)
        assert folds.angles[row] == pytest.approx(angle_between(*normals), abs=1e-7)
    assert np.abs(folds.angles - folds.in_slice).max() > 0.1


def test_several_lines_through_a_vertex_are_no_single_one() -> None:
    """Three lines of the first layer through the origin, and one of the second that passes there."""
    model = nn.Sequential(nn.Linear(2, 3), nn.LeakyReLU(0.5), nn.Linear(3, 1), nn.LeakyReLU(0.5)).double()
    with torch.no_grad():
        model[0].weight[:], model[0].bias[:] = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), 0.0
        model[2].weight[:], model[2].bias[:] = torch.tensor([[1.0, -2.0, 0.1]]), 0.0
    tessellation = tessellate(model, BOX)
    folds = fold_angles(tessellation)
    (row,) = np.flatnonzero(np.abs(tessellation.vertices[folds.vertex]).max(1) < 1e-12)
    assert (folds.layer[row], folds.crossed_layer[row], folds.crossed_unit[row]) == (1, -1, -1)
    assert folds.angles[row] == pytest.approx(folds.in_slice[row])


def test_a_line_that_ends_has_no_angle() -> None:
    """relu(x) - relu(y) is zero on half a diagonal, and on all of the quadrant beyond its end."""
    model = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1), nn.ReLU()).double()
    with torch.no_grad():
        model[0].weight[:], model[0].bias[:] = torch.eye(2), 0.0
        model[2].weight[:], model[2].bias[:] = torch.tensor([[1.0, -1.0]]), 0.0
    tessellation = tessellate(model, BOX)
    assert (tessellation.edge_layer == 1).sum() == 1
    assert len(fold_angles(tessellation).angles) == 0


def test_lines_of_one_layer_do_not_fold() -> None:
    folds = fold_angles(tessellate(random_perceptron([2, 12, 1], 0), BOX))
    assert len(folds.angles) == 0 and repr(folds) == "<FoldAngles: no folds>"
    assert "folds" in repr(fold_angles(tessellate(random_perceptron([2, 6, 6, 1], 0), BOX)))


def test_maxima_have_no_hyperplanes_and_what_is_behind_them_folds() -> None:
    torch.manual_seed(0)
    pool = (nn.Unflatten(1, (1, 12)), nn.MaxPool1d(3), nn.Flatten())
    model = nn.Sequential(nn.Linear(2, 12), *pool, nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 1)).double()
    folds = fold_angles(tessellate(model, BOX))
    assert len(folds.angles) > 0 and set(folds.layer) == {1} and set(folds.crossed_layer) == {0}
    np.testing.assert_allclose(folds.angles, folds.in_slice, atol=1e-6)


@pytest.mark.parametrize("wrong", [None, nn.ReLU(), tessellate(nn.ReLU(), Segment([-1.0], [1.0]))])
def test_what_is_no_tessellation_is_refused(wrong: object) -> None:
    with pytest.raises(TypeError, match="It must be a Tessellation"):
        fold_angles(wrong)
