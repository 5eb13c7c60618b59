"""Networks with a unit or a layer more, or less: new Linear modules, in the place of those that no longer fit."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from itertools import count

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from .sequential_state import PASSED_OVER, Floats, SequentialState


def with_unit_added(state: SequentialState, layer: int, through: npt.ArrayLike) -> SequentialState:
    """The state with one unit more at the end of a layer, whose line passes through a point in a random direction.

    Its weights, and what the next layer makes of it, have the lengths that they have in a new network (He); the same
    unit is added to the same widths each time.

    Raises
    ------
    ValueError
        If the units of that layer are the outputs of the model.
    """
    _check_inner(state, layer, "another unit")
    random = np.random.default_rng([*state.widths, layer])
    entries = state.weights[layer].shape[1]
    w = random.standard_normal(entries)
    w *= np.sqrt(2) / np.linalg.norm(w)
    b = -float(w @ state.inputs(layer, through)[0])
    ahead = state.weights[layer + 1]
    outgoing = random.standard_normal((len(ahead), 1)) * np.sqrt(2 / (ahead.shape[1] + 1))
    grown = _replaced(state, layer, np.concatenate([state.weights[layer], w[None]]), np.append(state.biases[layer], b))
    return _replaced(grown, layer + 1, np.concatenate([ahead, outgoing], 1), state.biases[layer + 1])


def without_unit(state: SequentialState, layer: int, unit: int) -> SequentialState:
    """The state without a unit, and without what the next layer made of it.

    Raises
    ------
    ValueError
        If it is the last of its layer, or an output of the model.
    """
    _check_inner(state, layer, "one unit less")
    if len(state.weights[layer]) == 1:
        raise ValueError(
            f"Layer {layer} has one unit. A layer has at least one. Remove the layer, or add another unit first."
        )
    weights, bias = (np.delete(numbers, unit, 0) for numbers in (state.weights[layer], state.biases[layer]))
    ahead = np.delete(state.weights[layer + 1], unit, 1)
    return _replaced(_replaced(state, layer, weights, bias), layer + 1, ahead, state.biases[layer + 1])


def with_layer_added(state: SequentialState, layer: int, through: npt.ArrayLike) -> SequentialState:
    """The state with another layer behind one, of as many units, with an activation of the same kind.

    Its weights are random (He), its lines pass near a point; what comes behind it is as before, and sees other values.

    Raises
    ------
    ValueError
        If the units of the layer are the outputs of the model.
    """
    _check_inner(state, layer, "another layer behind it")
    width = len(state.weights[layer])
    random = np.random.default_rng([*state.widths, layer, width])
    weights = random.standard_normal((width, width)) * np.sqrt(2 / width)
    z = state.inputs(layer + 1, through)[0]
    bias = -weights @ (z * (1 + 0.5 * random.standard_normal(width)))
    linear = _linear(state.linears[layer], weights)
    at, activation = _positions(state)[layer + 1][0], _positions(state)[layer][1]
    added = [("", linear), ("", copy.deepcopy(state.children[activation][1]))]
    children = _named([*state.children[:at], *added, *state.children[at:]])
    return replace(
        state,
        children=children,
        weights=(*state.weights[: layer + 1], _rounded(weights, linear), *state.weights[layer + 1 :]),
        biases=(*state.biases[: layer + 1], _rounded(bias, linear), *state.biases[layer + 1 :]),
        slopes=(*state.slopes[: layer + 1], state.slopes[layer], *state.slopes[layer + 1 :]),
    )


def without_layer(state: SequentialState, layer: int) -> SequentialState:
    """The state without the activation of a layer: its Linear and the next one become one, their product.

    Raises
    ------
    ValueError
        If it is the only layer, or its units are the outputs of the model.
    """
    _check_inner(state, layer, "taken away")
    if len(state.slopes) == 1:
        raise ValueError(
            "The network has one layer with an activation. Without it there would be no line. Add another one first."
        )
    ahead = state.weights[layer + 1]
    weights, bias = ahead @ state.weights[layer], ahead @ state.biases[layer] + state.biases[layer + 1]
    # All from its Linear to its activation goes.
    first, last = _positions(state)[layer]
    shorter = replace(
        state,
        children=_named([*state.children[:first], *state.children[last + 1 :]]),
        weights=(*state.weights[:layer], *state.weights[layer + 1 :]),
        biases=(*state.biases[:layer], *state.biases[layer + 1 :]),
        slopes=(*state.slopes[:layer], *state.slopes[layer + 1 :]),
    )
    return _replaced(shorter, layer, weights, bias)


def _check_inner(state: SequentialState, layer: int, what: str) -> None:
    if layer + 1 == len(state.weights):
        raise ValueError(
            f"The units of layer {layer} are the outputs of the model. With {what} it would be another function of "
            "another shape. End the model with a Linear layer, or change a layer before."
        )


def _replaced(state: SequentialState, layer: int, weights: Floats, bias: Floats) -> SequentialState:
    """The state with other numbers in a Linear layer, and another Linear where these do not fit the one there."""
    before = state.linears[layer]
    linear = before if state.weights[layer].shape == weights.shape else _linear(before, weights)
    children = tuple((name, linear if child is before else child) for name, child in state.children)
    given = replace(state, children=children)
    return given.with_layer(layer, _rounded(weights, linear), _rounded(bias, linear))


def _linear(like: nn.Linear, weights: Floats) -> nn.Linear:
    """A Linear for such weights, of the dtype and on the device of another, trained if that is."""
    units, entries = weights.shape
    made = nn.Linear(entries, units, device=like.weight.device, dtype=like.weight.dtype)
    made.weight.requires_grad_(like.weight.requires_grad)
    made.bias.requires_grad_(like.bias.requires_grad)
    return made.train(like.training)


def _rounded(numbers: Floats, linear: nn.Linear) -> Floats:
    rounded: Floats = torch.from_numpy(numbers).to(linear.weight.dtype).double().numpy()
    return rounded


def _positions(state: SequentialState) -> list[tuple[int, int]]:
    """Where among the modules each Linear stands, and the activation behind it; the last Linear may have none."""
    stand = [i for i, (_, child) in enumerate(state.children) if not isinstance(child, PASSED_OVER)]
    return [(i, stand[n + 1] if n + 1 < len(stand) else i) for n, i in enumerate(stand) if n % 2 == 0]


def _named(children: Sequence[tuple[str, nn.Module]]) -> tuple[tuple[str, nn.Module], ...]:
    """Modules with their names, of which new ones have none: all are numbered if those that are there are."""
    names = {name for name, _ in children} - {""}
    if all(name.isdigit() for name in names):
        return tuple((str(i), child) for i, (_, child) in enumerate(children))
    fresh = (name for i in count() if (name := f"added{i}") not in names)
    return tuple((name or next(fresh), child) for name, child in children)
