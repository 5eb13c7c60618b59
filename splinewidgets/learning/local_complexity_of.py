"""`LocalComplexityOf`: the local complexity of a checkpoint at a chunk of data."""

from __future__ import annotations

from typing import Any

from torch import nn

from splinewidgets.geometry.argument_types import check_type, real_number
from splinewidgets.geometry.complexity.local_complexity import local_complexity
from splinewidgets.geometry.model.model_copy import model_copy
from splinewidgets.geometry.whole_numbers import whole_number

from .checkpoint import Checkpoint
from .state_dict_file import shapes_of


class LocalComplexityOf:
    """For `sweep`: how many units change sign around the inputs of a chunk, on average.

    Called with a checkpoint and inputs (N, *input_shape) it returns `lc`, the average of the total, and `lc_1`,
    `lc_2`, ... of each layer, and `inputs`, their number N, by which averages over several chunks are to be weighted.

    Parameters
    ----------
    model
        Of the checkpoints' architecture, piecewise affine or not. Its parameters do not matter.
    radius, vertices
        Of the cross-polytope around each input, as `local_complexity` takes them.

    Examples
    --------
    >>> model = zoo.mlp((2, 16, 2))
    >>> with History("runs/moons") as history:
    ...     history.keep(model, 0)
    >>> LocalComplexityOf(model, vertices=4)(history[0], zoo.two_moons(100).inputs)["inputs"]
    100
    """

    def __init__(self, model: nn.Module, radius: float = 0.05, vertices: int = 50) -> None:
        check_type(model, nn.Module, "The model", "a torch.nn.Module", "Pass one of the checkpoints' architecture.")
        self._radius = real_number(radius, "The radius", "0.05 is usual.")
        self._vertices = whole_number(vertices, "vertices", "50 are usual.", least=2)
        self._model = model_copy(model, functions=False)

    def __call__(self, checkpoint: Checkpoint, inputs: Any) -> dict[str, float]:
        """The averages for a checkpoint."""
        model = checkpoint.load_into(model_copy(self._model))  # a copy: threads of a worker share this object
        found = local_complexity(model, inputs, self._radius, self._vertices)
        layers = {f"lc_{i}": mean for i, mean in enumerate(found.counts.mean(0).tolist(), 1)}
        return {"lc": found.mean(), **layers, "inputs": len(found.counts)}

    def depends_on(self) -> tuple[Any, ...]:
        """Dependencies of the results besides checkpoint and inputs, for `digest`."""
        return str(self._model), shapes_of(self._model.state_dict()), self._radius, self._vertices
