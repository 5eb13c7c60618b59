"""An `ExactLoss` as a landscape to look at."""

from __future__ import annotations

import numpy as np

from splinewidgets.learning.loss.exact_loss import ExactLoss
from splinewidgets.learning.loss.merge_tree import MergeTree
from splinewidgets.pictures.number_format import count, number
from splinewidgets.pictures.scene.landscape import Floats, Landscape, Spot

# Points of the grid by which an exact loss is drawn, on either side.
POINTS = 97
# On a tile the loss is curved: a tile line is drawn by pieces no longer than this share of the window.
PIECE = 1 / 48
# More edges are not drawn: they would cover what they lie on, and take a browser long.
MOST_EDGES = 12_000
# The lowest minima, of which no more are marked, and the saddle behind each.
MOST_MINIMA = 60
# What minima are, by their dimension.
SHAPES = ("a point", "a segment", "a flat set")


class ExactLandscape(Landscape):
    """The exact loss on a slice of one parameter; drawn from a grid, with exact losses at its points."""

    gradients = "exact"

    def __init__(self, exact: ExactLoss) -> None:
        u0, u1, v0, v1 = exact.slice.bounds
        u, v = np.linspace(u0, u1, POINTS), np.linspace(v0, v1, POINTS)
        places = np.stack(np.meshgrid(u, v), axis=-1).reshape(-1, 2)
        super().__init__(u, v, exact.at(places).reshape(POINTS, POINTS))
        self.exact = exact
        tiles = exact.tessellation
        # Those of the window have a tile on one side only.
        self._edges: Floats = tiles.vertices[tiles.edges[(tiles.edge_tiles >= 0).all(1)]]
        self.spots = _spots(exact.merge_tree())

    def losses_at(self, places: Floats) -> Floats:
        """The loss (k,) at places (k, 2), exactly; NaN outside of the window."""
        return np.asarray(self.exact.at(places))

    def gradients_at(self, places: Floats) -> Floats:
        """The gradient (k, 2) at places (k, 2), exactly: on a tile line that of one of its tiles."""
        return np.asarray(self.exact.gradients(places))

    def lines(self) -> tuple[Floats, Floats]:
        """The edges between tiles in short pieces (n, 2, 2), and the exact loss at their ends (n, 2)."""
        pieces = self._pieces() if self._draws_lines else np.empty((0, 2, 2))
        losses = self.losses_at(pieces.reshape(-1, 2)).reshape(-1, 2)
        known = np.isfinite(losses).all(1)
        return pieces[known], losses[known]

    def words(self) -> str:
        """What is exact, and what is not."""
        rows, columns = self.losses.shape
        exact, minima = self.exact, len(self.exact.minima())
        iterated = exact.loss == "cross_entropy"
        words = [
            f"{exact.loss.replace('_', ' ')} loss on {count(exact.tessellation.tile_count)} tiles, "
            f"{count(minima)} local {'minimum' if minima == 1 else 'minima'}"
        ]
        if minima > MOST_MINIMA:
            words.append(f"the lowest {MOST_MINIMA} are marked")
        if not self._draws_lines:
            words.append(f"{count(len(self._edges))} tile lines are too many to draw")
        exactly = "tile lines, marble and read-outs" if iterated else "tile lines, minima, marble and read-outs"
        words.append(f"{exactly} are exact" + (", minima are iterated" if iterated else ""))
        words.append(f"shading and level lines are drawn from {columns} × {rows} points")
        return "; ".join(words)

    @property
    def _draws_lines(self) -> bool:
        return len(self._edges) <= MOST_EDGES

    def _pieces(self) -> Floats:
        edges = self._edges
        u0, u1, v0, v1 = self.bounds
        lengths = np.hypot(*((edges[:, 1] - edges[:, 0]) / [u1 - u0, v1 - v0]).T)
        numbers = np.maximum(1, np.ceil(lengths / PIECE)).astype(np.int64)
        which = np.repeat(np.arange(len(edges)), numbers)
        begin = np.arange(len(which)) - np.repeat(np.cumsum(numbers) - numbers, numbers)
        shares = np.stack([begin, begin + 1], axis=1) / numbers[which, None]
        ways = edges[which, 1] - edges[which, 0]
        found: Floats = edges[which, :1] + shares[..., None] * ways[:, None]
        return found


def _spots(tree: MergeTree) -> tuple[Spot, ...]:
    """Minima, the lowest first, and then the saddles by which one comes from each to a lower one."""
    minima, marked = tree.minima, range(min(len(tree), MOST_MINIMA))
    spots = []
    for i in marked:
        words = [SHAPES[minima.dimensions[i]]]
        if minima.on_border[i]:
            words.append("where the window ends")
        if tree.parents[i] >= 0:
            words.append(f"{number(float(tree.persistences[i]))} below the saddle to a lower one")
        place = (float(minima.places[i, 0]), float(minima.places[i, 1]))
        spots.append(Spot("minimum", place, float(minima.values[i]), ", ".join(words)))
    for i in marked:
        if tree.parents[i] >= 0:
            place = (float(tree.places[i, 0]), float(tree.places[i, 1]))
            between = f"between minimum {i + 1} and minimum {tree.parents[i] + 1} of the list"
            spots.append(Spot("saddle", place, float(tree.saddles[i]), between))
    return tuple(spots)
