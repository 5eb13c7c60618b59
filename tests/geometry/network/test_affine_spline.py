"""An affine spline of one variable, against the module that it is read from, numpy and exact fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import torch
from torch import nn

from splinewidgets import AffineSpline, Segment, tessellate
from splinewidgets.geometry.network.shallow_network import ShallowNetwork, activation_of
from splinewidgets.geometry.network.spline_edits import fitted, with_height, with_knot_at

LEAKS = [0.0, 0.1, -1.0]
X = np.linspace(-3, 3, 61)


def random_spline(leak: float, units: int = 6, seed: int = 0) -> AffineSpline:
    """Weights of both signs."""
    w, b, v = np.random.default_rng(seed).standard_normal((3, units))
    return AffineSpline(w, b, v, 0.3, leak)


def facing(signs: list[int], knots: list[float], leak: float = 0.0) -> AffineSpline:
    """A spline with knots in given places, of units that face left (-1) or right (1)."""
    w = np.array(signs, np.float64)
    return AffineSpline(w, -w * knots, np.ones(len(w)), 0.0, leak)


def module_of(spline: AffineSpline) -> nn.Sequential:
    n = spline.unit_count
    model = nn.Sequential(nn.Linear(1, n), activation_of(spline.leak), nn.Linear(n, 1)).double()
    ShallowNetwork(model).write(spline)
    return model


@pytest.mark.parametrize("leak", LEAKS)
def test_the_spline_is_its_module_and_each_piece_is_the_line_that_it_says(leak: float) -> None:
    spline = random_spline(leak)
    values = module_of(spline)(torch.tensor(X)[:, None]).detach()[:, 0].numpy()
    assert np.allclose(spline(X), values, atol=1e-14)
    for piece in spline.pieces:
        inside = X[(piece.start <= X) & (piece.end >= X)]
        assert np.allclose(spline(inside), piece.slope * inside + piece.intercept, atol=1e-13)
    assert len(spline.pieces) == 7 and np.allclose(
        np.diff([p.slope for p in spline.pieces]), spline.jumps[np.argsort(spline.knots)]
    )


def test_pieces_are_those_of_the_tessellation() -> None:
    spline = random_spline(0.0)
    ends = tessellate(module_of(spline), Segment([-50.0], [50.0])).ends
    inner = np.array([piece.end for piece in spline.pieces[:-1]])
    assert np.allclose(100 * np.asarray(ends)[1:-1] - 50, inner, atol=1e-10)


@pytest.mark.parametrize("leak", LEAKS)
def test_through_points_is_what_numpy_interpolates(leak: float) -> None:
    x = np.sort(np.random.default_rng(1).uniform(-2, 2, 9))
    y = np.random.default_rng(2).standard_normal(9)
    spline = AffineSpline.through(x, y, leak)
    assert np.abs(spline(X) - np.interp(X, x, y)).max() < 1e-12
    assert spline.knots.tolist() == x.tolist() and spline.leak == leak


def test_a_straight_line_in_the_place_of_the_activation_goes_through_nothing() -> None:
    with pytest.raises(ValueError, match=r"leak is 1\. "):
        AffineSpline.through([0.0, 1.0], [0.0, 1.0], 1.0)


def test_a_fit_of_n_units_to_n_plus_1_points_goes_through_them() -> None:
    """Survey, Figure 2: units with knots at all points but the last."""
    x, y = np.array([-1.0, 0.0, 0.5, 2.0]), np.array([1.0, -1.0, 3.0, 0.0])
    fit = fitted(facing([1, 1, 1], x[:3].tolist()), x, y)
    inside = X[(X >= -1) & (X <= 2)]
    assert np.abs(fit.spline(inside) - np.interp(inside, x, y)).max() < 1e-12
    assert np.abs(fit.spline(x) - y).max() < 1e-12 and fit.rank == fit.unknowns == 4


def test_a_fit_is_the_solution_of_the_normal_equations_in_fractions() -> None:
    """Two units, three unknowns, five points of integers, by Cramer's rule."""
    spline, x, y = facing([1, -1], [0.0, 1.0]), [-2, -1, 0, 1, 2], [1, 0, 2, 5, 1]
    rows = [[Fraction(max(at, 0)), Fraction(max(1 - at, 0)), Fraction(1)] for at in x]
    normal = [[sum(row[i] * row[j] for row in rows) for j in range(3)] for i in range(3)]
    right = [sum(row[i] * value for row, value in zip(rows, y, strict=True)) for i in range(3)]

    def determinant(m: list[list[Fraction]]) -> Fraction:
        (a, b, c), (d, e, f), (g, h, i) = m
        return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)

    solution = [
        determinant([[right[i] if j == k else normal[i][j] for j in range(3)] for i in range(3)]) / determinant(normal)
        for k in range(3)
    ]
    best = fitted(spline, x, y).spline
    assert np.allclose([*best.output_weights, best.output_bias], [float(each) for each in solution], atol=1e-12)


