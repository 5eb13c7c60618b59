"""Entries of the legend: marks above the tiles, classes, and the axes where there are two inputs."""

from __future__ import annotations

from typing import Any, get_args

from splinewidgets.geometry.whole_numbers import whole_number
from splinewidgets.pictures.scene.scene import Scene
from splinewidgets.pictures.wire_types.explorer import Mark

# What may lie above the tiles; data are those that are not misclassified.
MARKS: tuple[Mark, ...] = get_args(Mark)


def read_classes(given: Any, count: int) -> list[int]:
    """Indices of classes, each once."""
    classes = [whole_number(i, "An entry of visible_classes", "Pass indices of classes.", least=0) for i in given]
    if any(not 0 <= i < count for i in classes):
        raise ValueError(
            f"visible_classes is {classes}. There are classes 0 to {count - 1}. Pass indices among these."
            if count
            else f"visible_classes is {classes}. There are no classes. Leave it empty."
        )
    return sorted(set(classes))


def read_marks(given: Any) -> list[str]:
    """Names of marks, each once, in the order of `MARKS`."""
    unknown = [mark for mark in given if mark not in MARKS]
    if isinstance(given, str) or unknown:
        raise ValueError(
            f"visible_marks is {given!r}. There are {', '.join(MARKS)}. Pass a list of some of these names."
        )
    return [mark for mark in MARKS if mark in given]


def read_axis_names(given: Any, scene: Scene) -> list[str]:
    """Names of the two inputs: those given, or x₁ and x₂; none where the slice is no plane of inputs."""
    if given is None:
        return ["x₁", "x₂"] if scene.flat else []
    names = [str(name) for name in given]
    if not scene.flat or isinstance(given, str) or len(names) != 2:
        takes = "Two inputs have two" if scene.flat else "Only a network of two inputs has"
        raise ValueError(f"axis_names is {given!r}. {takes} axes to be named. Pass two names, or leave it out.")
    return names
