from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader, Dataset, IterableDataset, Subset, TensorDataset

from splinewidgets import zoo
from splinewidgets.learning import ProgressMeasures
from splinewidgets.learning.labeled_samples import labeled_samples

MOONS = zoo.two_moons(40)


class Listed(Dataset[Any]):
    """Pairs, as many datasets of images return them."""

    def __init__(self, pairs: list[Any]) -> None:
        self._pairs = pairs

    def __len__(self) -> int:
        return len(self._pairs)

    def __getitem__(self, index: int) -> Any:
        return self._pairs[index]


class Stream(IterableDataset[Any]):
    def __iter__(self) -> Iterator[Any]:
        yield MOONS.inputs[0], 0


KINDS = {
    "an object": MOONS,
    "a pair": (MOONS.inputs, MOONS.labels),
    "arrays": [MOONS.inputs.numpy(), MOONS.labels.numpy()],
    "lists": (MOONS.inputs.tolist(), MOONS.labels.tolist()),
    "a dataset of tensors": TensorDataset(MOONS.inputs, MOONS.labels),
    "a shuffling loader": DataLoader(TensorDataset(MOONS.inputs, MOONS.labels), batch_size=7, shuffle=True),
    "a subset": Subset(TensorDataset(MOONS.inputs, MOONS.labels), range(40)),
    "a dataset of pairs": Listed(list(zip(MOONS.inputs.numpy(), MOONS.labels.tolist(), strict=True))),
    "columns": (MOONS.inputs, MOONS.labels[:, None].double()),
    "one-hot rows": Listed(list(zip(MOONS.inputs, torch.eye(2)[MOONS.labels], strict=True))),
}


@pytest.mark.parametrize("kind", KINDS)
def test_samples_are_read_from_what_people_keep_them_in(kind: str) -> None:
    samples = labeled_samples(KINDS[kind], "train")
    torch.testing.assert_close(samples.inputs.float(), MOONS.inputs)
    assert torch.equal(samples.labels.long(), MOONS.labels)


@pytest.mark.parametrize("kind", ["a shuffling loader", "arrays"])
def test_measures_are_the_same_whatever_keeps_the_samples(kind: str) -> None:
    model = zoo.mlp((2, 8, 2))
    wanted = ProgressMeasures(MOONS, MOONS, epsilons=(0.1,), vertices=4)(model)
    assert ProgressMeasures(KINDS[kind], KINDS[kind], epsilons=(0.1,), vertices=4)(model) == wanted


def test_images_of_bytes_are_numbers() -> None:
    images = np.arange(2 * 3 * 4 * 4, dtype=np.uint8).reshape(2, 3, 4, 4)
    samples = labeled_samples(Listed([(image, label) for label, image in enumerate(images)]), "train")
    assert np.array_equal(samples.inputs.numpy(), images)


def test_random_transforms_leave_the_random_state() -> None:
    class Noisy(Listed):
        def __getitem__(self, index: int) -> Any:
            return torch.rand(2), 0

    state = torch.get_rng_state()
    labeled_samples(Noisy([0] * 5), "train")
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize(
    ("given", "error", "sentence"),
    [
        (3, TypeError, r"train is a int\. It must be an object with inputs and labels\. Pass \(inputs, labels\)"),
        ((MOONS.inputs,), TypeError, r"train is a tuple"),
        (Stream(), TypeError, r"train is a stream of samples, Stream\."),
        (DataLoader(Stream()), TypeError, r"train is a stream of samples"),
        (Listed([]), ValueError, r"train has no samples\. Each must be a pair"),
        (Listed([MOONS.inputs[0]]), ValueError, r"train has samples such as Tensor\. Each must be a pair"),
        (Listed([(torch.zeros(2), 0), (torch.zeros(3), 1)]), ValueError, r"shapes such as \(2,\) and \(3,\)"),
        (Listed([(object(), 0)]), TypeError, r"The inputs of train cannot be read as an array"),
        ((torch.zeros(3), [0, 1, 0]), ValueError, r"The inputs of train have shape \(3,\)"),
        ((torch.zeros(3, 2), [0.5, 1, 0]), ValueError, r"which targets of a regression are not"),
        ((torch.zeros(2, 2), [[1, 1], [0, 1]]), ValueError, r"are not one-hot"),
    ],
)
def test_what_are_no_samples_is_said(given: Any, error: type[Exception], sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        labeled_samples(given, "train")
