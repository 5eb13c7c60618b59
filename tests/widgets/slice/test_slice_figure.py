"""An SVG file of an explorer has its tiles, in its colors, and the words of its users as words."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from explorers import data, perceptron
from numpy.typing import NDArray

from splinewidgets import HyperplaneEditor, Tessellation
from splinewidgets.pictures.stills.palette import RAMPS, UNIT, value_colors
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

Explore = Callable[..., SliceExplorer]
SVG = "{http://www.w3.org/2000/svg}"
# Places are written to a hundredth of a pixel.
ROUNDING = 0.005


def saved(explorer: SliceExplorer, path: Path, **looks: Any) -> ElementTree.Element:
    """The root of an SVG file, whose name says nothing."""
    file = path / "figure.svg"
    explorer.save(file, **looks)
    return ElementTree.parse(file).getroot()


def tiles(root: ElementTree.Element) -> list[tuple[str, NDArray[np.float64]]]:
    """Fill and corners of each tile: what is filled and closed, in the first group of the picture."""
    group = root.find(f"{SVG}g/{SVG}g")
    assert group is not None
    return [(path.attrib["fill"], corners(path.attrib["d"])) for path in group.iterfind(f"{SVG}path")]


def corners(path: str) -> NDArray[np.float64]:
    """Corners (n, 2) of a closed path."""
    return np.array(re.findall(r"[-\d.]+", path), np.float64).reshape(-1, 2)


def area(points: NDArray[np.float64]) -> float:
    """Of a polygon."""
    x, y = points.T
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2


def longest_line(tessellation: Tessellation, layer: int) -> int:
    """The unit of a layer with the most pieces."""
    return int(np.bincount(tessellation.edge_unit[tessellation.edge_layer == layer]).argmax())


def length(path: str) -> float:
    """Of all lines of a path, each of them from one place to the next."""
    total = 0.0
    for part in path.split("M")[1:]:
        points = np.array(re.findall(r"[-\d.]+", part), np.float64).reshape(-1, 2)
        total += float(np.linalg.norm(np.diff(points, axis=0), axis=1).sum())
    return total


def box(root: ElementTree.Element) -> list[float]:
    """Where the picture is: x, y, width, height."""
    rect = root.find(f"{SVG}clipPath/{SVG}rect")
    assert rect is not None
    return [float(rect.attrib[name]) for name in ("x", "y", "width", "height")]


def texts(root: ElementTree.Element) -> list[str | None]:
    return [text.text for text in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("width", [3.25, 6.5])
def test_tiles_have_the_areas_of_the_tessellation(explore: Explore, tmp_path: Path, width: float) -> None:
    explorer = explore()
    root = saved(explorer, tmp_path, width=width)
    drawn, (x, y, across, high) = tiles(root), box(root)
    tessellation = explorer.tessellation
    assert len(drawn) == tessellation.tile_count > 20
    u0, u1, v0, v1 = explorer._picture["window"]
    scale = across / (u1 - u0)
    assert high == pytest.approx(scale * (v1 - v0), abs=0.02)
    perimeters = [np.linalg.norm(each - np.roll(each, 1, 0), axis=1).sum() for _, each in drawn]
    for (_, found), wanted, perimeter in zip(drawn, scale**2 * tessellation.areas(), perimeters, strict=True):
        assert area(found) == pytest.approx(wanted, abs=2 * ROUNDING * perimeter + 1e-4 * wanted + 1e-3)
    assert sum(area(each) for _, each in drawn) == pytest.approx(across * high, rel=1e-3)
    for _, each in drawn:
        assert (each >= (x - 0.01, y - 0.01)).all() and (each <= (x + across + 0.01, y + high + 0.01)).all()


def test_tiles_have_the_colors_of_the_ramp(explore: Explore, tmp_path: Path) -> None:
    explorer = explore(color_by="norm", colormap="magma")
    root = saved(explorer, tmp_path)
    wanted = np.round(255 * value_colors(explorer._colors, "magma"))
    found = np.array([[int(fill[i : i + 2], 16) for i in (1, 3, 5)] for fill, _ in tiles(root)])
    np.testing.assert_array_equal(found, wanted)
    stops = [stop.attrib["stop-color"][1:] for stop in root.iter(f"{SVG}stop")]
    assert "".join(stops) == RAMPS["magma"]


def test_what_users_name_is_text(explore: Explore, tmp_path: Path) -> None:
    names = ["<script>alert(1)</script>", "a & b", "\x00 \ud800 ]]>", "$x_1$"]
    explorer = explore(
        perceptron(2),
        data=data(inputs=2),
        labels=np.arange(40) % 4,
        class_names=names,
        axis_names=["<u>", "& v"],
        color_by="class",
    )
    root = saved(explorer, tmp_path)
    found = texts(root)
    assert {names[0], names[1], "\ufffd \ufffd ]]>", names[3], "<u>", "& v"} <= set(found)
    assert root.find(f".//{SVG}script") is None


def test_hidden_layers_marks_and_classes_are_left_out(explore: Explore, tmp_path: Path) -> None:
    keywords: dict[str, Any] = {"data": data(), "labels": np.arange(40) % 4, "anchors": [0, 1, 2], "near": 1e9}
    explorer = explore(perceptron(), **keywords)
    full = saved(explorer, tmp_path)
    circles, words = len(list(full.iter(f"{SVG}circle"))), texts(full)
    assert circles > 4
    assert {"Decision boundary", "Anchors", *(layer["name"] for layer in explorer._layers)} <= set(words)
    explorer.visible_layers, explorer.visible_marks, explorer.visible_classes = [1], ["anchors"], [0]
    few = saved(explorer, tmp_path)
    assert not list(few.iter(f"{SVG}circle"))
    words = texts(few)
    assert "Anchors" in words and explorer._layers[1]["name"] in words
    assert not {"Decision boundary", explorer._layers[0]["name"]} & set(words)
    paths = [path.attrib for path in few.iter(f"{SVG}path")]
    assert sum("stroke-opacity" in each and each["fill"] == "none" for each in paths) in (1, 2)  # lines, and a halo


def test_a_sampled_window_says_so(explore: Explore, tmp_path: Path) -> None:
    explorer = explore(max_tiles=2)
    root = saved(explorer, tmp_path)
    across, up = explorer.sampled["points"]
    assert any(f"{across} × {up} points" in (text or "").replace("\u2009", "") for text in texts(root))
    assert root.find(f".//{SVG}image") is not None


def test_the_selected_tile_is_outlined(explore: Explore, tmp_path: Path) -> None:
    explorer = explore()
    before = len(list(saved(explorer, tmp_path).iter(f"{SVG}path")))
    explorer.selected = 3
    assert len(list(saved(explorer, tmp_path).iter(f"{SVG}path"))) == before + 2


def test_the_marked_unit_has_its_whole_line(explore: Explore, tmp_path: Path) -> None:
    explorer = explore(perceptron(2))
    tessellation = explorer.tessellation
    unit = longest_line(tessellation, 1)
    explorer.unit = (1, unit)
    root, (_, _, across, _) = saved(explorer, tmp_path), box(saved(explorer, tmp_path))
    mine = (tessellation.edge_layer == 1) & (tessellation.edge_unit == unit)
    ends = tessellation.vertices[tessellation.edges[mine]]
    u0, u1, _, _ = explorer._picture["window"]
    wanted = np.linalg.norm(ends[:, 0] - ends[:, 1], axis=1).sum() * across / (u1 - u0)
    ink = "#" + "".join(f"{round(255 * part):02x}" for part in UNIT)
    (line,) = [path for path in root.iterfind(f"{SVG}g//{SVG}path") if path.attrib.get("stroke") == ink]
    found = length(line.attrib["d"])
    assert len(ends) > 1 and found == pytest.approx(wanted, abs=4 * ROUNDING * len(ends))
    assert f"Unit {unit} of {explorer._layers[1]['name']}" in texts(root)
    explorer.unit = None
    assert ink not in ElementTree.tostring(saved(explorer, tmp_path), "unicode")


def test_the_kept_picture_has_the_marked_unit_too(explore: Explore) -> None:
    explorer = explore(perceptron(2))
    unit = longest_line(explorer.tessellation, 0)
    before = explorer._still_pixels(40_000).astype(int)
    explorer.unit = (0, unit)
    marked = explorer._still_pixels(40_000).astype(int)
    assert f"unit {unit} of" in explorer._sentence()
    places = np.argwhere((marked != before).any(2))
    assert len(places) > 50
    # A unit of the first layer has a straight line.
    _, offsets, _ = np.linalg.svd(places - places.mean(0), full_matrices=False)
    assert offsets[1] < 0.1 * offsets[0]


def test_an_editor_marks_the_chosen_unit_once(tmp_path: Path) -> None:
    editor = HyperplaneEditor(perceptron(2), chosen=(0, 1))
    assert editor.unit == [0, 1]
    words = [word for word in texts(saved(editor, tmp_path)) if word]
    assert "Chosen line" in words and not any(word.startswith("Unit 1") for word in words)
    editor.close()


def test_a_slow_measure_is_waited_for(explore: Explore, tmp_path: Path) -> None:
    explorer = explore()
    explorer.color_by = "volume"
    root = saved(explorer, tmp_path)
    assert explorer._colors["name"] == "volume"
    assert explorer._colors["label"] in "".join(text or "" for text in texts(root))
