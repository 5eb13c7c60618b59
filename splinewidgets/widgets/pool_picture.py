"""A pool of latents as the arrays that the browser draws and weighs."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from splinewidgets.generation.jacobians import Generator, checked_latents
from splinewidgets.generation.pool import Pool
from splinewidgets.geometry.evaluating import evaluating
from splinewidgets.geometry.manifold import LOG_FLOOR, Manifold
from splinewidgets.geometry.network import Network
from splinewidgets.geometry.operations import UnsupportedOperation
from splinewidgets.geometry.slices import Slice
from splinewidgets.geometry.tessellate import tessellate

from .image_layout import ImageLayout
from .projection import Projection
from .samples import numbers
from .wire import encode
from .wording import THIN_SPACE, count

Floats = npt.NDArray[np.float64]

# Latents that are sent through the generator at once.
BATCH = 8192
# Cells a side of the grid over latent space in which samples are counted.
CELLS = 16
# Generated pictures that travel: more than fill a grid a hundred times, and a few hundred kilobytes.
MOST_IMAGES = 2000
# The window of the densities leaves out this share of the points at either end, and gets this much room around.
OUTLIERS, ROOM = 0.002, 0.08


class PoolPicture:
    """What a generator makes of a pool, in two dimensions.

    Parameters
    ----------
    generator, pool
        Which latents, and what they become.
    axes
        Two outputs; None for those there are, or for the principal components of all outputs.
    data : (M, *output_shape) or None
        Beside what is generated.

    Raises
    ------
    ValueError
        If outputs are NaN or infinite, the data are no outputs, or there are no such outputs.
    """

    def __init__(self, generator: Generator, pool: Pool, axes: tuple[int, int] | None, data: Floats | None) -> None:
        self._generator, self._pool = generator, pool
        outputs = generated(generator, pool.latents)
        self._shape = outputs.shape[1:]
        rows = outputs.reshape(len(outputs), -1)
        if not np.isfinite(rows).all():
            raise ValueError(
                f"{int((~np.isfinite(rows)).any(1).sum()):,} of {len(rows):,} outputs of the generator are NaN or "
                "infinite. All must be numbers. Leave such latents out, or load an earlier checkpoint."
            )
        if data is not None and (data.shape[1:] != self._shape or len(data) == 0):
            raise ValueError(
                f"data has shape {data.shape}. The generator makes outputs of shape {self._shape}. "
                "Pass what it imitates, stacked along a first dimension."
            )
        self._images = outputs if ImageLayout.of(self._shape) is not None else None
        project = _projection(rows, axes)
        self.names = list(project.names)
        self.outputs: Floats = project(rows)
        self.data = None if data is None else project(data.reshape(len(data), -1))
        self._cell_shares, self._without_tiles = None, ""
        try:
            self._cell_shares = exact_cell_shares(generator, pool)
        except (UnsupportedOperation, ValueError) as failure:
            self._without_tiles = str(failure).split(". ")[0]

    def trait(self) -> dict[str, Any]:
        """The `pool` trait: outputs (N, 2), log_volumes (N,), and labels, cells and images where there are such."""
        pool = self._pool
        trait: dict[str, Any] = {
            "id": 1,
            "outputs": encode(self.outputs.astype(np.float32)),
            "log_volumes": encode(relative_volumes(pool).astype(np.float32)),
        }
        if pool.labels is not None:
            trait["labels"] = encode(pool.labels.astype(np.uint8))
        if self._cell_shares is not None:
            trait["cells"] = encode(cells_of(latent_rows(pool)).astype(np.uint16))
            trait["cell_shares"] = encode(self._cell_shares.astype(np.float32))
        if self._images is not None:
            chosen = np.random.default_rng(0).permutation(len(self._images))[:MOST_IMAGES]
            trait["images"] = encode(as_gray(self._images[chosen]))
            trait["image_rows"] = encode(chosen.astype(np.uint32))
        return trait

    def bounds(self) -> list[float]:
        """A window (x0, x1, y0, y1) that holds nearly all of what is generated, and of the data."""
        parts = [self.outputs] if self.data is None else [self.outputs, self.data]
        ends = np.array([np.quantile(part, [OUTLIERS, 1 - OUTLIERS], axis=0) for part in parts])
        low, high = ends[:, 0].min(0), ends[:, 1].max(0)
        # Where all is one number there is no extent to take a share of.
        room = ROOM * np.where(high > low, high - low, np.maximum(np.abs(high), 1.0))
        return [float(x) for pair in zip(low - room, high + room, strict=True) for x in pair]

    def status(self) -> str:
        """How large the pool is, how much of it is dead, and why uniformity is not counted if it cannot be."""
        parts = [f"{count(len(self.outputs))} latents", f"{len(self._pool.latents[0].reshape(-1))} dimensions"]
        if self._pool.dead_fraction:
            parts.append(f"{100 * self._pool.dead_fraction:.3g}{THIN_SPACE}% without volume")
        if self._without_tiles:
            parts.append(f"no tiles, so uniformity is not counted: {self._without_tiles}")
        return " · ".join(parts)


@torch.no_grad()
def generated(generator: Generator, latents: torch.Tensor) -> Floats:
    """The generator's outputs, (N, *output_shape)."""
    batches = checked_latents(generator, latents).split(BATCH)
    # As the pool was measured: in training mode a generator may draw by chance, and would learn from the latents.
    with evaluating(generator) if isinstance(generator, nn.Module) else nullcontext():
        return np.concatenate([generator(batch).detach().cpu().double().numpy() for batch in batches])


