"""Rendered picture: a scene, its tessellation, and the measures computed of it so far."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from splinewidgets.geometry.network.local_map import LocalMap
from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.geometry.tessellation.measures import Measure, confidence, pattern_colors, tile_scores
from splinewidgets.geometry.tessellation.tessellation import Tessellation
from splinewidgets.geometry.tessellation.tile import Tile
from splinewidgets.pictures.scene.scene import Scene
from splinewidgets.pictures.wire_types.arrays import Maybe, Nothing
from splinewidgets.pictures.wire_types.explorer import WireSampled
from splinewidgets.pictures.wire_types.picture import WirePicture

# So many tiles are remembered with what was found of each, such as the matrix of its map.
MOST_REMEMBERED = 3
# A matrix with more entries is not computed as a whole, nor one of more outputs: each takes a backward pass.
MOST_ENTRIES, MOST_PASSES = 2**21, 2**10
# What measures are called where the network is a change.
OF_CHANGE = {
    "slope": "Slope of the change",
    "norm": "‖A − A′‖₂ of the change",
    "class": "Class whose score grew most",
}

Values = npt.NDArray[np.float64]


@dataclass(eq=False, kw_only=True)
class Rendered(ABC):
    """A finished computation.

    Attributes
    ----------
    scene
        What was asked.
    window
        Its window.
    dtype
        What it was asked to be decided in.
    picture
        The `picture` trait made from it.
    status
        How it went, in a few words.
    measures
        All that there are, by their names.
    of_change
        Whether the network is the change from one state of a network to another, A - A'.
    """

    scene: Scene
    window: Slice
    dtype: torch.dtype
    picture: WirePicture
    status: str
    measures: Mapping[str, Measure]
    of_change: bool = False
    _values: dict[str, Values] = field(default_factory=dict, repr=False)

    @property
    @abstractmethod
    def tessellation(self) -> Tessellation:
        """The exact tiles; raises ValueError where the network was only sampled."""

    @property
    @abstractmethod
    def tile_count(self) -> int:
        """Number of tiles shown; 0 where the network was only sampled."""

    @property
    @abstractmethod
    def size(self) -> int:
        """Memory that keeping it takes, in tiles."""

    @property
    @abstractmethod
    def sampled(self) -> Maybe[WireSampled]:
        """The `sampled` trait: {} where tiles are shown, or the number of points {"points": [across, up]}."""

    @property
    def number(self) -> int:
        """The picture's number."""
        return self.picture["id"]

    @property
    def is_preview(self) -> bool:
        """True if it stands in for tiles that cannot be computed yet."""
        return False

    def same_window(self, window: Slice, dtype: torch.dtype) -> bool:
        """Test whether a window's picture is the one at hand."""
        mine = self.window
        return (
            window.bounds == mine.bounds
            and dtype == self.dtype
            and torch.equal(window.origin, mine.origin)
            and torch.equal(window.axes, mine.axes)
        )

    def measured_by(self, measure: str) -> str:
        """The measure that is shown where one is asked for."""
        return measure

    def label(self, measure: str) -> str:
        """Label of a measure."""
        return (OF_CHANGE if self.of_change else {}).get(measure, self.measures[measure].label)

    def measured(self, measure: str) -> bool:
        """Test whether a measure has been computed."""
        return measure in self._values

    def knows(self, measure: str) -> bool:
        """Test whether a measure has been computed, or is cheap enough to be computed at once."""
        return self.measured(measure) or not self.measures[measure].expensive

    @abstractmethod
    def values(self, measure: str) -> Values:
        """A measure of each tile, or at each sample."""

    @abstractmethod
    def confidence(self) -> Values:
        """The softmax probability of the predicted class there, in 0..1."""

    @property
    def patterns(self) -> npt.NDArray[np.uint8]:
        """One of 256 colors for the activation pattern of each tile after each layer, (layers, T); of tiles alone."""
        raise NotImplementedError

    @abstractmethod
    def tile_at(self, uv: Any) -> int:
        """The tile at a point of the slice; -1 where there is none."""

    def colored_by(self, colors: Mapping[str, Any], measure: str) -> bool:
        """Test whether a `colors` trait is the measure of this picture."""
        return (colors.get("picture"), colors.get("name")) == (self.number, measure)


@dataclass(eq=False, kw_only=True)
class RenderedTiles(Rendered):
    """The exact tessellation of a window."""

    tiles: Tessellation
    # Those asked for last at the end.
    _remembered: dict[int, Tile] = field(default_factory=dict, repr=False)

    @property
    def tessellation(self) -> Tessellation:
        """The exact tiles."""
        return self.tiles

    @property
    def tile_count(self) -> int:
        """Number of tiles shown."""
        return self.tiles.tile_count

    @property
    def size(self) -> int:
        """Memory that keeping it takes, in tiles."""
        return self.tiles.tile_count

    @property
    def sampled(self) -> Nothing:
        """Nothing is."""
        return {}

    def values(self, measure: str) -> Values:
        """A measure of each tile, (T,), computed once."""
        if measure not in self._values:
            pattern = self.measures[measure].scale == "pattern"
            self._values[measure] = self.patterns[-1].astype(np.float64) if pattern else self._computed(measure)
        return self._values[measure]

    def confidence(self) -> Values:
        """The softmax probability of the predicted class at each tile's middle."""
        return confidence(self.tiles)

    def _computed(self, measure: str) -> Values:
        return self.measures[measure].of(self.tiles)

    def tile(self, number: int) -> Tile:
        """A tile, which remembers what was found of it: whoever asks next does not compute it again."""
        tile = self._remembered.pop(number, None) or Tile(self.tiles, number)
        self._remembered[number] = tile
        while len(self._remembered) > MOST_REMEMBERED:
            del self._remembered[next(iter(self._remembered))]
        return tile

    @cached_property
    def patterns(self) -> npt.NDArray[np.uint8]:
        """One of 256 colors for the activation pattern of each tile after each layer, (layers, T)."""
        return np.ascontiguousarray(pattern_colors(self.tiles))

    @cached_property
    def scores(self) -> Values:
        """The class scores at each tile's middle, (T, classes)."""
        return tile_scores(self.tiles)

    def tile_at(self, uv: Any) -> int:
        """The tile at a point of the slice; -1 outside the window."""
        return int(self.tiles.locate(np.array([uv], np.float64))[0])


def is_small(known: LocalMap) -> bool:
    """Test whether the whole matrix of a map is computed for one tile."""
    outputs = known.output_count
    return outputs <= MOST_PASSES and outputs * known.input_count <= MOST_ENTRIES
