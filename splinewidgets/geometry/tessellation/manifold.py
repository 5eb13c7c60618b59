"""The image of a tessellation under its network: the manifold that a generator covers.

Where the generator ends in a smooth function of each output by itself, the images are curved: see `curved_tiles`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import torch
from jaxtyping import Bool, Float, Float64
from torch import Tensor

from ..argument_types import check_type
from ..network.counted_end import check_values
from ..program.smooth_end import SmoothEnd
from .curved_tiles import Cells, CurvedTiles
from .exchange.triangle_mesh import TriangleMesh, in_space
from .singular_values import plane_frame
from .tessellation import Tessellation
from .tile_parts import NUMBERS, vertex_outputs

CURVE = "Make it with tessellate. What one latent covers is a curve: a SegmentTessellation has its image_length()."


@dataclass(frozen=True, eq=False, repr=False)
class Manifold:
    """The image of a tessellation: each tile w goes to a flat polygon M(w) = {A x + c, x in w}.

    The polygons share edges as the tiles do, and may overlap: what is said of areas counts each sheet.

    Of a generator that ends in a sigmoid, or in another smooth function s of each output by itself, which its network
    leaves out, they are curved, {s(A x + c), x in w}. Its values count all the same: positions are true outputs, and
    areas are integrals over the tiles, with the error that `area_error` states. `tessellate(generator, window,
    smooth_end=True)` leaves out ends other than a sigmoid, too.

    Parameters
    ----------
    tessellation
        Of a window of latents, two-dimensional or a slice of more.

    Raises
    ------
    UnsupportedOperation
        If the network ends in a softmax, without which it was tessellated.
    ValueError
        If outputs at vertices are NaN or infinite.

    References
    ----------
    Balestriero, Humayun and Baraniuk, On the Geometry of Deep Learning [balestriero2025geometry], (9) and (10).

    Examples
    --------
    >>> generator = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 3))
    >>> Manifold(tessellate(generator, Slice.box((-1, 1), (-1, 1))))  # doctest: +ELLIPSIS
    <Manifold: ... tiles in 3 dimensions, area ...>
    """

    tessellation: Tessellation

    def __post_init__(self) -> None:
        check_type(self.tessellation, Tessellation, "The tessellation", "that of a slice", CURVE)
        check_values(self.tessellation.network)
        self.tessellation.singular_values()  # which every question is about, and which refuses what is no number

    def __repr__(self) -> str:
        area, error = float(self.areas.sum()), f" within {self.area_error:.1g}" if self.curved else ""
        parts = [f"{len(self.areas):,} tiles in {math.prod(self.tessellation.network.output_shape)} dimensions"]
        parts += [f"curved by {self.end}"] * (self.end is not None) + [f"area {area:.4g}{error}"]
        if self.degenerate.any():
            parts.append(f"{self.degenerate.sum():,} degenerate, {self.degenerate_share:.1%} of the window")
        return f"<Manifold: {', '.join(parts)}>"

    @property
    def end(self) -> SmoothEnd | None:
        """The smooth function of each output by itself that the generator ends in; None where all is affine."""
        return self.tessellation.network.smooth_end

    @cached_property
    def positions(self) -> Float64[np.ndarray, "vertices outputs"]:
        """Images of the tessellation's vertices, (V, C), one row a vertex and one column an output.

        The corners of tile i's polygon are those of its loop, `positions[tile_vertices[...]]`. Behind a smooth end its
        sides are curved between them.
        """
        return np.concatenate(list(self.image_parts()))

    def image_parts(self) -> Iterator[Float64[np.ndarray, "points outputs"]]:
        """The same, some of its rows after the other, for all may take more memory than there is."""
        count, outputs = len(self.tessellation.vertices), math.prod(self.tessellation.network.output_shape)
        at_once = max(1, NUMBERS // max(1, outputs))
        for begin in range(0, count, at_once):
            rows = np.arange(begin, min(begin + at_once, count))
            yield self.images(vertex_outputs(self.tessellation, rows))

    def mesh(self, axes: Sequence[int] | None = None) -> TriangleMesh:
        """The images of tiles as triangles in space, along two or three of the outputs; all, if there are no more.

        Behind a smooth end they are curved; the triangles meet them at the vertices.

        Examples
        --------
        >>> image = Manifold(tessellate(zoo.mlp((2, 8, 5)), Slice.box((-1, 1), (-1, 1))))
        >>> image.mesh(axes=(0, 1, 4)).save("manifold.ply")
        """
        return TriangleMesh.over(self.tessellation, in_space(self.positions, axes))

    def images(self, outputs: Float64[np.ndarray, "points outputs"]) -> Float64[np.ndarray, "points outputs"]:
        """The generator's values (n, C) where the tessellated network has these outputs (n, C)."""
        return outputs if self.end is None else self.end(outputs)

    def outputs_at(self, uv: npt.ArrayLike) -> Float[Tensor, "points *output"]:
        """The generator at points (k, 2) of the slice, its end included, (k, *output_shape)."""
        outputs = self.tessellation.outputs_at(uv)
        if self.end is None:
            return outputs
        values = self.end(outputs.detach().cpu().double().numpy().reshape(len(outputs), -1))
        return torch.from_numpy(values).to(outputs).reshape(outputs.shape)

    @cached_property
    def singular_values(self) -> Float64[np.ndarray, "tiles 2"]:
        """The two stretches (T, 2) of each tile's map, the larger first, in units of output per unit of latent.

        Behind a smooth end those at its middle, the mean of its corners.
        """
        flat = self.tessellation.singular_values()
        return flat if self.curved is None else self.curved.singular_values()

    @cached_property
    def volume_factors(self) -> Float64[np.ndarray, "tiles"]:
        """Ratio of the area of each tile's image to the tile's, (T,): sqrt(det(A' A)), equation (10).

        The product of the singular values, which keeps the digits that a determinant loses; 0 for a degenerate tile.
        Behind a smooth end it is the mean over the tile.
        """
        if self.curved is None:
            return self.singular_values.prod(1)
        return self.areas / self.latent_areas

    @property
    def log_volume_factors(self) -> Float64[np.ndarray, "tiles"]:
        """The logarithms of the volume factors, (T,), minus infinity for a degenerate tile."""
        with np.errstate(divide="ignore"):
            return np.log(self.volume_factors) if self.curved else np.log(self.singular_values).sum(1)

    @property
    def degenerate(self) -> Bool[np.ndarray, "tiles"]:
        """Mask of tiles, (T,), with a map of rank below 2: their images are segments or points, of area zero."""
        return self.tessellation.singular_values()[:, 1] == 0

    @property
    def degenerate_share(self) -> float:
        """The share of the window, by area, that degenerate tiles take."""
        areas = self.tessellation.areas()
        return float(areas[self.degenerate].sum() / areas.sum())

    @cached_property
    def latent_areas(self) -> Float64[np.ndarray, "tiles"]:
        """The area of each tile, (T,), in squared units of latent space."""
        return self.tessellation.areas() * abs(np.linalg.det(plane_frame(self.tessellation.slice)))

    @cached_property
    def areas(self) -> Float64[np.ndarray, "tiles"]:
        """The area of each tile's image, (T,), in squared units of output; their sum is the manifold's."""
        if self._cells is None:
            return self.latent_areas * self.volume_factors
        return np.bincount(self._cells.tiles, self._cells.integrals, self.tessellation.tile_count).astype(np.float64)

    @property
    def area_error(self) -> float:
        """Error of the area of all images, estimated: of quadrature behind a smooth end, to a millionth; else 0."""
        return 0.0 if self._cells is None else float(self._cells.errors.sum())

    @cached_property
    def curved(self) -> CurvedTiles | None:
        """The curved images behind a smooth end; None where they are flat."""
        return None if self.end is None else CurvedTiles(self.tessellation, self.end)

    @cached_property
    def _cells(self) -> Cells | None:
        return None if self.curved is None else self.curved.cells()
