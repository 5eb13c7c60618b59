"""Facts about a network's layers that a walk over a slice needs besides their values."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ..planar.rounding import Probes, summands
from ..program.binding import BoundStep
from ..program.program import Program
from .perceptron import Perceptron, leading_perceptron

if TYPE_CHECKING:
    from .network import Network

# So many roundings of its summands are no value.
ZERO = 64


class LayerFacts:
    """Facts about each layer of a network, by its index; computed when first asked for.

    Attributes
    ----------
    knots : dict of int to BoundStep
        The step of each layer.
    """

    def __init__(self, network: Network, steps: list[BoundStep], program: Program) -> None:
        self._network, self._program, self._steps = network, program, steps
        self.knots = {step.knot.layer: step for step in steps if step.knot is not None}
        self._jumps: dict[int, npt.NDArray[np.float64] | None] = {}

    def results(self, layer: int) -> int:
        """Number of results of a layer for each input; several units may share one."""
        axis = self._program.axes[self.knots[layer].out]
        assert axis is not None
        return axis.width

    def width_behind(self, layer: int) -> int:
        """Numbers an input that are needed at the layer after one, or of the output."""
        if layer + 1 < len(self.knots):
            return self._network.memory_footprint.at(layer + 1)
        return self._program.width(self._program.output)

    def jumps(self, layer: int) -> npt.NDArray[np.float64] | None:
        """By how much the slope of a result changes at the zero of each unit, (units,), relative to the unit's slope.

        None where that is not one number a unit. Unit j belongs to result `j % results`.
        """
        if layer not in self._jumps:
            self._jumps[layer] = _jumps(self.knots[layer], self.results(layer))
        return self._jumps[layer]

    def factors(self, layer: int) -> tuple[Tensor, Tensor]:
        """Slopes of a layer without cuts for positive values, and for the sizes of negative ones, (units,) each."""
        return _factors(self.knots[layer], self.results(layer))

    @cached_property
    def at_zero(self) -> list[tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]]:
        """For each layer the sizes of its values at the input zero, and which are zero there but for rounding (width,).

        The sizes are those of the values that are not.
        """
        network = self._network
        probes, found = Probes(), [(np.empty(0), np.empty(0, np.bool_))] * len(network.layers)

        def look(layer: int, z: Tensor) -> None:
            noise = (z[0].abs() <= ZERO * torch.finfo(network.dtype).eps * summands(z, 1, 1)).cpu().numpy()
            found[layer] = np.abs(z[0].cpu().double().numpy())[~noise], noise

        zero = torch.zeros((1, int(np.prod(network.input_shape))), dtype=network.dtype, device=network.device)
        with torch.no_grad():
            rows = probes.attach(zero, 1).reshape(-1, *network.input_shape)
            network.evaluate(rows, at_knot=look, after_affine=probes.move)
        return found

    @cached_property
    def perceptron(self) -> Perceptron | None:
        """The perceptron that the network begins with, for compiled code; None but in float64 on the CPU."""
        here = self._network.device.type == "cpu" and self._network.dtype == torch.float64
        return leading_perceptron(self._steps, self._program, self) if here else None

    def after(self, layer: int, z: Tensor) -> Tensor:
        """Activations of a layer at pre-activations z (N, units), if these are its operand (see `Network.evaluate`)."""
        step = self.knots[layer]
        assert step.knot is not None and step.knot.rule.cuts is None
        values = step.function(step.knot.axis.value(z), *step.args[1:], **step.kwargs)
        return step.knot.axis.rows(values, len(z))


def _jumps(step: BoundStep, width: int) -> npt.NDArray[np.float64] | None:
    assert step.knot is not None
    rule = step.knot.rule
    if rule.windows is not None:
        return None
    if rule.cuts is None:
        up, down = _factors(step, width)
        return (up + down).numpy()
    each = rule.jumps(*step.args) if rule.jumps is not None else None
    return None if each is None else np.repeat(np.array(each, np.float64), width)


def _factors(step: BoundStep, width: int) -> tuple[Tensor, Tensor]:
    assert step.knot is not None and step.knot.rule.cuts is None
    axis, args = step.knot.axis, [_in_float64(arg) for arg in step.args[1:]]
    ones = torch.ones(1, width, dtype=torch.float64)
    up, down = (axis.rows(step.function(axis.value(side), *args, **step.kwargs), 1)[0] for side in (ones, -ones))
    return up, down


def _in_float64(value: Any) -> Any:
    return value.cpu().double() if isinstance(value, Tensor) and value.is_floating_point() else value
