"""`LiveTraining`: a training that goes on by some steps at a time, and can go back."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, Literal

import torch
from torch import Tensor, nn

LossKind = Literal["cross_entropy", "squared"]
OptimizerKind = Literal["sgd", "momentum", "adam"]
# One step of the user's own: changes the model and returns the loss.
Step = Callable[[nn.Module, Tensor, Tensor], Any]

MOMENTUM = 0.9
LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "cross_entropy": nn.functional.cross_entropy,
    "squared": nn.functional.mse_loss,
}


class Diverged(ValueError):
    """The loss is NaN or infinite."""


class LiveTraining:
    """Trains a model, some steps at a time.

    Parameters
    ----------
    model
        Trained in place.
    inputs, targets
        (N, *shape) and classes (N,) int64, or (N, outputs) numbers. Classes are one-hot where the loss is squared.
    loss
        "cross_entropy", or "squared", the mean over points and outputs.
    optimizer
        "sgd", "momentum" (SGD with momentum 0.9) or "adam" (AdamW).
    rate, weight_decay
        The usual; weight decay is AdamW's for Adam, and part of the gradient for SGD, as in PyTorch.
    batch
        Points a step, without return until all were seen; 0 for all.
    seed
        Of batches.
    step
        step(model, inputs, targets) in the place of all this: it trains the model by one step, and returns the loss.

    Attributes
    ----------
    steps : int
        How many were made.

    Examples
    --------
    >>> inputs = torch.linspace(-1, 1, 50)[:, None]
    >>> training = LiveTraining(nn.Linear(1, 1), inputs, 2 * inputs, loss="squared", optimizer="sgd", rate=0.5)
    >>> training.run(100)
    >>> training.measures()["loss"] < 1e-6
    True
    """

    def __init__(
        self,
        model: nn.Module,
        inputs: Tensor,
        targets: Tensor,
        *,
        loss: LossKind = "cross_entropy",
        optimizer: OptimizerKind = "adam",
        rate: float = 0.01,
        weight_decay: float = 0.0,
        batch: int = 0,
        seed: int = 0,
        step: Step | None = None,
    ) -> None:
        self.model, self.inputs, self.targets, self.steps = model, inputs, targets, 0
        self._fitted, self._classes = _fitting(model, inputs, targets, loss)
        self._loss, self._batch, self._step = LOSSES[loss], batch, step
        self._optimizer = _optimizer(model, optimizer, rate, weight_decay)
        self._random = torch.Generator().manual_seed(seed)
        self._order = torch.empty(0, dtype=torch.int64)

    def set_rate(self, rate: float, weight_decay: float) -> None:
        """Go on with another rate and weight decay, and what the optimizer has gathered."""
        for group in self._optimizer.param_groups:
            group["lr"], group["weight_decay"] = rate, weight_decay

    def run(self, steps: int) -> None:
        """Make some steps.

        Raises
        ------
        Diverged
            If the loss is no number any more.
        """
        self.model.train()
        try:
            for _ in range(steps):
                loss = self._own() if self._step is None else self._step(self.model, self.inputs, self.targets)
                self.steps += 1
            if steps and not torch.isfinite(torch.as_tensor(0.0 if loss is None else loss)).all():
                raise Diverged(
                    f"The loss is {float(loss):g} after {self.steps} steps. It must be a number. "
                    "Take a smaller learning rate, and reset."
                )
        finally:
            self.model.eval()

    @torch.no_grad()
    def set_parameter(self, name: str, place: tuple[int, ...], value: float) -> None:
        """Give an entry of a parameter, named as in the model's state_dict, another value; the optimizer goes on.

        Raises
        ------
        ValueError
            If it is too large for the dtype of the parameter.
        """
        parameter = self.model.state_dict()[name]
        entry = torch.tensor(value, dtype=torch.float64).to(parameter.dtype)
        if not torch.isfinite(entry):
            raise ValueError(
                f"An entry of {name} is to be {value:g}. It must be finite in {parameter.dtype}. Take a smaller one."
            )
        parameter[place] = entry

    @torch.no_grad()
    def settle(self) -> None:
        """Take the statistics of all points into batch normalizations whose momentum is 1."""
        if any(getattr(module, "momentum", None) == 1.0 for module in self.model.modules()):
            self.model.train()
            self.model(self.inputs)
            self.model.eval()

    @torch.no_grad()
    def measures(self) -> dict[str, float]:
        """The loss over all points, and the share of points that are classified right where there are classes."""
        self.model.eval()
        outputs = self.model(self.inputs)
        measured = {"loss": float(self._loss(outputs, self._fitted))}
        if self._classes is not None:
            measured["train_accuracy"] = float((outputs.argmax(1) == self._classes).double().mean())
        return measured

    def state(self) -> dict[str, Any]:
        """All that is needed to go on from here: copies."""
        return _copied(
            {
                "model": self.model.state_dict(),
                "optimizer": self._optimizer.state_dict(),
                "random": self._random.get_state(),
                "order": self._order,
                "steps": self.steps,
            }
        )

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to a state."""
        state = _copied(state)
        self.model.load_state_dict(state["model"])
        self._optimizer.load_state_dict(state["optimizer"])
        self._random.set_state(state["random"])
        self._order, self.steps = state["order"], state["steps"]

    def _own(self) -> Tensor:
        inputs, targets = self.inputs, self._fitted
        if 0 < self._batch < len(inputs):
            if len(self._order) < self._batch:
                self._order = torch.randperm(len(inputs), generator=self._random)
            chosen, self._order = self._order[: self._batch], self._order[self._batch :]
            inputs, targets = inputs[chosen], targets[chosen]
        loss = self._loss(self.model(inputs), targets)
        self._optimizer.zero_grad()
        loss.backward()
        self._optimizer.step()
        return loss.detach()


