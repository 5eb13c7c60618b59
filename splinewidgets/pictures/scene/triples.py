"""Three of the data at random, as anchors of a slice: of any classes, of one, or of three."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures.scene.samples import Samples
from splinewidgets.pictures.wire_types.gestures import TripleClasses

CHOICES: tuple[TripleClasses, ...] = get_args(TripleClasses)
# Three at random seldom lie on a line: where so many triples in a row do, all of them can be taken to.
TRIES = 100

Rows = tuple[int, int, int]


def read_classes_of_triple(given: Any) -> TripleClasses:
    """Which classes three data are to be of; raises ValueError for any other word."""
    for choice in CHOICES:
        if given is choice or (isinstance(given, str) and given == choice):
            return choice
    raise ValueError(f"classes is {given!r:.40}. It must be 'any', 'same' or 'different'. 'any' takes any three data.")


def triples(samples: Samples | None, classes: TripleClasses, shown: list[int], seed: int) -> Iterator[Rows]:
    """`TRIES` triples of different rows of the data; the same for the same seed.

    Parameters
    ----------
    classes
        "any" takes three at random; "same" one at random among classes of three or more, and two others of its class;
        "different" three classes at random, and one of each.
    shown
        Labels among which to choose; all of the data where they have no labels.

    Raises
    ------
    ValueError
        If there are no three such data.
    """
    if samples is None:
        raise ValueError("There are no data. Anchors are drawn from them. Give the explorer data=.")
    labels = samples.labels
    rows = np.flatnonzero(np.isin(labels, shown)) if samples.names else np.arange(len(labels))
    counts = np.bincount(labels[rows], minlength=256) if samples.names else np.zeros(256, int)
    enough = np.flatnonzero(counts >= (3 if classes == "same" else 1))
    if len(rows) < 3:
        raise ValueError(f"{len(rows)} data are shown. Three anchors are drawn from them. Give or show more data.")
    if classes == "same" and not len(enough):
        raise ValueError("No class that is shown has three data. Three of one class were asked for. Draw any three.")
    if classes == "different" and len(enough) < 3:
        raise ValueError(
            f"Data of {len(enough)} classes are shown. One of each of three was asked for. Draw any three."
        )
    random = np.random.default_rng(seed)
    for _ in range(TRIES):
        yield _triple(random, labels, rows, classes, enough)


def _triple(
    random: np.random.Generator,
    labels: npt.NDArray[np.uint8],
    rows: npt.NDArray[np.intp],
    classes: TripleClasses,
    enough: npt.NDArray[np.intp],
) -> Rows:
    if classes == "different":
        chosen = [random.choice(rows[labels[rows] == label]) for label in random.choice(enough, 3, replace=False)]
    else:
        if classes == "same":
            of_enough = rows[np.isin(labels[rows], enough)]
            rows = rows[labels[rows] == labels[random.choice(of_enough)]]
        chosen = random.choice(rows, 3, replace=False).tolist()
    first, second, third = (int(row) for row in chosen)
    return first, second, third
