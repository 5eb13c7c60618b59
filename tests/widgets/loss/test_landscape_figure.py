"""A figure of a `LossLandscape` has losses as colors, what lies on them as lines and signs, and names as words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from splinewidgets import LossLandscape
from splinewidgets.pictures.figures.landscape_marks import LandscapeMark, landscape_marks, on_map
from splinewidgets.pictures.sheets.shapes import Figure, Image, Lines, Panel, Shape, Text
from splinewidgets.pictures.sheets.sheet import Look
from splinewidgets.pictures.stills.palette import ramp_colors
from splinewidgets.pictures.wire import encode

Show = Callable[..., LossLandscape]
SVG = "{http://www.w3.org/2000/svg}"
U, V = np.linspace(-1, 1, 21), np.linspace(-2, 2, 31)
LOSSES = U**2 + 0.5 * U + (V[:, None] - 0.5) ** 2 + 0.6
LOOK = Look(width=3.0, dpi=96)
# A color is one of 256, and the ramp is linear between its stops.
ROUNDING = 1.01


@pytest.fixture
def show() -> Iterator[Show]:
    """Makes widgets of a bowl, or of what is given; closes them."""
    made: list[LossLandscape] = []

    def make(losses: Any = LOSSES, *args: Any, **keywords: Any) -> LossLandscape:
        made.append(LossLandscape((U, V, losses), *args, **keywords))
        return made[-1]

    yield make
    for widget in made:
        widget.close()


def texts(shapes: Any) -> list[str]:
    """All words, those within panels, too."""
    found = []
    for shape in shapes:
        if isinstance(shape, Text):
            found.append(shape.text)
        elif isinstance(shape, Panel):
            found += texts([*shape.shapes, *shape.scales])
    return found


def image(figure: Figure, which: int = -1) -> Image:
    (found,) = (shape for shape in figure.panels[which].shapes if isinstance(shape, Image))
    return found


def shapes_of(figure: Figure, kind: type[Shape], which: int = -1) -> list[Any]:
    return [shape for shape in figure.panels[which].shapes if isinstance(shape, kind)]


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_each_pixel_has_the_color_of_the_loss_there(show: Show, scale: str) -> None:
    widget = show(scale=scale, visible=["map"])
    widget.colormap = "magma"
    pixels = image(widget._figure(LOOK)).pixels
    high, wide = pixels.shape[:2]
    u, v = -1 + 2 * (np.arange(wide) + 0.5) / wide, 2 - 4 * (np.arange(high) + 0.5) / high
    places = np.stack(np.meshgrid(u, v), -1).reshape(-1, 2)
    known = widget._shown.landscapes[0].losses_at(places)  # type: ignore[union-attr]
    known, low, top = (np.log(each) if scale == "log" else each for each in (known, LOSSES.min(), LOSSES.max()))
    wanted = 255 * ramp_colors("magma", (known - low) / (top - low)).reshape(high, wide, 3)
    # On a log scale heights, not losses, are interpolated.
    off = ROUNDING if scale == "linear" else 4.0
    assert np.abs(pixels - wanted).max() < off


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_hole_is_striped_and_a_whole_landscape_is_not(show: Show, theme: Any) -> None:
    look = Look(width=3.0, dpi=96, theme=theme)
    holed = LOSSES.copy()
    holed[20:25, 5:10] = np.nan
    widget = show(holed, visible=["map"])
    figure, pixels = widget._figure(look), image(widget._figure(look)).pixels
    background = np.round(255 * np.array(look.colors.background))
    share = (pixels == background).all(-1).mean()
    # Six by six cells of 20 by 30 have a corner there, of which five parts in seven are not of a stripe.
    assert share == pytest.approx(36 / 600 * 5 / 7, rel=0.1)
    assert "Not known" in texts(figure.shapes)
    whole = show(visible=["map"])._figure(look)
    assert not (image(whole).pixels == background).all(-1).any() and "Not known" not in texts(whole.shapes)


def test_level_lines_lie_where_the_loss_is_that_of_their_level(show: Show) -> None:
    widget = show(visible=["map", "contours"], scale="linear", levels=4)
    figure = widget._figure(LOOK)
    (lines,) = shapes_of(figure, Lines)
    x, y, width, height = figure.panels[0].box
    places = (lines.points - (x, y)) / (width, height) * (2, -4) + (-1, 2)
    losses = widget._shown.landscapes[0].losses_at(np.clip(places, (-1, -2), (1, 2)))  # type: ignore[union-attr]
    levels = LOSSES.min() + np.ptp(LOSSES) * np.arange(1, 5) / 5
    nearest = np.abs(losses[:, None] - levels).argmin(1)
    assert set(nearest) == {0, 1, 2, 3}
    assert np.abs(losses - levels[nearest]).max() < 1e-2
    widget.levels = 0
    assert shapes_of(widget._figure(LOOK), Lines) == []


def test_the_way_of_the_marble_is_that_of_its_descent(show: Show) -> None:
    widget = show(visible=["map"], marble=[0.5, 1.0])
    figure = widget._figure(LOOK)
    x, y, width, height = figure.panels[0].box
    halo, way = shapes_of(figure, Lines)
    places = (way.points - (x, y)) / (width, height) * (2, -4) + (-1, 2)
    descent = widget.descents[0].places
    assert places[::2] == pytest.approx(descent[:-1], abs=1e-6)
    assert places[1::2] == pytest.approx(descent[1:], abs=1e-6)
    assert halo.width > way.width
    assert "Marble" in texts(figure.shapes)
    widget.marble = None
    assert "Marble" not in texts(widget._figure(LOOK).shapes)


def test_two_stand_side_by_side_below_their_surfaces_under_their_names(show: Show, tmp_path: Path) -> None:
    widget = show(LOSSES, (U, V, 3 * LOSSES), names=("<b>skip</b>", "plain"))
    panels = widget._figure(LOOK).panels
    assert [panel.window is None for panel in panels] == [True, True, False, False]
    assert panels[0].box[1] == panels[1].box[1] < panels[2].box[1] == panels[3].box[1]
    widget.save(tmp_path / "pair.svg", dpi=60)
    root = ElementTree.parse(tmp_path / "pair.svg").getroot()
    said = [text.text for text in root.iter(f"{SVG}text")]
    assert said.count("<b>skip</b>") == said.count("plain") == 1
    assert "<b>skip</b>: sampled on 21 × 31 points" in said
    assert {"u", "v", "loss", "Loss", "log scale", "Level line"} <= set(said)
    assert list(root.iter("b")) == []
    # At least two numbers along each axis: a single one is no scale.
    assert said.count("0.5") == said.count("−0.5") == 2


@pytest.mark.parametrize(
    ("visible", "windows"),
    [(["surface"], [True]), (["map"], [False]), ([], [False]), (["surface", "map"], [True, False])],
)
def test_what_is_shown_is_drawn_and_maps_where_nothing_is(show: Show, visible: list[str], windows: list[bool]) -> None:
    panels = show(visible=visible)._figure(LOOK).panels
    assert [panel.window is None for panel in panels] == windows
    assert len({panel.box[1] for panel in panels}) == 1


def test_a_surface_is_colored_and_seen_from_the_camera(show: Show) -> None:
    widget = show(visible=["surface"])
    first = image(widget._figure(LOOK)).pixels
    assert len(np.unique(first.reshape(-1, 3), axis=0)) > 200
    widget.camera = {"azimuth": 1.0, "elevation": 0.9, "distance": 3.0, "target": [0.0, 0.0, 0.2]}
    assert (first != image(widget._figure(LOOK)).pixels).any()
    unknown = show(np.full_like(LOSSES, np.nan), visible=["surface"])
    assert len(np.unique(image(unknown._figure(LOOK)).pixels.reshape(-1, 3), axis=0)) < 20


def test_marks_are_those_that_are_shown_of_their_own_landscape() -> None:
    path = np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.9]], np.float32)
    landscape: Any = {
        "id": 7,
        "window": [-2.0, 2.0, 0.0, 8.0],
        "contours": encode(np.zeros((0, 2, 3), np.float32)),
        "lines": encode(np.zeros((1, 2, 3), np.float32)),
        "trajectory": encode(path),
        "spots": [
            {"kind": "minimum", "at": [0.0, 2.0], "height": 0.25, "loss": "1", "words": ""},
            {"kind": "saddle", "at": [1.0, 4.0], "height": 0.5, "loss": "2", "words": ""},
        ],
    }
    ways: Any = [{"id": 7, "way": encode(path), "words": ""}, {"id": 8, "way": encode(path), "words": ""}]
    everything: Any = ["contours", "tile lines", "minima", "trajectory"]
    found = landscape_marks(landscape, ways, everything, selected=1)
    assert [name for name, _ in found] == ["Tile line", "Training", "", "Saddle", "Minimum", "Selected", "", "Marble"]

    def at(mark: LandscapeMark) -> list[list[float]]:
        (shape,) = on_map(mark, (0.0, 0.0, 100.0, 100.0))
        return shape.places.tolist()  # type: ignore[union-attr]

    named = dict(found)
    assert at(named["Minimum"]) == [[50.0, 75.0]]
    assert at(named["Saddle"]) == at(named["Selected"]) == [[75.0, 50.0]]
    assert np.allclose(at(named["Marble"]), [[70, 20]])
    assert landscape_marks({**landscape, "id": 9}, ways, []) == []
