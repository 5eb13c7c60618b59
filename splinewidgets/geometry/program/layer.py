"""One knot of a network, and what its pre-activations say."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import torch
from jaxtyping import Bool, Float, Int, Int64
from torch import Tensor

from ..operations.windows import Windows
from ..smooth.approximation_error import Approximation


@dataclass(frozen=True)
class Layer:
    """One knot of a network.

    Attributes
    ----------
    name
        Of its module, or of the operation where it has none of its own.
    operation
        Its ATen name.
    units
        How many it has. A unit of a max-pooling is one of its windows.
    windows
        For a max-pooling or a maximum along axes, which pre-activations each unit compares; otherwise None, and each
        pre-activation is a unit.
    approximation
        What the operation stands in for, if it does.

    Examples
    --------
    >>> (layer,) = Network(nn.ReLU(), [0.0, 0.0]).layers
    >>> layer.pattern(torch.tensor([[-1.0, 2.0]]))
    tensor([[False,  True]])
    """

    name: str
    operation: str
    units: int
    windows: Windows | None = field(default=None, repr=False, compare=False)
    approximation: Approximation | None = field(default=None, repr=False)

    def pattern(self, z: Float[Tensor, "points width"]) -> Bool[Tensor, "points units"] | Int64[Tensor, "points units"]:
        """The state (N, units) of every unit at pre-activations z (N, width).

        bool: positive or not. For windows int64: which entry is taken, the first of those that tie.
        """
        if self.windows is None:
            return z > 0
        return self.windows.states(z)

    def distance(self, z: Float[Tensor, "points width"], units: Int[np.ndarray, "points"]) -> Float[Tensor, "points"]:
        """Distance of a unit from changing its state, at each of the pre-activations z (n, width), (n,).

        The size of the pre-activation; for windows by how much the largest entry exceeds the second.
        """
        chosen = torch.from_numpy(units.astype(np.int64))
        rows = torch.arange(len(z))[:, None]
        if self.windows is None:
            return z[rows, chosen[:, None].to(z.device)][:, 0].abs()
        entries = torch.from_numpy(self.windows.entries)[chosen].to(z.device)
        top = (self.windows.sign * z[rows, entries]).topk(2, dim=1).values
        return top[:, 0] - top[:, 1]

    def same(
        self, one: Float[Tensor, "points width"], other: Float[Tensor, "points width"], units: Int[np.ndarray, "points"]
    ) -> Bool[np.ndarray, "points"]:
        """Test whether a unit is in the same state at two pre-activations, (n,).

        Parameters
        ----------
        one, other : (n, width)
        units : (n,)
            The unit to look at in each row. One that is exactly zero at either is not in the same state.
        """
        chosen = torch.from_numpy(units.astype(np.int64)).to(one.device)
        rows = torch.arange(len(chosen), device=one.device)
        if self.windows is None:
            alike = one[rows, chosen] * other[rows, chosen] > 0
        else:
            alike = self.pattern(one)[rows, chosen] == self.pattern(other)[rows, chosen]
        return alike.cpu().numpy()
