"""`HistoryCallback`: record a training that Lightning runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from torch import nn

from splinewidgets.geometry.argument_types import truth

from .history import History
from .optimizer_file import check_optimizer


class HistoryCallback:
    """Records a model before training, at each step that is due, and at the end.

    Where `lightning` or `pytorch_lightning` is installed it is one of their callbacks; any other trainer can call the
    same three methods. Of several processes that train one model together, the first records. When training is resumed
    from a step, what the history holds of later ones is forgotten.

    Parameters
    ----------
    history
        Where to; its `per_decade` says how often.
    measures
        Called with the model, in eval mode, at the steps that are kept and only then. Its dict becomes their metrics.
    optimizer
        Whether the state of the trainer's optimizers is kept beside each checkpoint, for `Checkpoint.load_into`.
    resume
        Go on with what the history holds: where a training begins at step 0, the model gets the weights of the last
        checkpoint, and the optimizers their state, if `optimizer`; steps are counted on from there. Schedules of the
        learning rate begin anew.

    Raises
    ------
    ValueError
        When a training is resumed: as `Checkpoint.load_into` does.

    Examples
    --------
    >>> import pytorch_lightning as lightning
    >>> history = History("runs/digits")
    >>> trainer = lightning.Trainer(max_steps=10_000, callbacks=[HistoryCallback(history)], logger=False)
    """

    def __new__(cls, *_: Any, **__: Any) -> HistoryCallback:
        """One that is a callback of whichever Lightning there is, which takes seconds to import and may have two."""
        callbacks = tuple(_installed_callbacks())
        return super().__new__(type(cls.__name__, (cls, *callbacks), {}) if callbacks else cls)

    def __init__(
        self,
        history: History,
        measures: Callable[[nn.Module], Mapping[str, Any]] | None = None,
        *,
        optimizer: bool = False,
        resume: bool = False,
    ) -> None:
        super().__init__()
        self._history, self._measures = history, measures
        self._optimizer, self._resume = truth(optimizer, "optimizer"), truth(resume, "resume")
        # What the trainer's first step is here.
        self._before = 0

    def on_train_start(self, trainer: Any, pl_module: nn.Module) -> None:
        """Keep the initial model, or go on from the step at which training is resumed."""
        self._before = 0
        if self._resume and self._history and not trainer.global_step:
            self._go_on(trainer, pl_module)
        if not _records(trainer):
            return
        if step := self._step(trainer):
            self._history.rewind(step)
            self.on_train_batch_end(trainer, pl_module)
        else:
            self._keep(trainer, pl_module)

    def on_train_batch_end(self, trainer: Any, pl_module: nn.Module, *_: Any) -> None:
        """Keep the model if the step is due."""
        if _records(trainer) and self._history.due(self._step(trainer)):
            self._keep(trainer, pl_module)

    def on_train_end(self, trainer: Any, pl_module: nn.Module) -> None:
        """Keep the last model."""
        if _records(trainer) and (not self._history or self._history[-1].step != self._step(trainer)):
            self._keep(trainer, pl_module)

    def _step(self, trainer: Any) -> int:
        return self._before + int(trainer.global_step)

    def _go_on(self, trainer: Any, model: nn.Module) -> None:
        """Give model and optimizers the state of the last checkpoint, and count on from its step."""
        last = self._history[-1]
        optimizers = list(trainer.optimizers) if self._optimizer else []
        with _modes_kept(model):
            if len(optimizers) == 1:
                last.load_into(model, optimizers[0])
            else:
                states = last.optimizer_state() if optimizers else {}
                for number, optimizer in enumerate(optimizers):
                    check_optimizer(states.get(number, {}), optimizer, f"The checkpoint of step {last.step}")
                last.load_into(model)
                for number, optimizer in enumerate(optimizers):
                    optimizer.load_state_dict(states[number])
        self._before = last.step

    def _keep(self, trainer: Any, model: nn.Module) -> None:
        metrics: Mapping[str, Any] = {}
        if self._measures is not None:
            with _modes_kept(model):
                metrics = self._measures(model.eval())
        states = None
        if self._optimizer:
            several = list(trainer.optimizers)
            states = several[0] if len(several) == 1 else {n: each.state_dict() for n, each in enumerate(several)}
        self._history.keep(model, self._step(trainer), optimizer=states, **metrics)


def _records(trainer: Any) -> bool:
    return bool(getattr(trainer, "is_global_zero", True))


def _installed_callbacks() -> Iterator[type]:
    for name in ("lightning.pytorch", "pytorch_lightning"):
        try:
            yield import_module(name).Callback
        except ModuleNotFoundError:
            continue


@contextmanager
def _modes_kept(model: nn.Module) -> Iterator[None]:
    """Afterwards every part is in the mode in which it was."""
    modes = [(module, module.training) for module in model.modules()]
    try:
        yield
    finally:
        for module, training in modes:
            module.training = training
