"""Train a classifier reproducibly, and remember the result."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

import torch
from torch import Tensor, nn

from splinewidgets.learning import History
from splinewidgets.learning.accuracy import accuracy as share_right
from splinewidgets.learning.class_labels import class_labels

from .cache import trained
from .datasets import Dataset
from .descent import Descent, Loss, Measures
from .steps import quick

# Part of every cache key. To be raised when `Descent.run` changes what it computes.
RECIPE = 2

EPOCHS = 30


def train(
    model: nn.Module,
    dataset: Dataset,
    *,
    epochs: int | None = None,
    steps: int | None = None,
    batch: int = 64,
    learning_rate: float = 1e-3,
    weight_decay: float = 0.0,
    loss: Loss = "cross_entropy",
    seed: int = 0,
    momentum: float | None = None,
    clip: float | None = None,
    progress: bool = True,
    cache: bool = True,
    history: History | None = None,
    measures: Measures | None = None,
) -> nn.Module:
    """Train a classifier in place, with AdamW unless a momentum is given, and return it in eval mode.

    The trained weights are kept as safetensors in the user's cache directory (or in `SPLINEWIDGETS_CACHE`), under a
    digest of the initial weights and outputs, the data and the settings: training the same again takes no time, and
    anything else trains anew. A cache that cannot be read or written is passed over. With a history, which is what
    remembers then, there is no cache.

    Parameters
    ----------
    model
        Maps (N, *shape) to (N, classes).
    dataset
        What to fit.
    epochs, steps
        How long to train: passes over the data, 30 by default, or else steps of one batch each.
    batch, learning_rate
        The usual.
    weight_decay
        All parameters, biases too, shrink by `learning_rate * weight_decay` in each step. Without it AdamW is Adam.
    loss
        "cross_entropy", or "mse", the squared difference to the one-hot label in the mean over samples and classes.
    seed
        Of the order in which samples are seen.
    momentum
        Train by stochastic gradient descent with this momentum, 0 for none, in the place of AdamW; weight decay is then
        part of the gradient.
    clip
        Shorten gradients that are longer, over all parameters, to this length.
    progress
        Show a progress bar, drawn as suits a notebook or a terminal.
    cache
        Look for the result in the cache, and leave it there.
    history
        An empty one, into which step 0, the steps that it calls due and the last one are recorded, each with its
        "loss" over the whole data set.
    measures
        Called with the model, in eval mode, at each recorded step; returns further metrics to record, as
        `ProgressMeasures` does. Like the training it computes with one thread.

    Raises
    ------
    ValueError
        If the model's outputs and the labels do not fit together, `epochs`, `steps` or `batch` is below one, both
        `epochs` and `steps` are given, there is no such loss, momentum or clip are out of range, the history is not
        empty, or there are measures and no history.

    Examples
    --------
    >>> history = History("runs/moons")
    >>> model = train(mlp((2, 32, 2)), two_moons(), steps=100, history=history)
    >>> bool(history.metrics["loss"][-1] < history.metrics["loss"][0])
    True
    """
    if epochs is not None and steps is not None:
        raise ValueError(
            f"There are {epochs} epochs and {steps} steps. One of them says how long to train. Leave the other out."
        )
    if steps is None:
        epochs = EPOCHS if epochs is None else epochs
        if epochs < 1 or batch < 1:
            raise ValueError(
                f"There are {epochs} epochs with batches of {batch}. Both must be at least 1. Choose larger numbers."
            )
        steps = epochs * ceil(len(dataset) / batch)
    descent = Descent(steps, batch, learning_rate, weight_decay, loss, seed, momentum, clip)
    dataset = replace(dataset, labels=class_labels(dataset.labels, len(dataset)))
    outputs = _outputs(model, dataset)
    if history is not None:
        if len(history):
            raise ValueError(
                f"The history holds steps {history.steps[0]} to {history.steps[-1]}. Training begins at step 0. "
                "Give an empty history, with another path."
            )
        descent.run(model, dataset, progress=progress, history=history, measures=measures)
        return model
    if measures is not None:
        raise ValueError(
            "There are measures and no history. What they measure is recorded into one. Give history=History(path)."
        )
    return trained(
        model,
        lambda: descent.run(model, dataset, progress=progress),
        settings=f"{RECIPE} {descent}",
        data=(dataset.inputs, dataset.labels, outputs),
        cache=cache,
    )


def accuracy(model: nn.Module, dataset: Dataset) -> float:
    """Return the share of samples whose largest output is that of their label, from 0 to 1, in eval mode.

    Examples
    --------
    >>> moons = two_moons()
    >>> accuracy(train(mlp((2, 16, 2)), moons), moons) > 0.8
    True
    """
    return share_right(model, dataset.inputs, dataset.labels)


@torch.no_grad()
def _outputs(model: nn.Module, dataset: Dataset) -> Tensor:
    """Initial output of a model at the first sample, by which models of equal weights are told apart.

    Raises
    ------
    ValueError
        If there are not as many outputs as classes.
    """
    with quick():
        outputs: Tensor = model.eval()(dataset.inputs[:1])
    shape = tuple(outputs.shape)
    needed = int(dataset.labels.max()) + 1
    if len(shape) != 2 or shape[1] < needed:
        raise ValueError(
            f"The model maps one sample to outputs of shape {shape}. The labels need (1, {needed}) or more classes. "
            "Give the model one output per class."
        )
    return outputs
