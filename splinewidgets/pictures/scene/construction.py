"""Which network is looked at: constructed or random, of some depth and width."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import nn

from splinewidgets.geometry.complexity.count_bounds import CountBounds, count_bounds
from splinewidgets.geometry.slices.segment import Segment
from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.pictures.wire_types.depth_width import NetworkName
from splinewidgets.zoo import folding_network, mlp, sawtooth_square, tent_map

MOST_DEPTH, LEAST_WIDTH, MOST_WIDTH = 8, 2, 8
# Units of a layer, where the construction has so many and no others.
OWN_WIDTH: dict[NetworkName, int] = {"tent": 2, "square": 3}
# Hyperplanes of a random network pass the origin at distances near 1: so far out there are few that do not cross.
FAR = 10.0


@dataclass(frozen=True)
class Construction:
    """A network, by what it is made of; the same one each time.

    Attributes
    ----------
    network : str
        "folding" and "random" have two inputs, "tent" and "square" one.
    depth, width : int
        Hidden layers, and units of each.
    seed : int
        Of random weights.
    """

    network: NetworkName
    depth: int
    width: int
    seed: int

    def model(self) -> nn.Sequential:
        """The network, in float64."""
        if self.network == "tent":
            return tent_map(self.depth)
        if self.network == "square":
            return sawtooth_square(self.depth)
        if self.network == "folding":
            return folding_network(self.depth, self.width)
        return mlp((2, *[self.width] * self.depth, 1), self.seed).to(torch.float64)

    def at_depth(self, depth: int) -> Construction:
        """The same with another depth."""
        return replace(self, depth=depth)

    @property
    def widths(self) -> tuple[int, ...]:
        """Of the input and of each hidden layer."""
        if self.network in OWN_WIDTH:
            return (1, *[OWN_WIDTH[self.network]] * self.depth)
        folding = self.width // 2 * 2 if self.network == "folding" else self.width
        return (2, *[folding] * (self.depth - 1), self.width)

    @property
    def bounds(self) -> CountBounds:
        """Bounds on the number of tiles of such a network, in all of its input space."""
        return count_bounds(self.widths)

    @property
    def window(self) -> Slice | Segment:
        """Where it is looked at."""
        if self.network in OWN_WIDTH:
            return Segment(torch.zeros(1), torch.ones(1))
        return Slice.box((0, 1), (0, 1)) if self.network == "folding" else Slice.box((-FAR, FAR), (-FAR, FAR))
