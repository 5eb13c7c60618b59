"""Tiles with the values of a network, and the questions about the class that it predicts and where values are met."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from jaxtyping import Float, Float64
from torch import Tensor

from ..argument_types import real_number
from ..network.network import Network
from .boundary_distance import NearestBoundary, certified_radius, nearest_boundary
from .class_regions import ClassRegions, class_regions
from .decision_boundary import Boundary, decision_boundary
from .exchange.triangle_mesh import TriangleMesh
from .kept_outputs import OUTPUTS
from .level_set import LevelSet, level_set
from .tiles import Tiles


@dataclass(frozen=True, eq=False, repr=False)
class Decisions(Tiles):
    """The tiles of a network, with its outputs at their corners; the attributes are those of a `Tessellation`."""

    network: Network
    outputs: Float[Tensor, "vertices *output"] = OUTPUTS  # type: ignore[assignment]

    def decision_boundary(self) -> Boundary:
        """Decision boundary: where the predicted class changes; for a scalar output, where it changes sign."""
        return self._boundary

    @cached_property
    def _boundary(self) -> Boundary:
        return decision_boundary(self)

    def nearest_boundary(self, uv: npt.ArrayLike) -> NearestBoundary:
        """The nearest point of the decision boundary to each of the points (k, 2), or to one point (2,), exactly.

        The nearest adversarial point within the slice's window, by lengths in (u, v): where the axes are orthonormal,
        those of input space. An input off the slice, or beyond the window, may be nearer.

        References
        ----------
        Jordan, Lewis and Dimakis, Provable Certificates for Adversarial Examples [jordan2019provable], which grow a
        ball tile by tile in all of input space.
        """
        return nearest_boundary(self, uv)

    def certified_radius(self, uv: npt.ArrayLike) -> Float64[np.ndarray, "points"]:
        """Radius, (k,), of the largest disc around each of the points (k, 2), or one (2,), without another class.

        A certificate within the slice, in units of (u, v): with orthonormal axes, of input space. It ends at the
        window's border, for nothing is known beyond: where it is less than `nearest_boundary(uv).distances`, the border
        is what ended it. NaN for points outside the window. Classes that tie to rounding count as one, as they do in
        `decision_boundary`.
        """
        return certified_radius(self, uv)

    def surface(self, output: int = 0) -> TriangleMesh:
        """The graph of one output above the slice as triangles: (u, v) and the model's value, a smooth end included.

        Behind such an end, a sigmoid, the graph is curved; its triangles meet it at the vertices.

        Raises
        ------
        IndexError
            If there is no such output.

        Examples
        --------
        >>> quadrants = tessellate(nn.ReLU(), Slice.box((-1, 1), (-1, 1)))
        >>> quadrants.surface(1).save("relu.obj")
        """
        count = math.prod(self.network.output_shape)
        number = real_number(output, "The output", "0 is the first.")
        if not (0 <= number < count and number == int(number)):
            raise IndexError(f"Output {output} was asked for. The network has 0 to {count - 1}. Pass one of these.")
        values = self.outputs.detach().cpu().double().numpy().reshape(len(self.vertices), -1)
        end = self.network.smooth_end
        heights = (values if end is None else end(values))[:, int(number)]
        return TriangleMesh.over(self, np.column_stack([self.vertices, heights]))

    def class_regions(self) -> ClassRegions:
        """The regions that the decision boundary cuts the window into: connected components, their areas and holes.

        Exact: found from the scores at the vertices, which of classes that tie to rounding have the first.
        """
        return self._class_regions

    @cached_property
    def _class_regions(self) -> ClassRegions:
        return class_regions(self)

    def level_set(self, value: float, output: Any = None) -> LevelSet:
        """Level set of an output, or of a linear combination of outputs, as polylines, exactly.

        Parameters
        ----------
        value
            What the output, or the combination, is on it, behind the model's end, a sigmoid or tanh, where it has one.
            Nothing is found where it is out of their range.
        output
            The index of the output, counted along all axes; or a weight for each, (outputs,). It may be left out where
            there is one.

        Raises
        ------
        ValueError
            If there is no such output, there are other than as many weights, or the value is NaN or infinite.
        UnsupportedOperation
            If the model ends in a softmax, in a function that is not monotone, such as GELU, or in any smooth one where
            a combination of outputs is asked for.
        """
        return level_set(self, value, output)
