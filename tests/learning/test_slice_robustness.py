"""Robustness at a point of a slice: a linear classifier in closed form, dense sampling as another witness."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from splinewidgets import Slice, tessellate
from splinewidgets.learning.slice_robustness import (
    attack_in_inputs,
    attack_in_plane,
    predicted_at,
    robustness,
    usual_radius,
)
from splinewidgets.zoo import mlp


def linear(weights: list[float], bias: float) -> nn.Linear:
    """One score, w x + b, for the second of two classes."""
    model = nn.Linear(len(weights), 1)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([weights]))
        model.bias.fill_(bias)
    return model


WHOLE = st.integers(-8, 8).map(lambda n: n / 4)


@settings(max_examples=25, deadline=None)
@given(w=st.tuples(WHOLE, WHOLE).filter(lambda w: math.hypot(*w) > 0.3), b=WHOLE, at=st.tuples(WHOLE, WHOLE))
def test_of_a_linear_classifier_all_is_known(w: tuple[float, float], b: float, at: tuple[float, float]) -> None:
    # A window that holds each foot: no point is farther from its line than this.
    tessellation = tessellate(linear(list(w), b), Slice.box((-40, 40), (-40, 40)))
    found = robustness(tessellation, at)
    score, norm = w[0] * at[0] + w[1] * at[1] + b, math.hypot(*w)
    assert found.distance == pytest.approx(abs(score) / norm, abs=1e-9)
    assert found.certified_radius == pytest.approx(abs(score) / norm, abs=1e-9) and not found.at_border
    assert found.lipschitz == pytest.approx(norm)
    if abs(score) > 1e-9:
        assert found.predicted == int(score > 0) and found.other == 1 - found.predicted
        assert found.nearest == pytest.approx(tuple(np.array(at) - score * np.array(w) / norm**2), abs=1e-9)


def test_an_attack_on_a_linear_classifier_ends_beyond_the_boundary_and_is_an_upper_bound() -> None:
    model, window = linear([3.0, 4.0], -1.0), Slice.box((-2, 2), (-2, 2))
    network = tessellate(model, window).network
    # The boundary is at the distance |w x + b| / |w| = 1 / 5 from the origin.
    missed = attack_in_plane(network, window, (0.0, 0.0), 0.19)
    assert not missed.succeeded and missed.predicted == 0
    found = attack_in_plane(network, window, (0.0, 0.0), 0.25)
    assert found.succeeded and found.predicted == 1
    assert 0.2 <= found.distance <= 0.25 * (1 + 1e-9)
    # Nearly straight: random starts lie beside the gradient, and steps are few.
    assert found.at == pytest.approx((0.25 * 0.6, 0.25 * 0.8), abs=0.03)


def test_in_all_inputs_the_attack_leaves_the_plane_and_crosses_nearer() -> None:
    # In the plane of the first two of three inputs w has the norm 5, in all of them 13.
    model = linear([3.0, 4.0, 12.0], -1.0)
    plane = Slice(torch.zeros(3), torch.eye(3)[:2], (-1.0, 1.0, -1.0, 1.0))
    tessellation = tessellate(model, plane)
    assert robustness(tessellation, (0.0, 0.0)).distance == pytest.approx(1 / 5)
    within = attack_in_plane(tessellation.network, plane, (0.0, 0.0), 0.1)
    assert not within.succeeded and within.off_plane == pytest.approx(0, abs=1e-12)
    everywhere = attack_in_inputs(tessellation.network, plane, (0.0, 0.0), 0.1)
    assert everywhere.succeeded and 1 / 13 <= everywhere.distance <= 0.1 * (1 + 1e-9)
    assert everywhere.off_plane == pytest.approx(abs(float(everywhere.input[2])), abs=1e-12)
    assert np.allclose(everywhere.input.numpy(), 0.1 * np.array([3, 4, 12]) / 13, atol=0.06)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6), share=st.tuples(st.floats(0.2, 0.8), st.floats(0.2, 0.8)))
def test_no_sample_of_the_certified_disc_has_another_class(seed: int, share: tuple[float, float]) -> None:
    tessellation = tessellate(mlp((2, 12, 12, 3), seed=seed), Slice.box((-2, 2), (-2, 2)))
    point = (4 * share[0] - 2, 4 * share[1] - 2)
    found = robustness(tessellation, point)
    random = np.random.default_rng(seed)
    angle, reach = 2 * np.pi * random.random(2000), np.sqrt(random.random(2000))
    ring = np.stack([np.cos(angle), np.sin(angle)], 1)
    inside = np.array(point) + (1 - 1e-9) * found.certified_radius * reach[:, None] * ring
    with torch.no_grad():
        classes = tessellation.outputs_at(inside).argmax(1).numpy()
    assert (classes == found.predicted).all()
    # Nor is any slope between two samples of the disc larger than the Lipschitz constant.
    disc = np.array(point) + found.radius * reach[:, None] * ring
    disc = disc[(np.abs(disc) <= 2).all(1)]
    with torch.no_grad():
        values = tessellation.outputs_at(disc).double().numpy()
    rises = np.linalg.norm(values[1:] - values[:-1], axis=1)
    assert (rises <= found.lipschitz * np.linalg.norm(disc[1:] - disc[:-1], axis=1) + 1e-6).all()
    # What an attack finds is no nearer than the boundary, where that is within the window.
    attack = attack_in_plane(tessellation.network, tessellation.slice, point, found.radius)
    assert not attack.succeeded or attack.distance >= found.certified_radius - 1e-9


def test_where_the_window_ends_first_the_certificate_says_so() -> None:
    tessellation = tessellate(linear([1.0, 0.0], 0.0), Slice.box((0.5, 2), (-1, 1)))
    found = robustness(tessellation, (1.0, 0.0))
    assert found.at_border and found.nearest is None and found.other == -1 and math.isinf(found.distance)
    assert found.certified_radius == pytest.approx(0.5)
    assert found.radius == usual_radius(tessellation, math.inf) == pytest.approx(0.25 * 1.5)


def test_a_point_outside_the_window_is_refused() -> None:
    tessellation = tessellate(linear([1.0, 0.0], 0.0), Slice.box((-1, 1), (-1, 1)))
    with pytest.raises(ValueError, match="outside the window"):
        robustness(tessellation, (3.0, 0.0))


def test_an_attack_leaves_the_network_and_the_random_state_as_they_were() -> None:
    window = Slice.box((-2, 2), (-2, 2))
    network = tessellate(mlp((2, 8, 2)), window).network
    state, outputs = torch.get_rng_state(), network(torch.zeros(1, 2, dtype=network.dtype))
    first, second = (attack_in_inputs(network, window, (0.1, 0.2), 0.5) for _ in range(2))
    assert torch.equal(first.input, second.input)
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.equal(network(torch.zeros(1, 2, dtype=network.dtype)), outputs)
    assert predicted_at(network, first.input[None]) == first.predicted
