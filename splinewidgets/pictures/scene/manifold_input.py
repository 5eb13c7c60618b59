"""Arguments of `ManifoldExplorer`, checked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from numbers import Integral
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from torch import nn

from splinewidgets.generation.generator import Generator, one_output
from splinewidgets.generation.latent_density import Gaussian, Given, read_density
from splinewidgets.generation.latent_window import network_of_latents, one_latent
from splinewidgets.generation.manifold_sampler import ManifoldSampler
from splinewidgets.geometry.array_like import as_numpy, numbers
from splinewidgets.geometry.export.look import InputRefused
from splinewidgets.geometry.model.restricted import Restricted
from splinewidgets.geometry.network.counted_end import check_values
from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.network.one_network import one_network
from splinewidgets.geometry.network.remembered_network import remembered_network
from splinewidgets.geometry.whole_numbers import whole_number
from splinewidgets.pictures import plain_values
from splinewidgets.pictures.number_format import percent
from splinewidgets.pictures.scene.slice_input import read_domain
from splinewidgets.pictures.scene.slice_network import network_of

Floats = npt.NDArray[np.float64]

# More points than this hide what they lie on.
MOST_SAMPLES = 20_000


class LatentPlane(NamedTuple):
    """What a manifold is the image of.

    Attributes
    ----------
    network
        The generator, on two latents or more.
    latents : (N, *latent_shape) or None
        To be shown on the plane.
    axis_names : (str, str) or None
        Of two latents.
    words : str
        What the plane is of all latents and outputs; empty where it is all.
    """

    network: Network
    latents: Floats | None
    axis_names: tuple[str, str] | None
    words: str


def read_plane(
    generator: nn.Module | Network,
    anchors: Any,
    latents: Any,
    *,
    condition: Any = None,
    output: str | int | None = None,
    coordinates: Any = None,
    fixed: Any = None,
) -> LatentPlane:
    """The plane of latents that is asked for.

    Raises
    ------
    ValueError
        If the latents are none of the generator, or nothing tells how many it takes.
    """
    given = None if latents is None else numbers(latents, "latents")
    generator = one_output(generator, condition, None)
    words = [] if condition is None else [_condition_words(condition)]
    if coordinates is not None or fixed is not None:
        plane, of_plane = _restricted(generator, anchors, given, coordinates, fixed)
        one, other = plane.coordinates
        network = remembered_network(plane, np.zeros(2), output, leaves_out="smooth")
        return LatentPlane(network, None, (f"z[{one}]", f"z[{other}]"), " · ".join([of_plane, *words]))
    if isinstance(generator, Network):
        network = one_network(generator, output)
    elif anchors is None and (given is None or (given.ndim > 1 and math.prod(given.shape[1:]) == 2)):
        # Two numbers in whatever shape are a plane.
        shape = (2,) if given is None else given.shape[1:]
        try:
            network = network_of_latents(generator, np.zeros(shape), output)
        except InputRefused:
            if given is not None:
                raise
            network = network_of(generator, None, None, "latents", output, "smooth")  # which says what is missing
        if (shape := tuple(network.input_shape)) != (2,):
            network = remembered_network(
                Restricted(generator, (0, 1), np.zeros(shape)), np.zeros(2), output, leaves_out="smooth"
            )
            given = None if given is None else given.reshape(len(given), -1)
    else:
        network = network_of(generator, anchors, given, "latents", output, "smooth")
    count = math.prod(network.input_shape)
    if count == 1:
        raise one_latent()
    if tuple(network.input_shape) != (2,) and anchors is None and latents is None:
        raise ValueError(
            f"Neither anchors nor latents were given. A plane of latents of shape {tuple(network.input_shape)} needs "
            "three. Pass anchors=, three latents, or latents= to choose from; of a module two can vary, by "
            "coordinates= and fixed=."
        )
    if given is not None and (given.shape[1:] != tuple(network.input_shape) or len(given) == 0):
        raise ValueError(
            f"latents has shape {given.shape}. The generator takes latents of shape {tuple(network.input_shape)}. "
            f"Pass (N, {', '.join(map(str, network.input_shape))}); what it was trained on goes into data=."
        )
    if count > 2:
        words.insert(0, f"a plane through three of {count} latents")
    names = ("z₁", "z₂") if tuple(network.input_shape) == (2,) else None
    return LatentPlane(network, given, names, " · ".join(words))


def _restricted(
    generator: Generator, anchors: Any, latents: Floats | None, coordinates: Any, fixed: Any
) -> tuple[Restricted, str]:
    """The generator on the plane of two coordinates, and words for it."""
    if isinstance(generator, Network):
        raise TypeError(
            "The generator is a Network. Coordinates of a module's latents are fixed before it is read. "
            "Pass the module, or Network(Restricted(module, coordinates, latent), [0.0, 0.0])."
        )
    if anchors is not None:
        raise ValueError(
            "anchors were given with coordinates or fixed. Either tells which plane of latents is shown. "
            "Leave one of them out."
        )
    if fixed is None and latents is None:
        raise ValueError(
            "coordinates were given without fixed. The other latents must have values. Pass fixed=, a latent."
        )
    if isinstance(fixed, Integral) and latents is not None:
        at = latents[whole_number(fixed, "fixed", "It is the index of one of the latents.", 0, len(latents) - 1)]
    else:
        at = np.zeros(latents.shape[1:]) if fixed is None and latents is not None else numbers(fixed, "fixed")
    plane = Restricted(generator, (0, 1) if coordinates is None else coordinates, at)
    if len(plane.coordinates) != 2:
        raise ValueError(
            f"coordinates are {list(plane.coordinates)}. A plane has two, which vary. Name two; the others are fixed."
        )
    others, (one, other) = at.size - 2, plane.coordinates
    where = "" if fixed is not None else " at 0"
    return plane, f"z[{one}] and z[{other}] vary, {others:,} other latent{'s' * (others != 1)} fixed{where}"


def _condition_words(condition: Any) -> str:
    numbers = as_numpy(condition) if not isinstance(condition, tuple) else np.empty(2)
    return f"condition {numbers.item():g}" if numbers.size == 1 else "condition fixed"


def for_explorer(plane: LatentPlane, density: Given, given: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Keywords of the explorer on a plane of latents, of which some are given, and words for what is seen there."""
    keywords: dict[str, Any] = {"class_names": (), "color_by": "volume", "data": plane.latents}
    if plane.axis_names is not None:
        keywords |= {"axis_names": plane.axis_names, "domain": usual_domain(density, plane.latents)}
    keywords |= given
    words = (plane.words, beyond_words(plane.latents, keywords.get("domain")))
    return keywords, " · ".join(filter(None, words))


