"""One knot of a network, and what its pre-activations say."""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor

from .windows import Windows


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
    """

    name: str
    operation: str
    units: int
    windows: Windows | None = field(default=None, repr=False, compare=False)

    def pattern(self, z: Tensor) -> Tensor:
        """The state (N, units) of every unit at pre-activations z (N, width).

        bool: positive or not. For windows int64: which entry is the largest, the first of those that tie.
        """
        if self.windows is None:
            return z > 0
        return (self.windows.sign * z[:, torch.from_numpy(self.windows.entries).to(z.device)]).argmax(2)
