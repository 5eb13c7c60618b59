"""Labels of a classifier's inputs, read in the shapes in which they are kept."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from splinewidgets.geometry.array_like import finite_tensor

WANTED = "Pass one label for each, the index of a class, (N,)."


def class_labels(given: Any, count: int) -> Tensor:
    """The index of a class for each of `count` inputs, (count,) int64.

    Parameters
    ----------
    given
        Array-like: indices (count,), as whole numbers of any type; a column of them, (count, 1); or one-hot rows
        (count, classes), each with a single 1 among zeros.

    Raises
    ------
    TypeError
        If it cannot be read as an array.
    ValueError
        If it has another shape, or numbers that are no indices.
    """
    labels = finite_tensor(given, "labels")
    if labels.ndim not in (1, 2) or len(labels) != count or labels.numel() == 0:
        raise ValueError(f"The labels have shape {tuple(labels.shape)}. There are {count} inputs. {WANTED}")
    if labels.ndim == 2 and labels.shape[1] > 1:
        ones = labels == 1
        if not bool(((labels == 0) | ones).all() and (ones.sum(1) == 1).all()):
            raise ValueError(
                f"The labels have shape {tuple(labels.shape)} and are not one-hot. Rows of several numbers must have a "
                f"single 1 among zeros. {WANTED}"
            )
        return ones.int().argmax(1)
    classes = labels.reshape(-1).long()
    if bool((classes != labels.reshape(-1)).any()) or int(classes.min()) < 0:
        raise ValueError(
            f"The labels go from {float(labels.min()):g} to {float(labels.max()):g}. They must be whole numbers from 0 "
            f"on, which targets of a regression are not. {WANTED}"
        )
    return classes


def check_classes(labels: Tensor, classes: int, given: Any = None) -> None:
    """Raise ValueError if a label is none of so many classes, or was one of another number of them as one-hot rows."""
    width = () if given is None else finite_tensor(given, "labels").shape[1:]
    if width and width[0] not in (1, classes):
        raise ValueError(
            f"The labels are one-hot rows of {width[0]}. The model has {classes} classes. Pass rows of so many, or the "
            "indices of classes, (N,)."
        )
    if len(labels) and int(labels.max()) >= classes:
        raise ValueError(
            f"The labels go from {int(labels.min())} to {int(labels.max())}. The model has the classes 0 to "
            f"{classes - 1}. Pass whole numbers among them."
        )
