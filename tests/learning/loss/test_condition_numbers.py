"""Condition numbers behind layers: the product form, hand-made networks, and the published comparison of skips."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.func import jacrev

from splinewidgets import condition_numbers
from splinewidgets.learning.loss.downstream_jacobians import downstream_jacobians
from splinewidgets.zoo import Skip, convnet, digits, mlp, residual_blocks, residual_mlp

DEFAULT, HE = 3**-0.5, 2**0.5
SLOPES = {"relu": 0.0, "leaky": 0.1, "abs": -1.0}


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(list(SLOPES)), st.sampled_from([0.0, 0.3, 1.0]), st.integers(1, 4))
def test_jacobians_are_the_product_of_the_survey(seed: int, activation: str, rho: float, depth: int) -> None:
    """Q = prod_j (rho I + D_j W_j) D_l, with slopes and weights by hand."""
    model = residual_blocks(depth, rho, width=5, activation=activation, seed=seed).double()
    x = torch.randn(3, 5, generator=torch.Generator().manual_seed(seed)).double()
    found = downstream_jacobians(model, x)
    layers = [module for module in model.modules() if isinstance(module, nn.Linear)]
    assert [each.depth for each in found] == list(range(depth, -1, -1))
    for sample in range(3):
        z, slopes = x[sample], []
        for j, layer in enumerate(layers):
            h = layer(z)
            slope = torch.where(h > 0, torch.ones_like(h), torch.full_like(h, SLOPES[activation]))
            slopes.append(slope)
            z = slope * h + (rho * z if j else 0)
        for start, each in enumerate(found):
            product = torch.diag(slopes[start])
            for layer, slope in zip(layers[start + 1 :], slopes[start + 1 :], strict=True):
                product = (rho * torch.eye(5).double() + slope[:, None] * layer.weight) @ product
            torch.testing.assert_close(each.jacobians[sample], product.detach(), rtol=1e-10, atol=1e-12)


def test_jacobians_behind_convolutions_are_those_of_autograd() -> None:
    torch.manual_seed(0)
    model, x = convnet((8, 8), 3, (2, 3)).double(), torch.randn(4, 8, 8).double()
    for each, start in zip(downstream_jacobians(model, x), (2, 5, 9), strict=True):
        results = model[:start](x).detach()
        for sample in range(4):
            wanted = jacrev(lambda h, rest=model[start:]: rest(h[None])[0])(results[sample])
            torch.testing.assert_close(each.jacobians[sample], wanted)


def test_condition_numbers_of_diagonal_layers() -> None:
    model = nn.Sequential(nn.Linear(3, 3), nn.Linear(3, 3), nn.Linear(3, 3))
    with torch.no_grad():
        model[1].weight[:] = torch.diag(torch.tensor([4.0, 2.0, 0.0]))
        model[2].weight[:] = torch.diag(torch.tensor([5.0, 1.0, 1.0]))
    found = condition_numbers(model, torch.randn(6, 3))
    assert (
        found.models == ("Sequential",) * 3 and found.layers == ("0", "1", "2") and found.depths.tolist() == [2, 1, 0]
    )
    np.testing.assert_allclose(found.medians, [10, 5, 1])
    np.testing.assert_allclose(found.quartiles, np.repeat([[10], [5], [1]], 2, 1))
    assert found.ranks.tolist() == [2, 3, 3]
    frame = found.to_frame()
    assert frame.shape == (3, 7) and frame["median"].tolist() == pytest.approx([10, 5, 1])
    assert len(repr(found).splitlines()) == 4


def test_samples_with_a_zero_jacobian_do_not_count() -> None:
    model = nn.Sequential(nn.Linear(1, 1), nn.ReLU(), nn.Linear(1, 1))
    with torch.no_grad():
        model[0].weight[:], model[0].bias[:] = 1, 0
    found = condition_numbers(model, [[-1.0], [1.0]])
    assert found.medians.tolist() == [1, 1] and found.ranks.tolist() == [0.5, 1]
    dead = condition_numbers(model, [[-1.0], [-2.0]])
    assert np.isnan(dead.medians[0]) and dead.ranks[0] == 0


def test_layers_are_chosen_by_name_and_smooth_activations_are_taken() -> None:
    models = {"relu": mlp((2, 4, 3)), "tanh": nn.Sequential(nn.Flatten(), nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 3))}
    found = condition_numbers(models, torch.randn(5, 2), ("1",))
    assert found.models == ("relu", "tanh") and found.layers == ("1", "1") and (found.medians >= 1).all()
    with pytest.raises(ValueError, match="'2' is no linear"):
        condition_numbers(models, torch.randn(5, 2), ("2",))
    with pytest.raises(ValueError, match="no models"):
        condition_numbers({}, torch.randn(5, 2))
    with pytest.raises(TypeError, match="'one'"):
        condition_numbers({"one": Tensor()}, torch.randn(5, 2))


def medians(activation: str, gain: float, depth: int) -> tuple[float, float]:
    """Without skips and with, of 40 digits and five random networks of 64 units."""
    found = []
    for skip in (0.0, 1.0):
        nets = {str(s): residual_blocks(depth, skip, activation=activation, gain=gain, seed=s) for s in range(5)}
        found.append(float(np.median(condition_numbers(nets, digits().inputs[:40], ("1",)).medians)))
    return found[0], found[1]


@pytest.mark.parametrize(
    ("activation", "gain", "depth", "plain", "residual"),
    [
        ("relu", DEFAULT, 1, 22.4, 2.38),
        ("relu", DEFAULT, 2, 94.5, 3.23),
        ("relu", DEFAULT, 4, 729, 5.48),
        ("relu", DEFAULT, 8, 2.15e4, 15.9),
        ("relu", HE, 1, 22.4, 5.83),
        ("relu", HE, 8, 2.15e4, 303),
        ("leaky", DEFAULT, 1, 4.2e3, 26.4),
        ("leaky", DEFAULT, 8, 7.3e9, 321),
        ("leaky", HE, 1, 4.2e3, 332),
        ("leaky", HE, 8, 7.3e9, 2.3e8),
        ("abs", DEFAULT, 1, 135, 5.7),
        ("abs", DEFAULT, 8, 3.5e8, 641),
        ("abs", HE, 1, 135, 203),
        ("abs", HE, 8, 3.5e8, 3.2e8),
    ],
)
def test_condition_numbers_of_random_networks_are_of_the_size_that_others_measured(
    activation: str, gain: float, depth: int, plain: float, residual: float
) -> None:
    """Within a factor of four: other weights, and other digits. The last two are where a skip does not help."""
    found = medians(activation, gain, depth)
    assert plain / 4 < found[0] < 4 * plain and residual / 4 < found[1] < 4 * residual
    if activation == "abs" and gain == HE:
        assert found[1] > found[0] / 4
    else:
        assert found[1] < found[0] / 2


def test_without_skips_the_scale_of_weights_does_not_matter() -> None:
    small, large = (residual_blocks(4, 0.0, gain=gain) for gain in (DEFAULT, HE))
    found = condition_numbers({"small": small, "large": large}, digits().inputs[:10], ("1",))
    assert found.medians[0] == pytest.approx(found.medians[1])


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.05, 0.9))
def test_a_skip_around_small_weights_bounds_the_condition_number(seed: int, norm: float) -> None:
    """By (1 + s) / (1 - s) where the branch has the spectral norm s."""
    torch.manual_seed(seed)
    layer = nn.Linear(6, 6)
    with torch.no_grad():
        layer.weight *= norm / torch.linalg.matrix_norm(layer.weight, 2)
    # The block begins at the outputs of a layer that is the identity.
    model = nn.Sequential(nn.Linear(6, 6), Skip(layer, nn.ReLU()))
    found = condition_numbers(model, torch.randn(10, 6), ("0",))
    assert found.quartiles[0, 1] <= (1 + norm) / (1 - norm) * (1 + 1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_at_depth_20_a_plain_network_is_a_hundred_times_worse_conditioned_than_a_residual_one(seed: int) -> None:
    networks = {name: residual_mlp(20, skip, seed=seed) for name, skip in (("plain", 0.0), ("residual", 1.0))}
    plain, residual = condition_numbers(networks, digits().inputs[:100] - 0.3, ("1",)).medians
    assert plain >= 100 * residual
