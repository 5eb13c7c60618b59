"""A planar complex of convex faces as a half-edge mesh, and the two ways of refining it.

Edge `e` is the half-edge pair `2 e` and `2 e + 1`, so a twin is `h ^ 1`. Half-edges run counter-clockwise round
their face; the outside of the window is face -1. Everything here is compiled and knows positions only.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from splinewidgets.compiled import borrowing, compiled

ORIGIN, NEXT, PREVIOUS, FACE = 0, 1, 2, 3


class Mesh(NamedTuple):
    """Flat arrays of a half-edge mesh; rows beyond `size` are spare capacity.

    Attributes
    ----------
    half_edges : (2E, 4) int32
        Origin vertex, next half-edge, previous half-edge, face.
    labels : (E, 2) int32
        Layer and unit whose hyperplane the edge lies on; -1 on the window's border.
    leaving : (V,) int32
        Some half-edge that leaves each vertex.
    positions : (V, 2) float64
    parent : (F,) int32
        The face each face was split from; always an earlier one. -1 for the window.
    bounding : (F,) int32
        Some half-edge of each face.
    size : (3,) int64
        Vertices, edges and faces in use.
    """

    half_edges: npt.NDArray[np.int32]
    labels: npt.NDArray[np.int32]
    leaving: npt.NDArray[np.int32]
    positions: npt.NDArray[np.float64]
    parent: npt.NDArray[np.int32]
    bounding: npt.NDArray[np.int32]
    size: npt.NDArray[np.int64]


def convex_polygon(corners: npt.ArrayLike) -> Mesh:
    """A mesh of one face with the given counter-clockwise corners (n, 2)."""
    positions = np.array(corners, np.float64)
    template = _around(len(positions))
    return Mesh(
        template.half_edges.copy(),
        template.labels.copy(),
        template.leaving.copy(),
        positions,
        template.parent.copy(),
        template.bounding.copy(),
        template.size.copy(),
    )


@functools.cache  # every tessellation begins with one
def _around(n: int) -> Mesh:
    """The mesh of one face with n corners, whose positions are not known."""
    i = np.arange(n, dtype=np.int32)
    half_edges = np.empty((2 * n, 4), np.int32)
    half_edges[0::2] = np.stack([i, 2 * ((i + 1) % n), 2 * ((i - 1) % n), np.zeros_like(i)], 1)
    half_edges[1::2] = np.stack([(i + 1) % n, 2 * ((i - 1) % n) + 1, 2 * ((i + 1) % n) + 1, i * 0 - 1], 1)
    return Mesh(
        half_edges,
        np.full((n, 2), -1, np.int32),
        2 * i,
        np.empty((n, 2)),
        np.full(1, -1, np.int32),
        np.zeros(1, np.int32),
        np.array([n, n, 1], np.int64),
    )


@borrowing
def split_edge(mesh, edge, x, y):
    """Put a vertex at (x, y) on `edge`, which keeps the part before it; the new edge is the last one.

    Returns the new vertex. Half-edge `2 * edge` now ends there and `2 * edge + 1` now leaves it.
    """
    half_edges, size = mesh.half_edges, mesh.size
    vertex = np.int32(size[0])
    added = np.int32(size[1])
    size[0] += 1
    size[1] += 1
    mesh.positions[vertex, 0] = x
    mesh.positions[vertex, 1] = y
    h, g = 2 * edge, 2 * edge + 1
    h2, g2 = 2 * added, 2 * added + 1
    head = half_edges[g, ORIGIN]
    after, before = half_edges[h, NEXT], half_edges[g, PREVIOUS]
    half_edges[h2, ORIGIN] = vertex
    half_edges[h2, NEXT] = after
    half_edges[h2, PREVIOUS] = h
    half_edges[h2, FACE] = half_edges[h, FACE]
    half_edges[g2, ORIGIN] = head
    half_edges[g2, NEXT] = g
    half_edges[g2, PREVIOUS] = before
    half_edges[g2, FACE] = half_edges[g, FACE]
    half_edges[h, NEXT] = h2
    half_edges[after, PREVIOUS] = h2
    half_edges[g, PREVIOUS] = g2
    half_edges[before, NEXT] = g2
    half_edges[g, ORIGIN] = vertex
    mesh.labels[added, 0] = mesh.labels[edge, 0]
    mesh.labels[added, 1] = mesh.labels[edge, 1]
    mesh.leaving[vertex] = h2
    if mesh.leaving[head] == g:
        mesh.leaving[head] = g2
    return vertex


@borrowing
def split_face(mesh, root, h, k, layer, unit):
    """Join the origins of half-edges `h` and `k` of one face by an edge with the given label.

    The face keeps the part on the left of the edge (seen from `h`), a new face gets the part on its right.
    """
    half_edges, size = mesh.half_edges, mesh.size
    face = half_edges[h, FACE]
    edge = np.int32(size[1])
    added = np.int32(size[2])
    size[1] += 1
    size[2] += 1
    mesh.labels[edge, 0] = layer
    mesh.labels[edge, 1] = unit
    e, t = 2 * edge, 2 * edge + 1
    before_h, before_k = half_edges[h, PREVIOUS], half_edges[k, PREVIOUS]
    half_edges[e, ORIGIN] = half_edges[h, ORIGIN]
    half_edges[e, NEXT] = k
    half_edges[e, PREVIOUS] = before_h
    half_edges[e, FACE] = face
    half_edges[t, ORIGIN] = half_edges[k, ORIGIN]
    half_edges[t, NEXT] = h
    half_edges[t, PREVIOUS] = before_k
    half_edges[before_h, NEXT] = e
    half_edges[k, PREVIOUS] = e
    half_edges[before_k, NEXT] = t
    half_edges[h, PREVIOUS] = t
    mesh.bounding[face] = e
    mesh.bounding[added] = t
    mesh.parent[added] = face
    root[added] = root[face]
    i = t
    while True:
        half_edges[i, FACE] = added
        i = half_edges[i, NEXT]
        if i == t:
            break


@compiled
def face_loops(mesh):
    """Offsets (F + 1,) of all faces' counter-clockwise loops, their vertices, and the edge that leaves each."""
    half_edges = mesh.half_edges
    faces = mesh.size[2]
    offsets = np.zeros(faces + 1, np.int32)
    for h in range(2 * mesh.size[1]):
        if half_edges[h, FACE] >= 0:
            offsets[half_edges[h, FACE] + 1] += 1
    for f in range(faces):
        offsets[f + 1] += offsets[f]
    vertices, edges = np.empty(offsets[faces], np.int32), np.empty(offsets[faces], np.int32)
    for f in range(faces):
        h = mesh.bounding[f]
        for i in range(offsets[f], offsets[f + 1]):
            vertices[i], edges[i] = half_edges[h, ORIGIN], h // 2
            h = half_edges[h, NEXT]
    return offsets, vertices, edges
