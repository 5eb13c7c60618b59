"""The image of a tessellation under its network: the manifold that a generator covers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Bool, Float64

from ..argument_types import check_type
from ..network.network import Network
from ..refusals import UnsupportedOperation
from .singular_values import plane_frame
from .tessellation import Tessellation

CURVE = "Make it with tessellate. What one latent covers is a curve: a SegmentTessellation has its image_length()."


@dataclass(frozen=True, eq=False, repr=False)
class Manifold:
    """The image of a tessellation: each tile w goes to a flat polygon M(w) = {A x + c, x in w}.

    The polygons share edges as the tiles do, and may overlap: what is said of areas counts each sheet.

    Parameters
    ----------
    tessellation
        Of a window of latents, two-dimensional or a slice of more.

    Raises
    ------
    UnsupportedOperation
        If the network ends in a sigmoid or softmax, without which it was tessellated.
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
        check_whole(self.tessellation.network)
        self.tessellation.singular_values()  # which every question is about, and which refuses what is no number

    def __repr__(self) -> str:
        parts = [f"{len(self.areas):,} tiles in {self.positions.shape[1]} dimensions", f"area {self.areas.sum():.4g}"]
        if self.degenerate.any():
            parts.append(f"{self.degenerate.sum():,} degenerate, {self.degenerate_share:.1%} of the window")
        return f"<Manifold: {', '.join(parts)}>"

    @cached_property
    def positions(self) -> Float64[np.ndarray, "vertices outputs"]:
        """Images of the tessellation's vertices, (V, C), one row a vertex and one column an output.

        The corners of tile i's polygon are those of its loop, `positions[tile_vertices[...]]`.
        """
        outputs = self.tessellation.outputs.detach().cpu().double()
        return outputs.reshape(len(outputs), -1).numpy()

    @property
    def singular_values(self) -> Float64[np.ndarray, "tiles 2"]:
        """The two stretches (T, 2) of each tile's map, the larger first, in units of output per unit of latent."""
        return self.tessellation.singular_values()

    @cached_property
    def volume_factors(self) -> Float64[np.ndarray, "tiles"]:
        """Ratio of the area of each tile's image to the tile's, (T,): sqrt(det(A' A)), equation (10).

        The product of the singular values, which keeps the digits that a determinant loses; 0 for a degenerate tile.
        """
        return self.singular_values.prod(1)

    @property
    def log_volume_factors(self) -> Float64[np.ndarray, "tiles"]:
        """The logarithms of the volume factors, (T,), minus infinity for a degenerate tile."""
        with np.errstate(divide="ignore"):
            return np.log(self.singular_values).sum(1)

    @property
    def degenerate(self) -> Bool[np.ndarray, "tiles"]:
        """Mask of tiles, (T,), with a map of rank below 2: their images are segments or points, of area zero."""
        return self.singular_values[:, 1] == 0

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
        return self.latent_areas * self.volume_factors


def check_whole(network: Network) -> None:
    """Raise UnsupportedOperation if a network leaves out the sigmoid or softmax that its model ends in."""
    if network.dropped is not None:
        raise UnsupportedOperation(
            f"The model ends in {network.dropped}, which its network leaves out: classes are the same without it. Here "
            "values matter, and with it they are not piecewise affine. "
            + (
                "Pass linearize(model), which states its error."
                if "softmax" not in network.dropped
                else "Take the softmax off to see what goes into it; no function of one variable can stand in for it."
            )
        )
