"""Growth of a batch of values with a complex that a layer has refined.

Values at the layer are affine between the vertices, so new rows can be interpolated at once (`Growth`). Or only the old
rows go on to the next layer, and the new ones are told from these and from the kinks in between (`BentGrowth`): then
what follows is evaluated once at each old vertex and not at the new ones, of which there are more.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from torch import Tensor

from ..operations import scratch
from ..planar.bending import bend
from ..planar.kinks import Kinks
from ..planar.rounding import PROBES, Probes
from .new_vertices import NewVertices


class Growth:
    """New rows at once, by interpolation.

    Parameters
    ----------
    new_vertices
        The new vertices, in order, each batch between those before.
    kept : (V',) int64 or None
        The vertices that stay; None if all do.
    probes
        Behind the rows go their probes.
    probed
        Until now these have been the probes of so many vertices.
    """

    def __init__(
        self, new_vertices: list[NewVertices], kept: npt.NDArray[np.int64] | None, probes: Probes, probed: int
    ) -> None:
        self._new_vertices, self._kept, self._probes, self._probed = new_vertices, kept, probes, probed

    def __call__(self, values: Tensor) -> Tensor:
        """A batch (V + PROBES, k) with the rows of new vertices, without those of vertices that are gone again."""
        new_vertices, kept, before = self._new_vertices, self._kept, values
        if new_vertices:
            old, new = new_vertices[0].old, new_vertices[-1].new
            grown = scratch.rows(new + PROBES, values.shape[1], values)
            grown[:old] = values[:old]
            for born in new_vertices:
                born.fill(grown)
            values = grown
        if kept is not None:
            values = values[np.concatenate([kept, np.zeros(PROBES, np.int64)])]
        return self._probes.attach(values, values.shape[0] - PROBES, before, self._probed)


class BentGrowth:
    """New rows at the next layer, from the old rows there and the kinks of this layer.

    Parameters
    ----------
    new_vertices
        The new vertices.
    kinks
        Of this layer's results along the segments on which they lie.
    probes
        Behind the rows go those of old vertices.
    probed
        Until now these have been the probes of so many vertices.

    Attributes
    ----------
    entries : (U,) int64
        The results whose responses are needed.
    scale : float
        A power of two of the results' size, by which to move them to see the response.
    count : int
        Rows of a grown batch, probes included.
    """

    def __init__(self, new_vertices: NewVertices, kinks: Kinks, probes: Probes, probed: int) -> None:
        self._new_vertices, self._kinks, self._probes, self._probed = new_vertices, kinks, probes, probed
        self.entries, self.count = kinks.entries, new_vertices.new + PROBES
        self.scale = float(2.0 ** np.ceil(np.log2(np.abs(kinks.jump).max(initial=0.0) or 1.0)))

    def probe(self, rows: Tensor) -> Tensor:
        """A batch (V + PROBES, k) of the old vertices, with its probes moved anew."""
        return self._probes.attach(rows, self._new_vertices.old, rows, self._probed)

    def grow(self, rows: Tensor, responses: Tensor | None, in_place: bool) -> Tensor:
        """A batch (V + PROBES, k) with the rows of new vertices.

        Parameters
        ----------
        responses : (U, k) or None
            How the values change with each of `entries`; None if they do not.
        in_place
            Whether the memory of `rows` is that of no other value, so that what lies behind may be used.
        """
        new_vertices, kinks = self._new_vertices, self._kinks
        probes = rows[new_vertices.old :].clone()
        grown = scratch.extended(rows, self.count) if in_place else None
        if grown is None:
            grown = scratch.rows(self.count, rows.shape[1], rows)
            grown[: new_vertices.old] = rows[: new_vertices.old]
        grown[new_vertices.new :] = probes
        if responses is None:
            new_vertices.fill(grown)
        else:
            given = grown.numpy(), new_vertices.of, new_vertices.at, kinks, responses.numpy(), new_vertices.old
            edges = int(np.searchsorted(kinks.first, new_vertices.cuts))
            bend(*given, 0, edges)
            bend(*given, edges, len(kinks.first) - 1)
        return grown
