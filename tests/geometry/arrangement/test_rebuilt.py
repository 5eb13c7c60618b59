"""Units and layers added and removed: the module has the right shapes, and what should stay stays."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

import numpy as np
import pytest
import torch
from sequentials import sequential
from torch import nn

from splinewidgets import zoo
from splinewidgets.geometry.arrangement.rebuilt import (
    with_layer_added,
    with_unit_added,
    without_layer,
    without_unit,
)
from splinewidgets.geometry.arrangement.sequential_state import SequentialState

X = torch.randn(40, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("layer", [0, 1])
def test_a_unit_more_has_a_line_through_the_point_and_leaves_the_others(layer: int) -> None:
    model = sequential(2, 4, 3, 2)
    state = SequentialState.of(model)
    kept = [model[i] for i in range(5)]
    grown = with_unit_added(state, layer, (0.2, -0.1))
    grown.install(model)
    assert grown.widths == tuple(np.add((2, 4, 3), [0, layer == 0, layer == 1]))
    assert abs(grown.pre_activations(layer, (0.2, -0.1))[0, -1]) < 1e-12
    assert np.linalg.norm(grown.weights[layer][-1]) == pytest.approx(np.sqrt(2))
    assert np.array_equal(grown.weights[layer][:-1], state.weights[layer])
    assert np.array_equal(grown.weights[layer + 1][:, :-1], state.weights[layer + 1])
    fitting = [one is other for one, other in zip(model, kept, strict=True)]
    assert fitting == [layer != 0, True, False, True, layer != 1]
    assert model(X).shape == (40, 2) and grown.same(SequentialState.of(model))


def test_undoing_brings_the_very_modules_back() -> None:
    model = zoo.mlp((2, 4, 1))
    state, kept = SequentialState.of(model), list(model)
    with_layer_added(with_unit_added(state, 0, (0, 0)), 0, (0, 0)).install(model)
    assert len(model) == 6 and model(X.float()).shape == (40, 1)
    state.install(model)
    assert [*model] == kept and state.same(SequentialState.of(model))


def test_a_unit_less_is_a_unit_that_says_nothing() -> None:
    model = sequential(2, 4, 3, 2)
    state = SequentialState.of(model)
    less = without_unit(state, 0, 2)
    silent = state.weights[1].copy()
    silent[:, 2] = 0
    expected = state.with_layer(1, silent, state.biases[1]).module()(X)
    assert torch.allclose(less.module()(X), expected, atol=1e-12) and less.widths == (2, 3, 3)


def test_a_layer_more_has_as_many_units_and_the_same_activation() -> None:
    state = SequentialState.of(sequential(2, 4, 3, 2, activation="leaky"))
    deeper = with_layer_added(state, 0, (0, 0))
    assert deeper.widths == (2, 4, 4, 3) and deeper.slopes == (0.1, 0.1, 0.1)
    names = [name for name, _ in deeper.children]
    assert names == [str(i) for i in range(7)] and deeper.children[4][1] is state.children[2][1]
    made = deeper.module()
    np.testing.assert_allclose(
        deeper.inputs(3, X) @ deeper.weights[3].T + deeper.biases[3], made(X).detach(), atol=1e-12
    )


def test_a_layer_less_is_one_whose_activation_does_nothing() -> None:
    model = sequential(2, 4, 3, 2)
    shorter = without_layer(SequentialState.of(model), 1)
    expected = model[4](model[2](model[1](model[0](X))))
    assert shorter.widths == (2, 4) and torch.allclose(shorter.module()(X), expected, atol=1e-12)
    shorter.install(model)
    assert [type(module).__name__ for module in model] == ["Linear", "ReLU", "Linear"]


def test_a_linear_that_still_fits_stays() -> None:
    model = sequential(2, 4, 4, 3)
    last = model[4]
    without_layer(SequentialState.of(model), 1).install(model)
    assert model[2] is last and last.weight.shape == (3, 4)


def test_a_layer_with_a_name_has_a_neighbor_with_one() -> None:
    model = nn.Sequential(OrderedDict(one=nn.Linear(2, 3), act=nn.ReLU(), two=nn.Linear(3, 1)))
    state = SequentialState.of(model)
    deeper = with_layer_added(state, 0, (0, 0))
    assert [name for name, _ in deeper.children] == ["one", "act", "added0", "added1", "two"]
    assert [name for name, _ in with_layer_added(deeper, 0, (0, 0)).children][2:4] == ["added2", "added3"]


def test_new_modules_are_of_the_dtype_and_trained_as_the_old() -> None:
    model = sequential(2, 3, 1).requires_grad_(False)
    made = with_unit_added(SequentialState.of(model), 0, (0, 0))
    linear = made.linears[0]
    assert linear.weight.dtype == torch.float64 and not linear.weight.requires_grad and not linear.training


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "outputs": (
        lambda: with_unit_added(SequentialState.of(nn.Sequential(nn.Linear(2, 3), nn.ReLU())), 0, (0, 0)),
        "The units of layer 0 are the outputs of the model",
    ),
    "the last unit": (lambda: without_unit(SequentialState.of(sequential(2, 1, 1)), 0, 0), "Layer 0 has one unit"),
    "the last layer": (
        lambda: without_layer(SequentialState.of(sequential(2, 3, 1)), 0),
        "one layer with an activation",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_leave_no_network_is_refused(name: str) -> None:
    change, said = REFUSED[name]
    with pytest.raises(ValueError, match=said) as refusal:
        change()
    assert str(refusal.value).count(". ") == 2
