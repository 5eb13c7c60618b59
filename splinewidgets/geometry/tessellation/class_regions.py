"""The regions of the classes: their connected components, and the holes in each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Bool, Float64, Int64

from ..graph.components import components
from ..planar.class_cells import class_cells, joined_cells
from .class_scores import class_scores
from .decision_boundary import tie_tolerance

if TYPE_CHECKING:
    from .decisions import Decisions


@dataclass(frozen=True, eq=False, repr=False)
class ClassRegions:
    """The regions that the decision boundary cuts the window into, one row each, in the order of their first tiles.

    A region is a connected open set of points of one predicted class. Where two parts of a class meet only in a point,
    they are two regions.

    Attributes
    ----------
    classes : (n,) int64
        Of each region. For a scalar output 0 is negative and 1 positive.
    areas : (n,) float64
        In squared units of (u, v).
    holes : (n,) int64
        Parts of the plane that each region surrounds: what reaches the window's border is none of them.
    on_border : (n,) bool
        Whether a region reaches the window's border, beyond which it may go on.
    part_tiles, part_regions : (m,) int64
        The tiles that each region takes a part of, or all: the tile and the region of each part.

    Examples
    --------
    >>> ring = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 1))
    >>> _ = ring[0].weight.data.copy_(torch.tensor([[1.0, 0], [-1, 0], [0, 1], [0, -1]]))
    >>> _ = ring[0].bias.data.zero_(), ring[2].weight.data.fill_(1.0), ring[2].bias.data.fill_(-0.5)
    >>> regions = tessellate(ring, Slice.box((-1, 1), (-1, 1))).class_regions()  # |u| + |v| > 1/2, and what is within
    >>> order = regions.classes.argsort()
    >>> regions.classes[order], regions.holes[order], regions.areas[order].round(6)
    (array([0, 1]), array([0, 1]), array([0.5, 3.5]))
    """

    classes: Int64[np.ndarray, "regions"]
    areas: Float64[np.ndarray, "regions"]
    holes: Int64[np.ndarray, "regions"]
    on_border: Bool[np.ndarray, "regions"]
    part_tiles: Int64[np.ndarray, "parts"]
    part_regions: Int64[np.ndarray, "parts"]

    def __repr__(self) -> str:
        return (
            f"<ClassRegions: {len(self.classes):,} regions of {len(np.unique(self.classes)):,} classes, "
            f"{self.holes.sum():,} holes>"
        )

    @property
    def euler_characteristics(self) -> Int64[np.ndarray, "regions"]:
        """Euler characteristic of each region, (n,): 1 less its holes."""
        return 1 - self.holes


def class_regions(tessellation: Decisions) -> ClassRegions:
    """The regions of the classes; see `Tessellation.class_regions`.

    A class is largest on a convex part of each tile, and on one piece of each edge. So a region is made of the open
    parts of tiles, the open pieces of edges between them, and the vertices all around which it is; its Euler
    characteristic is their alternating sum.
    """
    scores = class_scores(tessellation)
    tie = tie_tolerance(tessellation, scores)
    offsets, classes, areas = class_cells(
        tessellation.vertices, tessellation.tile_offsets, tessellation.tile_vertices, scores, tie
    )
    pairs, at_border, inside = joined_cells(
        tessellation.edges, tessellation.edge_tiles, scores, offsets, classes, tie, len(tessellation.vertices)
    )
    regions = components(len(classes), pairs)
    count = int(regions.max(initial=-1)) + 1
    faces = np.bincount(regions, minlength=count)
    edges = np.bincount(regions[pairs[:, 0]], minlength=count)
    vertices = np.bincount(regions[inside[inside >= 0]], minlength=count)
    first = np.unique(regions, return_index=True)[1]
    return ClassRegions(
        classes[first],
        np.bincount(regions, areas, count).astype(np.float64),
        1 - (faces - edges + vertices),
        np.bincount(regions[at_border], minlength=count) > 0,
        np.repeat(np.arange(tessellation.tile_count), np.diff(offsets)),
        regions,
    )
