"""Scene: a slice, its anchors, and the window on it. Gestures make new scenes from old ones."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt
import torch

from splinewidgets.geometry.slices.domain import within_domain
from splinewidgets.geometry.slices.slice import Bounds, Slice, around
from splinewidgets.pictures.scene.data_map import DataMap
from splinewidgets.pictures.scene.linkable_array import LinkableArray

# A window this little wider than the canvas' shape is left as it is.
SAME_ASPECT = 1e-6

Domain = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Scene:
    """An immutable state of the explorer.

    Attributes
    ----------
    slice : Slice
        The plane; its bounds are the home window.
    anchors : (k, *input_shape) float64
        The anchors themselves. Three, or none, or any number where the inputs are 2-D.
    margin : float
        Room around the anchors in the home window, as a share of their extent.
    view : Bounds or None
        The window asked for; None for home.
    aspect : float
        Width over height of the canvas.
    domain : (float, float) or None
        The least and the largest that inputs can be; the window ends there.
    seq : int or None
        Number of the gesture's message that led here, for the browser to know which of its messages it sees answered.
    snapshot : hashable
        Which of several networks is looked at, in the words of an explorer that has several.
    opening : bool
        Whether the window is still to be chosen: the largest within home that can be shown exactly at once.
    fitted : bool
        Whether the window was chosen so, and keeps its area when the canvas changes its shape.
    live : bool
        Whether a hand is at it: a quick picture counts for more than an exact one.
    rows : tuple of int
        Which of the data each anchor is, -1 for one that is none; empty where nobody has told.
    """

    slice: Slice
    anchors: npt.NDArray[np.float64]
    margin: float
    view: Bounds | None = None
    aspect: float = 1.0
    domain: Domain | None = None
    seq: int | None = None
    snapshot: Hashable = None
    opening: bool = False
    fitted: bool = False
    live: bool = False
    rows: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        # Also a trait: whoever writes into it would change the past, and see nothing of it.
        anchors = LinkableArray.of(self.anchors)
        anchors.flags.writeable = False
        object.__setattr__(self, "anchors", anchors)

    @classmethod
    def through(cls, anchors: npt.NDArray[np.float64], margin: float, domain: Domain | None = None) -> Scene:
        """The plane of three anchors; raises ValueError where they span none."""
        first, second, third = torch.tensor(anchors)
        return cls(Slice.through(first, second, third, margin), anchors, margin, domain=domain)

    @classmethod
    def plane(
        cls,
        anchors: npt.NDArray[np.float64],
        data: npt.NDArray[np.float64] | None,
        margin: float,
        domain: Domain | None = None,
    ) -> Scene:
        """The plane of a network with two inputs, around anchors and data; else its domain, or a square of side 2."""
        points = anchors if data is None else np.concatenate([anchors, data])
        if len(points) == 0 and domain is not None:
            points, margin = np.array([[domain[0]] * 2, [domain[1]] * 2]), 0.0
        if len(points) < 2 or not np.ptp(points, axis=0).any():
            points, margin = np.array([[-1.0, -1.0], [1.0, 1.0]]) + points.sum(0) / max(len(points), 1), 0.0
        u0, u1, v0, v1 = around(points, margin)
        return cls(Slice.box((u0, u1), (v0, v1)), anchors, margin, domain=domain)

    @property
    def flat(self) -> bool:
        """True if the slice is all of a 2-D input space."""
        return tuple(self.slice.input_shape) == (2,)

    @property
    def uv(self) -> npt.NDArray[np.float64]:
        """The anchors in coordinates of the slice, (k, 2)."""
        return self.anchors if self.flat else np.asarray(self.slice.anchors)

    @property
    def anchor_distance(self) -> float:
        """Median distance between two anchors in input space; 0 for fewer than two."""
        distances = [float(np.linalg.norm(a - b)) for a, b in combinations(self.anchors, 2)]
        return float(np.median(distances)) if distances else 0.0

    def window(self) -> Slice:
        """The slice with the bounds to be drawn: view or home, enlarged to the canvas' shape, within the domain.

        Raises
        ------
        ValueError
            If the view is empty, not finite, or outside of the domain.
        """
        seen = self._seen()
        return seen if self.domain is None else within_domain(seen, *self.domain)

    def _seen(self) -> Slice:
        u0, u1, v0, v1 = self.view if self.view is not None else self.slice.bounds
        width, height = u1 - u0, v1 - v0
        if width < height * self.aspect * (1 - SAME_ASPECT):
            more = (height * self.aspect - width) / 2
            return self.slice.with_bounds((u0 - more, u1 + more, v0, v1))
        if height < width / self.aspect * (1 - SAME_ASPECT):
            more = (width / self.aspect - height) / 2
            return self.slice.with_bounds((u0, u1, v0 - more, v1 + more))
        return self.slice.with_bounds((u0, u1, v0, v1))

    def seen_in(self, view: Sequence[float] | None, aspect: float) -> Scene:
        """The same slice through another window; the scene itself where the window is the same."""
        wanted = None if view is None else (float(view[0]), float(view[1]), float(view[2]), float(view[3]))
        if wanted == self.view and aspect == self.aspect:
            return self
        if wanted == self.view and wanted is not None and self.fitted:
            return replace(self, view=_of_shape(wanted, aspect), aspect=aspect)
        return replace(self, view=wanted, aspect=aspect, fitted=False, opening=self.opening and wanted is None)

    def opened(self, scale: float) -> Scene:
        """The scene in a window with a share of the width of its own, about the same middle."""
        if scale == 1:
            return replace(self, opening=False)
        u0, u1, v0, v1 = self._seen().bounds
        u, v, half_u, half_v = (u0 + u1) / 2, (v0 + v1) / 2, scale * (u1 - u0) / 2, scale * (v1 - v0) / 2
        view = (u - half_u, u + half_u, v - half_v, v + half_v)
        return replace(self, view=view, opening=False, fitted=True)

    def share_of_canvas(self, window: Slice) -> tuple[float, float]:
        """Shares of the canvas that a window of the scene takes, across and up: below 1 where the domain cuts it."""
        u0, u1, v0, v1 = self._seen().bounds
        a, b, c, d = window.bounds
        return (b - a) / (u1 - u0), (d - c) / (v1 - v0)

    def through_others(self, anchors: npt.NDArray[np.float64], rows: tuple[int, ...] = ()) -> Scene:
        """The same window on the plane of other anchors."""
        if self.flat:
            return replace(self, anchors=anchors, rows=rows)
        return replace(self, anchors=anchors, rows=rows, slice=Scene.through(anchors, self.margin).slice)

    def moved_within(self, index: int, uv: npt.ArrayLike) -> Scene:
        """Anchor `index` moved to uv (2,) within the slice, which stays as it is."""
        uvs = self.uv.copy()
        uvs[index] = uv
        anchors = self.anchors.copy()
        anchors[index] = self.slice.embed(uvs[index][None])[0].numpy()
        if self.flat:
            return replace(self, anchors=anchors, rows=self._rows_with(index))
        # Raises where the anchors would no longer span the plane: then it could not be turned about two of them.
        Scene.through(anchors, self.margin)
        moved = replace(self.slice, anchors=uvs)
        return replace(self, anchors=anchors, slice=moved, rows=self._rows_with(index))

    def moved_to(self, index: int, anchor: npt.NDArray[np.float64], row: int = -1) -> Scene:
        """Anchor `index` moved to any point of input space; the plane turns about the line through the others.

        `row` is which of the data the point is, -1 for none.
        """
        anchors = self.anchors.copy()
        anchors[index] = anchor
        rows = self._rows_with(index, row)
        if self.flat:
            return replace(self, anchors=anchors, rows=rows)
        slice = self.slice.hinge(index, torch.tensor(anchor))
        home = around(np.asarray(slice.anchors), self.margin)
        return replace(self, anchors=anchors, slice=slice.with_bounds(home), rows=rows)

    def moved_on_map(self, data_map: DataMap, index: int, at: npt.ArrayLike) -> Scene:
        """Anchor `index` moved to `at` (2,) on the data map, keeping its residual."""
        return self.moved_to(index, data_map.moved(self.anchors[index], at))

    def _rows_with(self, index: int, row: int = -1) -> tuple[int, ...]:
        return tuple(row if i == index else kept for i, kept in enumerate(self.rows))

    def tilted(self, index: int, angle: float, toward: npt.NDArray[np.float64]) -> Scene:
        """The plane turned by `angle` (radians) about the line through the anchors other than `index`.

        Parameters
        ----------
        toward : (*input_shape)
            A unit direction orthogonal to the plane, in which the anchor sets out.
        """
        first, second = (self.anchors[i] for i in range(3) if i != index)
        line = (second - first) / np.linalg.norm(second - first)
        arm = self.anchors[index] - first
        foot = first + line * np.vdot(line, arm)
        arm = self.anchors[index] - foot
        turned = np.cos(angle) * arm + np.sin(angle) * np.linalg.norm(arm) * toward
        return self.moved_to(index, foot + turned)

    def out_of_plane(self, seed: int) -> npt.NDArray[np.float64]:
        """A random unit direction (*input_shape) orthogonal to the plane."""
        direction = np.random.default_rng(seed).standard_normal(self.anchors[0].size)
        axes = np.linalg.qr(self.slice.axes.reshape(2, -1).numpy().T)[0]
        # Twice, since the first pass leaves a rounding error relative to what it removes.
        for _ in range(2):
            direction = direction - axes @ (axes.T @ direction)
        unit: npt.NDArray[np.float64] = direction / np.linalg.norm(direction)
        return unit.reshape(self.anchors[0].shape)


def _of_shape(window: Bounds, aspect: float) -> Bounds:
    """The window of an aspect that has the same middle and area."""
    u0, u1, v0, v1 = window
    half = np.sqrt((u1 - u0) * (v1 - v0) / aspect) / 2
    u, v = (u0 + u1) / 2, (v0 + v1) / 2
    return (float(u - half * aspect), float(u + half * aspect), float(v - half), float(v + half))
