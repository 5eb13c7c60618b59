"""A Sequential read as what it is: its layers at any point, and back into the module."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import numpy as np
import pytest
import torch
from sequentials import ACTIVATIONS, Absolute, sequential
from torch import nn
from torch.nn.utils import parametrizations

from splinewidgets import zoo
from splinewidgets.geometry.arrangement.sequential_state import SequentialState

POINTS = np.random.default_rng(0).normal(size=(50, 2))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_its_layers_are_those_of_the_module(activation: str) -> None:
    model = sequential(2, 5, 4, 3, activation=activation)
    state = SequentialState.of(model)
    assert state.widths == (2, 5, 4)
    assert state.slopes == {"relu": (0, 0), "leaky": (0.1, 0.1), "abs": (-1, -1)}[activation]
    x = torch.from_numpy(POINTS)
    for layer, module in enumerate([0, 2]):
        expected = model[: module + 1](x).detach().numpy()
        np.testing.assert_allclose(state.pre_activations(layer, POINTS), expected, atol=1e-14)
    np.testing.assert_allclose(state.inputs(2, POINTS[0]), model[:4](x[:1]).detach().numpy(), atol=1e-14)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_its_normals_are_gradients(activation: str) -> None:
    model = sequential(2, 5, 4, 3, activation=activation)
    state = SequentialState.of(model)
    for point in POINTS[:5]:
        jacobian = torch.autograd.functional.jacobian(model[:3], torch.from_numpy(point)[None])[0, :, 0]
        np.testing.assert_allclose(state.normals(1, point), jacobian.numpy(), atol=1e-14)


def test_a_model_of_the_zoo_is_one() -> None:
    state = SequentialState.of(zoo.mlp((2, 6, 5, 1)))
    assert state.widths == (2, 6, 5) and list(state.tensors) == [
        f"{i}.{n}" for i in (1, 3, 5) for n in ("weight", "bias")
    ]


def test_one_activation_may_serve_all_layers() -> None:
    relu = nn.ReLU()
    model = nn.Sequential(nn.Linear(2, 3), relu, nn.Linear(3, 3), relu, nn.Linear(3, 1)).double()
    state = SequentialState.of(model)
    assert len(state.slopes) == 2 and len(state.children) == 5
    other = state.with_unit(1, 0, np.ones(3), 0.5)
    other.install(model)
    assert len(model) == 5 and model[2].bias[0] == 0.5


def test_installing_writes_into_the_modules_that_are_there() -> None:
    model = sequential(2, 4, 1)
    state, modules = SequentialState.of(model), list(model)
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    state.with_unit(0, 3, np.array([7.0, 8.0]), 9.0).install(model)
    assert all(one is other for one, other in zip(model, modules, strict=True))
    assert model[0].weight[3].tolist() == [7, 8] and model[0].bias[3] == 9
    assert optimizer.param_groups[0]["params"][0] is model[0].weight
    assert not state.same(SequentialState.of(model))
    state.install(model)
    assert state.same(SequentialState.of(model))


def test_numbers_are_those_that_the_dtype_holds() -> None:
    model = sequential(2, 4, 1).float()
    state = SequentialState.of(model).with_unit(0, 0, np.array([0.1, 0.2]), 0.3)
    assert state.weights[0][0].tolist() == np.array([0.1, 0.2], np.float32).tolist()
    state.install(model)
    assert state.same(SequentialState.of(model))
    with pytest.raises(ValueError, match=r"would be too large for torch.float32\. .* finite\. Move the line less far"):
        state.with_unit(0, 0, np.array([1e300, 0]), 0.0)


def test_another_module_computes_the_same() -> None:
    model = nn.Sequential(OrderedDict(first=nn.Linear(2, 4), act=Absolute(), last=nn.Linear(4, 2))).double()
    state = SequentialState.of(model).with_unit(0, 0, np.array([1.0, 2.0]), 3.0)
    other = state.module()
    assert list(other.state_dict()) == list(model.state_dict()) and other[0] is not model[0]
    state.install(model)
    x = torch.from_numpy(POINTS)
    assert torch.equal(other(x), model(x))


def tied() -> nn.Module:
    linear = nn.Linear(2, 2)
    return nn.Sequential(linear, nn.ReLU(), linear)


REFUSED: dict[str, tuple[Any, str]] = {
    "no module": (3, "The model is an? int"),
    "another module": (nn.Linear(2, 3), "The model is a Linear"),
    "nested": (nn.Sequential(nn.Sequential(nn.Linear(2, 3)), nn.ReLU()), "Module 0, a Sequential, does not follow"),
    "no activation": (nn.Sequential(nn.Linear(2, 3)), "The model has no activation"),
    "two linears": (nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 3), nn.ReLU()), "Module 1 is a Linear behind another"),
    "two activations": (nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.ReLU()), "Module 2, a ReLU, does not follow"),
    "smooth": (nn.Sequential(nn.Linear(2, 3), nn.GELU()), "Module 1, a GELU, is no ReLU"),
    "bounded": (nn.Sequential(nn.Linear(2, 3), nn.ReLU6()), "Module 1, a ReLU6, is no ReLU"),
    "no knot": (nn.Sequential(nn.Linear(2, 3), nn.LeakyReLU(1.0)), "Module 1, a LeakyReLU, is no ReLU"),
    "steep": (nn.Sequential(nn.Linear(2, 3), nn.LeakyReLU(2.0)), "Module 1, a LeakyReLU, is no ReLU"),
    "learned slope": (nn.Sequential(nn.Linear(2, 3), nn.PReLU()), "Module 1, a PReLU, is no ReLU"),
    "normalized": (nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.ReLU()), "Module 1, a BatchNorm1d, is no ReLU"),
    "no bias": (nn.Sequential(nn.Linear(2, 3, bias=False), nn.ReLU()), "Linear 0 has no bias"),
    "tied": (tied(), "The model has a Linear twice"),
    "weight norm": (
        nn.Sequential(parametrizations.weight_norm(nn.Linear(2, 3)), nn.ReLU()),
        "Module 0, a ParametrizedLinear, does not follow",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_another_model_is_refused_in_three_sentences(name: str) -> None:
    model, said = REFUSED[name]
    with pytest.raises((TypeError, ValueError), match=said) as refusal:
        SequentialState.of(model)
    assert str(refusal.value).count(". ") >= 2


def test_numbers_that_are_none_are_refused() -> None:
    model = sequential(2, 3, 1)
    with torch.no_grad():
        model[0].bias[1] = torch.nan
    with pytest.raises(ValueError, match=r"There is a NaN"):
        SequentialState.of(model)
