"""Triangles in space, for programs that show or print them: arrays, PLY and OBJ files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from jaxtyping import Float64, Int64

from splinewidgets.files.disk import write_whole

from ...argument_types import check_path
from ...array_like import float64_array
from ...planar.triangle_quadrature import fans
from .writable import check_writable

if TYPE_CHECKING:
    from ..tiles import Tiles

SUFFIXES = (".ply", ".obj")


@dataclass(frozen=True, eq=False)
class TriangleMesh:
    """Triangles in space: each tile as a fan from its first corner.

    Attributes
    ----------
    vertices : (V, 3) float64
        Those of the tessellation, in the same order.
    triangles : (F, 3) int64
        Vertices, counter-clockwise as seen from above the slice.
    tiles : (F,) int64
        The tile of each.

    Examples
    --------
    >>> tessellation = tessellate(zoo.mlp((2, 8, 1)), Slice.box((-1, 1), (-1, 1)))
    >>> mesh = tessellation.surface()
    >>> mesh.save("surface.ply")
    >>> mesh.vertices.shape[1], mesh.triangles.shape[1]
    (3, 3)
    """

    vertices: Float64[np.ndarray, "vertices 3"]
    triangles: Int64[np.ndarray, "faces 3"]
    tiles: Int64[np.ndarray, "faces"]

    @classmethod
    def over(cls, tiles: Tiles, vertices: npt.NDArray[np.float64]) -> TriangleMesh:
        """The triangles of tiles whose vertices go to these places (V, 3)."""
        owners, corners = fans(tiles.tile_offsets)
        return cls(vertices, tiles.tile_vertices[corners].astype(np.int64), owners)

    def save(self, path: str | os.PathLike[str], colors: npt.ArrayLike | None = None) -> None:
        """Write a .ply file, binary, in double precision, or an .obj file.

        Parameters
        ----------
        path
            Its ending says which. A file of that name is replaced as a whole or not at all.
        colors
            (tiles, 3) numbers from 0 to 1, a color for each tile, in PLY only. Each tile then has vertices of its own,
            in its color.

        Raises
        ------
        ValueError, TypeError
            If the ending is another one, or the colors are not one for each tile.
        OSError
            If the file cannot be written.
        """
        check_path(path, "The path", "Name a file, such as surface.ply.")
        file = Path(path)
        if file.suffix.lower() not in SUFFIXES:
            raise ValueError(
                f"The path ends in {file.suffix or 'nothing'!r}. Triangles are written as .ply or .obj. Choose one."
            )
        shades = None if colors is None else self._colors(colors, file)
        check_writable(file)
        write_whole(file, [self._ply(shades) if file.suffix.lower() == ".ply" else self._obj()])

    def _colors(self, given: Any, file: Path) -> npt.NDArray[np.uint8]:
        colors = float64_array(given, "colors")
        count = int(self.tiles.max(initial=-1)) + 1
        if file.suffix.lower() != ".ply":
            raise ValueError("Colors were given for an .obj file. It has none. Write a .ply file, or leave them out.")
        if colors.shape != (count, 3) or not ((colors >= 0) & (colors <= 1)).all():
            raise ValueError(
                f"The colors have shape {colors.shape}, from {colors.min(initial=0):g} to {colors.max(initial=0):g}. "
                f"They must be ({count}, 3), from 0 to 1. Give red, green and blue for each tile."
            )
        return np.round(255 * colors).astype(np.uint8)

    def _ply(self, colors: npt.NDArray[np.uint8] | None) -> bytes:
        places, corners = self.vertices, self.triangles
        fields: list[Any] = [("at", "<f8", 3)]
        names = ["property double x", "property double y", "property double z"]
        if colors is not None:
            # The corners of each tile, once.
            pairs = np.stack([np.repeat(self.tiles, 3), corners.ravel()], 1)
            own, which = np.unique(pairs, axis=0, return_inverse=True)
            places, corners = self.vertices[own[:, 1]], which.reshape(-1, 3)
            fields.append(("color", "u1", 3))
            names += [f"property uchar {name}" for name in ("red", "green", "blue")]
        rows = np.empty(len(places), fields)
        rows["at"] = places
        if colors is not None:
            rows["color"] = colors[own[:, 0]]
        faces = np.empty(len(corners), [("count", "u1"), ("corners", "<i4", 3)])
        faces["count"], faces["corners"] = 3, corners
        header = [
            "ply",
            "format binary_little_endian 1.0",
            "comment splinewidgets",
            f"element vertex {len(rows)}",
            *names,
            f"element face {len(faces)}",
            "property list uchar int vertex_indices",
            "end_header\n",
        ]
        return "\n".join(header).encode() + rows.tobytes() + faces.tobytes()

    def _obj(self) -> bytes:
        lines = [f"v {x!r} {y!r} {z!r}" for x, y, z in self.vertices.tolist()]
        lines += [f"f {a} {b} {c}" for a, b, c in (self.triangles + 1).tolist()]
        return "\n".join(["# splinewidgets", *lines, ""]).encode()


def in_space(rows: npt.NDArray[np.float64], axes: Sequence[int] | None) -> npt.NDArray[np.float64]:
    """Outputs (V, C) as places (V, 3): two or three as they are, of more the three of these axes.

    Raises
    ------
    ValueError
        If the axes are no three of the outputs.
    """
    outputs = rows.shape[1]
    chosen = list(range(outputs)) if axes is None else [int(axis) for axis in float64_array(axes, "axes").ravel()]
    fits = len(chosen) in (2, 3) and len(set(chosen)) == len(chosen) and all(0 <= axis < outputs for axis in chosen)
    if not fits:
        raise ValueError(
            f"The axes are {chosen if axes is not None else 'not given'}, and there are {outputs} outputs. A place in "
            f"space has two or three. Pass axes=, two or three different ones from 0 to {outputs - 1}."
        )
    places = np.zeros((len(rows), 3))
    places[:, : len(chosen)] = rows[:, chosen]
    return places
