"""The image of a tessellation under its network: the manifold that a generator covers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import torch

from .slopes import singular_values
from .tessellation import Tessellation

Floats = npt.NDArray[np.float64]

# The logarithm that stands for that of a volume of zero: 1e-200 is the least volume in the code of the authors of
# polarity sampling.
LOG_FLOOR = math.log(1e-200)


@dataclass(frozen=True, eq=False, repr=False)
class Manifold:
    """The image of a tessellation: each tile w goes to a flat polygon M(w) = {A x + c, x in w}, equation (9).

    The polygons share edges as the tiles do, and may overlap: what is said of areas counts each sheet.

    Parameters
    ----------
    tessellation
        Of a window of latents, two-dimensional or a slice of more.

    Raises
    ------
    ValueError
        If outputs at vertices are NaN or infinite.

    References
    ----------
    Equations (9) and (10) of the survey.

    Examples
    --------
    >>> generator = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 3))
    >>> Manifold(tessellate(generator, Slice.box((-1, 1), (-1, 1))))  # doctest: +ELLIPSIS
    <Manifold: ... tiles in 3 dimensions, area ...>
    """

    tessellation: Tessellation

    def __post_init__(self) -> None:
        outputs = self.tessellation.outputs
        finite = torch.isfinite(outputs.reshape(len(outputs), -1)).all(1)
        if not bool(finite.all()):
            raise ValueError(
                f"The outputs at {int((~finite).sum()):,} of {len(outputs):,} vertices are NaN or infinite. "
                "A manifold needs numbers. Choose a smaller window of latents, or float64."
            )

    def __repr__(self) -> str:
        parts = [f"{len(self.areas):,} tiles in {self.positions.shape[1]} dimensions", f"area {self.areas.sum():.4g}"]
        if self.degenerate.any():
            parts.append(f"{self.degenerate.sum():,} degenerate, {self.degenerate_share:.1%} of the window")
        return f"<Manifold: {', '.join(parts)}>"

    @cached_property
    def positions(self) -> Floats:
        """Where the tessellation's vertices go, (V, C), one row a vertex and one column an output.

        The corners of tile i's polygon are those of its loop, `positions[tile_vertices[...]]`.
        """
        outputs = self.tessellation.outputs.detach().cpu().double()
        return outputs.reshape(len(outputs), -1).numpy()

    @cached_property
    def singular_values(self) -> Floats:
        """The two stretches (T, 2) of each tile's map, the larger first, in units of output per unit of latent.

        Of the map within the slice's plane, whatever its axes. They come from the outputs at the corners, as
        `Tessellation.slopes` does; one that these cannot tell from zero is zero.
        """
        slopes = self.tessellation.slopes()
        values: Floats = singular_values(slopes, np.linalg.inv(self._frame))
        # Across the narrowest of a tile, the rounding of outputs changes a slope most. What it makes of maps of rank
        # one is a tenth of this.
        noise = self.tessellation.rounding * math.sqrt(slopes.shape[1]) / self._widths
        values[values <= noise[:, None]] = 0
        return values

    @cached_property
    def volume_factors(self) -> Floats:
        """How much larger each tile's image is than the tile, (T,): sqrt(det(A' A)), equation (10).

        The product of the singular values, which keeps the digits that a determinant loses; 0 for a degenerate tile.
        """
        return self.singular_values.prod(1)

    @property
    def log_volume_factors(self) -> Floats:
        """The logarithms of the volume factors, (T,), at least that of 1e-200, which stands for zero."""
        with np.errstate(divide="ignore"):
            return np.maximum(np.log(self.singular_values).sum(1), LOG_FLOOR)

    @property
    def degenerate(self) -> npt.NDArray[np.bool_]:
        """Which tiles, (T,), have a map of rank below 2: their images are segments or points, of area zero."""
        return self.singular_values[:, 1] == 0

    @property
    def degenerate_share(self) -> float:
        """The share of the window, by area, that degenerate tiles take."""
        areas = self.tessellation.areas()
        return float(areas[self.degenerate].sum() / areas.sum())

    @cached_property
    def latent_areas(self) -> Floats:
        """The area of each tile, (T,), in squared units of latent space."""
        return self.tessellation.areas() * abs(np.linalg.det(self._frame))

    @cached_property
    def areas(self) -> Floats:
        """The area of each tile's image, (T,), in squared units of output; their sum is the manifold's."""
        return self.latent_areas * self.volume_factors

    @property
    def _frame(self) -> Floats:
        """What takes (u, v) to coordinates of the slice's plane that are lengths, (2, 2)."""
        return np.asarray(np.linalg.qr(self.tessellation.slice.axes.reshape(2, -1).numpy().T).R)

    @property
    def _widths(self) -> Floats:
        """Area over diameter of each tile, (T,), in units of latent space."""
        offsets = self.tessellation.tile_offsets
        corners = self.tessellation.vertices[self.tessellation.tile_vertices] @ self._frame.T
        reach = np.linalg.norm(corners - np.repeat(corners[offsets[:-1]], np.diff(offsets), 0), axis=1)
        return np.maximum(self.latent_areas, np.finfo(np.float64).tiny) / np.maximum.reduceat(reach, offsets[:-1])
