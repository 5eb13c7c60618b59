"""Faces on which a window bends: where the largest entry, or that of another rank, changes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..planar.halfedge import FACE, Mesh
from ..planar.signs import WORD

Ints = npt.NDArray[np.int32]


class BentFaces:
    """Faces that each window, or each pair of its entries, may cut.

    Attributes
    ----------
    bent : (faces before this layer, words) uint64
        The windows that bend on a face, as packed bits.
    origin : (F,) int32
        The face before this layer that each face lies in.
    units : (n,) int32
        The windows of the units that cut next.
    """

    def __init__(self, bent: npt.NDArray[np.uint64]) -> None:
        self.bent = bent
        self.origin: Ints = np.arange(len(bent), dtype=np.int32)
        self.units: Ints = np.empty(0, np.int32)

    def select(
        self, mesh: Mesh, edge: Ints, unit: Ints, zeros: tuple[Ints, Ints, Ints]
    ) -> tuple[Ints, Ints, tuple[Ints, Ints, Ints]]:
        """Those of the cuts of edges and of the zeros at vertices that lie on a face on which their window bends."""
        left, right = mesh.half_edges[2 * edge, FACE], mesh.half_edges[2 * edge + 1, FACE]
        chosen = self._bends(left, unit) | self._bends(right, unit)
        here = self._bends(*zeros[:2])
        return edge[chosen], unit[chosen], (zeros[0][here], zeros[1][here], zeros[2][here])

    def _bends(self, face: Ints, unit: Ints) -> npt.NDArray[np.bool_]:
        window = self.units[unit]
        word = self.bent[self.origin[face], window // WORD]
        return (face >= 0) & ((word >> (window % WORD).astype(np.uint64)) & np.uint64(1)).astype(bool)