def usual_domain(density: Given, latents: Floats | None) -> tuple[float, float]:
    """The least and the largest of two latents, where nobody tells: nearly all of them lie there.

    Of a normal distribution all but a millionth, of given latents all, and else from -1 to 1.
    """
    read = read_density(density)
    if isinstance(read, Gaussian):
        window = read.window()
        return min(window), max(window)
    reach = 1.0 if latents is None else max(1.0, float(np.abs(latents).max()))
    return -reach, reach


def beyond_words(latents: Floats | None, domain: Any) -> str:
    """How many of the latents lie beyond the domain, in words; empty where none do, or there is none."""
    if latents is None or domain is None:
        return ""
    low, high = read_domain(domain) or (-math.inf, math.inf)
    beyond = float(((latents < low) | (latents > high)).reshape(len(latents), -1).any(1).mean())
    return f"{percent(beyond)} of the latents beyond the domain" if beyond else ""


def sample_words(sampler: ManifoldSampler) -> str:
    """What the latents of samples are, where they are not uniform in the window."""
    if sampler.density == "uniform":
        return ""
    if not sampler.knows_outside:
        return "samples of the density given, in the window"
    return f"samples of normal latents, {percent(sampler.outside_share)} of which lie outside the window"


def check_left_out(given: Mapping[str, Any]) -> None:
    """Raise ValueError for an argument that an explorer has of its own."""
    for name, value in given.items():
        if value is not None:
            raise ValueError(
                f"{name} was given with an explorer. It has a generator and data of its own. "
                "Give them to the explorer, or pass the generator in its place."
            )


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


def read_given_density(given: Any) -> Given:
    """The density itself, as it was given; raises TypeError or ValueError for what is none."""
    read_density(given)
    density: Given = given
    return density


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
            "drawn. Leave it 0, or vary two by coordinates= and fixed=; PolarityExplorer draws from a pool of any."
        )
    return samples
