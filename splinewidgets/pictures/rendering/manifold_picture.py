"""The image of a tessellation as the arrays that the browser draws."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from splinewidgets.geometry.tessellation.manifold import Manifold
from splinewidgets.pictures.number_format import count, number, percent
from splinewidgets.pictures.projection import Projection
from splinewidgets.pictures.rendering.surface_picture import in_window
from splinewidgets.pictures.scene.image_layout import ImageLayout
from splinewidgets.pictures.wire import encode
from splinewidgets.pictures.wire_types.explorer import WireDots
from splinewidgets.pictures.wire_types.manifold import WireManifold, WireOutput, WirePoints

Floats = npt.NDArray[np.float64]

# Data this far outside of the manifold's box, in sides of it, are not drawn: zoomed in, they lie anywhere.
BESIDE = 0.25


@dataclass(frozen=True, eq=False)
class ManifoldPicture:
    """A manifold in the world in which it is drawn: a box around it, of one scale along all axes, its longest side 1.

    With two outputs the third coordinate is the latent u, from -1/2 to 1/2, by which folded sheets can be told apart.

    Parameters
    ----------
    number
        Of the picture that has the tiles, whose colors are the polygons'.
    manifold
        What is drawn.
    projection
        Of its outputs onto two axes or three.
    """

    number: int
    manifold: Manifold
    projection: Projection

    def trait(self) -> WireManifold:
        """The images of tiles: where the vertices of a picture are in the world."""
        tessellation = self.manifold.tessellation
        center, extent = self._box
        world = self._raised((self._positions - center) / extent, tessellation.vertices)
        return {
            "id": self.number,
            "positions": encode(world.astype(np.float32)),
            "center": [*center.tolist(), *[0.0] * (3 - len(center))],
            "extent": extent,
            "labels": list(self.projection.names),
            "degenerate": encode(np.flatnonzero(self.manifold.degenerate).astype(np.uint32)),
        }

    def place(self, outputs: Floats, uv: Floats | None = None) -> Floats:
        """Outputs (n, *output_shape), in the world (n, 3); `uv` (n, 2) are their latents, if they have any."""
        center, extent = self._box
        return self._raised((self.projection(outputs.reshape(len(outputs), -1)) - center) / extent, uv)

    def dots(self, outputs: Floats, uv: Floats | None = None) -> WirePoints:
        """The `samples` and `data` traits: outputs (n, *output_shape) as points of the world, those near the box."""
        placed = self.place(outputs, uv)
        near = placed[(np.abs(placed) <= 0.5 + BESIDE).all(1)]
        return {"manifold": self.number, "points": encode(near.astype(np.float32))}

    def latent_dots(self, uv: Floats) -> WireDots:
        """The explorer's `dots` trait: latents (n, 2) on the same tiles."""
        placed = in_window(uv, self.manifold.tessellation.slice)
        return {"picture": self.number, "points": encode(placed.astype(np.float32))}

    def status(self) -> str:
        """Number of tiles, area of their images, and number of those without area."""
        tiles, area = len(self.manifold.areas), float(self.manifold.areas.sum())
        parts = [f"{count(tiles)} tile{'s' * (tiles != 1)}", f"area {number(area)} in units² of outputs"]
        if (end := self.manifold.end) is not None:
            parts[1] += f" within {self.manifold.area_error:.1g}"
            parts.append(f"curved by {end}, drawn flat between vertices")
        if flat := int(self.manifold.degenerate.sum()):
            parts.append(f"{count(flat)} degenerate, {percent(self.manifold.degenerate_share)} of the window")
        return " · ".join(parts)

    @cached_property
    def _positions(self) -> Floats:
        return np.concatenate([self.projection(part) for part in self.manifold.image_parts()])

    @cached_property
    def _box(self) -> tuple[Floats, float]:
        """Its middle, and its longest side."""
        low, high = self._positions.min(0), self._positions.max(0)
        return (low + high) / 2, float((high - low).max()) or 1.0

    def _raised(self, placed: Floats, uv: Floats | None) -> Floats:
        if placed.shape[1] == 3:
            return placed
        height = np.zeros(len(placed)) if uv is None else in_window(uv, self.manifold.tessellation.slice)[:, 0] - 0.5
        return np.column_stack([placed, height])


def gray_range(manifold: Manifold) -> tuple[float, float]:
    """The range of the numbers in pictures, never empty."""
    ranges = [(float(part.min()), float(part.max())) for part in manifold.image_parts()]
    low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
    return (low, high) if high > low else (low, low + 1)


def output_picture(layout: ImageLayout, output: Floats, shades: tuple[float, float]) -> WireOutput:
    """An output (1, *output_shape) as pixels of 0 to 255, over the range `shades`."""
    low, high = shades
    pixels = np.clip(255 * (layout.pixels(output)[0] - low) / (high - low), 0, 255)
    return {"shape": layout.shape, "pixels": encode(np.round(pixels).astype(np.uint8))}
