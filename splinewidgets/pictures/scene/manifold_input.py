"""Arguments of `ManifoldExplorer`, checked."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from torch import nn

from splinewidgets.geometry.array_like import numbers
from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.tessellation.manifold import check_values
from splinewidgets.geometry.whole_numbers import whole_number
from splinewidgets.pictures import plain_values
from splinewidgets.pictures.scene.slice_input import network_of

Floats = npt.NDArray[np.float64]

# More points than this hide what they lie on.
MOST_SAMPLES = 20_000


def read_generator(generator: nn.Module | Network, anchors: Any, latents: Any) -> Network:
    """The generator as a network.

    Raises
    ------
    ValueError
        If the latents are none of it, or nothing tells how many it takes.
    """
    given = None if latents is None else numbers(latents, "latents")
    network = (
        generator if isinstance(generator, Network) else network_of(generator, anchors, given, "latents", "smooth")
    )
    if math.prod(network.input_shape) == 1:
        raise ValueError(
            "The generator has one latent. What it covers is a curve, which has no tiles. "
            "Cut it with tessellate(generator, Segment([-1.0], [1.0])), or draw from it with magnet."
        )
    if tuple(network.input_shape) != (2,) and anchors is None and latents is None:
        raise ValueError(
            f"Neither anchors nor latents were given. A plane of latents of shape {tuple(network.input_shape)} needs "
            "three. Pass anchors=, three latents, or latents= to choose from."
        )
    if given is not None and (given.shape[1:] != tuple(network.input_shape) or len(given) == 0):
        raise ValueError(
            f"latents has shape {given.shape}. The generator takes latents of shape {tuple(network.input_shape)}. "
            f"Pass (N, {', '.join(map(str, network.input_shape))}); what it was trained on goes into data=."
        )
    return network


def check_outputs(network: Network) -> None:
    """Raise UnsupportedOperation where values are not the model's, ValueError where images of tiles have no area."""
    check_values(network)
    if math.prod(network.output_shape) < 2:
        raise ValueError(
            "The generator makes one number. The image of a tile is then a segment, without area. Show it with "
            "SplineSurface, or pass a generator of two outputs or more."
        )


def read_data(given: Any, output_shape: tuple[int, ...]) -> Floats:
    """Training data of a generator, (M, *output_shape)."""
    data: Floats = numbers(given, "data")
    if data.shape[1:] != output_shape or len(data) == 0:
        raise ValueError(
            f"data has shape {data.shape}. The generator makes {output_shape}. Pass what it imitates, "
            f"(M, {', '.join(map(str, output_shape))}); latents go into latents=."
        )
    return data


def read_unfold(given: Any) -> float:
    """Share of its unfolding with which a manifold in the plane is drawn."""
    unfold = plain_values.real(given, "unfold", "a number from 0 to 1", "0 leaves the manifold in its plane.")
    if not 0 <= unfold <= 1:
        raise ValueError(f"unfold is {unfold:g}. It must be from 0 to 1. 0 leaves the manifold in its plane.")
    return unfold


def read_count(given: Any, flat: bool) -> int:
    """Number of samples to draw; of latents that are not two numbers, whose plane is not `flat`, none can be."""
    remedy = "More hide what they lie on; ManifoldSampler draws any number."
    samples = whole_number(given, "samples", remedy, least=0, most=MOST_SAMPLES)
    if samples and not flat:
        raise ValueError(
            f"{samples:,} samples are to be drawn. A latent is not two numbers, and of others no exact samples are "
            "drawn. Leave it 0; PolarityExplorer draws from a pool of any latents."
        )
    return samples
