"""The loop that trains, on shuffled batches of a data set in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, mse_loss, one_hot

from splinewidgets.learning import History

from .datasets import Dataset
from .steps import descend, quick, take_steps

Loss = Literal["cross_entropy", "mse"]
Measures = Callable[[nn.Module], Mapping[str, Any]]

LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {"cross_entropy": cross_entropy, "mse": mse_loss}


@dataclass(frozen=True)
class Descent:
    """Descent of a classifier's loss.

    Attributes
    ----------
    steps
        How often they are.
    batch
        Samples per step; the last batch of each pass over the data may have fewer.
    learning_rate, weight_decay
        Of AdamW, which multiplies all parameters, biases too, by `1 - learning_rate * weight_decay` in each step, and
        without decay is Adam.
    loss
        "cross_entropy", or "mse", the squared difference to the one-hot label in the mean over samples and classes.
    seed
        Of the order in which samples are seen.
    momentum
        Descend by stochastic gradients with this momentum, 0 for none, in the place of AdamW; weight decay is then part
        of the gradient.
    clip
        Gradients that are longer, over all parameters, are shortened to this.

    References
    ----------
    I. Loshchilov and F. Hutter, Decoupled Weight Decay Regularization, ICLR 2019.
    """

    steps: int
    batch: int
    learning_rate: float
    weight_decay: float = 0.0
    loss: Loss = "cross_entropy"
    seed: int = 0
    momentum: float | None = None
    clip: float | None = None

    def __post_init__(self) -> None:
        if self.steps < 1 or self.batch < 1:
            raise ValueError(
                f"There are {self.steps} steps with batches of {self.batch}. Both must be at least 1. "
                "Choose larger numbers."
            )
        if self.loss not in LOSSES:
            raise ValueError(
                f"The loss is {self.loss!r}. It can be {' or '.join(map(repr, LOSSES))}. Choose one of them."
            )
        if not (self.momentum is None or 0 <= self.momentum < 1) or not (self.clip is None or self.clip > 0):
            raise ValueError(
                f"momentum is {self.momentum} and clip is {self.clip}. Momentum must be from 0 to below 1, and clip "
                "above 0. Leave out what is not wanted."
            )

    def run(
        self,
        model: nn.Module,
        dataset: Dataset,
        *,
        progress: bool,
        history: History | None = None,
        measures: Measures | None = None,
    ) -> None:
        """Train a model in place and leave it in eval mode; record the steps that are due, and the last one."""
        objective, targets = LOSSES[self.loss], self._targets(model, dataset)

        def record(step: int) -> None:
            if history is not None and (step == self.steps or history.due(step)):
                with torch.no_grad():
                    loss = objective(model.eval()(dataset.inputs), targets)
                history.keep(model, step, **{"loss": loss, **(measures(model) if measures else {})})
                model.train()

        optimizer = self._optimizer(model)
        batches = self._batches(dataset.inputs, targets)

        def step(number: int) -> Tensor:
            inputs, wanted = next(batches)
            loss = objective(model(inputs), wanted)
            descend(loss, optimizer, self.clip)
            record(number)
            return loss

        with quick():
            model.train()
            record(0)
            take_steps(step, self.steps, progress=progress)
        model.eval()

    def _optimizer(self, model: nn.Module) -> torch.optim.Optimizer:
        how: dict[str, Any] = {"lr": self.learning_rate, "weight_decay": self.weight_decay, "fused": True}
        if self.momentum is None:
            return torch.optim.AdamW(model.parameters(), **how)
        return torch.optim.SGD(model.parameters(), momentum=self.momentum, **how)

    @torch.no_grad()
    def _targets(self, model: nn.Module, dataset: Dataset) -> Tensor:
        if self.loss == "cross_entropy":
            return dataset.labels
        outputs = model.eval()(dataset.inputs[:1])
        return one_hot(dataset.labels, outputs.shape[1]).to(outputs.dtype)

    def _batches(self, inputs: Tensor, targets: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
        """Shuffled batches without end. Each pass over the data copies it once, in its new order."""
        generator = torch.Generator().manual_seed(self.seed)
        while True:
            order = torch.randperm(len(inputs), generator=generator)
            yield from zip(inputs[order].split(self.batch), targets[order].split(self.batch), strict=True)
