from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from splinewidgets.pictures.scene.samples import Samples
from splinewidgets.pictures.scene.triples import TRIES, triples

LABELS = np.repeat([0, 1, 2, 3], [2, 3, 5, 40])


def samples(labels: np.ndarray | None = LABELS) -> Samples:
    return Samples.read(np.random.default_rng(0).normal(size=(50, 4)), labels)


def test_triples_are_of_the_classes_that_are_asked_for() -> None:
    for seed in range(20):
        for classes, most in (("any", 3), ("same", 1), ("different", 3)):
            for rows in islice(triples(samples(), classes, [0, 1, 2, 3], seed), 5):
                assert len(set(rows)) == 3
                distinct = len(set(LABELS[list(rows)]))
                assert distinct <= most and (classes == "any" or distinct == most)
                assert classes != "same" or 0 not in LABELS[list(rows)]


def test_one_of_a_class_is_as_likely_as_any_other_of_its_size_or_more() -> None:
    drawn = [next(triples(samples(), "same", [0, 1, 2, 3], seed))[0] for seed in range(2000)]
    shares = np.bincount(LABELS[drawn], minlength=4) / 2000
    # In proportion to the sizes of the classes of three or more: 3, 5 and 40.
    np.testing.assert_allclose(shares, np.array([0, 3, 5, 40]) / 48, atol=0.03)


def test_the_same_seed_draws_the_same() -> None:
    first, again, other = (list(triples(samples(), "any", [0, 1, 2, 3], seed)) for seed in (4, 4, 5))
    assert first == again != other and len(first) == TRIES


def test_hidden_classes_are_not_drawn_from() -> None:
    assert {LABELS[row] for rows in triples(samples(), "any", [1, 2], 0) for row in rows} == {1, 2}
    assert {row < 50 for rows in triples(samples(None), "any", [], 0) for row in rows} == {True}


@pytest.mark.parametrize(
    ("labels", "classes", "shown", "message"),
    [
        (LABELS, "same", [0], "2 data are shown"),
        (np.arange(50) % 25, "same", list(range(25)), "No class that is shown has three data"),
        (LABELS, "different", [1, 3], "Data of 2 classes are shown"),
        (None, "same", [], "No class that is shown has three data"),
        (None, "different", [], "Data of 0 classes are shown"),
    ],
)
def test_where_there_are_no_three(labels: np.ndarray | None, classes: str, shown: list[int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        next(triples(samples(labels), classes, shown, 0))  # type: ignore[arg-type]


def test_without_data_there_are_none() -> None:
    with pytest.raises(ValueError, match="There are no data"):
        next(triples(None, "any", [], 0))


def test_which_of_the_data_points_are() -> None:
    inputs = np.array([[0.0, 1.0], [2.0, 1.0], [0.0, 1.0], [-5.0, 0.0]])
    known = Samples.read(inputs)
    assert known.rows_of(np.array([[2.0, 1.0], [0.0, 1.0], [-5.0, 0.0], [2.0, 0.0], [0.0, 0.0]])) == (1, 0, 3, -1, -1)
    assert known.rows_of(np.empty((0, 2))) == known.rows_of(np.empty(0)) == ()
