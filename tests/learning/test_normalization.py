"""Total least squares of layers: distances by hand, and the theorem of batch normalization."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from splinewidgets import total_least_squares


def normalized(*modules: nn.Module, data: torch.Tensor) -> nn.Sequential:
    """A model whose batch normalizations have the statistics of the data, layer by layer."""
    model = nn.Sequential(*modules).double()
    with torch.no_grad():
        for k, module in enumerate(model):
            if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d):
                module.momentum, module.eps = 1.0, 0.0
                before = model[:k].eval()(data)
                axes = [axis for axis in range(before.ndim) if axis != 1]
                module.running_mean = before.mean(axes)
                module.running_var = before.var(axes, unbiased=False)
    return model.eval()


def by_hand(weight: np.ndarray, offset: np.ndarray, inputs: np.ndarray) -> np.ndarray:
    """Squared distances of inputs (N, d) from the hyperplanes w z + offset = 0, summed."""
    return np.array(
        [sum(((w @ z + o) / np.linalg.norm(w)) ** 2 for z in inputs) for w, o in zip(weight, offset, strict=True)]
    )


def test_distances_are_those_of_geometry() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)).double()
    data = torch.randn(6, 3, dtype=torch.float64)
    found = total_least_squares(model, data)
    assert found.names == ("0", "2") and found.counts == (6, 6)
    inputs = data
    for k, layer in enumerate((model[0], model[2])):
        weight, bias = layer.weight.detach().numpy(), layer.bias.detach().numpy()
        np.testing.assert_allclose(found.distances[k], by_hand(weight, bias, inputs.numpy()), rtol=1e-10)
        best = -(inputs.numpy() @ weight.T).mean(0)
        np.testing.assert_allclose(found.minima[k], by_hand(weight, best, inputs.numpy()), rtol=1e-10)
        for moved in (0.01, -0.01):
            assert (by_hand(weight, best + moved, inputs.numpy()) > found.minima[k]).all()
        inputs = layer(inputs).relu().detach()
    assert "at best" in repr(found)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 30), st.booleans())
def test_batch_normalization_is_the_best_fit(seed: int, count: int, pre_bias: bool) -> None:
    """Whatever bias is before it; and the minimum is n var / |w|^2."""
    torch.manual_seed(seed)
    data = torch.randn(count, 2, dtype=torch.float64) + 3
    model = normalized(
        *(nn.Linear(2, 5, bias=pre_bias), nn.BatchNorm1d(5), nn.ReLU(), nn.Linear(5, 4), nn.BatchNorm1d(4)), data=data
    )
    found = total_least_squares(model, data)
    z = data
    for k, at in enumerate((0, 3)):
        np.testing.assert_allclose(found.distances[k], found.minima[k], rtol=1e-8, atol=1e-12)
        lengths = model[at].weight.norm(dim=1)
        variance = model[at](z).var(0, unbiased=False)
        expected = (count * variance / lengths**2).detach().numpy()
        np.testing.assert_allclose(found.minima[k], expected, rtol=1e-8, atol=1e-12)
        z = model[: at + 3](data)


def test_a_learned_shift_moves_hyperplanes_and_a_scale_does_not() -> None:
    torch.manual_seed(1)
    data = torch.randn(20, 2, dtype=torch.float64)
    model = normalized(nn.Linear(2, 3), nn.BatchNorm1d(3), data=data)
    best = total_least_squares(model, data).distances[0]
    with torch.no_grad():
        model[1].weight[:] = torch.tensor([0.5, -2.0, 3.0])
        np.testing.assert_allclose(total_least_squares(model, data).distances[0], best)
        model[1].bias[:] = torch.tensor([1.0, 0.0, 0.0])
    found = total_least_squares(model, data)
    # The first is where 0.5 (w z - mean) / deviation is -1.
    deviation = float(model[1].running_var[0]) ** 0.5
    added = 20 * (deviation / 0.5) ** 2 / float(model[0].weight[0].detach().norm()) ** 2
    np.testing.assert_allclose(found.distances[0], best + np.array([added, 0, 0]))


def test_convolutions_are_hyperplanes_among_patches() -> None:
    torch.manual_seed(2)
    data = torch.randn(4, 2, 6, 5, dtype=torch.float64)
    model = normalized(nn.Conv2d(2, 3, 3), nn.BatchNorm2d(3), nn.ReLU(), data=data)
    found = total_least_squares(model, data)
    patches = nn.functional.unfold(data, 3).movedim(1, -1).reshape(-1, 18).numpy()
    weight = model[0].weight.detach().reshape(3, 18).numpy()
    assert found.counts == (len(patches),) == (4 * 4 * 3,)
    np.testing.assert_allclose(found.minima[0], by_hand(weight, -(patches @ weight.T).mean(0), patches), rtol=1e-9)
    np.testing.assert_allclose(found.distances[0], found.minima[0], rtol=1e-9)


def test_a_unit_without_a_hyperplane_has_no_distance() -> None:
    data = torch.randn(5, 2, dtype=torch.float64)
    model = normalized(nn.Linear(2, 3), nn.BatchNorm1d(3), data=data)
    with torch.no_grad():
        model[0].weight[0] = 0
        model[1].weight[1] = 0
    found = total_least_squares(model, data)
    for values in (found.distances[0], found.minima[0]):
        np.testing.assert_array_equal(np.isnan(values), [True, True, False])


def test_the_model_is_left_as_it_is() -> None:
    model = nn.Sequential(nn.Linear(2, 8), nn.BatchNorm1d(8), nn.ReLU()).train()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    total_least_squares(model, torch.randn(9, 2))
    assert all(module.training for module in model.modules())
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in model.modules())
    for name, value in model.state_dict().items():
        torch.testing.assert_close(value, before[name])


@pytest.mark.parametrize(
    ("model", "data", "words"),
    [
        (nn.Sequential(nn.Linear(3, 2)), [[1.0, 2.0]], "fails on inputs of shape"),
        (nn.Sequential(nn.Linear(2, 2)), [1.0, 2.0], "must be a batch"),
        (nn.ReLU(), [[1.0, 2.0]], "calls no linear or convolution layer"),
    ],
)
def test_what_has_no_layers_is_refused(model: nn.Module, data: list, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        total_least_squares(model, data)
