"""`ParameterPlane`: a plane in the space of all parameters of a model."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch
from jaxtyping import Float64
from torch import Tensor, nn

from splinewidgets.geometry.argument_types import check_type, real_number, seed_number
from splinewidgets.geometry.model.fitting_tensors import fitting
from splinewidgets.geometry.model.state_dict_check import check_finite

from ..checkpoint import Checkpoint
from ..history import History
from ..recorded_state import state_dict_of
from ..state_dict_file import shapes_of
from .filter_normalization import filter_normalized
from .trajectory import Trajectory, flat, principal_axes, projected

Window = tuple[float, float, float, float]
State = nn.Module | Checkpoint | Mapping[str, Any] | str | os.PathLike[str]

# Around a path, in shares of its extent.
MARGIN = 0.2
# Of the angle between two axes, below which they are one direction but for the rounding of float32.
LEAST_SINE = 1e-6


@dataclass(frozen=True, eq=False, repr=False)
class ParameterPlane:
    """The states origin + u first axis + v second axis of a model, in all of its parameters at once.

    Made by `random`, `principal` or `through`. Immutable, and independent of the model, which may go on training.

    Attributes
    ----------
    kind : str
        "random", "principal" or "through".
    state : dict of str to Tensor
        Parameters and buffers at the origin, where u = v = 0, on the CPU.
    names : tuple of str
        What moves, in the order of the axes' entries. All else of the state is the same in the whole plane.
    axes : (2, parameters) float64
        The first and the second, on the CPU.
    window : (u0, u1, v0, v1)
        What to look at.
    explained : (float, float) or None
        Of principal axes, the share of the states' squared distance from the origin that lies along each.
    trajectory : Trajectory or None
        The training whose path is drawn on the plane.
    tied : dict of str to str
        Further names of parameters that are shared, and the name of each among `names`.

    Examples
    --------
    >>> model = zoo.mlp((2, 8, 2))
    >>> plane = ParameterPlane.random(model, seed=1)
    >>> plane
    <ParameterPlane: random, of 42 parameters, -1 to 1 by -1 to 1>
    >>> model.load_state_dict(plane.at(0.5, -0.25))
    <All keys matched successfully>
    """

    kind: str
    state: dict[str, Tensor]
    names: tuple[str, ...]
    axes: Float64[Tensor, "2 parameters"]
    window: Window
    explained: tuple[float, float] | None = None
    trajectory: Trajectory | None = None
    tied: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        first, second = self.axes.norm(dim=1)
        across = self.axes[1] - (self.axes[0] @ self.axes[1]) / first**2 * self.axes[0]
        if not bool(across.norm() > LEAST_SINE * second):
            raise ValueError(
                "The two axes of the plane have one direction, or no length. A plane needs two directions. "
                "Choose states that differ and do not lie on one line, of a model with weights that are not zero."
            )

    @classmethod
    def random(cls, model: nn.Module, *, seed: int = 0) -> ParameterPlane:
        """The plane through a model along two random directions that are filter normalized.

        Each filter of a direction, the weights of an output channel of a convolution or of a row of a dense layer, is
        normal and as long as the model's own, so that landscapes of networks of different scales can be compared.
        Biases and the parameters of normalizations stay.

        Parameters
        ----------
        model
            Any module; left as it is.
        seed
            Of the directions; the global random state is left as it was.

        Raises
        ------
        TypeError, ValueError
            If the model is no module, has no weights, or one of them is NaN or infinite.

        References
        ----------
        Li, Xu, Taylor, Studer and Goldstein, Visualizing the Loss Landscape of Neural Nets [li2018visualizing].
        """
        state, seed = _state(model), seed_number(seed)
        names = _parameters(model)
        random = torch.Generator().manual_seed(seed)
        axes = [_direction(model, state, names, random) for _ in range(2)]
        return cls("random", state, names, torch.stack(axes), (-1.0, 1.0, -1.0, 1.0), tied=_tied(model))

    @classmethod
    def principal(cls, model: nn.Module, history: History) -> ParameterPlane:
        """The plane through the last state of a training along which its states lie farthest from that.

        The axes are the first two principal components of the differences to the last state, of length 1, and the
        window holds the projected path. What `explained` leaves is how far the path is off the plane. Buffers, such as
        running statistics, are those of the last state in the whole plane.

        Parameters
        ----------
        model
            Of the history's architecture, whose weights do not matter; left as it is.
        history
            With three distinct states or more.

        Raises
        ------
        TypeError, ValueError
            If the history is of another architecture, or has fewer than three distinct states, or all on one line.

        References
        ----------
        Li, Xu, Taylor, Studer and Goldstein, Visualizing the Loss Landscape of Neural Nets [li2018visualizing].

        Examples
        --------
        >>> model, history = zoo.mlp((2, 8, 2)), History("runs/principal")
        >>> model = zoo.train(model, zoo.two_moons(), steps=20, history=history, progress=False)
        >>> plane = ParameterPlane.principal(model, history)
        >>> plane.trajectory.path.shape == (len(history), 2), 0.5 < sum(plane.explained) <= 1
        (True, True)
        """
        model_state, names = _state(model), _parameters(model)
        check_type(history, History, "The history", "a History", "Record one while the model is trained.")
        if not history:
            raise ValueError("The history is empty. A plane needs three distinct states or more. Record a training.")
        state = _fitted(history[-1], model_state, "The checkpoint of the last step")
        axes, explained = principal_axes(history, state, names)
        trajectory = projected(history, state, names, axes)
        return cls("principal", state, names, axes, _around(trajectory.path), explained, trajectory, _tied(model))

    @classmethod
    def through(cls, model: nn.Module, *states: State, seed: int = 0) -> ParameterPlane:
        """The plane through three states, at (0, 0), (1, 0) and (0, 1), or through two and along a random direction.

        Of two states they are at (0, 0) and (1, 0), and the second axis is filter normalized for the first of them.
        Running statistics and other buffers of real numbers move with the parameters, so that the corners are the
        states with all that they compute by; outside of the triangle a variance may become negative, and the loss NaN.

        Parameters
        ----------
        model
            Of their architecture, whose weights do not matter; left as it is.
        *states
            Two or three modules, `Checkpoint` objects, state_dicts, or paths of files with one.
        seed
            Of the random direction.

        Raises
        ------
        TypeError, ValueError
            If there are not two or three, one is of another architecture, or they lie on one line.

        Examples
        --------
        >>> one, two = zoo.mlp((2, 8, 2), seed=1), zoo.mlp((2, 8, 2), seed=2)
        >>> plane = ParameterPlane.through(one, one, two)
        >>> bool(torch.allclose(plane.at(1.0, 0.0)["1.weight"], two[1].weight))
        True
        """
        model_state, seed = _state(model), seed_number(seed)
        if len(states) not in (2, 3):
            raise ValueError(
                f"There are {len(states)} states. A plane goes through two or three. "
                "Pass checkpoints, modules or state_dicts."
            )
        corners = [_fitted(given, model_state, f"State {k}") for k, given in enumerate(states)]
        origin = corners[0]
        names = (*_parameters(model), *(name for name, _ in model.named_buffers() if name in _moving(origin)))
        axes = [flat(corner, names) - flat(origin, names) for corner in corners[1:]]
        window = (-0.5, 1.5, -0.5, 1.5)
        if len(axes) == 1:
            drawn = _direction(model, origin, _parameters(model), torch.Generator().manual_seed(seed))
            axes.append(torch.cat([drawn, drawn.new_zeros(len(axes[0]) - len(drawn))]))
            window = (-0.5, 1.5, -1.0, 1.0)
        return cls("through", origin, names, torch.stack(axes), window, tied=_tied(model))

    @property
    def parameter_count(self) -> int:
        """How many numbers move."""
        return int(self.axes.shape[1])

    def at(self, u: float, v: float) -> dict[str, Tensor]:
        """The state_dict at a point of the plane, on the CPU, in the dtypes of the state."""
        place = [real_number(value, name, "Pass a number.") for value, name in ((u, "u"), (v, "v"))]
        moved = flat(self.state, self.names) + torch.tensor(place, dtype=torch.float64) @ self.axes
        parts = zip(self.names, moved.split([self.state[name].numel() for name in self.names]), strict=True)
        there = {name: part.reshape(self.state[name].shape).to(self.state[name].dtype) for name, part in parts}
        there |= {name: there[first] for name, first in self.tied.items()}
        return {name: there.get(name, tensor).clone() for name, tensor in self.state.items()}

    def with_path(self, history: History) -> ParameterPlane:
        """The same plane with the path of a training projected on it.

        Raises
        ------
        TypeError, ValueError
            If the history is empty, or of another architecture.
        """
        check_type(history, History, "The history", "a History", "Record one while the model is trained.")
        if not history:
            raise ValueError("The history is empty. A path has one state or more. Record a training.")
        return replace(self, trajectory=projected(history, self.state, self.names, self.axes))

    def __repr__(self) -> str:
        u0, u1, v0, v1 = self.window
        shares = f", {100 * sum(self.explained):.3g} % of the path" if self.explained else ""
        return (
            f"<ParameterPlane: {self.kind}, of {self.parameter_count} parameters, "
            f"{u0:.3g} to {u1:.3g} by {v0:.3g} to {v1:.3g}{shares}>"
        )


def _state(model: Any) -> dict[str, Tensor]:
    """Copies of all tensors of a model."""
    check_type(model, nn.Module, "The model", "a torch.nn.Module", "Pass the model whose parameters move.")
    if not any(True for _ in model.parameters()):
        raise ValueError(
            f"{type(model).__name__} has no parameters. A plane is one of parameters. Pass a model that has some."
        )
    state = {name: tensor.clone() for name, tensor in state_dict_of(model).items()}
    check_finite(state)
    if any(tensor.is_complex() for tensor in state.values()):
        raise ValueError(
            f"{type(model).__name__} has complex parameters. A plane is one of real numbers. "
            "Write the model with real and imaginary parts."
        )
    return state


def _fitted(given: Any, wanted: Mapping[str, Tensor], what: str) -> dict[str, Tensor]:
    """Copies of the tensors of a state under the names of another."""
    found = state_dict_of(given.state_dict() if isinstance(given, Checkpoint) else given)
    remedy = "Pass states of one architecture, that of the model."
    state = {name: tensor.clone() for name, tensor in fitting(found, shapes_of(wanted), what, remedy).items()}
    check_finite(state)
    return {name: state[name] for name in wanted}


def _parameters(model: nn.Module) -> tuple[str, ...]:
    return tuple(name for name, _ in model.named_parameters())


def _tied(model: nn.Module) -> dict[str, str]:
    """Further names of parameters that several modules share, and the first name of each."""
    first = {id(parameter): name for name, parameter in model.named_parameters()}
    every = model.named_parameters(remove_duplicate=False)
    return {name: first[id(parameter)] for name, parameter in every if first[id(parameter)] != name}


def _moving(state: Mapping[str, Tensor]) -> set[str]:
    return {name for name, tensor in state.items() if tensor.is_floating_point()}


def _direction(
    model: nn.Module, state: Mapping[str, Tensor], names: tuple[str, ...], random: torch.Generator
) -> Tensor:
    return flat(filter_normalized(model, {name: state[name] for name in names}, random), names)


def _around(path: Float64[np.ndarray, "steps 2"]) -> Window:
    """A window that holds a path, with some room."""
    least, most = path.min(0), path.max(0)
    room = MARGIN * (most - least)
    (u0, v0), (u1, v1) = least - room, most + room
    return float(u0), float(u1), float(v0), float(v1)
