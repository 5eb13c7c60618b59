"""Soft forms of hard activations against their definition, and the way back to the hard network."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from perceptrons import random_perceptron
from torch import nn

from splinewidgets.geometry import Network, Slice, UnsupportedOperation, linearize, soften, tessellate

UNIT = Slice.box((-1, 1), (-1, 1))
U = torch.linspace(-5, 5, 201, dtype=torch.float64)
# Each with the slope of its other branch.
HARD = {
    "relu": (nn.ReLU(), 0.0),
    "leaky relu": (nn.LeakyReLU(0.1), 0.1),
    "leaky relu falling": (nn.LeakyReLU(-0.5), -0.5),
    "leaky relu above 1": (nn.LeakyReLU(2.0), 2.0),
    "prelu": (nn.PReLU(init=0.25, dtype=torch.float64), 0.25),
    "abs": (torch.abs, -1.0),
}


class Call(nn.Module):
    """A function as a module."""

    def __init__(self, function) -> None:
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


def softened(name: str, beta: float, **how) -> torch.Tensor:
    with torch.no_grad():
        return soften(Call(HARD[name][0]), beta, **how)(U)


@pytest.mark.parametrize("name", HARD)
@pytest.mark.parametrize("beta", [0.0, 0.2, 0.5, 0.9])
def test_the_branches_are_weighed_by_the_probabilities_that_maximize_the_objective(name, beta) -> None:
    """They maximize beta (t s1 + (1 - t) s2) + (1 - beta) H(t) over t, found on a grid that is refined six times."""
    slope = HARD[name][1]
    sign = 1 if slope <= 1 else -1  # above 1 the unit takes the smaller branch
    branches = torch.stack([U, slope * U])
    low, high = torch.zeros_like(U), torch.ones_like(U)
    for _ in range(6):
        t = low + (high - low) * torch.linspace(0, 1, 101, dtype=torch.float64)[:, None]
        entropy = -torch.special.xlogy(t, t) - torch.special.xlogy(1 - t, 1 - t)
        objective = beta * sign * (t * branches[0] + (1 - t) * branches[1]) + (1 - beta) * entropy
        best = t.gather(0, objective.argmax(0)[None])[0]
        low, high = (best - (high - low) / 50).clamp_min(0), (best + (high - low) / 50).clamp_max(1)
    wanted = best * branches[0] + (1 - best) * branches[1]
    np.testing.assert_allclose(softened(name, beta), wanted, atol=1e-6)


@pytest.mark.parametrize("name", HARD)
def test_beta_one_is_the_hard_function_bit_by_bit(name) -> None:
    assert torch.equal(softened(name, 1.0), HARD[name][0](U))
    assert torch.equal(softened(name, 1.0, mix=0.5), HARD[name][0](U))
    assert not torch.equal(softened(name, 0.99), HARD[name][0](U))


def test_known_forms() -> None:
    torch.testing.assert_close(softened("relu", 0.5), F.silu(U))
    torch.testing.assert_close(softened("relu", 0.0), U / 2)
    torch.testing.assert_close(softened("abs", 0.75), U * torch.tanh(3 * U))
    torch.testing.assert_close(softened("relu", 0.75, mix=0.0), F.softplus(4 * U) / 4)
    log_sum_exp = (1 / 4) * torch.logaddexp(4 * U, -4 * U)
    torch.testing.assert_close(softened("abs", 0.75, mix=0.3), 0.3 * U * torch.tanh(3 * U) + 0.7 * log_sum_exp)


CALLS = {
    "functional": lambda x: F.relu(x) + F.leaky_relu(x, 0.2) + torch.abs(x) + F.prelu(x, torch.ones(3).double() / 3),
    "methods": lambda x: x.relu() + x.abs() + abs(x) + x.absolute(),
    "in place": lambda x: (x * 1).relu_() + F.relu(x * 1, inplace=True) + (x * 1).abs_() + F.leaky_relu_(x * 1, 0.2),
    "images": lambda x: F.prelu(x[:, :, None].expand(-1, -1, 2), torch.ones(3).double() / 3).sum(2),
    "created inside": lambda x: nn.PReLU(3, dtype=torch.float64)(x),
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
@torch.no_grad()
def test_functions_and_methods_are_softened_like_modules(name) -> None:
    model = Call(CALLS[name])
    x = torch.randn(40, 3, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    wanted = model(x)
    errors = [float((soften(model, beta)(x) - wanted).abs().max()) for beta in (0.5, 0.9, 0.99, 1.0)]
    assert errors[0] > 0.1
    assert errors[0] > errors[1] > errors[2] > errors[3] == 0
    rough, fine = linearize(soften(model, 0.9), 5), linearize(soften(model, 0.9), 200)
    assert float((fine(x) - soften(model, 0.9)(x)).abs().max()) < 1e-3
    assert len({about.activation for about in Network(rough, x[0]).approximations}) == 1


def test_the_linearized_soft_network_tends_to_the_hard_one() -> None:
    """The difference of outputs, weighed by the area of tiles, falls with the softness."""
    hard = random_perceptron([2, 8, 8, 2], 3)
    differences = []
    for softness in (1e-1, 1e-2, 1e-3, 1e-4):
        tessellation = tessellate(linearize(soften(hard, 1 - softness), 7), UNIT)
        tessellation.verify()
        centroids = tessellation.centroids()
        with torch.no_grad():
            away = (tessellation.outputs_at(centroids) - hard(torch.from_numpy(centroids))).abs().amax(1)
        differences.append(float(away.numpy() @ tessellation.areas()))
    for before, after in pairwise(differences):
        assert after < 0.3 * before
    assert differences[-1] < 1e-5


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.floats(0, 1 - 1e-6) | st.just(1.0), st.sampled_from([1.0, 0.5]))
def test_invariants_along_the_slider(seed, beta, mix) -> None:
    hard = random_perceptron([2, 5, 4, 1], seed)
    tessellation = tessellate(linearize(soften(hard, beta, mix), 5), UNIT)
    tessellation.verify()
    if beta == 1:
        assert tessellation.approximations == ()
        assert torch.equal(tessellation.outputs, tessellate(hard, UNIT).outputs)


def test_the_ends_of_the_slider_are_exact() -> None:
    hard = random_perceptron([2, 6, 6, 2], 5)
    soft = tessellate(linearize(soften(hard, 1)), UNIT)
    assert soft.tile_count == tessellate(hard, UNIT).tile_count
    assert soft.approximations == ()
    affine = tessellate(soften(hard, 0), UNIT)
    assert affine.tile_count == 1


@pytest.mark.parametrize("beta", [1e-300, 1e-12, 1e-3])
def test_the_linearized_soft_network_tends_to_the_affine_one(beta) -> None:
    hard = random_perceptron([2, 6, 6, 2], 5)
    tessellation = tessellate(linearize(soften(hard, beta)), UNIT)
    tessellation.verify()
    with torch.no_grad():
        affine = soften(hard, 0)(torch.from_numpy(tessellation.vertices))
    assert float((tessellation.outputs - affine).abs().max()) < 100 * beta + 1e-12


def test_the_softened_copy_can_be_trained_and_exported() -> None:
    hard = random_perceptron([2, 6, 1], 0)
    soft = soften(hard, 0.8)
    x = torch.randn(20, 2, dtype=torch.float64)
    optimizer = torch.optim.SGD(soft.parameters(), 0.1)
    losses = []
    for _ in range(20):
        optimizer.zero_grad()
        losses.append((soft(x) - x[:, :1]).square().mean())
        losses[-1].backward()
        optimizer.step()
    assert losses[-1] < 0.9 * losses[0]
    exported = torch.export.export(soft, (x,), strict=False).module()
    torch.testing.assert_close(exported(x), soft(x))
    hard.load_state_dict(soft.state_dict())


def test_functions_of_parameters_alone_stay_hard() -> None:
    class Gate(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.w = nn.Parameter(torch.linspace(-1, 1, 3))

        def forward(self, x):
            return x * (self.w.abs() + torch.relu(self.w * 2))

    assert torch.equal(soften(Gate(), 0.5)(torch.ones(1, 3)), Gate()(torch.ones(1, 3)))


@pytest.mark.parametrize(
    "function",
    [nn.ReLU6(), nn.Hardtanh(), lambda x: x.clamp(min=0), torch.nn.functional.hardsigmoid, lambda x: x.clip(0, 1)],
)
def test_what_would_stay_hard_is_refused(function) -> None:
    for beta in (0.5, 1.0):
        with pytest.raises(UnsupportedOperation, match="no soft form here"):
            soften(Call(function), beta)(U)


@pytest.mark.parametrize("how", [{"beta": -0.1}, {"beta": 1.1}, {"beta": float("nan")}, {"beta": 0.5, "mix": 2}])
def test_values_out_of_range_are_refused(how) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        soften(nn.ReLU(), **how)


def test_a_soft_network_asks_to_be_linearized() -> None:
    with pytest.raises(UnsupportedOperation, match=r"linearize\(model\)"):
        Network(soften(random_perceptron([2, 3, 1], 0), 0.5), [0.0, 0.0])
