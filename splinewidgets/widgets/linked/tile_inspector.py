"""`TileInspector`: what is known of a tile, beside the explorer that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import traitlets as t
from jaxtyping import Int64
from torch import nn

from splinewidgets.geometry.network.local_map import LocalMap
from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.tessellation.tile import Tile
from splinewidgets.pictures.budget.own_time import OwnTime
from splinewidgets.pictures.figures.tile_figure import tile_keys, tile_rows
from splinewidgets.pictures.rendering.inspected_terms import left_out, terms
from splinewidgets.pictures.rendering.rendered import Rendered, RenderedTiles
from splinewidgets.pictures.rendering.rendered_samples import RenderedSamples
from splinewidgets.pictures.rendering.surface_picture import output_names
from splinewidgets.pictures.rendering.tile_inspection import (
    MOST_ENTRIES,
    Names,
    between,
    inspected,
    inspected_at,
    point_of,
)
from splinewidgets.pictures.sheets.shapes import Figure
from splinewidgets.pictures.sheets.sheet import Look, sheet
from splinewidgets.pictures.stills.tile_drawing import draw_tile
from splinewidgets.pictures.wire_types.arrays import Maybe
from splinewidgets.pictures.wire_types.inspection import WireBetween, WireInspected, WireTerm
from splinewidgets.widgets.host.still import Pixels
from splinewidgets.widgets.host.trait_types import Payload
from splinewidgets.widgets.linked.linked_view import LinkedView, explorer_beside, taken_keywords
from splinewidgets.widgets.pages.questions import Known, Wanted
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

# Seconds of its own that a tile may take while a hand moves over others: as long as a picture may.
QUICK = 0.1
# A page without a kernel tells of so many tiles, the first ones.
MOST_ON_A_PAGE = 1000


class TileInspector(LinkedView):
    """All that is known of a tile: of the selected one, and beside it of the one under the pointer.

    Where neither is, it tells of the tile in the middle of the window.

    On its tile a network is affine, x -> A x + c. The inspector shows the input x in its middle, the outputs there, the
    rows of A, as images where inputs are images, and how large, how steep and how active the tile is. Each quantity is
    explained, by one sentence with its formula, to whoever points at it or comes to it by the Tab key.

    Where two tiles are selected, it tells which units separate them, and the shortest path of tiles from one to the
    other, which is drawn on the slice. Where the network is sampled, it tells what holds at the point under the
    pointer: its map is exact there, and how far its tile goes is not known.

    Of a large network the rows of A are those of the largest outputs, images of more than 64 x 64 pixels are averaged,
    and norms are left out where A has more than two million entries; it says so.

    Parameters
    ----------
    model : torch.nn.Module, Network or SliceExplorer
        The explorer to stand beside, or what one is made for.
    height : int
        Pixels; what does not fit is scrolled to.
    **keywords
        Of `SliceExplorer`, where a model is given.
    layout, tooltip, tabbable
        As for every ipywidget.

    Raises
    ------
    ValueError, TypeError
        If an argument does not fit.
    UnsupportedOperation
        If the model is not piecewise affine.

    References
    ----------
    Balestriero, Humayun and Baraniuk, On the Geometry of Deep Learning [balestriero2025geometry], equation (5).

    Examples
    --------
    >>> from ipywidgets import VBox
    >>> inspector = TileInspector(zoo.mlp((2, 5, 5, 3)))
    >>> both = VBox([inspector.explorer, inspector])
    >>> inspector.explorer.selected = 0
    >>> inspector.tile.A.shape, inspector.tile.active_units.shape
    (torch.Size([3, 2]), (2,))
    >>> inspector.explorer.selection = [0, 1]
    >>> len(inspector.path) > 1
    True
    """

    _bundle = "tile_inspector"
    _drawn = ("_kept", "_here")

    _terms = t.List(Payload(WireTerm), help="Each quantity, and what it is.").tag(sync=True, told=True)
    _kept = Payload(WireInspected, help="The selected tile.").tag(sync=True, told=True)
    _here = Payload(WireInspected, help="The tile, or the sampled point, under the pointer.").tag(sync=True, told=True)
    _between = Payload(WireBetween, help="What is between two selected tiles.").tag(sync=True, told=True)

    def __init__(self, model: nn.Module | Network | SliceExplorer, *, height: int = 560, **keywords: Any) -> None:
        dom = taken_keywords(type(self), model, keywords)
        self.explorer, self._mine = explorer_beside(model, **keywords)
        # Whether a tile takes longer than a hand that moves may wait.
        self._slow = False
        super().__init__(height=height, **dom)
        self._follow(self._look, ["hovered", "selected", "selection", "_selected_facts"])
        self._follow(self._look_at_point, ["pointer"])
        self._begin()

    @property
    def tile(self) -> Tile | None:
        """The selected tile, or else that under the pointer, or in the middle; None where the network is sampled.

        Waits for what the explorer computes.
        """
        self._require_explorer()
        self._finish_picture()
        shown = self.explorer.shown
        return shown.tile(self._columns(shown)[0]) if isinstance(shown, RenderedTiles) else None

    @property
    def point(self) -> LocalMap | None:
        """The network at the pointer in a sampled window, or in its middle; None where there are tiles."""
        self._require_explorer()
        self._finish_picture()
        shown = self.explorer.shown
        return point_of(shown, self._place(shown)) if isinstance(shown, RenderedSamples) else None

    @property
    def separating_units(self) -> Int64[np.ndarray, "units 2"] | None:
        """Layer and unit, (n, 2), of the units that separate two selected tiles; None where not two are selected."""
        pair = self._pair()
        return None if pair is None else self.explorer.tessellation.separating_units(*pair)

    @property
    def path(self) -> Int64[np.ndarray, "tiles_on_it"] | None:
        """A shortest path from one of two selected tiles to the other, with both; None where not two are selected."""
        pair = self._pair()
        return None if pair is None else self.explorer.tessellation.dual_graph().path(*pair)

    def _columns(self, shown: RenderedTiles) -> tuple[int, int]:
        """The tiles of the two columns, -1 for none in the second."""
        kept, here, pair = self.explorer.selected, self.explorer.hovered, self._pair()
        if pair:
            kept = pair[0] if kept < 0 else kept
            here = pair[1] if here < 0 or here == kept else here
        if kept < 0:
            kept, here = here, -1
        if not 0 <= kept < shown.tile_count:
            kept = max(0, shown.tile_at(shown.window.corners.mean(0)))
        return kept, -1 if here == kept else here

    def _place(self, shown: RenderedSamples) -> Any:
        """The point that is told of."""
        at = self.explorer.pointer
        u0, u1, v0, v1 = shown.window.bounds
        inside = at is not None and u0 <= at[0] <= u1 and v0 <= at[1] <= v1
        return at if inside else shown.window.corners.mean(0).tolist()

    def _pair(self) -> tuple[int, int] | None:
        """Two selected tiles, that of the first column before the other."""
        self._require_explorer()
        chosen = self.explorer.selection
        if len(chosen) != 2:
            return None
        one, other = int(chosen[0]), int(chosen[1])
        return (other, one) if other == self.explorer.selected else (one, other)

    def _clear(self) -> None:
        self._kept = self._between = {}
        self._erase_shapes()

    def _draw(self, shown: Rendered) -> None:
        self._terms = terms(shown, bool(self.class_names))
        self._show(shown)

    def _look(self, _: object = None) -> None:
        with self.explorer.held():
            shown = self.explorer.shown
            if shown is not None and not shown.is_preview:
                self._attempt(self._show, shown)

    def _look_at_point(self, _: object) -> None:
        if isinstance(self.explorer.shown, RenderedSamples):
            self._look()

    def _show(self, shown: Rendered) -> None:
        """Tell of what is selected and of what is pointed at."""
        names = self._names(shown)
        if isinstance(shown, RenderedSamples):
            at = self._place(shown)
            self._kept = {}
            told = self._timed(lambda: inspected_at(shown, at, names, not self._slow))
            self._here = {**told, "resting": at is not self.explorer.pointer}
        elif isinstance(shown, RenderedTiles):
            first, second = self._columns(shown)
            pair, selected = self._pair(), self.explorer.selected >= 0
            one = self._of(shown, first, names, bool(pair) or selected)
            other = self._of(shown, second, names, bool(pair))
            # One that nobody has selected stands where what is pointed at does.
            self._kept, self._here = (one, other) if pair or selected else ({}, one)
            self._tell_between(shown, pair)
        without = [each["without"] for each in (self._kept, self._here) if each]
        if (end := left_out(shown)) is not None:
            without.append(f"Outputs, A and c are those before the model's {end}.")
        self.status = " ".join(dict.fromkeys(filter(None, without)))

    def _tell_between(self, shown: RenderedTiles, pair: tuple[int, int] | None) -> None:
        """Tell what is between two tiles, and draw the path; computed once for a pair."""
        if pair is None or max(pair) >= shown.tile_count:
            self._between = {}
            self._erase_shapes()
        elif (self._between.get("picture"), self._between.get("tiles")) != (shown.number, list(pair)):
            self._between = between(shown.tessellation, shown.number, *pair)
            places = shown.tessellation.centroids()[self._between["path"]]
            self._draw_shapes(lines=[{"role": "path", "points": places.tolist()}])

    def _of(self, shown: RenderedTiles, tile: int, names: Names, thorough: bool) -> Maybe[WireInspected]:
        if not 0 <= tile < shown.tile_count:
            return {}
        explorer = self.explorer
        resting = tile not in (explorer.hovered, explorer.selected, *explorer.selection)
        # At the end of a gesture the explorer tells more of the selected tile, which is followed.
        thorough = (thorough and not explorer._moving) or not self._slow
        return {**self._timed(lambda: inspected(shown, tile, names, thorough)), "resting": resting}

    def _timed(self, tell: Callable[[], WireInspected]) -> WireInspected:
        with OwnTime(self.explorer.network.device) as clock:
            found = tell()
        self._slow = self._slow or clock.seconds > QUICK
        return found

    def _names(self, shown: Rendered) -> Names:
        network = shown.network if isinstance(shown, RenderedSamples) else shown.tessellation.network
        given = self.explorer._given
        inputs = self.explorer.axis_names or [f"x{i + 1}" for i in range(MOST_ENTRIES)]
        outputs = output_names(self.class_names, network.output_shape)
        return Names(self.class_names, outputs, inputs, given.layout, given.gray_range)

    def _page_answers(self, wanted: Wanted) -> Iterable[Known]:
        explorer = self.explorer
        shown = explorer.shown
        if not wanted.facts or not isinstance(shown, RenderedTiles):
            return
        names, now = self._names(shown), explorer._facts_on_page()
        tiles = range(min(shown.tile_count, MOST_ON_A_PAGE))
        told = [self._of(shown, tile, names, thorough=True) for tile in tiles]
        for pointed, trait in (("selected", "_kept"), ("hovered", "_here")):
            answers = [([tile, *now.values()], {self: {trait: each}}) for tile, each in zip(tiles, told, strict=True)]
            yield Known("tiles inspected", explorer, [pointed, *now], answers, {self: {trait: {}}})

    def _has_picture(self) -> bool:
        return bool(self._kept or self._here)

    @property
    def _inspected(self) -> WireInspected:
        found: WireInspected = self._kept or self._here
        return found

    def _still_pixels(self, pixels: int) -> Pixels:
        return draw_tile(self._inspected, pixels)

    def _figure(self, look: Look) -> Figure:
        told = self._inspected
        return sheet(tile_rows(told, self._terms, look), tile_keys(told), look, self._sentence())

    def _words(self) -> str:
        told = self._inspected
        labels = {term["name"]: term["label"] for term in self._terms}
        facts = ", ".join(f"{labels.get(name, name)} {value}" for name, value in told["facts"])
        return f"{'tile ' + str(told['tile']) if 'tile' in told else 'a sampled point'}. {facts}"
