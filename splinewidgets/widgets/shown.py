"""What is on the screen: a scene, its tessellation, and the measures computed of it so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from splinewidgets.geometry.measures import MEASURES, tile_scores
from splinewidgets.geometry.slices import Slice
from splinewidgets.geometry.tessellation import Tessellation

from .scene import Scene

# What measures are called where the network is a change.
OF_CHANGE = {
    "slope": "Slope of the change",
    "norm": "‖A − A′‖₂ of the change",
    "class": "Class whose score grew most",
}


@dataclass(eq=False)
class Shown:
    """A finished computation.

    Attributes
    ----------
    scene, tessellation
        What was asked and what came out.
    dtype
        What was asked to compute it in.
    picture
        The `picture` trait made from it.
    status
        How it went, in a few words.
    of_change
        Whether the network is the change from one state of a network to another, A - A'.
    """

    scene: Scene
    tessellation: Tessellation
    dtype: torch.dtype
    picture: dict[str, Any]
    status: str
    of_change: bool = False
    _values: dict[str, npt.NDArray[np.float64]] = field(default_factory=dict, repr=False)

    @property
    def number(self) -> int:
        """The picture's number."""
        return int(self.picture["id"])

    def same_window(self, window: Slice, dtype: torch.dtype) -> bool:
        """Whether a window's tessellation is the one at hand."""
        mine = self.tessellation.slice
        return (
            window.bounds == mine.bounds
            and dtype == self.dtype
            and torch.equal(window.origin, mine.origin)
            and torch.equal(window.axes, mine.axes)
        )

    def label(self, measure: str) -> str:
        """What a measure is called."""
        return (OF_CHANGE if self.of_change else {}).get(measure, MEASURES[measure].label)

    def measured(self, measure: str) -> bool:
        """Whether a measure has been computed."""
        return measure in self._values

    def knows(self, measure: str) -> bool:
        """Whether a measure has been computed, or is cheap enough to be computed at once."""
        return self.measured(measure) or not MEASURES[measure].expensive

    def values(self, measure: str) -> npt.NDArray[np.float64]:
        """A measure of each tile, (T,), computed once."""
        if measure not in self._values:
            self._values[measure] = MEASURES[measure].of(self.tessellation)
        return self._values[measure]

    def colored_by(self, colors: Mapping[str, Any], measure: str) -> bool:
        """Whether a `colors` trait is the measure of this picture."""
        return (colors.get("picture"), colors.get("name")) == (self.number, measure)

    @cached_property
    def scores(self) -> npt.NDArray[np.float64]:
        """The class scores at each tile's middle, (T, classes)."""
        return tile_scores(self.tessellation)

    def tile_at(self, uv: Any) -> int:
        """The tile at a point of the slice; -1 outside the window."""
        return int(self.tessellation.locate(np.array([uv], np.float64))[0])
