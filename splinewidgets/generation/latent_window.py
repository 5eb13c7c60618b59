"""Windows of the latents of a generator of two."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from splinewidgets.geometry.argument_types import check_type
from splinewidgets.geometry.export.look import InputRefused
from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.network.one_network import one_network
from splinewidgets.geometry.network.remembered_network import remembered_network
from splinewidgets.geometry.slices.slice import Slice

from .generator import Generator
from .latent_density import Gaussian, LogDensity

# One latent of a generator that begins with a convolution, as DCGAN does.
CONVOLUTIONAL = (2, 1, 1)


def check_two(window: Slice) -> None:
    """Raise ValueError if it is a window of more or less than two latents, TypeError if it is none."""
    check_type(window, Slice, "The window", "a Slice", "Write Slice.box((-1, 1), (-1, 1)).")
    if (coordinates := window.origin.numel()) != 2:
        raise ValueError(
            f"A latent has {coordinates} coordinate{'s' * (coordinates > 1)}. The exact sampler is for two, whose "
            "plane it tessellates. Use magnet or polarity, which draw from a pool, or fix all but two: "
            "Restricted(generator, (0, 1), latent)."
        )


def default_window(density: Gaussian | LogDensity | None) -> Slice:
    """The window of two latents that leaves out a millionth of a normal distribution.

    Raises ValueError for other densities, which do not say where they lie.
    """
    if not isinstance(density, Gaussian):
        raise ValueError(
            "There is no window, and the density does not tell where latents lie. A normal one does. "
            "Pass window=Slice.box((-1, 1), (-1, 1)) or another."
        )
    u0, u1, v0, v1 = density.window()
    return Slice.box((u0, u1), (v0, v1))


def network_on(generator: Generator, window: Slice, output: str | int | None) -> tuple[Network, Slice]:
    """The network of a generator of two latents, and the window with latents of the shape that it takes.

    A window of latents (2,) is one of latents (2, 1, 1), too, for a generator that takes those alone.
    """
    network = network_of_latents(generator, window.origin.numpy(), output)
    shape = tuple(network.input_shape)
    return network, _of_shape(window, shape) if math.prod(shape) == 2 else window


def network_of_latents(generator: Generator, latent: npt.NDArray[np.float64], output: str | int | None) -> Network:
    """The network of a generator that takes this latent; two numbers are tried as (2, 1, 1), too.

    It leaves out a smooth end, which `Manifold` counts in. Raises ValueError for a generator of one latent.
    """
    if isinstance(generator, Network):
        return one_network(generator, output)
    try:
        return remembered_network(generator, latent, output, leaves_out="smooth")
    except InputRefused as refusal:
        if latent.shape != (2,):
            raise
        if _other(generator, (1,), output) is not None:  # which may take (2, 1, 1) for a batch of them
            raise one_latent() from None
        if (found := _other(generator, CONVOLUTIONAL, output)) is not None:
            return found
        raise InputRefused(
            f"The generator takes no latents of shape (2,): {str(refusal).split('. ')[0]}. The exact sampler is for "
            "two, whose plane it tessellates. Fix all but two of more, Restricted(generator, (0, 1), latent)."
        ) from refusal


def one_latent() -> ValueError:
    """The error for a generator of one latent where two are needed."""
    return ValueError(
        "The generator has one latent. What it covers is a curve, which has no tiles. Cut it with "
        "tessellate(generator, Segment([-1.0], [1.0])), measure it with walk_length, or draw from it with magnet."
    )


def _other(generator: nn.Module, shape: tuple[int, ...], output: str | int | None) -> Network | None:
    try:
        return remembered_network(generator, np.zeros(shape), output, leaves_out="smooth")
    except InputRefused:
        return None


def _of_shape(window: Slice, shape: tuple[int, ...]) -> Slice:
    if window.input_shape == shape:
        return window
    return replace(window, origin=torch.reshape(window.origin, shape), axes=torch.reshape(window.axes, (2, *shape)))
