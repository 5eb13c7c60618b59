"""Small computations that call every compiled function with the types of arguments that it is used with.

Calling is what tells the types. What a first picture needs is called with a square at hand, so that it can be compiled
in several processes at once, none of which has to read a network, or to wait for what another compiles.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import cast

import numpy as np
import torch
from filelock import Timeout
from torch import nn

from splinewidgets.geometry import (
    MEASURES,
    Manifold,
    Network,
    Segment,
    Slice,
    Tessellation,
    hyperplane_density,
    local_complexity,
    tessellate,
    tile_complexity,
    tiles_in_disc,
)
from splinewidgets.geometry.planar.halfedge import Mesh, convex_polygon, face_loops
from splinewidgets.geometry.planar.kinks import find_kinks
from splinewidgets.geometry.planar.nearest_segment import SegmentTree
from splinewidgets.geometry.planar.refinement import find_all_cuts, insert_hyperplanes
from splinewidgets.geometry.planar.rounding import Probes, summands
from splinewidgets.geometry.planar.spanning_corners import spanning_corners
from splinewidgets.geometry.planar.sublevel_sets import merge_sublevel_sets
from splinewidgets.geometry.program.growth import BentGrowth
from splinewidgets.geometry.program.new_vertices import NewVertices
from splinewidgets.geometry.subdivision.resolution import largest_changes
from splinewidgets.geometry.subdivision.slice_walk import SliceWalk
from splinewidgets.geometry.tessellation.residual_triangles import residual_triangles

from .cache import CompiledCache, Part

WINDOW = Slice.box((-1.0, 1.0), (-1.0, 1.0))
POINT = torch.zeros(2)
# Enough for every layer to cut tiles that earlier ones have cut.
WIDTH, CLASSES = 8, 3
# Enough for values to grow late, which is not worth it in smaller networks.
WIDE = 96


def chords() -> None:
    """Draw a chord through the square."""
    sides, first = np.array([0, 2], np.int32), np.zeros(2, np.int32)
    middle, exact = np.full(2, 0.5), np.zeros(2)
    none = np.empty(0, np.int32)
    insert_hyperplanes(square(), sides, first, middle, exact, (none, none, none), np.zeros((4, 1)), 0, 1e-9, 9)


def cuts() -> None:
    """Find where a unit cuts the square; another is zero at its corners."""
    at_corners = np.array([[-1.0, 0.0], [1.0, 0.0], [1.0, 0.0], [-1.0, 0.0]])
    find_all_cuts(square(), at_corners, np.full(2, 1e-9), 1e-9)
    face_loops(square())


def values() -> None:
    """Give values to a vertex on a side of the square, to one on the opposite side, and to one between these two."""
    at_corners, probes = torch.tensor([[-1.0], [1.0], [1.0], [-1.0]], dtype=torch.float64), Probes()
    rows = probes.attach(at_corners, 4)
    largest_changes(at_corners.numpy()[None], summands(rows, 4, 4).numpy())
    positive, negative = np.array([[0], [1], [1], [0]], np.uint64), np.array([[1], [0], [0], [1]], np.uint64)
    new_vertices = NewVertices(4, np.array([[0, 1], [2, 3], [4, 5]], np.int32), np.full(3, 0.5), 2)
    sides, first, new = np.array([0, 2], np.int32), np.zeros(2, np.int32), np.array([4, 5], np.int32)
    cuts = sides, first, np.full(2, 0.5), new
    kinks = find_kinks(
        at_corners.numpy(),
        (positive, negative),
        cuts,
        new_vertices.of,
        new_vertices.at,
        np.ones(1),
        1,
        new_vertices.cuts,
    )
    BentGrowth(new_vertices, kinks, probes, 4).grow(rows, torch.ones(1, 1, dtype=torch.float64), in_place=False)
    new_vertices.fill(rows)


def questions() -> None:
    """Questions of a picture to tiles, without cutting: to a square that is its own and only tile."""
    loop = np.arange(4, dtype=np.int32)
    edges = np.stack([loop, np.roll(loop, -1)], 1)
    none = np.full(4, -1, np.int32)
    sides = np.stack([np.zeros(4, np.int32), none], 1)
    outputs = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]], dtype=torch.float64)
    offsets = np.array([0, 4], np.int32)
    # Of the network is asked only whether a sigmoid ends it.
    network = cast(Network, SimpleNamespace(end=None))
    show(
        Tessellation(
            WINDOW, WINDOW.corners, edges, sides, none, none, offsets, loop, loop, (), network=network, outputs=outputs
        )
    )


def tessellation() -> None:
    """Cut a window as pictures do, which are watched, of a small network and of a wide one."""
    tessellate(perceptron(), WINDOW, progress=watch)
    tessellate(wide(), WINDOW, progress=watch)


def rest() -> None:
    """All layers in one call, where nobody watches; deciding in float32, as while a hand moves; and all the rest.

    That is maxima, segments, discs, local complexity, curved images, and networks in float64.
    """
    for dtype in (torch.float32, torch.float64):
        tessellate(wide(), WINDOW, dtype=dtype, progress=watch)
        model = perceptron().to(dtype)
        # Which `tessellate` does only once it is compiled.
        with torch.no_grad():
            SliceWalk(Network(perceptron(), POINT).to(dtype=dtype), WINDOW, None, None).start(ahead=True)
        ask(tessellate(model, WINDOW, dtype=dtype, progress=watch))
        ends = -torch.ones(2, dtype=dtype), torch.ones(2, dtype=dtype)
        tessellate(model, Segment(*ends), dtype=dtype).decision_changes()
        local_complexity(model, torch.zeros(1, 2, dtype=dtype), vertices=4)
        hyperplane_density(model, WINDOW, 2)
        for network in (Network(maximum(), POINT), Network(perceptron(), POINT)):
            # In little memory values are computed in chunks, whose arrays are laid out otherwise.
            tessellate(network, WINDOW, dtype=dtype, memory=2e4)
            tessellate(network, Segment(-torch.ones(2), torch.ones(2)), dtype=dtype)
        found = tessellate(model, WINDOW, dtype=dtype)
        tiles_in_disc(found, [[0.0, 0.0]], 0.1)
        tile_complexity(found)
        found.affine_pieces()
        # Of the decision boundary, which this network has not.
        SegmentTree(np.zeros((1, 2, 2))).nearest(np.zeros((1, 2, 2)))
        found.lipschitz([0.0, 0.0], 0.1)
        found.class_regions()
        landscape(found)
    _ = Manifold(tessellate(seeded(*perceptron(), nn.Sigmoid()), WINDOW, smooth_end=True, progress=watch)).areas


PARTS: dict[Part, Callable[[], None]] = {
    Part.CHORDS: chords,
    Part.CUTS: cuts,
    Part.VALUES: values,
    Part.QUESTIONS: questions,
    Part.TESSELLATION: tessellation,
    Part.REST: rest,
}


def compile_part(cache: CompiledCache, part: Part) -> bool:
    """Compile a part, unless it is compiled or another is at it; whether that was to be done."""
    try:
        with cache.lock(part).acquire(timeout=0):
            if wanted := not cache.finished(part):
                with without_collection():
                    PARTS[part]()
                cache.finish(part)
            return wanted
    except Timeout:
        return False


def show(tessellation: Tessellation) -> None:
    """Questions of a picture."""
    tessellation.locate(tessellation.centroids())
    tessellation.decision_boundary()
    MEASURES["slope"].of(tessellation)


def watch(fraction: float, name: str) -> None:
    """Hear how far a tessellation is."""


def ask(tessellation: Tessellation) -> None:
    """All that compiled functions find out about tiles."""
    show(tessellation)
    tessellation.singular_values()


def landscape(tessellation: Tessellation) -> None:
    """Questions of an exact loss."""
    vertices, centers = tessellation.vertices, tessellation.centroids()
    corners, _ = spanning_corners(vertices, tessellation.tile_offsets, tessellation.tile_vertices)
    residual_triangles(vertices, corners, centers, np.zeros((len(vertices), CLASSES)), np.zeros(CLASSES))
    inner = tessellation.edge_tiles[tessellation.edge_layer >= 0]
    levels = np.zeros(len(inner))
    merge_sublevel_sets(np.zeros(len(centers)), inner, levels, np.argsort(levels), levels)


@contextmanager
def without_collection() -> Iterator[None]:
    """Collect no garbage: what is compiled is kept, and looking for more takes a fifth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def square() -> Mesh:
    """The window, not yet cut."""
    return convex_polygon(WINDOW.corners)


def perceptron() -> nn.Sequential:
    """Two layers; a unit of the first is zero at two corners of the window."""
    first = nn.Linear(2, WIDTH)
    model = seeded(first, nn.ReLU(), nn.Linear(WIDTH, WIDTH), nn.ReLU(), nn.Linear(WIDTH, CLASSES))
    with torch.no_grad():
        first.weight[0], first.bias[0] = torch.tensor([1.0, -1.0]), 0.0
    return model


def wide() -> nn.Sequential:
    """Two layers of many units."""
    return seeded(nn.Linear(2, WIDE), nn.ReLU(), nn.Linear(WIDE, WIDE), nn.ReLU(), nn.Linear(WIDE, CLASSES))


def maximum() -> nn.Sequential:
    """A layer of maxima of four."""
    pool = (nn.Unflatten(1, (1, 4 * WIDTH)), nn.MaxPool1d(4), nn.Flatten())
    return seeded(nn.Linear(2, 4 * WIDTH), *pool, nn.Linear(WIDTH, CLASSES))


def seeded(*modules: nn.Module) -> nn.Sequential:
    """These in a row, in eval mode, with the same weights each time."""
    model = nn.Sequential(*modules).eval()
    draw = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=draw))
    return model
