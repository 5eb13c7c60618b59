"""Fiedler vectors: the slowest way in which a graph falls into two."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array
from scipy.sparse.linalg import LinearOperator, eigsh, splu

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Up to so many vertices all eigenvectors are computed at once.
DENSE = 200
# Relative accuracy at which the iteration ends. The vector is then good to about its root.
TOLERANCE = 1e-12


def laplacian(count: int, pairs: Ints, weights: Floats) -> csr_array:
    """The Laplacian (count, count) of a graph with edges (E, 2) of these weights (E,)."""
    one, other = pairs.T
    rows, columns = np.concatenate([one, other, one, other]), np.concatenate([other, one, one, other])
    values = np.concatenate([-weights, -weights, weights, weights])
    return csr_array(coo_array((values, (rows, columns)), shape=(count, count)))


def fiedler_vector(matrix: csr_array, components: Ints) -> Floats:
    """The Fiedler vector of each component of a graph with this Laplacian, side by side, (count,).

    Each has length 1 and a positive entry where its size is largest; 0 for a component of one vertex.
    """
    vector = np.zeros(len(components))
    order = np.argsort(components, kind="stable")
    for members in np.split(order, np.cumsum(np.bincount(components))[:-1]):
        if len(members) > 1:
            part = matrix if len(members) == len(components) else matrix[members][:, members]
            found = _of_connected(csr_array(part))
            vector[members] = found * np.sign(found[np.abs(found).argmax()])
    return vector


def _of_connected(matrix: csr_array) -> Floats:
    count = matrix.shape[0]
    if count <= DENSE:
        return np.asarray(np.linalg.eigh(matrix.toarray())[1][:, 1])
    # Without one vertex the Laplacian can be inverted; the inverse between vectors of mean zero has the eigenvalue
    # asked for as its largest.
    inverse = splu(matrix[1:, 1:].tocsc(), permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True})

    def solved(given: Floats) -> Floats:
        centered = given.ravel() - given.mean()
        found = np.concatenate([[0.0], inverse.solve(centered[1:])])
        return found - found.mean()

    operator = LinearOperator(matrix.shape, matvec=solved, dtype=np.float64)
    start = np.random.default_rng(0).normal(size=count)
    _, vectors = eigsh(operator, k=1, which="LA", v0=start - start.mean(), tol=TOLERANCE)
    return np.asarray(vectors[:, 0])
