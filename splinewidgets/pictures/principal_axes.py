"""The principal components of what a generator makes of a plane of latents."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import numpy.typing as npt
import torch

from splinewidgets.geometry.flattened import rows_of
from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.geometry.tessellation.manifold import Manifold
from splinewidgets.geometry.tessellation.tessellation import Tessellation
from splinewidgets.pictures.projection import Projection

# Points a side of the grid over the window that they are taken of. They are taken anew while a plane is dragged, and of
# four times as many they would take the most of its time.
GRID = 16


class PrincipalAxes:
    """Three components, which stay while the plane and the network do, whatever window of it is seen."""

    def __init__(self) -> None:
        self._plane: Slice | None = None
        self._snapshot: Hashable = None
        self._projection: Projection | None = None

    def of(self, manifold: Manifold, snapshot: Hashable) -> Projection:
        """Those of a picture; `snapshot` tells which of several networks made it."""
        plane, before = manifold.tessellation.slice, self._projection
        if before is None or self._plane is None or snapshot != self._snapshot or not same_plane(self._plane, plane):
            rows = rows_of(manifold.outputs_at(spread(manifold.tessellation)))
            before = Projection.components(rows, 3, like=before)
            self._plane, self._snapshot, self._projection = plane, snapshot, before
        return before


def same_plane(one: Slice, other: Slice) -> bool:
    """Test whether two slices differ in their windows only."""
    return torch.equal(one.origin, other.origin) and torch.equal(one.axes, other.axes)


def spread(tessellation: Tessellation) -> npt.NDArray[np.float64]:
    """Points (n, 2) on a grid over the window, or vertices where few of those are inside."""
    u0, u1, v0, v1 = tessellation.slice.bounds
    shares = (np.arange(GRID) + 0.5) / GRID
    u, v = np.meshgrid(u0 + shares * (u1 - u0), v0 + shares * (v1 - v0))
    grid = np.column_stack([u.ravel(), v.ravel()])
    inside: npt.NDArray[np.float64] = grid[tessellation.locate(grid) >= 0]
    return inside if len(inside) >= 2 * GRID else tessellation.vertices[:: -(-len(tessellation.vertices) // GRID**2)]
