"""Inputs and labels that a model does not take, refused in our words by all that measures it."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from splinewidgets import ProgressMeasures, SliceExplorer, SplineSurface, adversarial_accuracy, pgd
from splinewidgets.learning.accuracy import accuracy
from splinewidgets.zoo import mlp

X, Y = torch.rand(12, 2), torch.arange(12) % 3
MEASURES = {
    "accuracy": accuracy,
    "pgd": lambda *given: pgd(*given, 0.1),
    "adversarial_accuracy": lambda *given: adversarial_accuracy(*given, 0.1),
}


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
@pytest.mark.parametrize(
    ("inputs", "labels", "sentence"),
    (
        (torch.rand(12, 3), Y, r"fails on inputs of shape \(3,\): .*\. It must take batches"),
        (X, Y + 1, r"."),
        (X, Y - 1, r"."),
        (X, Y[:5], r"."),
        (X, Y + 0.5, r"."),
        (X, Y * float("nan"), r"."),
    ),
)
def test_what_does_not_fit_is_refused(measure, inputs, labels, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as raised:
        measure(mlp((2, 4, 3)), inputs, labels)
    assert str(raised.value).count(". ") >= 2


def test_whole_numbers_are_inputs() -> None:
    whole = (10 * X).int()
    measures = ProgressMeasures((whole, Y), (whole, Y), vertices=4, epsilons=[0.1])
    floats = ProgressMeasures((whole.float(), Y), (whole.float(), Y), vertices=4, epsilons=[0.1])
    model = mlp((2, 4, 3))
    assert measures(model) == floats(model)


def test_labels_and_targets_in_widgets() -> None:
    with pytest.raises(ValueError, match=r"NaN or infinite entries in labels\. .* Leave such data out"):
        SliceExplorer(mlp((2, 4, 3)), data=X, labels=Y * float("nan"))
    explorer = SliceExplorer(mlp((2, 4, 3)), data=X, labels=Y.double())
    np.testing.assert_array_equal(explorer._samples.labels, Y)
    assert explorer._samples.names == ("0", "1", "2")
    explorer.close()
    with pytest.raises(ValueError, match=r"targets has shape \(\)\."):
        SplineSurface(mlp((2, 4, 1)), data=X, targets=0.5)
