"""Cut a complex where the largest entry of a window changes: max-pooling, and maxima along axes.

The largest of a, b, c, ... is a chain of max(a, b) = a + relu(b - a), and each link is a knot. Three things are done
about what a chain draws in vain:

- The entry that is the largest at most vertices comes first, so that the later ones rarely rise above it.
- A window cuts only faces on which it bends, that is on which no one entry is the largest at all corners.
- A link also cuts where two entries tie that a third exceeds. After the last link every edge is dissolved along which
  no window bends. What is left of a window's cuts are the cells of an upper envelope, which are convex.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ..operations.windows import Windows
from ..planar.upper_envelope import bent_faces, find_highest, real_edges
from ..program.new_vertices import NewVertices
from .bent_faces import BentFaces
from .complex import Complex
from .pre_activations import Held


def cut_at_maxima(
    complex: Complex, layer: int, values: Tensor, summands: Tensor, windows: Windows
) -> tuple[list[NewVertices], npt.NDArray[np.int64] | None]:
    """Cut by all windows of a layer.

    Parameters
    ----------
    complex
        Refined.
    values : (V, width)
        The pre-activations at the vertices.
    summands : (width,)
        What their rounding is relative to.

    Returns
    -------
    new_vertices
        One for each link of the chain that has cut.
    kept : (V',) int64 or None
        The vertices that stay, of those and the older ones; None if all do.
    """
    old_vertices, old_faces = complex.vertex_count, complex.face_count
    if windows.sign < 0:
        values = -values
    entries = torch.from_numpy(windows.entries).to(values.device)
    tolerance = windows.tolerance(values, summands, complex.unit_roundoff)
    highest, wins = _on_cpu(find_highest, values, entries)
    faces = BentFaces(_on_cpu(bent_faces, complex.mesh, values, highest, entries, tolerance))
    bending = np.flatnonzero(np.unpackbits(np.bitwise_or.reduce(faces.bent, 0).view(np.uint8), bitorder="little"))
    if len(bending) == 0:
        return [], None
    bending = bending.astype(np.int32)
    # From here on only the windows that bend somewhere, and what they compare; winners first.
    order = np.argsort(-wins[bending], axis=1, kind="stable")
    compared, columns = np.unique(np.take_along_axis(windows.entries[bending], order, 1), return_inverse=True)
    entries = torch.from_numpy(columns.reshape(order.shape)).to(values.device)
    values = values[:, torch.from_numpy(compared).to(values.device)]
    tolerance = tolerance[torch.from_numpy(bending).to(values.device)]
    best = values[:, entries[:, 0]]
    new_vertices: list[NewVertices] = []
    for k in range(1, entries.shape[1]):
        rise = values[:, entries[:, k]] - best
        rising = (rise > tolerance).any(0).nonzero()[:, 0]
        if len(rising):
            faces.units = bending[rising.cpu().numpy()]
            born = complex.cut_bent(layer, Held(rise[:, rising]), tolerance[rising], faces)
            new_vertices.append(born)
            values = torch.cat([values, values.new_empty((len(born.at), values.shape[1]))])
            born.fill(values)
            best = torch.cat([best, _highest(values[born.old :], entries[:, :k])])
        torch.maximum(best, values[:, entries[:, k]], out=best)
    place = np.full(len(windows.entries), -1)
    place[bending] = np.arange(len(bending))
    real = _on_cpu(real_edges, complex.mesh, layer, faces.origin, faces.bent, place, values, best, entries, tolerance)
    if real.all():
        return new_vertices, None
    return new_vertices, complex.dissolve(real, faces.origin, old_vertices, old_faces)


def _highest(values: Tensor, entries: Tensor) -> Tensor:
    """The largest entry of each window, (V, windows)."""
    best = values[:, entries[:, 0]]
    for k in range(1, entries.shape[1]):
        torch.maximum(best, values[:, entries[:, k]], out=best)
    return best


def _on_cpu(kernel: Callable[..., Any], *arguments: Any) -> Any:
    """A compiled kernel's result for tensors from anywhere."""
    return kernel(*(x.cpu().numpy() if isinstance(x, Tensor) else x for x in arguments))
