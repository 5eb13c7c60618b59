"""A network's outputs at data as affine functions on every tile, without holding one of them for each tile."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor
from torch.func import jacfwd

from splinewidgets.geometry.device_precision import full_precision
from splinewidgets.geometry.differentiating import forward_mode
from splinewidgets.geometry.planar.rounding import safe_roundoff
from splinewidgets.geometry.planar.spanning_corners import spanning_corners
from splinewidgets.geometry.progress import Progress
from splinewidgets.geometry.tessellation.residual_triangles import residual_triangles
from splinewidgets.geometry.tessellation.tessellation import Tessellation

from .tile_loss import Floats, Ints

# Numbers that are worked on at once: what fits a processor's caches and is many tiles for few outputs.
BLOCK = 2**21
# Outputs are good to so many of the tessellation's roundings. Measured, they are off by less than a hundredth of that.
ROUNDINGS = 4.0
# Where a slope is good to more than this share of it only, the network is differentiated.
SLOPE_SHARE = 2e-7


class TileMaps:
    """The outputs on tiles, M numbers for all data, from those at the vertices.

    An affine function on a tile is what it is at three corners, and the tessellation has its values there: ten times
    faster than to evaluate the network once more on each tile. On tiles so thin that rounding would show, the network
    is differentiated.

    Parameters
    ----------
    tessellation
        Of outputs (data, *output_shape).
    arranged
        A linear map of outputs (k, data, *output_shape) to rows (k, M).
    target : (M,)
        Of which the outputs' distance is told, see `triangles`.
    progress
        Called with the fraction done.

    Attributes
    ----------
    centers : (T, 2)
        Of mass of each tile.
    triangles : (T, 3, 3)
        Upper triangles R with |outputs - target| = |R (du, dv, 1)| on each tile, (du, dv) from its center.
    slope_rounding : (T,)
        Slopes of all outputs, as one vector, are good to this.
    rounding : float
        Outputs, as one vector, are good to this.
    """

    def __init__(
        self,
        tessellation: Tessellation,
        arranged: Callable[[Tensor], Tensor],
        target: Floats,
        progress: Progress | None = None,
    ) -> None:
        self.tessellation, self._arranged = tessellation, arranged
        self.outputs = np.ascontiguousarray(arranged(tessellation.outputs.detach().cpu().double()).numpy())
        self.centers = tessellation.centroids()
        self._corners, heights = spanning_corners(
            tessellation.vertices, tessellation.tile_offsets, tessellation.tile_vertices
        )
        self.block = max(1, BLOCK // max(1, len(target)))
        self.rounding = ROUNDINGS * tessellation.rounding * np.sqrt(len(target))
        self.triangles = self._triangles(target, progress)
        sizes = np.sqrt((self.triangles[:, :2, :2] ** 2).sum((1, 2)))
        largest = sizes.max(initial=0.0)
        with np.errstate(divide="ignore"):
            self.slope_rounding = self.rounding / heights
        limit = SLOPE_SHARE * np.maximum(sizes, SLOPE_SHARE * largest)
        self._thin = (self.slope_rounding > limit) & (largest > 0)
        self.slope_rounding[self._thin] = safe_roundoff(torch.float64) * largest
        self._sharpen(np.flatnonzero(self._thin), target)

    def _sharpen(self, thin: Ints, target: Floats) -> None:
        """Make the triangles of thin tiles anew."""
        for begin in range(0, len(thin), self.block):
            tiles = thin[begin : begin + self.block]
            residuals = self.at(tiles, self.centers[tiles]) - target
            columns = torch.from_numpy(np.concatenate([self._differentiated(tiles), residuals[..., None]], 2))
            factors = torch.linalg.qr(columns, mode="r").R.numpy()
            self.triangles[tiles] = 0
            self.triangles[tiles, : factors.shape[1]] = factors

    def _triangles(self, target: Floats, progress: Progress | None) -> Floats:
        parts = []
        for begin in range(0, len(self.centers), self.block):
            if progress is not None:
                progress(begin / len(self.centers), "outputs on tiles")
            chosen = slice(begin, begin + self.block)
            vertices = self.tessellation.vertices
            parts.append(
                residual_triangles(vertices, self._corners[chosen], self.centers[chosen], self.outputs, target)
            )
        return np.concatenate(parts)

    def ranks(self) -> Ints:
        """Ranks (T,) of the outputs' maps of (u, v); singular values that rounding cannot tell from zero are zero."""
        values = np.linalg.svd(self.triangles[:, :2, :2], compute_uv=False)
        found: Ints = (values > self.slope_rounding[:, None]).sum(1)
        return found

    def at(self, tiles: Ints, uv: Floats) -> Floats:
        """The outputs (k, M) at points (k, 2) of these tiles (k,)."""
        first, second, third = self._sides(tiles)
        away = uv - self.tessellation.vertices[self._corners[tiles, 0]]
        determinant = _cross(second, third)
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = np.stack([_cross(away, third), _cross(second, away)], 1) / determinant[:, None]
        shares[determinant == 0] = 0
        one, other = self.outputs[self._corners[tiles, 1]], self.outputs[self._corners[tiles, 2]]
        found: Floats = first + shares[:, :1] * (one - first) + shares[:, 1:] * (other - first)
        return found

    def slopes(self, tiles: Ints) -> Floats:
        """The gradients (k, M, 2) of the outputs on these tiles (k,), per unit of (u, v)."""
        first, second, third = self._sides(tiles)
        length = np.hypot(*second.T)[:, None]
        along = second / np.where(length > 0, length, 1)
        foot, height = (along * third).sum(1, keepdims=True), _cross(along, third)[:, None]
        one, other = (self.outputs[self._corners[tiles, i]] - first for i in (1, 2))
        slope_along = one / np.where(length > 0, length, 1)
        slope_across = (other - foot * slope_along) / np.where(height != 0, height, 1)
        found: Floats = (
            slope_along[..., None] * along[:, None]
            + slope_across[..., None] * np.stack([-along[:, 1], along[:, 0]], 1)[:, None]
        )
        if (thin := self._thin[tiles]).any():
            found[thin] = self._differentiated(tiles[thin])
        return found

    def _sides(self, tiles: Ints) -> tuple[Floats, Floats, Floats]:
        """The outputs (k, M) at the first corner of these tiles, and the ways (k, 2) to the other two."""
        vertices, corners = self.tessellation.vertices, self._corners[tiles]
        start = vertices[corners[:, 0]]
        return self.outputs[corners[:, 0]], vertices[corners[:, 1]] - start, vertices[corners[:, 2]] - start

    def _differentiated(self, tiles: Ints) -> Floats:
        """The gradients (k, M, 2) on these tiles, by differentiating the network at their centers."""
        network = self.tessellation.network.in_float64()
        inputs = self.tessellation.slice.embed(self.centers[tiles]).to(network.device)
        axes = self.tessellation.slice.axes.to(network.device)

        def moved(offset: Tensor) -> Tensor:
            return network(inputs + torch.tensordot(offset, axes, 1))

        with torch.inference_mode(False), torch.no_grad(), forward_mode(), full_precision(network.device):
            slopes = jacfwd(moved)(torch.zeros(2, dtype=torch.float64, device=network.device))
        return torch.stack([self._arranged(slopes[..., i].cpu()) for i in range(2)], 2).numpy()


def _cross(a: Floats, b: Floats) -> Floats:
    found: Floats = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    return found
