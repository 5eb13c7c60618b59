"""Check that rounding accounts for the dents of tiles.

Where units are nearly parallel, it moves the points at which they cross by far more than itself, and tiles there have
dents. What it cannot do is to take a vertex off the zero sets that it lies on, or a tile across one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

if TYPE_CHECKING:
    from .tessellation import Tessellation


def off_their_units(tessellation: Tessellation, dented: npt.NDArray[np.intp], before: npt.NDArray[np.intp]) -> float:
    """Largest distance of units from where the corners of dents have them; infinite on the window's border.

    The unit of the edge before a dent must be zero at the ends of that edge, and not change beyond it from what it is
    within the tile.

    Parameters
    ----------
    tessellation
        Any.
    dented, before : (n,)
        Positions in `tile_vertices` of corners, and of those before them in their loops.
    """
    edges = tessellation.tile_edges[before]
    layers, units = tessellation.edge_layer[edges], tessellation.edge_unit[edges]
    if (layers < 0).any():
        return np.inf
    tiles = np.searchsorted(tessellation.tile_offsets, dented, "right") - 1
    loops = np.stack([before, dented, tessellation._next_in_loop[dented]])
    points = np.concatenate(
        [tessellation.vertices[tessellation.tile_vertices[loops]], tessellation.centroids()[tiles][None]]
    )
    network, worst = tessellation.network.in_float64(), 0.0

    def look(number: int, z: Tensor) -> None:
        nonlocal worst
        here, layer = np.flatnonzero(layers == number), network.layers[number]
        first, second, beyond, inside = z.reshape(4, len(dented), -1)[:, here]
        across = ~layer.same(beyond, inside, units[here])
        for at, counts in ((first, slice(None)), (second, slice(None)), (beyond, across)):
            distances = layer.distance(at, units[here]).cpu().numpy()[counts]
            worst = max(worst, float(distances.max(initial=0.0)))

    with torch.no_grad():
        network.evaluate(tessellation.slice.embed(points.reshape(-1, 2)).to(network.device), at_knot=look)
    return worst
