"""From a scene to a picture: the window, its tessellation, and the arrays that are drawn."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import replace

import numpy as np
import torch

from splinewidgets.geometry.approximation import stated
from splinewidgets.geometry.network import Network
from splinewidgets.geometry.slices import Slice
from splinewidgets.geometry.tessellate import tessellate
from splinewidgets.geometry.tessellation import Tessellation

from .explorer_input import ExplorerInput
from .kept import Kept
from .near_points import NearPoints, Neighborhood
from .picture import image_of_slice, picture
from .precision import dtype_for
from .scene import Scene
from .shown import Shown
from .wording import count, duration

Progress = Callable[[float, str], None]


class Painter:
    """Tessellates scenes and lays them out for the browser; keeps those that it made last.

    Parameters
    ----------
    given
        What the explorer works with.
    dtype, max_tiles, near
        As for `SliceExplorer`.
    most_kept
        How many tiles may be kept, in all pictures together; the last picture is kept in any case.
    """

    # Whether one has painted in this process: the first has to wait for the geometry kernel to be compiled.
    compiled = False

    def __init__(
        self,
        given: ExplorerInput,
        dtype: torch.dtype | None,
        max_tiles: int,
        near: float | None,
        most_kept: int = 0,
    ) -> None:
        self._given, self._dtype, self._max_tiles = given, dtype, max_tiles
        self._neighborhood = None if given.samples is None else Neighborhood(given.samples, near)
        self._pictures = 0
        self.kept = Kept(most_kept)

    def network(self, moment: Hashable) -> Network:
        """The network that is looked at, at some moment."""
        del moment
        return self._given.network

    def moments(self, scene: Scene) -> set[Hashable]:
        """The moments at which the picture of the scene's window is kept."""
        return self.kept.moments(*self._window(scene))

    def paint(self, scene: Scene, progress: Progress) -> Shown:
        """A scene, tessellated; where only its anchors differ from a picture that is kept, that one is used.

        Raises
        ------
        ValueError
            If the view cannot be resolved, or has too many tiles (`TooManyTiles`).
        """
        pictures = self.kept  # another may be put in its place meanwhile
        kept = pictures.find(scene.moment, *self._window(scene))
        shown = self._make(scene, progress) if kept is None else self._relabeled(scene, kept)
        pictures.use(shown, instead=kept)
        return shown

    def _window(self, scene: Scene) -> tuple[Slice, torch.dtype]:
        window = scene.window()
        return window, dtype_for(window, self._dtype, self._given.network.dtype)

    def _make(self, scene: Scene, progress: Progress) -> Shown:
        started = time.perf_counter()
        network = self.network(scene.moment)
        window, dtype = self._window(scene)
        tessellation = tessellate(network, window, dtype=dtype, max_tiles=self._max_tiles, progress=progress)
        if not Painter.compiled:
            # Compiled by its first use: better now than under a hovering pointer.
            tessellation.locate(tessellation.centroids()[:1])
            Painter.compiled = True
        self._pictures += 1
        drawn = picture(
            self._pictures,
            scene.seq,
            tessellation,
            scene.uv,
            self._handles(scene),
            self._points(scene, tessellation),
            None
            if self._given.layout is None
            else image_of_slice(self._given.layout, tessellation, self._given.gray_range),
            classes=bool(self._given.class_names),
        )
        return Shown(scene, tessellation, dtype, drawn, _status(tessellation, time.perf_counter() - started))

    def _relabeled(self, scene: Scene, before: Shown) -> Shown:
        anchors = {"anchors": scene.uv.tolist(), "handles": self._handles(scene).tolist(), "seq": scene.seq}
        return replace(before, scene=scene, picture={**before.picture, **anchors})

    def _handles(self, scene: Scene) -> np.ndarray:
        if self._given.data_map is None:
            return np.empty((0, 2))
        return self._given.data_map.coordinates(scene.anchors)

    def _points(self, scene: Scene, tessellation: Tessellation) -> NearPoints:
        if self._neighborhood is None:
            return NearPoints.none()
        return self._neighborhood.near(tessellation.slice, scene.anchor_distance)


def _status(tessellation: Tessellation, seconds: float) -> str:
    parts = [
        f"{count(tessellation.tile_count)} tile{'s' * (tessellation.tile_count != 1)}",
        duration(seconds),
        str(tessellation.outputs.dtype).removeprefix("torch."),
    ]
    if tessellation.unresolved:
        pieces = "piece of a line" if tessellation.unresolved == 1 else "pieces of lines"
        parts.append(f"{count(tessellation.unresolved)} {pieces} below resolution")
    return " · ".join([*parts, *stated(tessellation.approximations)])
