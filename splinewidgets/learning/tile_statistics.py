"""`TileStatistics`: a few numbers of a checkpoint's tessellation on a slice."""

from __future__ import annotations

from copy import deepcopy
from threading import Lock
from typing import Any

import numpy as np
from torch import nn

from splinewidgets.geometry.network import Network
from splinewidgets.geometry.slices import Slice
from splinewidgets.geometry.tessellate import tessellate

from .checkpoint import Checkpoint
from .state_dict_file import shapes_of

# The threads of a worker share one object, and torch.export is for one thread at a time.
_exporting = Lock()


class TileStatistics:
    """For `sweep`: exact counts and sizes of the tiles of a checkpoint on a slice.

    Called with a checkpoint and a `Slice` it returns `tiles`, `mean_area` and `median_area` of a tile and
    `boundary_length`, the length of the decision boundary, in the slice's units, and `tiles_1`, `tiles_2`, ...: how
    many tiles there are once layer 1, 2, ... has cut.

    Parameters
    ----------
    model
        Of the checkpoints' architecture. Its parameters do not matter.
    """

    def __init__(self, model: nn.Module) -> None:
        self._model = deepcopy(model).eval()
        self._network: Network | None = None

    def __call__(self, checkpoint: Checkpoint, slice: Slice) -> dict[str, float]:
        """The statistics of a checkpoint's tessellation of a slice."""
        network = self._exported(slice).with_parameters(checkpoint.state_dict())
        tessellation = tessellate(network, slice)
        areas = tessellation.areas()
        return {
            "tiles": tessellation.tile_count,
            "mean_area": float(areas.mean()),
            "median_area": float(np.median(areas)),
            "boundary_length": tessellation.decision_boundary().length(),
            **{f"tiles_{i}": count for i, count in enumerate(tessellation.layer_tile_counts, 1)},
        }

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_network": None}

    def depends_on(self) -> tuple[Any, ...]:
        """What its results depend on besides checkpoint and slice, for `digest`."""
        return str(self._model), shapes_of(self._model.state_dict())

    def _exported(self, slice: Slice) -> Network:
        with _exporting:
            if self._network is None:
                self._network = Network(self._model, slice.origin)
            return self._network
