"""`HistoryCallback`: record a training that Lightning runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from torch import nn

from .history import History


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

    def __init__(self, history: History, measures: Callable[[nn.Module], Mapping[str, Any]] | None = None) -> None:
        super().__init__()
        self._history, self._measures = history, measures

    def on_train_start(self, trainer: Any, pl_module: nn.Module) -> None:
        """Keep the initial model, or go on from the step at which training is resumed."""
        step = trainer.global_step
        if not _records(trainer):
            return
        if step:
            self._history.rewind(step)
            self.on_train_batch_end(trainer, pl_module)
        else:
            self._keep(pl_module, step)

    def on_train_batch_end(self, trainer: Any, pl_module: nn.Module, *_: Any) -> None:
        """Keep the model if the step is due."""
        if _records(trainer) and self._history.due(trainer.global_step):
            self._keep(pl_module, trainer.global_step)

    def on_train_end(self, trainer: Any, pl_module: nn.Module) -> None:
        """Keep the last model."""
        if _records(trainer) and (not self._history or self._history[-1].step != trainer.global_step):
            self._keep(pl_module, trainer.global_step)

    def _keep(self, model: nn.Module, step: int) -> None:
        metrics: Mapping[str, Any] = {}
        if self._measures is not None:
            with _in_eval_mode(model):
                metrics = self._measures(model)
        self._history.keep(model, step, **metrics)


def _records(trainer: Any) -> bool:
    return bool(getattr(trainer, "is_global_zero", True))


def _installed_callbacks() -> Iterator[type]:
    for name in ("lightning.pytorch", "pytorch_lightning"):
        try:
            yield import_module(name).Callback
        except ModuleNotFoundError:
            continue


@contextmanager
def _in_eval_mode(model: nn.Module) -> Iterator[None]:
    """Afterwards every part is in the mode in which it was."""
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        yield
    finally:
        for module, training in modes:
            module.training = training