def exact_cell_shares(generator: Generator, pool: Pool) -> Floats | None:
    """The share of the manifold's area over each cell of the latent grid, (CELLS^2,), by its tessellation.

    None for latents of other than two dimensions.

    Raises
    ------
    UnsupportedOperation, ValueError
        If the generator has no tiles, for it is not piecewise affine, or no outputs at their corners.
    """
    rows = latent_rows(pool)
    if rows.shape[1] != 2 or tuple(pool.latents.shape[1:]) != (2,):
        return None
    if isinstance(generator, Network):
        network = generator
    else:
        with evaluating(generator):
            network = Network(generator, pool.latents[0])
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


def relative_volumes(pool: Pool) -> Floats:
    """What rho multiplies, (N,): log-volumes, relative to the density of latents; minus infinity without volume."""
    volumes = np.where(pool.log_volumes <= LOG_FLOOR, -np.inf, pool.log_volumes)
    return volumes if pool.log_density is None else volumes - pool.log_density


def latent_rows(pool: Pool) -> Floats:
    """The latents, (N, d)."""
    rows: Floats = pool.latents.detach().cpu().double().reshape(len(pool.latents), -1).numpy()
    return rows


def as_gray(images: Floats) -> npt.NDArray[np.uint8]:
    """Pictures (n, h, w) with values from 0 to 255, over the range of them all."""
    layout = ImageLayout.of(images.shape[1:])
    assert layout is not None
    pixels = layout.pixels(images).reshape(len(images), *layout.shape)
    gray = pixels if pixels.ndim == 3 else pixels.mean(-1)
    low, high = float(gray.min()), float(gray.max())
    return np.round(255 * (gray - low) / (high - low or 1.0)).astype(np.uint8)


def _projection(rows: Floats, axes: tuple[int, int] | None) -> Projection:
    dimensions = rows.shape[1]
    if axes is None and dimensions > 2:
        return Projection.components(rows[:MOST_IMAGES], 2)
    return Projection.outputs((0, min(1, dimensions - 1)) if axes is None else read_axes(axes), dimensions)


def read_axes(given: Any) -> list[int]:
    """Which two outputs are shown."""
    axes = [] if isinstance(given, str) else numbers(given, "axes").tolist()
    if np.shape(axes) != (2,) or any(axis != int(axis) for axis in axes):
        raise ValueError(
            f"axes is {given!r}. It must be the indices of two outputs, such as (0, 1). Leave it out for the outputs "
            "there are, or their principal components."
        )
    return [int(axis) for axis in axes]
