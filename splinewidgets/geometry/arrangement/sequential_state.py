"""A Sequential of Linear layers and activations at one time: its modules, and the numbers in them."""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from ..argument_types import check_type

Floats = npt.NDArray[np.float64]

# What leaves a batch of rows as it is.
PASSED_OVER = (nn.Flatten, nn.Identity)
# Where an activation is tried: it must be a ray on either side of zero.
TRIED = (-64.0, -1.0, 1.0, 64.0)
REMEDY = "Give an nn.Sequential such as zoo.mlp((2, 8, 8, 1)), or look at the model with SliceExplorer."


@dataclass(frozen=True, eq=False)
class SequentialState:
    """An immutable state of an `nn.Sequential`; any change makes a new one.

    Attributes
    ----------
    children : tuple of (str, Module)
        The modules of the Sequential, themselves, by their names.
    weights, biases : tuples of (units, entries) and of (units,) float64
        Of each Linear layer, as its dtype holds them.
    slopes : tuple of float
        Of each activation, for negative values: 0 for a ReLU, -1 for the absolute value.
    """

    children: tuple[tuple[str, nn.Module], ...]
    weights: tuple[Floats, ...]
    biases: tuple[Floats, ...]
    slopes: tuple[float, ...]

    @classmethod
    def of(cls, model: nn.Module) -> SequentialState:
        """The state of a model now.

        Raises
        ------
        TypeError
            If it is no module.
        ValueError
            If it is another module than a Sequential in which Linear layers and activations take turns, or a number in
            it is NaN or infinite.
        """
        check_type(model, nn.Module, "The model", "a torch.nn.Module", REMEDY)
        if type(model) is not nn.Sequential:
            raise _refused(f"The model is a {type(model).__name__}.")
        children = _children(model)
        linears: list[nn.Linear] = []
        slopes: list[float] = []
        # Not `named_children`, which passes over a module that is there twice, as one ReLU for all layers may be.
        for name, child in children:
            if isinstance(child, PASSED_OVER):
                continue
            if type(child) is nn.Linear:
                if len(slopes) < len(linears):
                    raise _refused(f"Module {name} is a Linear behind another Linear.")
                linears.append(_checked(name, child))
            elif len(slopes) == len(linears):
                raise _refused(f"Module {name}, a {type(child).__name__}, does not follow a Linear.")
            else:
                slopes.append(_slope(name, child))
        if not slopes:
            raise _refused("The model has no activation, and so no hyperplane.")
        if len({id(linear) for linear in linears}) < len(linears):
            raise _refused("The model has a Linear twice, so that moving one line would move another.")
        weights, biases = (tuple(map(_array, of)) for of in zip(*((x.weight, x.bias) for x in linears), strict=True))
        if not all(np.isfinite(numbers).all() for numbers in (*weights, *biases)):
            raise ValueError(
                "There is a NaN or an infinite number among the weights. All must be finite. Load a checkpoint of "
                "before, or make the model anew."
            )
        return cls(children, weights, biases, tuple(slopes))

    @property
    def linears(self) -> tuple[nn.Linear, ...]:
        """The Linear layers, themselves."""
        return tuple(child for _, child in self.children if isinstance(child, nn.Linear))

    @property
    def widths(self) -> tuple[int, ...]:
        """Numbers of entries of an input, and of units of each layer with an activation."""
        return (self.weights[0].shape[1], *(len(weights) for weights in self.weights[: len(self.slopes)]))

    @property
    def architecture(self) -> Hashable:
        """The state but for its numbers."""
        kinds = tuple((name, type(child)) for name, child in self.children)
        layers = tuple((x.weight.shape, x.weight.dtype, x.weight.device) for x in self.linears)
        return kinds, layers, self.slopes

    @property
    def tensors(self) -> dict[str, Tensor]:
        """Its numbers by their names in the model's state_dict, on the device and in the dtype of each."""
        names = [name for name, child in self.children if isinstance(child, nn.Linear)]
        found = {}
        for name, linear, weights, bias in zip(names, self.linears, self.weights, self.biases, strict=True):
            found[f"{name}.weight"] = torch.from_numpy(weights.copy()).to(linear.weight)
            found[f"{name}.bias"] = torch.from_numpy(bias.copy()).to(linear.bias)
        return found

    def same(self, other: SequentialState) -> bool:
        """Test whether another state has the same modules, with the same numbers."""
        return self is other or (
            self.children == other.children
            and all(map(np.array_equal, self.weights, other.weights))
            and all(map(np.array_equal, self.biases, other.biases))
        )

    def module(self) -> nn.Sequential:
        """Another Sequential, which computes the same."""
        made = nn.Sequential(OrderedDict((name, copy.deepcopy(child)) for name, child in self.children))
        made.load_state_dict(self.tensors)
        return made.eval()

    def install(self, model: nn.Sequential) -> None:
        """Give a model these modules, unless it has them, and the modules these numbers."""
        if _children(model) != self.children:
            for name, _ in _children(model):
                delattr(model, name)
            for name, child in self.children:
                model.add_module(name, child)
        with torch.no_grad():
            for linear, weights, bias in zip(self.linears, self.weights, self.biases, strict=True):
                linear.weight.copy_(torch.from_numpy(weights.copy()))
                linear.bias.copy_(torch.from_numpy(bias.copy()))

    def with_unit(self, layer: int, unit: int, w: Floats, b: float) -> SequentialState:
        """The state in which a unit has another w (entries,) and b, rounded to the dtype of its layer.

        Raises
        ------
        ValueError
            If these are too large for that.
        """
        dtype = self.linears[layer].weight.dtype
        numbers = torch.tensor([*w, b], dtype=torch.float64).to(dtype).double().numpy()
        if not np.isfinite(numbers).all():
            raise ValueError(
                f"The weights of unit {unit} would be too large for {dtype}. They must be finite. "
                "Move the line less far, or undo."
            )
        weights, bias = self.weights[layer].copy(), self.biases[layer].copy()
        weights[unit], bias[unit] = numbers[:-1], numbers[-1]
        return self.with_layer(layer, weights, bias)

    def with_parameter(self, name: str, place: tuple[int, ...], value: float) -> SequentialState:
        """The state in which an entry of a parameter, named as in the model's state_dict, has another value.

        Raises
        ------
        ValueError
            If it is too large for the dtype of its layer.
        """
        module, _, kind = name.rpartition(".")
        layer = [name for name, child in self.children if isinstance(child, nn.Linear)].index(module)
        w, b = self.weights[layer][place[0]].copy(), float(self.biases[layer][place[0]])
        if kind == "weight":
            w[place[1]] = value
        return self.with_unit(layer, place[0], w, value if kind == "bias" else b)

    def with_layer(self, layer: int, weights: Floats, bias: Floats) -> SequentialState:
        """The state in which a Linear layer has other numbers."""
        return replace(
            self,
            weights=(*self.weights[:layer], weights, *self.weights[layer + 1 :]),
            biases=(*self.biases[:layer], bias, *self.biases[layer + 1 :]),
        )

    def inputs(self, layer: int, points: npt.ArrayLike) -> Floats:
        """The inputs (n, entries) of a layer at points (n, 2), or one point (2,), of the input space."""
        z = np.atleast_2d(np.asarray(points, np.float64))
        for weights, bias, slope in zip(self.weights[:layer], self.biases, self.slopes, strict=False):
            h = z @ weights.T + bias
            z = np.where(h > 0, h, slope * h)
        return z

    def pre_activations(self, layer: int, points: npt.ArrayLike) -> Floats:
        """What the units of a layer are at points (n, 2) of the input space before the activation, (n, units)."""
        return self.inputs(layer, points) @ self.weights[layer].T + self.biases[layer]

    def normals(self, layer: int, point: npt.ArrayLike) -> Floats:
        """The gradients (units, 2) of the pre-activations of a layer, in the input space, at a point within a tile."""
        z, gradients = np.asarray(point, np.float64), np.eye(self.widths[0])
        for weights, bias, slope in zip(self.weights[:layer], self.biases, self.slopes, strict=False):
            h = weights @ z + bias
            sides = np.where(h > 0, 1.0, slope)
            z, gradients = sides * h, sides[:, None] * (weights @ gradients)
        found: Floats = self.weights[layer] @ gradients
        return found


