"""Cells of a latent plane, and the share of the manifold over each, to count samples against."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from splinewidgets.generation.generator import Generator
from splinewidgets.generation.pool import Pool
from splinewidgets.geometry.flattened import rows_of
from splinewidgets.geometry.model.eval_mode import in_eval_mode
from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.network.remembered_network import remembered_network
from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.geometry.tessellate import tessellate
from splinewidgets.geometry.tessellation.manifold import Manifold

Floats = npt.NDArray[np.float64]

# Cells a side of the grid over latent space in which samples are counted.
CELLS = 16


def exact_cell_shares(generator: Generator, pool: Pool) -> Floats | None:
    """The share of the manifold's area over each cell of the latent grid, (CELLS^2,), by its tessellation.

    None for latents of other than two dimensions.

    Raises
    ------
    UnsupportedOperation, ValueError
        If the generator has no tiles, for it is not piecewise affine, or no outputs at their corners.
    """
    rows = rows_of(pool.latents)
    if rows.shape[1] != 2 or tuple(pool.latents.shape[1:]) != (2,):
        return None
    if isinstance(generator, Network):
        network = generator
    else:
        with in_eval_mode(generator):
            network = remembered_network(generator, pool.latents[0], leaves_out="smooth")
    low, high = rows.min(0), rows.max(0)
    edges = [np.linspace(low[k], high[k], CELLS + 1) for k in (0, 1)]
    areas = np.empty((CELLS, CELLS))
    for i in range(CELLS):
        for j in range(CELLS):
            window = Slice.box((edges[0][i], edges[0][i + 1]), (edges[1][j], edges[1][j + 1]))
            areas[i, j] = Manifold(tessellate(network, window)).areas.sum()
    total = areas.sum()
    return None if not total > 0 else (areas / total).reshape(-1)


def cells_of(rows: Floats) -> npt.NDArray[np.int64]:
    """The cell of the latent grid that each latent (N, 2) lies in."""
    low, high = rows.min(0), rows.max(0)
    places = np.clip(((rows - low) / (high - low) * CELLS).astype(int), 0, CELLS - 1)
    return places[:, 0] * CELLS + places[:, 1]
