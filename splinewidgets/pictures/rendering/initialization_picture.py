"""Hyperplanes, densities and distances of three networks of the same weights with different biases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from torch import nn

from splinewidgets.geometry.complexity.hyperplane_density import HyperplaneDensity, hyperplane_density
from splinewidgets.geometry.complexity.hyperplane_distances import HyperplaneDistances, hyperplane_distances
from splinewidgets.geometry.limits import TooManyTiles
from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.geometry.tessellate import tessellate
from splinewidgets.geometry.tessellation.tessellation import Tessellation
from splinewidgets.learning.normalization import TotalLeastSquares, total_least_squares
from splinewidgets.pictures.number_format import THIN_SPACE, count
from splinewidgets.pictures.scene.initialization_input import Points, Sketch
from splinewidgets.pictures.wire import encode, narrowest
from splinewidgets.pictures.wire_types.initialization import Look, WireCells, WireLines, WireMeasures
from splinewidgets.zoo.initializations import batch_normalized, unbiased_perceptron, with_random_bias, with_zero_bias

Progress = Callable[[float, str], None]

# Cells along each side of the window, as in the survey's Figure 8.
CELLS = 96
# Cells nearer to a point than this share of the window's width are near, and those farther than the other are far.
NEAR, FAR = 0.15 / 6, 1.0 / 6
# Some hundred thousand segments a network are still drawn while a point is dragged.
MOST_TILES = 50_000


@dataclass(frozen=True, eq=False)
class Shown:
    """One network, and its hyperplanes: as tiles, or as the density of each layer."""

    model: nn.Sequential
    tessellation: Tessellation | None
    density: HyperplaneDensity | None

    def lines(self) -> WireLines:
        """The hyperplanes as segments."""
        tessellation = self.tessellation
        assert tessellation is not None
        u0, u1, v0, v1 = tessellation.slice.bounds
        within = tessellation.edge_layer >= 0  # the others are the window's border
        layers, edges = tessellation.edge_layer[within], tessellation.edges[within]
        order = np.argsort(layers, kind="stable")
        placed = (tessellation.vertices - (u0, v0)) / (u1 - u0, v1 - v0)
        segments = placed[edges[order]].astype(np.float32).reshape(-1, 4)
        return {
            "segments": encode(segments),
            "segment_layers": encode(layers[order].astype(np.uint8)),
            "tiles": tessellation.tile_count,
        }

    def cells(self, layer: int) -> WireCells:
        """The density of a layer, counted from 1."""
        assert self.density is not None
        return {"counts": encode(narrowest(self.density.counts[layer - 1]))}


@dataclass(frozen=True, eq=False)
class Measured:
    """How far points are from the hyperplanes of one network."""

    squares: TotalLeastSquares
    nearest: HyperplaneDistances
    # Of each layer, where there are densities.
    ratios: list[float | None] | None

    def measures(self) -> WireMeasures:
        """An entry for each layer."""
        rows = self.nearest.distances
        # A point at which all units of a layer are constant has no hyperplane of it.
        means = [float(row[np.isfinite(row)].mean()) if np.isfinite(row).any() else None for row in rows]
        told: WireMeasures = {
            "distances": _roots(self.squares.distances, self.squares.counts),
            "minima": _roots(self.squares.minima, self.squares.counts),
            "nearest": means,
        }
        return told if self.ratios is None else {**told, "ratios": self.ratios}


class InitializationPainter:
    """Makes the networks of a sketch and looks at them; what stays the same from one sketch to the next is kept.

    Parameters
    ----------
    window
        Of the plane.
    own
        Layers of a user's own, with their biases, in the place of those that are drawn at random.
    """

    def __init__(self, window: Slice, own: nn.Sequential | None = None) -> None:
        self._window, self._own = window, own
        # Of the networks that do not depend on the points, and of the one that does.
        self._fixed: tuple[tuple[int, int, int, Look], tuple[Shown, ...]] | None = None
        self._normalized: tuple[Sketch, Shown] | None = None
        self._measured: tuple[Sketch, tuple[Measured, ...]] | None = None

    def paint(self, sketch: Sketch, progress: Progress) -> tuple[tuple[Shown, ...], tuple[Measured, ...]]:
        """With zero bias, random bias, batch normalization, and the own ones: what is shown, and what is measured.

        Raises
        ------
        ValueError
            If there are too many tiles.
        """
        key = (sketch.depth, sketch.width, sketch.seed, sketch.look)
        same = self._fixed is not None and self._fixed[0] == key
        first = 0.0 if not same else 2 / 3  # of the work is done
        if not same:
            if self._own is None:
                zero, own = unbiased_perceptron(2, sketch.depth, sketch.width, sketch.seed), {}
            else:
                zero, own = with_zero_bias(self._own), {"its own biases": self._own}
            models = {"zero bias": zero, "random bias": with_random_bias(zero, sketch.seed), **own}
            share = 2 / 3 / len(models)
            self._fixed = (
                key,
                tuple(
                    self._look(model, sketch, name, partial(_part, progress, i * share, share))
                    for i, (name, model) in enumerate(models.items())
                ),
            )
        assert self._fixed is not None
        fixed = self._fixed[1]
        of = _anywhere(sketch)
        if self._normalized is None or self._normalized[0] != of:
            model = batch_normalized(fixed[0].model, sketch.points)
            advance = partial(_part, progress, 0.0 if first else 2 / 3, 1.0 if first else 1 / 3)
            self._normalized = of, self._look(model, sketch, "batch normalization", advance)
        shown = (*fixed[:2], self._normalized[1], *fixed[2:])
        if self._measured is None or self._measured[0] != of:
            self._measured = of, tuple(self._measure(each, sketch.points) for each in shown)
        return shown, self._measured[1]

    def _look(self, model: nn.Sequential, sketch: Sketch, name: str, progress: Progress) -> Shown:
        if sketch.look == "density":
            return Shown(model, None, hyperplane_density(model, self._window, CELLS, progress=progress))
        try:
            return Shown(model, tessellate(model, self._window, max_tiles=MOST_TILES, progress=progress), None)
        except TooManyTiles:
            layers = f"{sketch.depth} layers of {sketch.width} units" if self._own is None else "the model's layers"
            raise ValueError(
                f"With {name} {layers} have more than {count(MOST_TILES)} tiles. So many lines would hide each other. "
                "Show densities, or take fewer units."
            ) from None

    def _measure(self, shown: Shown, points: Points) -> Measured:
        ratios = None if shown.density is None else self._ratios(shown.density, points)
        return Measured(total_least_squares(shown.model, points), hyperplane_distances(shown.model, points), ratios)

    def _ratios(self, density: HyperplaneDensity, points: Points) -> list[float | None]:
        u0, u1, _, _ = self._window.bounds
        try:
            near, far = density.near_and_far(points, NEAR * (u1 - u0), FAR * (u1 - u0)).T
        except ValueError:  # there is nothing far from points that are everywhere
            return [None] * len(density.names)
        return [float(a / b) if b > 0 else None for a, b in zip(near, far, strict=True)]


def status(sketch: Sketch, shown: tuple[Shown, ...]) -> str:
    """What is seen, in words, and whether that is exact."""
    if sketch.look == "density":
        cells = f"{CELLS}{THIN_SPACE}×{THIN_SPACE}{CELLS}"
        return f"sampled at the corners of {cells} cells: units of layer {sketch.layer} that change sign in a cell"
    tiles = [count(each.tessellation.tile_count) for each in shown if each.tessellation is not None]
    return f"exact: {', '.join(tiles[:-1])} and {tiles[-1]} tiles"


def _part(progress: Progress, begin: float, share: float, fraction: float, words: str) -> None:
    progress(begin + share * fraction, words)


def _anywhere(sketch: Sketch) -> Sketch:
    """The same whatever layer is chosen: all are counted at once."""
    return Sketch(sketch.points, sketch.depth, sketch.width, sketch.seed, sketch.look, 0)


def _roots(sums: tuple[np.ndarray, ...], counts: tuple[int, ...]) -> list[float]:
    return [float(np.sqrt(np.nanmean(each) / number)) for each, number in zip(sums, counts, strict=True)]
