"""Labeled samples, read from what people keep them in."""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, IterableDataset

from splinewidgets.geometry.argument_types import wrong_type
from splinewidgets.geometry.array_like import finite_tensor

from .class_labels import class_labels

REMEDY = "Pass (inputs, labels), or what has both as attributes."


@dataclass(frozen=True)
class LabeledSamples:
    """Inputs (N, *shape) and the indices of their classes (N,)."""

    inputs: Tensor
    labels: Tensor


def labeled_samples(given: Any, name: str) -> LabeledSamples:
    """Read samples from an object with inputs and labels, a pair of arrays, a dataset of torch or its DataLoader.

    A dataset's samples are asked for one after the other, in their own order, as its transforms leave them; a
    DataLoader's order and batches do not matter.

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
        inputs, labels = _collected(given.dataset if isinstance(given, DataLoader) else given, name)
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


def _collected(dataset: Any, name: str) -> tuple[Tensor, Tensor]:
    """The samples of a dataset, stacked."""
    if isinstance(dataset, IterableDataset) or not isinstance(dataset, Sized):
        raise TypeError(
            f"{name} is a stream of samples, {type(dataset).__name__}. The same ones must be there each time. {REMEDY}"
        )
    # Transforms may be random.
    with torch.random.fork_rng(devices=[]):
        samples = [dataset[index] for index in range(len(dataset))]  # type: ignore[index]
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
