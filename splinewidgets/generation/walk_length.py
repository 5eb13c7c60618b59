"""Lengths along a walk through latent space, on the manifold that a generator covers."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from jaxtyping import Float64

from splinewidgets.geometry.array_like import finite_tensor
from splinewidgets.geometry.network.counted_end import check_values
from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.network.one_network import one_network
from splinewidgets.geometry.network.remembered_network import remembered_network
from splinewidgets.geometry.slices.segment import Segment
from splinewidgets.geometry.subdivision.segment_walk import tessellate_segments

from .generator import Generator, checked_latents, one_output


def walk_length(
    generator: Generator, latents: Any, *, condition: Any = None, output: str | int | None = None
) -> Float64[np.ndarray, "steps"]:
    """The lengths of the images of a walk's steps, straight in latent space, from each latent to the next.

    Exact: a generator that is piecewise affine bends a step at the borders of tiles alone, so its image is a polyline,
    whose pieces are found and added. Their sum is the length of the walk's image, no less than the distance of its
    ends. Behind a smooth end of each output by itself, a sigmoid or `(tanh + 1) / 2`, the pieces are curved, and their
    lengths integrals, to a millionth. Of one latent the steps are pieces of the curve that the generator covers.

    Parameters
    ----------
    generator
        A module or `Network` that is piecewise affine, up to a smooth end.
    latents
        (K + 1, *latent_shape) array-like, two or more. A latent that comes twice in succession makes a step of length
        0.
    condition, output
        As for `pool`.

    Returns
    -------
    (K,) float64, in units of output

    Raises
    ------
    UnsupportedOperation
        If the generator is not piecewise affine but for such an end, or ends in a softmax: `linearize` it first, which
        states its error.
    ValueError
        If there are less than two latents, or outputs are NaN or infinite.

    Examples
    --------
    >>> walk_length(nn.LeakyReLU(0.5), [[-2.0], [2.0], [3.0]])
    array([3., 1.])
    """
    generator = one_output(generator, condition, None)
    if isinstance(generator, Network):
        generator = one_network(generator, output)
    checked_latents(generator, latents)
    points = finite_tensor(latents, "latents").cpu().double()  # as they are, not as the generator would round them
    if len(points) < 2:
        raise ValueError(
            "There is one latent. A walk goes from one to the next. Put two or more latents in the rows, in order."
        )
    network = (
        generator
        if isinstance(generator, Network)
        else remembered_network(generator, points[0], output, leaves_out="smooth")
    )
    check_values(network)
    moved = (points[1:] != points[:-1]).flatten(1).any(1).numpy()
    steps = [Segment(points[i], points[i + 1]) for i in np.flatnonzero(moved)]
    lengths = np.zeros(len(moved))
    lengths[moved] = [step.image_length() for step in tessellate_segments(network, steps, dtype=torch.float64)]
    if not np.isfinite(lengths).all():
        first = int(np.flatnonzero(~np.isfinite(lengths))[0])
        raise ValueError(
            f"The outputs along step {first} are NaN or infinite. All must be numbers. Check the generator, or leave "
            "out such latents."
        )
    return lengths
