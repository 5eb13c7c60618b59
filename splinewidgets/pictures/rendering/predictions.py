"""Predictions of a network for the data, each computed once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch

from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.tessellation.class_scores import scores_at
from splinewidgets.pictures.scene.samples import Samples

UNKNOWN = -1


class Predictions:
    """The predicted classes of samples by the network that was asked last."""

    def __init__(self, samples: Samples) -> None:
        self._samples = samples
        self._network: Network | None = None
        self._known = np.empty(0, np.int64)

    def missed(self, network: Network, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
        """Mask of samples, (k,) of their rows, for which the network predicts another class than their label."""
        if network is not self._network:
            self._network, self._known = network, np.full(len(self._samples.inputs), UNKNOWN)
        new = rows[self._known[rows] == UNKNOWN]
        if len(new):
            self._known[new] = scores_at(network, torch.tensor(self._samples.inputs[new])).argmax(1)
        missed: npt.NDArray[np.bool_] = self._known[rows] != self._samples.labels[rows]
        return missed
