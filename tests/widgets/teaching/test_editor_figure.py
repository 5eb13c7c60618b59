"""A figure of an editor has the chosen line, the half-plane, the circles and the signs that the page has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from explorers import perceptron

from splinewidgets.pictures.wire import decode
from splinewidgets.widgets.teaching.hyperplane_editor import HyperplaneEditor

Edit = Callable[..., HyperplaneEditor]
SVG = "{http://www.w3.org/2000/svg}"
RED = "#e0002d"


def paths(editor: HyperplaneEditor, path: Path) -> list[dict[str, str]]:
    editor.save(path / "figure.svg")
    root = ElementTree.parse(path / "figure.svg").getroot()
    found = [each.attrib for each in root.iter(f"{SVG}path")]
    return found + [{"text": each.text or ""} for each in root.iter(f"{SVG}text")]


def area(path: str) -> float:
    """Of closed loops."""
    total = 0.0
    for loop in path.split("Z")[:-1]:
        x, y = np.array([pair.split() for pair in loop[1:].split("L")], np.float64).T
        total += abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2
    return total


def test_the_chosen_line_and_its_half_plane(edit: Edit, tmp_path: Path) -> None:
    editor = edit(perceptron(2, 5), chosen=(0, 1), overlays=["half-planes"])
    assert editor.tessellation
    chosen = editor._arrangement["chosen"]
    found = paths(editor, tmp_path)
    lines = [each for each in found if each.get("stroke") == RED and each["stroke-width"] == "3"]
    count = len(decode(chosen["segments"]))
    assert count > 0
    assert lines[0]["d"].count("M") == count
    veils = [each for each in found if "fill-opacity" in each]
    hidden = decode(chosen["active"]) == 0
    u0, u1, _v0, _v1 = editor._picture["window"]
    scale = (6.5 * 96 - 16) / (u1 - u0)
    assert area(veils[0]["d"]) == pytest.approx(scale**2 * editor.tessellation.areas()[hidden].sum(), rel=1e-3)


def test_circles_and_signs(edit: Edit, tmp_path: Path) -> None:
    editor = edit(perceptron(2, 3), chosen=(0, 0), overlays=["signs", "power diagram"])
    assert editor.tessellation
    drawn = editor._arrangement
    found = paths(editor, tmp_path)
    circles = [each for each in found if each.get("stroke") == "#14141c" and each.get("stroke-width") == "1.25"]
    imaginary = decode(drawn["diagram"]["imaginary"])
    assert len(circles) == len(imaginary)
    assert sum("stroke-dasharray" in each for each in circles) == imaginary.sum()
    rows = {row for text in drawn["signs"]["texts"] for row in text.split("\n")}
    words = {each["text"] for each in found if "text" in each}
    assert rows & words
    editor.overlays = []
    few = paths(editor, tmp_path)
    assert not [each for each in few if each.get("stroke") == "#14141c" and each.get("stroke-width") == "1.25"]
    assert not [each for each in few if "fill-opacity" in each]