def _children(model: nn.Sequential) -> tuple[tuple[str, nn.Module], ...]:
    return tuple(zip(model._modules, model, strict=True))


def _refused(fact: str) -> ValueError:
    wanted = "Lines are moved in a Sequential in which Linear layers and activations take turns"
    return ValueError(f"{fact} {wanted}. {REMEDY}")


def _checked(name: str, linear: nn.Linear) -> nn.Linear:
    if linear.bias is None:
        raise ValueError(
            f"Linear {name} has no bias. A line through the origin could not be moved. "
            "Make it with bias=True; a bias of zero begins at the same lines."
        )
    if not isinstance(linear._parameters.get("weight"), nn.Parameter):
        raise ValueError(
            f"The weight of Linear {name} is computed from other numbers. What a hand does is in the weight itself. "
            "Remove the weight norm first, as with torch.nn.utils.remove_weight_norm."
        )
    return linear


def _slope(name: str, activation: nn.Module) -> float:
    """The slope of an activation for negative values; raises ValueError if it is no ray on either side of zero."""
    refusal = _refused(f"Module {name}, a {type(activation).__name__}, is no ReLU, LeakyReLU or absolute value.")
    if next(activation.parameters(), None) is not None:
        raise refusal
    x = torch.tensor([TRIED], dtype=torch.float64)
    try:
        with torch.no_grad():
            y = activation(x.clone())
    except Exception as failure:
        raise refusal from failure
    slope = 0.0 - float(y[0, 1]) if isinstance(y, Tensor) and y.shape == x.shape else float("nan")
    if not (abs(slope) <= 1 and slope != 1 and torch.equal(y, torch.where(x > 0, x, slope * x))):
        raise refusal
    return slope


def _array(tensor: Tensor) -> Floats:
    array: Floats = tensor.detach().cpu().double().numpy().copy()
    return array
