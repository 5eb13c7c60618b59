"""Labeled samples, read from what people keep them in."""

from __future__ import annotations

from collections.abc import Sequence, Sized
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import (
    BatchSampler,
    DataLoader,
    Dataset,
    IterableDataset,
    RandomSampler,
    SequentialSampler,
    SubsetRandomSampler,
    WeightedRandomSampler,
    default_collate,
)
from torch.utils.data.distributed import DistributedSampler

from splinewidgets.geometry.argument_types import wrong_type
from splinewidgets.geometry.array_like import finite_tensor
from splinewidgets.geometry.model.chance import as_if_not_drawn

from .class_labels import class_labels

REMEDY = "Pass (inputs, labels), or what has both as attributes."
# Of these each sample has its turn, or its chance, or its process.
EVERY = (SequentialSampler, RandomSampler, WeightedRandomSampler, DistributedSampler)


@dataclass(frozen=True)
class LabeledSamples:
    """Inputs (N, *shape) and the indices of their classes (N,)."""

    inputs: Tensor
    labels: Tensor


def labeled_samples(given: Any, name: str) -> LabeledSamples:
    """Read samples from an object with inputs and labels, a pair of arrays, a dataset of torch or its DataLoader.

    A dataset's samples are asked for one after the other, in their own order, as its transforms leave them. A
    DataLoader's order and batches do not matter; which samples it picks does, and what its `collate_fn` makes of them.

    Parameters
    ----------
    given
        An object with `inputs` (N, *shape) and `labels`; a tuple of both; or a map-style `torch.utils.data.Dataset`, or
        a `DataLoader` of one, whose samples are pairs (input, label). Arrays of any kind, and labels as `class_labels`
        reads them.
    name
        For errors.

    Raises
    ------
    TypeError
        If it is none of these.
    ValueError
        If there are no samples, inputs have several shapes, or labels are no indices of classes.
    """
    if hasattr(given, "inputs") and hasattr(given, "labels"):
        inputs, labels = given.inputs, given.labels
    elif isinstance(given, tuple | list) and len(given) == 2:
        inputs, labels = given
    elif isinstance(given, DataLoader | Dataset):
        inputs, labels = _collected(given, name)
    else:
        raise wrong_type(given, name, "an object with inputs and labels", REMEDY)
    inputs = finite_tensor(inputs, f"inputs of {name}")
    if inputs.ndim < 2 or len(inputs) == 0:
        raise ValueError(
            f"The inputs of {name} have shape {tuple(inputs.shape)}. They must be a batch (N, *input_shape) with "
            "N > 0. Put one input in each row."
        )
    if inputs.dtype in (torch.uint8, torch.bool):
        inputs = inputs.to(torch.get_default_dtype())
    return LabeledSamples(inputs, class_labels(labels, len(inputs)))


def _collected(given: Any, name: str) -> tuple[Tensor, Tensor]:
    """The samples of a dataset or a DataLoader, stacked."""
    loader = given if isinstance(given, DataLoader) else None
    dataset = given if loader is None else loader.dataset
    if isinstance(dataset, IterableDataset) or not isinstance(dataset, Sized):
        raise TypeError(
            f"{name} is a stream of samples, {type(dataset).__name__}. The same ones must be there each time. {REMEDY}"
        )
    picked = range(len(dataset)) if loader is None else _picked(loader, name)
    # Transforms may be random.
    with as_if_not_drawn(torch.device("cpu")):
        samples = [dataset[index] for index in picked]  # type: ignore[index]
        if loader is not None and samples and loader.collate_fn is not default_collate:
            samples = _apart(loader, samples, name)
    wrong = next((s for s in samples if not (isinstance(s, tuple | list) and len(s) == 2)), None)
    if wrong is not None or not samples:
        what = f"samples such as {type(wrong).__name__}" if samples else "no samples"
        raise ValueError(f"{name} has {what}. Each must be a pair (input, label). {REMEDY}")
    inputs = [finite_tensor(sample[0], f"inputs of {name}") for sample in samples]
    if len(shapes := sorted({tuple(one.shape) for one in inputs})) > 1:
        raise ValueError(
            f"The inputs of {name} have shapes such as {shapes[0]} and {shapes[1]}. All must have one. "
            "Let the dataset crop or resize them."
        )
    return torch.stack(inputs), torch.stack([torch.as_tensor(sample[1]) for sample in samples])


def _picked(loader: DataLoader[Any], name: str) -> Sequence[int]:
    """The samples that a DataLoader goes through, in their own order; it is not asked, for it may draw by chance."""
    batches = loader.batch_sampler
    sampler = loader.sampler if batches is None else getattr(batches, "sampler", None)
    if type(batches) in (type(None), BatchSampler):
        if isinstance(sampler, SubsetRandomSampler):
            return list(sampler.indices)
        if isinstance(sampler, EVERY):
            return range(len(loader.dataset))  # type: ignore[arg-type]
    by = type(batches if type(batches) not in (type(None), BatchSampler) else sampler).__name__
    raise TypeError(
        f"{name} is a DataLoader whose samples are picked by a {by}. The same ones must be there each time. "
        "Pass its dataset, or a Subset of it."
    )


def _apart(loader: DataLoader[Any], samples: list[Any], name: str) -> list[Any]:
    """What the DataLoader makes of its batches, as one pair for each sample."""
    size = loader.batch_size or 1
    pairs: list[Any] = []
    for begin in range(0, len(samples), size):
        batch = loader.collate_fn(samples[begin : begin + size])
        if not (isinstance(batch, tuple | list) and len(batch) == 2 and len(batch[0]) == len(batch[1])):
            raise ValueError(
                f"{name} is a DataLoader whose collate_fn makes a {type(batch).__name__}. It must be a pair (inputs, "
                f"labels) of one length. {REMEDY}"
            )
        pairs += zip(*batch, strict=True)
    return pairs
