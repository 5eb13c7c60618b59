"""A pool of latents as the arrays that the browser draws and weighs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from splinewidgets.generation.generator import Generator, checked_latents
from splinewidgets.generation.latent_cells import cells_of, exact_cell_shares
from splinewidgets.generation.pool import Pool
from splinewidgets.geometry.array_like import numbers
from splinewidgets.geometry.flattened import rows_of
from splinewidgets.geometry.model.eval_mode import evaluating
from splinewidgets.geometry.refusals import UnsupportedOperation
from splinewidgets.pictures.number_format import THIN_SPACE, count
from splinewidgets.pictures.projection import Projection
from splinewidgets.pictures.scene.image_layout import ImageLayout
from splinewidgets.pictures.wire import encode, in_float32
from splinewidgets.pictures.wire_types.polarity import WirePool

Floats = npt.NDArray[np.float64]

# Numbers that the generator makes at once: a pool of pictures has more than a machine's memory holds.
NUMBERS = 2**23
# Outputs that principal components are taken of.
FITTED = 512
# Generated pictures that travel, and their bytes: more than fill a grid a hundred times.
MOST_IMAGES, MOST_BYTES = 2000, 2_000_000
# The window of the densities leaves out this share of the points at either end, and gets this much room around.
OUTLIERS, ROOM = 0.002, 0.08


class PoolPicture:
    """Outputs of a generator for a pool, in two dimensions.

    Parameters
    ----------
    generator, pool
        Which latents, and what they become.
    axes
        Two outputs; None for those there are, or for the principal components of all outputs.
    data : (M, *output_shape) or None
        Beside what is generated.
    image_shape
        How outputs are images, where their own shape does not say so.

    Raises
    ------
    ValueError
        If outputs are NaN or infinite, the data are no outputs, or there are no such outputs.
    """

    def __init__(
        self,
        generator: Generator,
        pool: Pool,
        axes: tuple[int, int] | None,
        data: Floats | None,
        image_shape: Sequence[int] | None = None,
    ) -> None:
        self._pool = pool
        latents = checked_latents(generator, pool.latents)
        # As the pool was measured: in training mode a generator may draw by chance, and would learn from the latents.
        copying = evaluating(generator) if isinstance(generator, nn.Module) else nullcontext(generator)
        with torch.no_grad(), copying as made:
            shape = tuple(made(latents[:1]).shape[1:])
            self._layout = ImageLayout.of(shape, image_shape, "output")
            check_data(data, shape)
            mixed = np.random.default_rng(0).permutation(len(latents))
            project = _projection(rows_of(made(latents[mixed[:FITTED]])), axes)
            batches = latents.split(max(1, NUMBERS // math.prod(shape)))
            self.outputs: Floats = np.concatenate([project(rows_of(made(batch))) for batch in batches])
            check_finite(self.outputs)
            if self._layout is not None:
                self._chosen = mixed[: min(MOST_IMAGES, max(1, MOST_BYTES // math.prod(self._layout.shape[:2])))]
                self._images = as_gray(self._layout, rows_of(made(latents[self._chosen])))
        self.names = list(project.names)
        self.data = None if data is None else project(data.reshape(len(data), -1))
        self._cell_shares, self._without_tiles = None, ""
        try:
            self._cell_shares = exact_cell_shares(generator, pool)
        except (UnsupportedOperation, ValueError) as failure:
            self._without_tiles = str(failure).split(". ")[0]

    def trait(self) -> WirePool:
        """The `pool` trait: outputs (N, 2), log_volumes (N,), and labels, cells and images where there are such."""
        pool = self._pool
        trait: WirePool = {
            "id": 1,
            "outputs": encode(in_float32(self.outputs)),
            "log_volumes": encode(relative_volumes(pool).astype(np.float32)),
        }
        if pool.labels is not None:
            trait["labels"] = encode(pool.labels.astype(np.uint8))
        if self._cell_shares is not None:
            trait["cells"] = encode(cells_of(rows_of(pool.latents)).astype(np.uint16))
            trait["cell_shares"] = encode(self._cell_shares.astype(np.float32))
        if self._layout is not None:
            trait["images"] = encode(self._images)
            trait["image_rows"] = encode(self._chosen.astype(np.uint32))
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
        """Size of the pool, its dead share, and the reason where uniformity is not counted."""
        parts = [f"{count(len(self.outputs))} latents", f"{len(self._pool.latents[0].reshape(-1))} dimensions"]
        if self._pool.dead_fraction:
            parts.append(f"{100 * self._pool.dead_fraction:.3g}{THIN_SPACE}% without volume")
        if self._without_tiles:
            parts.append(f"no tiles, so uniformity is not counted: {self._without_tiles}")
        return " · ".join(parts)


def check_data(data: Floats | None, shape: tuple[int, ...]) -> None:
    """Raise ValueError if data are no outputs."""
    if data is not None and (data.shape[1:] != shape or len(data) == 0):
        raise ValueError(
            f"data has shape {data.shape}. The generator makes outputs of shape {shape}. "
            "Pass what it imitates, stacked along a first dimension."
        )


def check_finite(projected: Floats) -> None:
    """Raise ValueError if outputs, of which each number has a part in what is projected, are NaN or infinite."""
    wrong = int((~np.isfinite(projected)).any(1).sum())
    if wrong:
        raise ValueError(
            f"{wrong:,} of {len(projected):,} outputs of the generator are NaN or infinite. All must be numbers. "
            "Leave such latents out, or load an earlier checkpoint."
        )


def relative_volumes(pool: Pool) -> Floats:
    """Log-volumes relative to the density of latents, (N,), which rho multiplies; minus infinity without volume."""
    return pool.log_volumes if pool.log_density is None else pool.log_volumes - pool.log_density


def as_gray(layout: ImageLayout, rows: Floats) -> npt.NDArray[np.uint8]:
    """Outputs (n, C) as pictures (n, h, w) with values from 0 to 255, over the range of them all."""
    pixels = layout.pixels(rows).reshape(len(rows), *layout.shape)
    gray = pixels if pixels.ndim == 3 else pixels.mean(-1)
    low, high = float(gray.min()), float(gray.max())
    return np.round(255 * (gray - low) / (high - low or 1.0)).astype(np.uint8)


def _projection(rows: Floats, axes: tuple[int, int] | None) -> Projection:
    dimensions = rows.shape[1]
    if axes is None and dimensions > 2:
        return Projection.components(np.nan_to_num(rows, posinf=0, neginf=0), 2)
    return Projection.outputs((0, min(1, dimensions - 1)) if axes is None else read_axes(axes), dimensions)


def read_axes(given: Any) -> list[int]:
    """The two outputs that are shown."""
    axes = [] if isinstance(given, str) else numbers(given, "axes").tolist()
    if np.shape(axes) != (2,) or any(axis != int(axis) for axis in axes):
        raise ValueError(
            f"axes is {given!r}. It must be the indices of two outputs, such as (0, 1). Leave it out for the outputs "
            "there are, or their principal components."
        )
    return [int(axis) for axis in axes]
