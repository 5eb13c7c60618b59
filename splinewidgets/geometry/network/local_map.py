"""The affine map of a network about one input: what holds there, whether or not its tile is known."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from jaxtyping import Bool, Float64, Int64
from torch import Tensor

from ..argument_types import check_type
from ..array_like import finite_tensor
from .jacobians import offsets, outputs_and_jacobians, spectral_norms
from .network import Network


@dataclass(frozen=True, eq=False, repr=False)
class LocalMap:
    """The affine map A x + c that a network is about one input, and what is active there.

    Everything is found when it is asked for, and once. In float64, by autograd at the input: exact where the network
    does not bend at the very input. There it is the map of one side, as autograd takes it.

    Parameters
    ----------
    network : Network
    input : array-like (*input_shape)

    Attributes
    ----------
    A : (C, *input_shape) float64 tensor
    c : (C,) float64 tensor
        network(x) = A x + c as far as the tile of the input goes.
    outputs : (C,) float64
        Those at the input, A input + c.
    pattern : list of arrays (units,), one for each layer
        The state of each unit: see `Tessellation.activation_pattern`.
    active_units : (layers,) int64
        Number of positive units of each layer; 0 for max-poolings.
    spectral_norm, frobenius_norm : float
        Of A as a matrix (C, inputs).

    References
    ----------
    Balestriero, Humayun and Baraniuk, On the Geometry of Deep Learning [balestriero2025geometry], equation (5).

    Examples
    --------
    >>> LocalMap(Network(nn.ReLU(), [0.0, 0.0]), [0.5, -0.5]).A
    tensor([[1., 0.],
            [0., 0.]], dtype=torch.float64)
    """

    network: Network
    input: Float64[Tensor, "*input"]

    def __post_init__(self) -> None:
        check_type(self.network, Network, "The network", "a Network", "Make one: Network(model, example).")
        given, shape = finite_tensor(self.input, "input").cpu().double(), tuple(self.network.input_shape)
        if tuple(given.shape) != shape:
            raise ValueError(
                f"The input has shape {tuple(given.shape)}. The network takes {shape}. Pass one input of that shape."
            )
        object.__setattr__(self, "input", given)

    def __repr__(self) -> str:
        return f"<LocalMap: {self.output_count:,} outputs of {self.input_count:,} inputs>"

    @property
    def input_count(self) -> int:
        """Number of inputs, columns of A."""
        return math.prod(self.network.input_shape)

    @property
    def output_count(self) -> int:
        """Number of outputs, rows of A."""
        return math.prod(self.network.output_shape)

    def rows(self, outputs: Iterable[int]) -> tuple[Float64[Tensor, "rows *input"], Float64[Tensor, "rows"]]:
        """The rows of A and the entries of c of some outputs, as they are ordered: a backward pass each.

        All of A may be too much: a network with 10^5 inputs and 10^3 outputs has 10^8 entries.
        """
        which = list(outputs)
        if "_whole" in self.__dict__:
            a, c = self._whole
            return a[which], c[which]
        return self._rows(which)

    @property
    def A(self) -> Float64[Tensor, "outputs *input"]:
        """The matrix of the map, in the shape of an input for each output."""
        return self._whole[0]

    @property
    def c(self) -> Float64[Tensor, "outputs"]:
        """The constants of the map."""
        return self._whole[1]

    @cached_property
    def _whole(self) -> tuple[Tensor, Tensor]:
        return self._rows(list(range(self.output_count)))

    @cached_property
    def spectral_norm(self) -> float:
        """The largest singular value of A: the most that a step from the input is stretched, in any direction."""
        return float(spectral_norms(self.A.flatten(1)[None])[0])

    @cached_property
    def frobenius_norm(self) -> float:
        """The root of the sum of the squared entries of A."""
        return float(torch.linalg.vector_norm(self.A))

    @cached_property
    def outputs(self) -> Float64[np.ndarray, "outputs"]:
        """The network at the input."""
        network = self.network.in_float64()
        with torch.no_grad():
            values = network(self.input[None].to(network.device))
        return np.asarray(values.reshape(-1).cpu().numpy(), np.float64)

    @cached_property
    def pattern(self) -> list[Bool[np.ndarray, "_units"] | Int64[np.ndarray, "_units"]]:
        """The state of every unit at the input."""
        network = self.network.in_float64()
        found: list[npt.NDArray[Any]] = []
        with torch.no_grad():
            network.evaluate(
                self.input[None].to(network.device),
                at_knot=lambda layer, z: found.append(network.layers[layer].pattern(z)[0].cpu().numpy()),
            )
        return found

    @property
    def active_units(self) -> Int64[np.ndarray, "layers"]:
        """Number of positive units of each layer."""
        counts = [0 if states.dtype != np.bool_ else int(states.sum()) for states in self.pattern]
        return np.array(counts, np.int64)

    def _rows(self, which: list[int]) -> tuple[Tensor, Tensor]:
        network = self.network.in_float64()
        inputs = self.input[None].to(network.device)
        values, jacobians = outputs_and_jacobians(network, inputs, which)
        return jacobians[0].cpu(), offsets(values, jacobians, inputs)[0].cpu()
