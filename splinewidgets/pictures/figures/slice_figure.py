"""Figures of `SliceExplorer` and its kin: tiles or samples with everything that lies on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from splinewidgets.pictures.number_format import count
from splinewidgets.pictures.sheets import marks
from splinewidgets.pictures.sheets.anchor_labels import anchor_labels
from splinewidgets.pictures.sheets.inked_lines import inked_lines
from splinewidgets.pictures.sheets.keys import (
    boundary_entry,
    class_entries,
    color_bar,
    layer_entries,
    legend,
    line_entry,
    mark_entries,
)
from splinewidgets.pictures.sheets.scales import scales
from splinewidgets.pictures.sheets.shape_marks import shape_marks
from splinewidgets.pictures.sheets.shapes import Box, Floats, Image, Panel, Polygons, Rectangle, Shape, Text
from splinewidgets.pictures.sheets.sheet import Key, Look, View, extent, placed
from splinewidgets.pictures.stills.chosen_drawing import hatching, rim_of
from splinewidgets.pictures.stills.mesh_drawing import Loops
from splinewidgets.pictures.stills.palette import UNIT, value_colors
from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.arrays import Maybe, WireArray
from splinewidgets.pictures.wire_types.colors import WireColors
from splinewidgets.pictures.wire_types.explorer import Mark, WireDots
from splinewidgets.pictures.wire_types.picture import ChosenUnit, WirePicture
from splinewidgets.pictures.wire_types.shapes import WireShapes


@dataclass(frozen=True)
class SliceContent:
    """A picture of a slice, and how it is looked at: what the traits of an explorer say."""

    picture: WirePicture
    colors: Maybe[WireColors]
    colormap: str
    layers: Sequence[str]
    """Names of all layers."""
    visible_layers: Sequence[int]
    visible_marks: Sequence[Mark] = ()
    classes: Sequence[str] = ()
    """Names of all classes."""
    visible_classes: Sequence[int] = ()
    anchor_names: Sequence[str] = ()
    axis_names: Sequence[str] = ()
    selected: int = -1
    chosen: Sequence[int] = ()
    """Tiles that are chosen together."""
    unit: ChosenUnit | None = None
    """Whose folded line is marked."""
    dots: WireDots | None = None
    shapes: Sequence[WireShapes] = ()

    @property
    def hidden_classes(self) -> list[int]:
        """Classes that are not shown; those without a name always are."""
        return [i for i in range(len(self.classes)) if i not in self.visible_classes]

    @property
    def colored(self) -> WireColors | None:
        """Colors of this picture; None while they are those of another."""
        colors = self.colors
        return colors if "picture" in colors and colors["picture"] == self.picture["id"] else None

    def fills(self, look: Look) -> Floats:
        """The color of each tile or sample (n, 3)."""
        if self.colored is None:
            shape = self.picture["tile_sizes"]["shape"]
            return np.tile(look.colors.neutral, (shape[0], 1))
        return value_colors(self.colored, self.colormap, look.colors.neutral, self.hidden_classes)


# What else lies on a picture, in its box.
Over = Callable[[Box, Look], list[Shape]]


def nothing_over(box: Box, look: Look) -> list[Shape]:
    """Nothing else."""
    del box, look
    return []


def slice_view(content: SliceContent, caption: str = "", detail: str = "", over: Over = nothing_over) -> View:
    """The picture of a slice, with what else lies on it; a caption says which."""
    u0, u1, v0, v1 = content.picture["window"]
    return View((u1 - u0) / (v1 - v0), lambda box, look: slice_panel(content, box, look, over), caption, detail)


def slice_panel(content: SliceContent, box: Box, look: Look, over: Over = nothing_over) -> Panel:
    """Tiles or samples, hyperplanes, decision boundaries, data and anchors, in a box."""
    picture = content.picture
    u0, u1, v0, v1 = picture["window"]
    shown = content.visible_marks
    shapes: list[Shape] = [Rectangle(box, look.colors.neutral), *_ground(content, box, look)]
    if "boundary" in shown:
        shapes += marks.boundary(_segments(picture.get("reference_boundary"), box), marks.BLUE)
        shapes += marks.boundary(_segments(picture["boundary"], box))
    shapes += [*_chosen(content, box), *_data(content, box)]
    if content.dots is not None and content.dots["picture"] == picture["id"]:
        shapes.append(marks.dots(placed(decode(content.dots["points"]).astype(np.float64), box)))
    shapes += [*marks.selection(_outline(content, box)), *marks.unit_line(_unit_line(content, box)), *over(box, look)]

    def in_box(points: Floats) -> Floats:
        return placed((points - (u0, v0)) / (u1 - u0, v1 - v0), box)

    above: list[Shape] = [*scales(box, picture["window"], content.axis_names, look.colors)]
    if "anchors" in shown:
        stars = in_box(np.array(picture["anchors"], np.float64).reshape(-1, 2))
        labels = anchor_labels(stars, content.anchor_names, picture["anchors"], picture["image"], box)
        shapes += [*labels, marks.stars(stars)]
    shapes += shape_marks(content.shapes, in_box, look.colors)
    if "grid" in picture:
        above += _badge(picture["grid"], box, look)
    return Panel(box, shapes, (u0, u1, v0, v1), cast(tuple[str, str], tuple(content.axis_names) or ("u", "v")), above)


def slice_keys(content: SliceContent, boundaries: Sequence[str] = ()) -> list[Key]:
    """What its lines, signs and colors mean; names of two decision boundaries, where there are two."""
    entries = [] if "grid" in content.picture else layer_entries(content.layers, content.visible_layers)
    drawn = [mark for mark in content.visible_marks if _is_drawn(mark, content.picture)]
    if boundaries and "boundary" in drawn:
        drawn.remove("boundary")
        entries += [boundary_entry(*each) for each in zip(boundaries, (marks.RED, marks.BLUE), strict=True)]
    entries += mark_entries(drawn)
    if content.unit is not None and "grid" not in content.picture:
        layer, unit = content.unit
        entries.append(line_entry(f"Unit {unit} of {content.layers[layer]}", UNIT, marks.WHITE, 3.25))
    colored = content.colored
    if (colored is not None and colored["scale"] == "class") or len(content.picture["points"]["buffer"]):
        names = (
            colored.get("classes", content.classes) if colored is not None and not content.classes else content.classes
        )
        entries += class_entries(names, content.visible_classes if content.classes else range(len(names)))
    keys = [legend(entries)] if entries else []
    return keys if colored is None else [*keys, color_bar(colored, content.colormap)]


def _ground(content: SliceContent, box: Box, look: Look) -> list[Shape]:
    picture = content.picture
    if "grid" in picture:
        if content.colored is None:
            return []
        columns, rows = picture["grid"]
        cells = np.round(255 * content.fills(look).reshape(rows, columns, 3)[::-1]).astype(np.uint8)
        return [Image(cells, box)]
    loops, points = Loops(picture), placed(decode(picture["positions"]).astype(np.float64), box)
    tiles = Polygons(points, loops.corners, loops.sizes, content.fills(look))
    return [tiles, *inked_lines(loops, points, content.visible_layers, len(content.layers), box[2] * box[3])]


def _data(content: SliceContent, box: Box) -> list[Shape]:
    picture = content.picture
    missed, labels = decode(picture["point_missed"]), decode(picture["point_labels"]).astype(np.int64)
    shown = [mark in content.visible_marks for mark in ("data", "misclassified")]
    drawn = np.where(missed > 0, shown[1], shown[0]) & ~np.isin(labels, content.hidden_classes)
    places = placed(decode(picture["points"]).astype(np.float64), box)
    nearness = decode(picture["point_nearness"]).astype(np.float64)
    return marks.data(places[drawn], labels[drawn], nearness[drawn], missed[drawn].astype(np.int64))


def _outline(content: SliceContent, box: Box) -> Floats:
    """Segments (n, 2, 2) round the selected tile, if any."""
    picture = content.picture
    if "grid" in picture or not 0 <= content.selected < picture["tile_sizes"]["shape"][0]:
        return np.empty((0, 2, 2))
    loops = Loops(picture)
    start = int(loops.sizes[: content.selected].sum())
    corners = loops.corners[start : start + int(loops.sizes[content.selected])]
    points = placed(decode(picture["positions"]).astype(np.float64)[corners], box)
    return np.stack([points, np.roll(points, -1, axis=0)], axis=1)


def _chosen(content: SliceContent, box: Box) -> list[Shape]:
    """Rim and hatching of the tiles that are chosen together."""
    if not len(content.chosen):
        return []
    points = placed(decode(content.picture["positions"]).astype(np.float64), box)
    rim = rim_of(Loops(content.picture), points, np.asarray(content.chosen))
    return [*marks.hatching(hatching(rim)), *marks.chosen(rim)]


def _unit_line(content: SliceContent, box: Box) -> Floats:
    """Segments (n, 2, 2) of the folded line of the marked unit, if any."""
    picture = content.picture
    if content.unit is None:
        return np.empty((0, 2, 2))
    ends = Loops(picture).line(decode(picture["edge_units"]), *content.unit)
    return placed(decode(picture["positions"]).astype(np.float64), box)[ends]


def _segments(wire: WireArray | None, box: Box) -> Floats:
    if wire is None:
        return np.empty((0, 2, 2))
    return placed(decode(wire).astype(np.float64).reshape(-1, 2), box).reshape(-1, 2, 2)


def _is_drawn(mark: Mark, picture: WirePicture) -> bool:
    """Test whether there is anything of a mark."""
    missed = decode(picture["point_missed"])
    there = {
        "boundary": bool(len(picture["boundary"]["buffer"])),
        "data": bool((missed == 0).any()),
        "misclassified": bool((missed > 0).any()),
        "anchors": bool(picture["anchors"]),
    }
    return there[mark]


def _badge(grid: Sequence[int], box: Box, look: Look) -> list[Shape]:
    """Says that the network is sampled here, and nothing of tiles."""
    words = f"sampled · {count(grid[0])} × {count(grid[1])} points"
    x, y, width, _ = box
    wide = extent(words) + 16
    left = x + width - 10 - wide
    return [
        Rectangle((left, y + 10, wide, 22), look.colors.muted, corner=4),
        Rectangle((left + 1, y + 11, wide - 2, 20), look.colors.background, corner=3),
        Text(words, left + wide / 2, y + 25, look.colors.text, anchor="middle"),
    ]
