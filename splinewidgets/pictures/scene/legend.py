"""Entries of the legend: marks above the tiles, classes, and the axes where there are two inputs."""

from __future__ import annotations

from typing import Any, get_args

from splinewidgets.pictures import plain_values
from splinewidgets.pictures.scene.scene import Scene
from splinewidgets.pictures.wire_types.explorer import Mark

# What may lie above the tiles; data are those that are not misclassified.
MARKS: tuple[Mark, ...] = get_args(Mark)


def read_classes(given: Any, count: int) -> list[int]:
    """Indices of classes, each once."""
    classes = plain_values.wholes(given, "visible_classes", "indices of classes, whole numbers", "Pass a list of them.")
    if any(not 0 <= i < count for i in classes):
        raise ValueError(
            f"visible_classes is {classes}. There are classes 0 to {count - 1}. Pass indices among these."
            if count
            else f"visible_classes is {classes}. There are no classes. Leave it empty."
        )
    return sorted(set(classes))


def read_marks(given: Any) -> list[str]:
    """Names of marks, each once, in the order of `MARKS`."""
    marks = plain_values.names(given, "visible_marks", f"a list of some of {', '.join(MARKS)}", "Pass () for none.")
    if any(mark not in MARKS for mark in marks):
        raise ValueError(
            f"visible_marks is {given!r}. There are {', '.join(MARKS)}. Pass a list of some of these names."
        )
    return [mark for mark in MARKS if mark in marks]


def read_axis_names(given: Any, scene: Scene) -> list[str]:
    """Names of the two inputs: those given, or x₁ and x₂; none where the slice is no plane of inputs."""
    if given is None:
        return ["x₁", "x₂"] if scene.flat else []
    names = plain_values.names(given, "axis_names", "two names", "Pass two names, or leave it out.")
    if not scene.flat or len(names) != 2:
        takes = "Two inputs have two" if scene.flat else "Only a network of two inputs has"
        raise ValueError(f"axis_names is {given!r}. {takes} axes to be named. Pass two names, or leave it out.")
    return names
