"""Local complexity at the middle of each tile, within the slice."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import torch
from jaxtyping import Float64
from torch import Tensor

from ..argument_types import check_type, real_number
from ..device_precision import full_precision
from ..tessellation.tessellation import Tessellation
from .local_complexity import CACHED
from .sign_changes import sign_changes

# The radius that a picture is colored with, as a share of the window's shorter side.
RADIUS_SHARE = 0.05
# The directions u and v, forth and back.
VERTICES = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]])


def tile_complexity(tessellation: Tessellation, radius: float | None = None) -> Float64[np.ndarray, "tiles"]:
    """Local complexity at each tile's centroid c, (T,): the units that change sign around it, within the slice.

    Those count that have not the same sign at the four vertices of a square, c ± r along u and c ± r along v: this is
    `local_complexity` with the slice's own two orthonormal directions in the place of random ones. Where the vertices
    lie beyond the window the network is evaluated all the same. What takes one of many values (max pooling) has no
    sign, and is not counted.

    Parameters
    ----------
    tessellation
        Of a slice.
    radius
        Distance r of the vertices from the centroid, in units of (u, v); by default 5% of the window's shorter side.

    Raises
    ------
    TypeError, ValueError
        If the tessellation is none of a slice or has no network, or the radius is not positive and finite.

    References
    ----------
    Humayun, Balestriero and Baraniuk, Deep networks always grok and here is why, 2024.

    Examples
    --------
    >>> quadrants = tessellate(nn.ReLU(), Slice.box((-1, 1), (-1, 1)))
    >>> tile_complexity(quadrants, radius=0.4), tile_complexity(quadrants, radius=0.6)
    (array([0., 0., 0., 0.]), array([2., 2., 2., 2.]))
    """
    check_type(tessellation, Tessellation, "The tessellation", "that of a slice", "Make it with tessellate.")
    u0, u1, v0, v1 = tessellation.slice.bounds
    remedy = "It is in units of (u, v)."
    r = RADIUS_SHARE * min(u1 - u0, v1 - v0) if radius is None else real_number(radius, "The radius", remedy)
    if not 0 < r < math.inf:
        raise ValueError(f"The radius is {r}. It must be positive and finite. Choose another.")
    network, centers = tessellation.network.in_float64(), tessellation.centroids()
    counts = np.zeros(len(centers))
    widest = max((layer.units for layer in network.layers), default=1)
    chunk = max(1, CACHED // (len(VERTICES) * max(widest, math.prod(network.input_shape))))
    with torch.no_grad(), full_precision(network.device):
        for begin in range(0, len(centers), chunk):
            around = centers[begin : begin + chunk]

            def see(layer: int, z: Tensor, begin: int = begin, around: npt.NDArray[np.float64] = around) -> None:
                if network.layers[layer].windows is None:
                    found, _ = sign_changes(z.reshape(len(around), len(VERTICES), -1))
                    counts[begin : begin + len(around)] += found.numpy()

            vertices = (around[:, None] + r * VERTICES).reshape(-1, 2)
            network.evaluate(tessellation.slice.embed(vertices).to(network.device), at_knot=see)
    return counts
