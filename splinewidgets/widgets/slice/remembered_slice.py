"""The view of an explorer as plain values: its plane, its window, and how they are looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pprint import pformat
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import torch

from splinewidgets.geometry.argument_types import real_numbers
from splinewidgets.geometry.array_like import numbers
from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.pictures.plain_values import listed, real
from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.scene.samples import Samples
from splinewidgets.pictures.scene.scene import Scene
from splinewidgets.pictures.scene.slice_input import ExplorerInput, read_anchors
from splinewidgets.widgets.slice.explorer_traits import ExplorerTraits

# Letters in a line of code.
WIDTH = 100
# What must fit the picture that the rest leads to: a change has the layers of two networks.
LATE = ("visible_layers",)
AXES = ("origin", "axes", "bounds")


class RememberedSlice(ExplorerTraits):
    """An explorer that tells how it is looked at: also through which plane, and at which tile by a point of it."""

    # Tiles are numbered anew in every picture.
    _unkept: ClassVar[frozenset[str]] = frozenset({"selected", "selection"})

    _given: ExplorerInput
    _target: Scene
    _shown: Rendered | None

    def from_dict(self, view: Mapping[str, Any]) -> None:
        """Look at what `to_dict` has told, of this widget or of another one of its kind; waits for the picture.

        Parameters
        ----------
        view
            All that it told, or some of it: the rest stays as it is. Anchors may be three indices of data, and a plane
            is None where it is that of its anchors.

        Raises
        ------
        TypeError, ValueError
            If a key is unknown, or a value does not fit. Then nothing is changed.
        """
        at = _point(view["selected_at"]) if isinstance(view, Mapping) and "selected_at" in view else ...
        several = _points(view["selection_at"]) if isinstance(view, Mapping) and "selection_at" in view else None
        late = {name: value for name, value in view.items() if name in LATE} if isinstance(view, Mapping) else {}
        before = self._view_values()
        super().from_dict({name: value for name, value in view.items() if name not in LATE} if late else view)
        try:
            with self._at_once():
                super()._set_view(late)
        except Exception:
            super().from_dict(before)
            raise
        shown = self._shown
        if at is not ... and shown is not None and not shown.sampled:
            self.selected = -1 if at is None else shown.tile_at(at)
        if several is not None and shown is not None and not shown.sampled:
            tiles = shown.tessellation.locate(several)
            self.selection = tiles[tiles >= 0]

    def code(self, name: str = "explorer") -> str:
        """Python that makes this view of an explorer that is called so, for a cell of a notebook or a script.

        Examples
        --------
        >>> explorer = SliceExplorer(zoo.mlp((2, 8, 2)), color_by="norm")
        >>> print(explorer.code())
        explorer.from_dict(
            {'widget': 'SliceExplorer',
        ...
        """
        view = pformat(self.to_dict(), width=WIDTH, compact=True, sort_dicts=False)
        return f"{name}.from_dict(\n    " + view.replace("\n", "\n    ") + "\n)\n"

    def _view_code(self) -> str:
        return self.code()

    def _view_values(self) -> dict[str, Any]:
        scene, shown = self._target, self._shown
        at = None
        if shown is not None and not shown.sampled and self.selected >= 0:
            at = shown.tessellation.centroids()[self.selected]
        told = {"anchors": _anchors(scene.anchors, self._given.samples), "plane": _plane(scene)}
        several = [] if shown is None or shown.sampled else shown.tessellation.centroids()[self.selection].tolist()
        return {**told, **super()._view_values(), "selected_at": at, "selection_at": several}

    def _set_view(self, view: Mapping[str, Any]) -> None:
        if "anchors" in view or "plane" in view:
            scene = self._target
            if "anchors" in view:
                shape = tuple(self._given.network.input_shape)
                given = view["anchors"]
                none = scene.flat and isinstance(given, list) and not given
                anchors = np.empty((0, 2)) if none else read_anchors(given, shape, self._given.samples)
                scene = scene.through_others(anchors, self._given.rows_of(anchors))
            if view.get("plane") is not None:
                scene = _through(scene, view["plane"])
            self._look_at(scene)
            self._show_anchors(scene)
        super()._set_view(view)

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        with self.held():
            yield

    def _look_at(self, scene: Scene, final: bool = False) -> None:
        raise NotImplementedError

    def _show_anchors(self, scene: Scene) -> None:
        raise NotImplementedError


def _anchors(anchors: Any, samples: Samples | None) -> Any:
    """Anchors as indices where all of them are data, else as they are."""
    rows = () if samples is None else samples.rows_of(anchors)
    return list(rows) if rows and -1 not in rows else np.asarray(anchors)


def _plane(scene: Scene) -> dict[str, Any] | None:
    """The plane of a scene, in which a hand may have moved anchors; None where the anchors tell it."""
    if scene.flat:
        return None
    own, mine = Scene.through(np.asarray(scene.anchors), scene.margin).slice, scene.slice
    same = torch.equal(own.origin, mine.origin) and torch.equal(own.axes, mine.axes) and own.bounds == mine.bounds
    if same:
        return None
    return {"origin": mine.origin.numpy(), "axes": mine.axes.numpy(), "bounds": mine.bounds}


def _through(scene: Scene, plane: Any) -> Scene:
    """The same anchors on a plane that is told."""
    if not isinstance(plane, Mapping) or sorted(plane) != sorted(AXES):
        raise ValueError(
            f"plane is {plane!r:.80}. It must have {', '.join(AXES)}. Pass what to_dict() has told, or None."
        )
    origin, axes = (torch.tensor(numbers(plane[name], name)) for name in ("origin", "axes"))
    u0, u1, v0, v1 = real_numbers(plane["bounds"], "bounds", "four numbers", "Pass what to_dict() has told.")
    slice = Slice(origin, axes, (u0, u1, v0, v1))
    if slice.input_shape != scene.slice.input_shape:
        raise ValueError(
            f"plane is one of inputs of shape {slice.input_shape}. Those of the network have "
            f"{scene.slice.input_shape}. Pass a plane of the same network."
        )
    uv = slice.project(torch.tensor(np.asarray(scene.anchors)))
    return replace(scene, slice=replace(slice, anchors=uv))


def _point(given: Any) -> list[float] | None:
    """Where the selected tile is."""
    if given is None:
        return None
    wanted, remedy = "two numbers, or None", "None selects no tile."
    at = [real(each, "selected_at", wanted, remedy) for each in listed(given, "selected_at", wanted, remedy)]
    if len(at) != 2 or not np.isfinite(at).all():
        raise ValueError(f"selected_at is {given!r:.80}. It must be {wanted}. {remedy}")
    return at


def _points(given: Any) -> npt.NDArray[np.float64]:
    """Where the tiles of the selection are."""
    wanted, remedy = "a list of points [u, v]", "Pass [] for no tile."
    points = [_point(each) for each in listed(given, "selection_at", wanted, remedy)]
    if None in points:
        raise ValueError(f"selection_at is {given!r:.80}. It must be {wanted}. {remedy}")
    return np.array(points, np.float64).reshape(-1, 2)