def _copied(state: Any) -> Any:
    """A copy, as `copy.deepcopy` makes, which takes ten times as long for the tensors of a small network."""
    if isinstance(state, Tensor):
        return state.detach().clone()
    if isinstance(state, dict):
        copied = copy.copy(state)  # with the versions of its modules, which a state_dict has as an attribute
        copied.update({key: _copied(value) for key, value in state.items()})
        return copied
    if isinstance(state, list):
        return [_copied(value) for value in state]
    return copy.deepcopy(state)


def _optimizer(model: nn.Module, kind: OptimizerKind, rate: float, weight_decay: float) -> torch.optim.Optimizer:
    parameters = [each for each in model.parameters() if each.requires_grad]
    if kind == "adam":
        return torch.optim.AdamW(parameters, lr=rate, weight_decay=weight_decay)
    momentum = MOMENTUM if kind == "momentum" else 0.0
    return torch.optim.SGD(parameters, lr=rate, momentum=momentum, weight_decay=weight_decay)


@torch.no_grad()
def _fitting(model: nn.Module, inputs: Tensor, targets: Tensor, loss: LossKind) -> tuple[Tensor, Tensor | None]:
    """What outputs are compared with, and the classes, if there are."""
    training = model.training
    outputs = model.eval()(inputs[:2])
    model.train(training)
    classes = targets if targets.ndim == 1 and not targets.is_floating_point() else None
    if loss == "cross_entropy":
        if classes is None:
            raise ValueError(
                "The targets are numbers. Cross-entropy is of classes. Set loss='squared', or give classes as integers."
            )
        return _known(classes, outputs.shape[1]), classes
    if classes is not None:
        return nn.functional.one_hot(_known(classes, outputs.shape[1]), outputs.shape[1]).to(outputs.dtype), classes
    if targets.shape[1:] != outputs.shape[1:]:
        raise ValueError(
            f"The targets have shape {tuple(targets.shape)}. The network has outputs {tuple(outputs.shape[1:])} each. "
            "Give one number for each output."
        )
    return targets.to(outputs.dtype), None


def _known(classes: Tensor, outputs: int) -> Tensor:
    if int(classes.max()) >= outputs:
        raise ValueError(
            f"A class is {int(classes.max())}. The network has {outputs} outputs, one for each class from 0 on. "
            "Give it more, or fewer classes."
        )
    return classes