def test_a_fit_to_fewer_points_than_unknowns_is_the_smallest_through_them() -> None:
    spline = random_spline(0.0)
    fit = fitted(spline, [0.0, 1.0], [2.0, -1.0])
    assert (fit.rank, fit.unknowns) == (2, 7) and np.allclose(fit.spline([0.0, 1.0]), [2, -1], atol=1e-12)
    smallest = np.sum(fit.spline.output_weights**2) + fit.spline.output_bias**2
    wider = fitted(spline, [0.0, 1.0, 2.0], [2.0, -1.0, 0.0]).spline
    assert smallest < np.sum(wider.output_weights**2) + wider.output_bias**2


@pytest.mark.parametrize("leak", LEAKS)
def test_a_knot_that_is_moved_takes_its_height_along_and_no_other(leak: float) -> None:
    spline = facing([1, 1, 1, 1], [-1.0, 0.0, 1.0, 2.0], leak)
    others = spline.knots[[0, 1, 3]]
    moved = with_knot_at(spline, 2, 0.5, 7.0)
    assert moved.knots.tolist() == [-1.0, 0.0, 0.5, 2.0] and moved(0.5) == pytest.approx(7, abs=1e-12)
    assert np.allclose(moved(others), spline(others), atol=1e-12)
    assert (moved.weights == spline.weights).all()
    assert moved.pieces[-1].slope == pytest.approx(spline.pieces[-1].slope, abs=1e-12)


def test_where_units_face_away_from_each_other_the_knot_follows_and_others_come_along() -> None:
    """Between them no unit is active: the graph is flat there, whatever the weights."""
    moved = with_knot_at(facing([-1, 1], [0.0, 1.0]), 1, 1.0, 3.0)
    assert moved(1.0) == pytest.approx(3) and moved(0.0) == pytest.approx(3)
    assert [piece.slope for piece in moved.pieces] == pytest.approx([-1, 0, 1])


@pytest.mark.parametrize("leak", LEAKS)
def test_an_outer_piece_turns_about_its_knot(leak: float) -> None:
    spline = facing([1, 1, 1], [-1.0, 0.0, 1.0], leak)
    turned = with_height(spline, 3.0, 10.0)
    assert turned(3.0) == pytest.approx(10) and turned.knots.tolist() == spline.knots.tolist()
    if leak != -1:  # whose outer slopes are opposite: one turns with the other
        assert np.allclose(turned(spline.knots), spline(spline.knots), atol=1e-12)


@pytest.mark.parametrize("leak", LEAKS)
def test_knots_that_coincide_part_and_meet(leak: float) -> None:
    spline = facing([1, 1, -1], [0.0, 0.0, 1.0], leak)
    assert len(spline.pieces) == 3
    parted = with_knot_at(spline, 0, -0.5, 1.0)
    assert parted(-0.5) == pytest.approx(1, abs=1e-12) and len(parted.pieces) == 4
    met = with_knot_at(parted, 0, 0.0, 2.0)
    assert met(0.0) == pytest.approx(2, abs=1e-12) and np.isfinite(met.output_weights).all()


def test_a_unit_without_weight_has_no_knot_and_adds_a_constant() -> None:
    spline = AffineSpline([0.0, 1.0, 0.0], [2.0, 0.0, -2.0], [3.0, 1.0, 5.0])
    assert np.isnan(spline.knots[[0, 2]]).all() and spline.bends.tolist() == [1]
    assert [(p.slope, p.intercept) for p in spline.pieces] == [(0, 6), (1, 6)]
    with pytest.raises(ValueError, match="Unit 1 has w = 0, and so no knot"):
        with_knot_at(spline, 0, 1.0, 1.0)
    assert with_knot_at(spline, 1, 0.5, 2.0)(0.5) == pytest.approx(2)


