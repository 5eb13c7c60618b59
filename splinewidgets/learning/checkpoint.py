"""Checkpoint: a model at one step of its training."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from torch import Tensor, nn
from torch.optim import Optimizer

from splinewidgets.geometry.argument_types import check_type
from splinewidgets.geometry.model.fitting_tensors import fitting

from .optimizer_file import check_optimizer, read_optimizer
from .state_dict_file import content_of, dumps, loads, read_state_dict, shapes_of


@dataclass(frozen=True)
class Checkpoint:
    """A model's parameters at one step, in a file that is read only when asked for, and the metrics of that step.

    Pickled, it takes its parameters along, so that it can be used where there is no such file. Two are equal if they
    are of the same step and file.

    Attributes
    ----------
    step : int
        How many steps of training came before.
    metrics : dict of str to float
        What was recorded with it or noted later; may be NaN or infinite.
    file : Path
        In safetensors format where a `History` wrote it.

    Examples
    --------
    >>> with History("runs/line") as history:
    ...     history.keep(nn.Linear(2, 1), 0, loss=0.5)
    >>> checkpoint = history[0]
    >>> checkpoint.step, checkpoint.metrics
    (0, {'loss': 0.5})
    >>> checkpoint.load_into(nn.Linear(2, 1))
    Linear(in_features=2, out_features=1, bias=True)
    """

    step: int
    metrics: dict[str, float] = field(compare=False)
    file: Path
    _checksum: str = field(default="", repr=False, compare=False)
    _content: bytes | None = field(default=None, repr=False, compare=False)
    # Of a file with more than one set of weights.
    _part: str = field(default="", repr=False)
    # The checksum of the optimizer's state; empty where none was recorded.
    _optimizer: str = field(default="", repr=False, compare=False)

    def __reduce__(self) -> tuple[Any, ...]:
        carried = self.in_memory()
        about = (carried._checksum, carried._content, "", carried._optimizer)
        return Checkpoint, (carried.step, carried.metrics, carried.file, *about)

    def state_dict(self) -> dict[str, Tensor]:
        """The parameters and buffers, on the CPU, read anew each time.

        Raises
        ------
        ValueError
            If the file is truncated or damaged, or another than was recorded.
        FileNotFoundError
            If it is gone, for instance because training was resumed from before this step.
        """
        if self._content is None:
            return read_state_dict(self.file, self._checksum, self._part)
        return loads(self._content, self.file, self._checksum)

    def optimizer_state(self) -> dict[Any, Any]:
        """State of the optimizer that was recorded with it, from a file beside, on the CPU.

        Raises
        ------
        ValueError
            If none was recorded, or the file is damaged.
        FileNotFoundError
            If it is gone.
        """
        if not self._optimizer:
            raise ValueError(
                f"The checkpoint of step {self.step} has no optimizer's state. One is kept where it was given, as in "
                "record(model, step, optimizer=optimizer). Begin with a new one, or from a checkpoint that has it."
            )
        return read_optimizer(self.file, self._optimizer)

    def load_into(self, model: nn.Module, optimizer: Optimizer | None = None) -> nn.Module:
        """Give a model the parameters of this step, whose names `fitting` reads, and return it in eval mode.

        With an optimizer training goes on: it gets the state that was recorded, and the model stays in the mode in
        which it is.

        Raises
        ------
        ValueError
            If the names or shapes of its parameters are not the model's, or it has no optimizer's state, or that of
            another kind or of other parameters. The model is left as it was.
        """
        if optimizer is not None:
            check_type(optimizer, Optimizer, "The optimizer", "a torch.optim.Optimizer", "Pass the model's.")
        check_type(model, nn.Module, "The model", "a torch.nn.Module", "Pass one of the checkpoint's architecture.")
        wanted, what = shapes_of(model.state_dict()), f"The checkpoint of step {self.step}"
        remedy = "Load it into a model of the same architecture."
        state_dict = fitting(self.state_dict(), wanted, what, remedy)
        learned = None if optimizer is None else self.optimizer_state()
        if optimizer is not None and learned is not None:
            check_optimizer(learned, optimizer, what)
        model.load_state_dict(state_dict, strict=False)  # extra state may be missing
        if optimizer is None or learned is None:
            return model.eval()
        optimizer.load_state_dict(learned)
        return model

    def in_memory(self) -> Checkpoint:
        """The same without need of its file.

        Raises
        ------
        FileNotFoundError
            If the file is gone.
        """
        if self._content is not None:
            return self
        plain = self.file.suffix == ".safetensors" and not self._part
        return replace(self, _content=content_of(self.file) if plain else dumps(self.state_dict()))
