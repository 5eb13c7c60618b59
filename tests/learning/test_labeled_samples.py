from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch
from torch.utils.data import (
    BatchSampler,
    DataLoader,
    Dataset,
    IterableDataset,
    Sampler,
    Subset,
    SubsetRandomSampler,
    TensorDataset,
    WeightedRandomSampler,
)

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


class Odd(Sampler[int]):
    def __init__(self, data: Any) -> None:
        self._data = data

    def __len__(self) -> int:
        return 3

    def __iter__(self) -> Iterator[int]:
        return iter([1, 3, 5])


MOONS_DATA = TensorDataset(MOONS.inputs, MOONS.labels)
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


def test_a_loader_takes_the_samples_that_it_picks() -> None:
    """A validation split is often a sampler of the same dataset."""
    data, some = TensorDataset(MOONS.inputs, MOONS.labels), [3, 5, 8]
    picked = SubsetRandomSampler(some, generator=torch.Generator().manual_seed(0))
    state = picked.generator.get_state()
    for loader in (
        DataLoader(data, sampler=picked),
        DataLoader(data, batch_sampler=BatchSampler(picked, 2, drop_last=False)),
    ):
        samples = labeled_samples(loader, "test")
        assert torch.equal(samples.inputs, MOONS.inputs[some])
        assert torch.equal(samples.labels, MOONS.labels[some])
    assert torch.equal(picked.generator.get_state(), state)
    weighted = DataLoader(data, sampler=WeightedRandomSampler([1.0] * 40, 3))
    assert len(labeled_samples(weighted, "test").inputs) == 40


def test_a_loader_makes_of_its_samples_what_it_gives_to_the_model() -> None:
    def doubled(pairs: list[Any]) -> Any:
        inputs, labels = zip(*pairs, strict=True)
        return 2 * torch.stack(inputs), torch.stack(labels)

    loader = DataLoader(TensorDataset(MOONS.inputs, MOONS.labels), batch_size=7, collate_fn=doubled)
    samples = labeled_samples(loader, "train")
    assert torch.equal(samples.inputs, 2 * MOONS.inputs)
    assert torch.equal(samples.labels, MOONS.labels)


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
            return torch.rand(2) + np.random.rand() + random.random(), 0

    def states() -> list[Any]:
        return [torch.get_rng_state().tolist(), np.random.get_state()[2], random.getstate()]

    before = states()
    labeled_samples(Noisy([0] * 5), "train")
    assert states() == before


@pytest.mark.parametrize(
    ("given", "error", "sentence"),
    [
        (3, TypeError, r"train is a int\. It must be an object with inputs and labels\. Pass \(inputs, labels\)"),
        ((MOONS.inputs,), TypeError, r"train is a tuple"),
        (Stream(), TypeError, r"train is a stream of samples, Stream\."),
        (DataLoader(Stream()), TypeError, r"train is a stream of samples"),
        (
            DataLoader(MOONS_DATA, sampler=Odd(MOONS_DATA)),
            TypeError,
            r"whose samples are picked by a Odd\. .* a Subset",
        ),
        (DataLoader(MOONS_DATA, batch_sampler=[[0], [1]]), TypeError, r"picked by a list"),
        (DataLoader(MOONS_DATA, collate_fn=len), ValueError, r"whose collate_fn makes a int\. It must be a pair"),
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