def test_a_spline_never_changes() -> None:
    given = np.ones(2)
    spline = AffineSpline(given, given, given)
    given[0] = 7
    other = spline.with_unit(1, weight=2.0, bias=-1.0)
    assert (spline.weights == 1).all() and other.weights.tolist() == [1, 2] and other.biases.tolist() == [1, -1]
    with pytest.raises(ValueError, match="read-only"):
        spline.weights[0] = 3
    with pytest.raises(ValueError, match=r"unit is 2\. It must be from 0 to 1"):
        spline.with_unit(2, weight=1.0)


def test_units_come_and_go() -> None:
    spline = random_spline(0.0)
    more = spline.with_new_unit(0.7)
    assert more.knots[-1] == 0.7 and (more(X) == spline(X)).all()
    assert (more.without_unit(6)(X) == spline(X)).all()
    with pytest.raises(ValueError, match="A network has at least one"):
        facing([1], [0.0]).without_unit(0)


def test_a_spline_is_written_into_its_module_as_its_numbers_are() -> None:
    model = nn.Sequential(nn.Flatten(), nn.Linear(1, 6), nn.ReLU(), nn.Linear(6, 1))
    weight = model[1].weight
    network = ShallowNetwork(model)
    written = network.write(random_spline(0.1))
    assert model[1].weight is weight and weight.dtype == torch.float32 and isinstance(model[2], nn.LeakyReLU)
    assert np.allclose(written.knots, random_spline(0.1).knots, rtol=1e-6)
    assert (network.spline().weights == weight.detach().double().numpy()[:, 0]).all()
    network.write(random_spline(0.0, units=3))
    assert model(torch.zeros(5, 1)).shape == (5, 1) and model[1].out_features == model[3].in_features == 3
    with pytest.raises(ValueError, match=r"larger than 3.4e\+38, the largest number of torch.float32"):
        network.write(random_spline(0.0, units=3).with_unit(0, output_weight=1e39))
    assert network.spline().unit_count == 3


@pytest.mark.parametrize(
    ("model", "given"),
    [
        (nn.ReLU(), "The model is a ReLU"),
        (nn.Sequential(), "The model consists of nothing"),
        (nn.Sequential(nn.Linear(1, 4), nn.ReLU()), "The model consists of Linear, ReLU"),
        (nn.Sequential(nn.Linear(1, 4), nn.Tanh(), nn.Linear(4, 1)), r"The activation is Tanh\(\)"),
        (nn.Sequential(nn.Linear(1, 4), nn.LeakyReLU(1.0), nn.Linear(4, 1)), "The activation is LeakyReLU"),
        (nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 1)), "go from 2 to 1 numbers"),
        (nn.Sequential(nn.Linear(1, 4, bias=False), nn.ReLU(), nn.Linear(4, 1)), "A linear layer has no bias"),
    ],
)
def test_another_model_is_refused_with_what_is_wanted(model: nn.Module, given: str) -> None:
    with pytest.raises((TypeError, ValueError), match=rf"{given}.* It must be nn.Sequential\(nn.Linear\(1, n\)"):
        ShallowNetwork(model)


def test_bad_numbers_are_refused() -> None:
    model = nn.Sequential(nn.Linear(1, 2), nn.ReLU(), nn.Linear(2, 1))
    with torch.no_grad():
        model[0].bias[1] = torch.nan
    with pytest.raises(ValueError, match="biases has a NaN or infinite entry"):
        ShallowNetwork(model)
    for wrong in ({"weights": [1.0], "biases": [1.0, 2.0]}, {"weights": [[1.0]], "biases": [[1.0]]}):
        with pytest.raises(ValueError, match="There must be one of each for each unit"):
            AffineSpline(output_weights=[1.0], **wrong)
    with pytest.raises(ValueError, match="leak is 1"):
        AffineSpline([1.0], [0.0], [1.0], leak=1.0)
    for x, y in (([0.0], [1.0]), ([1.0, 0.0], [0.0, 0.0]), ([0.0, 1.0], [0.0])):
        with pytest.raises(ValueError, match="two points or more, with x increasing"):
            AffineSpline.through(x, y)
    with pytest.raises(ValueError, match="at least one point"):
        fitted(random_spline(0.0), [], [])
    with pytest.raises(ValueError, match="y has a NaN"):
        fitted(random_spline(0.0), [0.0], [np.nan])
