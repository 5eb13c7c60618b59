"""A network of which is known what a file says, but not what it computes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from ..program.layer import Layer
from ..smooth.approximation_error import Approximation
from .network import Network


@dataclass(eq=False, repr=False)
class AbsentNetwork(Network):
    """Stands for the network of a tessellation that was loaded without one; whatever evaluates it says so.

    Attributes
    ----------
    checksum : str
        That of the network itself, see `network_checksum`.
    before_end : (V, outputs) float64 or None
        What goes into the sigmoid at the end of a linearized model, at the tessellation's vertices.

    Raises
    ------
    RuntimeError
        Where something is asked that only a network can tell.
    """

    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...]
    layers: tuple[Layer, ...]
    dropped: str | None
    end: Approximation | None
    approximations: tuple[Approximation, ...]
    dtype: torch.dtype
    checksum: str
    before_end: npt.NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        self.device = torch.device("cpu")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # which others look for, and do without
            raise AttributeError(name)
        raise RuntimeError(
            "The tessellation was loaded without its network. This question evaluates it. "
            "Load it with Tessellation.load(path, model=...)."
        )

    def __getstate__(self) -> Any:
        return vars(self)

    def __setstate__(self, state: Any) -> None:
        vars(self).update(state)
