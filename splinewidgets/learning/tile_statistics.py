"""`TileStatistics`: a few numbers of a checkpoint's tessellation on a slice."""

from __future__ import annotations

from typing import Any

import numpy as np
from torch import nn

from splinewidgets.geometry.argument_types import check_type
from splinewidgets.geometry.model.model_copy import model_copy
from splinewidgets.geometry.network.remembered_network import remembered_network
from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.geometry.tessellate import tessellate

from .checkpoint import Checkpoint
from .checkpoint_network import checkpoint_network
from .state_dict_file import shapes_of


class TileStatistics:
    """For `sweep`: exact counts and sizes of the tiles of a checkpoint on a slice.

    Called with a checkpoint and a `Slice` it returns `tiles`, `mean_area` and `median_area` of a tile and
    `boundary_length`, the length of the decision boundary, in the slice's units, and `tiles_1`, `tiles_2`, ...: how
    many tiles there are once layer 1, 2, ... has cut.

    Parameters
    ----------
    model
        Of the checkpoints' architecture. Its parameters do not matter.

    Examples
    --------
    >>> model = zoo.mlp((2, 16, 2))
    >>> with History("runs/moons") as history:
    ...     history.keep(model, 0)
    >>> sorted(TileStatistics(model)(history[0], Slice.box((-1, 1), (-1, 1))))
    ['boundary_length', 'mean_area', 'median_area', 'tiles', 'tiles_1']
    """

    def __init__(self, model: nn.Module) -> None:
        check_type(model, nn.Module, "The model", "a torch.nn.Module", "Pass one of the checkpoints' architecture.")
        self._model = model_copy(model, functions=False).eval()

    def __call__(self, checkpoint: Checkpoint, slice: Slice) -> dict[str, float]:
        """The statistics of a checkpoint's tessellation of a slice."""
        # Not `load_into`, for the threads of a worker share one model.
        network = remembered_network(self._model, slice.origin)
        network = checkpoint_network(self._model, network, slice.origin, checkpoint.state_dict())
        tessellation = tessellate(network, slice)
        areas = tessellation.areas()
        return {
            "tiles": tessellation.tile_count,
            "mean_area": float(areas.mean()),
            "median_area": float(np.median(areas)),
            "boundary_length": tessellation.decision_boundary().length(),
            **{f"tiles_{i}": count for i, count in enumerate(tessellation.layer_tile_counts, 1)},
        }

    def depends_on(self) -> tuple[Any, ...]:
        """Dependencies of the results besides checkpoint and slice, for `digest`."""
        return str(self._model), shapes_of(self._model.state_dict())
