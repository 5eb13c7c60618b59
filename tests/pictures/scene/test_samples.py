from __future__ import annotations

import numpy as np
import pytest
import torch
from explorers import data

from splinewidgets.pictures.scene.samples import Samples

INPUTS = data(6)


@pytest.mark.parametrize(
    ("labels", "names", "ids", "read"),
    [
        (None, ("a", "b"), [0] * 6, ()),
        ([0, 2, 2, 0, 0, 2], ("a", "b", "c"), [0, 2, 2, 0, 0, 2], ("a", "b", "c")),
        ([7, 9, 9, 7, 7, 8], ("a", "b"), [0, 2, 2, 0, 0, 1], ("7", "8", "9")),
        (list("baabba"), ("a", "b"), [1, 0, 0, 1, 1, 0], ("a", "b")),
        (list("yxxyyx"), ("a", "b"), [1, 0, 0, 1, 1, 0], ("x", "y")),
        (torch.tensor([0, 1, 1, 0, 0, 1]), (), [0, 1, 1, 0, 0, 1], ("0", "1")),
        ([True, False, True, True, True, True], ("no", "yes"), [1, 0, 1, 1, 1, 1], ("False", "True")),
    ],
)
def test_labels_become_numbers_with_names(labels: object, names: tuple[str, ...], ids: list[int], read: object) -> None:
    samples = Samples.read(INPUTS, labels, names)
    assert samples.labels.tolist() == ids and samples.names == read


@pytest.mark.parametrize(
    ("given", "labels", "message"),
    [
        (np.zeros(3), None, r"data has shape \(3,\). It must be inputs stacked"),
        (np.empty((0, 3)), None, r"data has shape \(0, 3\)"),
        ([["a", "b"]], None, "data is list and does not convert to numbers"),
        ([[1.0, np.nan]], None, r"data has a NaN or infinite entry, the first at \[0, 1\]"),
        (INPUTS, [1, 2], r"labels has shape \(2,\). There are 6 data"),
        (data(300), np.arange(300) / 7, "labels has 300 different values. At most 256"),
    ],
)
def test_what_does_not_fit_is_refused(given: object, labels: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Samples.read(given, labels)


def test_three_samples_to_begin_with() -> None:
    assert Samples.read(INPUTS, [5, 5, 1, 1, 3, 3]).three_apart() == [0, 2, 4]
    corners = np.array([[0, 0, 0], [0.1, 0, 0], [4, 0, 0], [0, 0.1, 0], [2, 3, 0.0]])
    assert sorted(Samples.read(corners).three_apart()) == [0, 2, 4]
    with pytest.raises(ValueError, match=r"data has 2 inputs. A slice needs three anchors"):
        Samples.read(INPUTS[:2]).three_apart()
