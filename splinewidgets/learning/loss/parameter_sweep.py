"""Outputs of a model for the same data at many points of its parameters."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.func import functional_call, vmap

from splinewidgets.geometry.batch_size import CACHED, ELSEWHERE, numbers_computed
from splinewidgets.geometry.device_precision import full_precision
from splinewidgets.geometry.model.agreement import close
from splinewidgets.geometry.model.eval_mode import evaluating

from .parameter_plane import ParameterPlane

# So few points together cost more than one after the other: `vmap` takes some five times as long for a call.
FEWEST = 16
# Points whose outputs are held before their losses are taken, for a loss costs some calls however many they are; and
# at most, so that who waits can see how far it is and stop it.
HELD, MOST = 16, 64
# How torch says that it has no rule for an operation, before it calls it once for each point.
REPEATED = re.compile(r"batching rule for aten::(\w+)")


class ParameterSweep:
    """A copy of a model, in eval mode, whose parameters lie in one vector and move in a plane.

    Attributes
    ----------
    at_once : int
        Points that are evaluated together.
    reason : str
        Why they are not, where that is because `torch.func.vmap` cannot follow the model; else empty.
    """

    def __init__(self, copied: nn.Module, plane: ParameterPlane, data: Tensor, memory: float | None) -> None:
        self._model, self._data, self._names = copied, data, plane.names
        names = plane.names
        held = {**dict(copied.named_parameters()), **dict(copied.named_buffers())}
        self._shapes = [held[name].shape for name in names]
        self._vector = torch.cat([held[name].detach().reshape(-1) for name in names])
        parts = zip(names, self._split(self._vector[None]), strict=True)
        _replace(copied, {id(held[name]): part[0] for name, part in parts})
        self._origin, self._axes = self._vector.clone(), plane.axes.to(self._vector)
        _try(copied, data[:2])
        numbers = numbers_computed(copied, data[:1])
        most = CACHED if data.device.type == "cpu" else ELSEWHERE
        if memory is not None:
            most = min(most, int(memory / data.element_size()))
        point = len(data) * numbers + len(self._vector)
        self.at_once = min(MOST, most // point) if most // point >= FEWEST else 1
        self.reason = ""
        self._parts = data.split(max(1, most // numbers))
        self._compared = self.at_once == 1

    @property
    def dtype(self) -> torch.dtype:
        """What is computed in."""
        return self._vector.dtype

    @property
    def held(self) -> int:
        """Points to ask for at a time."""
        return max(self.at_once, HELD)

    def points(self, places: npt.NDArray[np.float64]) -> Tensor:
        """The parameters (n, parameters) at places (n, 2) of the plane."""
        there = torch.from_numpy(places).to(self._axes) @ self._axes
        return there.add_(self._origin)

    def outputs(self, points: Tensor) -> Tensor:
        """The outputs (n, N, *output_shape) at points (n, parameters)."""
        if not self._compared and len(points) > 1:
            self._compared = True
            self._compare(points[:2])
        if self.at_once == 1:
            return torch.stack([self._alone(point) for point in points])
        return torch.cat([self._together(some) for some in points.split(self.at_once)])

    def outputs_of(self, state: Mapping[str, Tensor]) -> Tensor:
        """The outputs (N, *output_shape) of a state, with its buffers; the copy's own are back afterwards."""
        before = {name: tensor.clone() for name, tensor in self._model.state_dict().items()}
        self._model.load_state_dict(state, strict=False)  # extra state may be missing
        try:
            return self._of_all()
        finally:
            self._model.load_state_dict(before, strict=False)

    def _alone(self, point: Tensor) -> Tensor:
        self._vector.copy_(point)
        return self._of_all()

    def _of_all(self) -> Tensor:
        return torch.cat([self._model(part) for part in self._parts])

    def _together(self, points: Tensor) -> Tensor:
        tensors = dict(zip(self._names, self._split(points), strict=True))
        return vmap(lambda moved: functional_call(self._model, moved, (self._data,)))(tensors)

    def _compare(self, points: Tensor) -> None:
        """Evaluate points one after the other from now on if that is the only way, or the only right one."""
        alone = torch.stack([self._alone(point) for point in points])
        try:
            with warnings.catch_warnings(record=True) as told:
                warnings.simplefilter("always")
                together = self._together(points)
        except Exception as error:  # of any kind: it is whatever the model does to tensors that are not what they seem
            self._one_by_one(_first_line(error))
            return
        if repeated := [found[1] for each in told if (found := REPEATED.search(str(each.message)))]:
            self._one_by_one(f"torch.vmap calls '{repeated[0]}' once for each of them")
        elif bool(torch.isfinite(alone).all()) and not close(together, alone, alone):
            self._one_by_one("its outputs are others there")

    def _one_by_one(self, reason: str) -> None:
        self.at_once, self.reason = 1, reason

    def _split(self, points: Tensor) -> Iterator[Tensor]:
        """The tensors of points (n, parameters), each (n, *shape)."""
        parts = points.split([math.prod(shape) for shape in self._shapes], 1)
        return (part.reshape(len(points), *shape) for part, shape in zip(parts, self._shapes, strict=True))


def _try(copied: nn.Module, points: Tensor) -> None:
    """Raise ValueError if a model does not map a batch to one tensor with a row for each sample."""
    name, shape = type(copied).__name__, tuple(points.shape[1:])
    try:
        outputs: Any = copied(points)
    except (RuntimeError, IndexError, ValueError, TypeError) as error:
        raise ValueError(
            f"{name} fails on data of shape {shape}: {_first_line(error)}. It must take batches of them. "
            "Pass data of a shape that the model accepts."
        ) from error
    if not isinstance(outputs, Tensor) or outputs.ndim < 2 or len(outputs) != len(points):
        what = f"shape {tuple(outputs.shape)}" if isinstance(outputs, Tensor) else f"a {type(outputs).__name__}"
        raise ValueError(
            f"{name} maps {len(points)} samples to {what}. A loss needs one tensor with a row for each, "
            "(N, *output_shape). Wrap the model in a module that returns that."
        )


def _replace(model: nn.Module, others: Mapping[int, Tensor]) -> None:
    """Put tensors in the place of parameters and buffers, by their identities, wherever a model has them."""
    for module in model.modules():
        for name, parameter in list(module.named_parameters(recurse=False, remove_duplicate=False)):
            if id(parameter) in others:
                setattr(module, name, nn.Parameter(others[id(parameter)], requires_grad=False))
        for name, buffer in list(module.named_buffers(recurse=False, remove_duplicate=False)):
            if id(buffer) in others:
                setattr(module, name, others[id(buffer)])


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")


@contextmanager
def sweeping(model: nn.Module, plane: ParameterPlane, data: Tensor, memory: float | None) -> Iterator[ParameterSweep]:
    """Yield a sweep over a plane, in the dtype of the data; the model is left as it is."""
    with torch.no_grad(), full_precision(data.device), evaluating(model) as copied:
        copied.to(data.dtype)
        copied.load_state_dict(plane.state, strict=False)
        yield ParameterSweep(copied, plane, data, memory)


def check_statistics(model: nn.Module) -> None:
    """Refuse a batch normalization without running statistics, for which the loss is not one of each sample.

    Raises
    ------
    ValueError
        Naming it.
    """
    for name, module in model.named_modules():
        known: Any = getattr(module, "running_mean", module)
        if isinstance(module, nn.modules.batchnorm._BatchNorm) and known is None:
            raise ValueError(
                f"The batch normalization {name} keeps no running statistics. A loss needs a network that is one "
                "function of each sample. Make it with track_running_stats=True."
            )
