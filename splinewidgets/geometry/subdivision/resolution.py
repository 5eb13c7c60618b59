"""Resolution: the least window in which rounding moves nothing that is drawn, and the refusal of a smaller one.

A value within `safe_roundoff` of its summands of zero may be zero. So where a value changes over the window by `r`
times its summands, its zero set is drawn within `safe_roundoff / r` of the window's width of where it runs. A window is
refused where that is more than `MOVED`: where its inputs differ too little, as far from the origin, or the values of
a layer that may be cut, as near the origin in a network with biases. It is also refused where it is so large that
biases are lost in it, and with them whatever is drawn about the origin.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from splinewidgets.compiled import compiled

from ..network.network import Network
from ..planar.rounding import Probes, safe_roundoff, summands
from ..slices.segment import Segment
from ..slices.slice import Slice

# The share of a window's width by which rounding may move a hyperplane. Areas of tiles are then good to about a
# thousandth of the window's.
MOVED = 2e-3
# Changes of so many units in the last place are no changes: a layer of constants has them.
NOISE = 64
# Where most values at the input zero are within this many `safe_roundoff` of the changes over the window, the window
# is too large. In a window ten times smaller most tiles about the origin are still told apart.
LOST = 10


class Unresolved(ValueError):
    """A window or segment over which a dtype cannot tell the values of a network apart."""


def least_size(dtype: torch.dtype) -> float:
    """The least relative size of a window that is resolved: some 1e-10 in float64, 2e-4 in float32."""
    return safe_roundoff(dtype) / MOVED


def relative_size(window: Slice | Segment) -> float:
    """Width of a window, or length of a segment, over the size of the inputs and coordinates in it."""
    if isinstance(window, Segment):
        return window.length() / float(torch.stack([window.start, window.end]).flatten(1).norm(dim=1).max())
    # Every picture of a drag comes here, so without torch, and without a factorization of the axes.
    origin = window.origin.numpy().ravel()
    first, second = window.axes.numpy().reshape(2, -1)
    square = first @ first
    along = (first @ second) / square
    rest = second - along * first
    length, height, reach = math.sqrt(square), math.sqrt(rest @ rest), math.sqrt(second @ second)
    # Each summand of an input is rounded, so their sizes count, also where they cancel.
    if window.polygon is None:
        u0, u1, v0, v1 = window.bounds
        magnitude = max(-u0, u1) * length + max(-v0, v1) * reach + math.sqrt(origin @ origin)
        return min((u1 - u0) * length, (v1 - v0) * reach) * height / reach / magnitude
    corners = window.polygon
    magnitude = float((np.abs(corners) @ np.array([length, reach])).max()) + math.sqrt(origin @ origin)
    sides = np.roll(corners, -1, 0) - corners
    return _width(np.stack([(sides[:, 0] + along * sides[:, 1]) * length, sides[:, 1] * height], 1)) / magnitude


def check_resolved(window: Slice | Segment, dtype: torch.dtype, remedy: str | None = None) -> None:
    """Refuse a window whose inputs differ too little for a dtype.

    Raises
    ------
    Unresolved
        Naming the window's size, the limit and what to do.
    """
    size = relative_size(window)
    if not size >= least_size(dtype):  # also where numbers run out
        what = "segment" if isinstance(window, Segment) else "window"
        raise Unresolved(f"The {what} is {size:.1e} of its inputs' size. {_limit(what, size, dtype, remedy)}")


def check_values_resolved(segments: Sequence[Segment], network: Network) -> None:
    """Refuse segments over which the values of a layer change too little for the network's dtype, or too much.

    Evaluates the network at the ends of each. `check_layer_resolved` tells when it raises.
    """
    ends = torch.stack([end for segment in segments for end in (segment.start, segment.end)])
    ends = ends.to(network.device, network.dtype).reshape(len(ends), -1)
    probes, count = Probes(), len(ends)

    def look(layer: int, z: Tensor) -> None:
        values = z[:count].cpu().numpy().reshape(len(segments), 2, -1)
        check_layer_resolved("segment", network, layer, values, summands(z, count, count))

    probed = probes.attach(ends, count)
    network.evaluate(probed.reshape(-1, *network.input_shape), at_knot=look, after_affine=probes.move)


def check_layer_resolved(
    what: str, network: Network, layer: int, values: npt.NDArray[np.floating[Any]], sizes: Tensor
) -> None:
    """Refuse windows over which the values of a layer change too little for the network's dtype, or too much.

    Parameters
    ----------
    what
        "window" or "segment".
    values : (windows, corners, width)
        At some corners of each.
    sizes : (width,)
        What their rounding is relative to.

    Raises
    ------
    Unresolved
        Naming the layer, how little its values change, or how small they are at zero, the limit and what to do.
    """
    at_zero, noise = network.layer_facts.at_zero[layer]
    roundoff = safe_roundoff(network.dtype)
    lost, scale = LOST * roundoff, sizes.cpu().numpy()
    # Compiled, since this is asked at every layer of every frame of a drag; almost always there is no more to it.
    most, least = largest_changes(values, scale)
    smallest = at_zero.min() if at_zero.size else np.inf
    if lost * most < smallest and least >= least_size(network.dtype):
        return
    low, high = values.min(1), values.max(1)
    change = high - low
    if lost * most >= smallest:
        biased = change[:, ~noise] > 0
        small = biased & (at_zero <= lost * change[:, ~noise])
        if (small.sum(1) > biased.sum(1) / 2).any():
            raise Unresolved(
                f"Over the {what} the values of layer {layer} ({network.layers[layer].name}) change by more than "
                f"{1 / lost:.0e} times what they are at zero. In {_name(network.dtype)} they cannot be told apart "
                f"there. Take a smaller {what}."
            )
    changes = np.divide(change, scale, out=np.zeros_like(change), where=scale > 0).max(1, initial=0.0)
    unresolved = changes < least_size(network.dtype)
    unresolved &= changes > NOISE * torch.finfo(network.dtype).eps
    if network.layers[layer].windows is None:  # a maximum may be cut wherever its values are
        tolerance = scale * roundoff
        unresolved &= ((low <= tolerance) & (high >= -tolerance) & (scale > 0)).any(1)
        if unresolved.any():
            least = float(changes[unresolved].min())
            raise Unresolved(
                f"Over the {what} the values of layer {layer} ({network.layers[layer].name}) change by {least:.1e} of "
                f"their size. {_limit(what, least, network.dtype)}"
            )


@compiled
def largest_changes(values, sizes):
    """The largest change of any value, and the least over all windows of the largest change relative to its size."""
    most, least = 0.0, np.inf
    for i in range(values.shape[0]):
        relative = 0.0
        for k in range(values.shape[2]):
            low = high = values[i, 0, k]
            for j in range(values.shape[1]):
                low, high = min(low, values[i, j, k]), max(high, values[i, j, k])
            most = max(most, high - low)
            if sizes[k] > 0.0:
                relative = max(relative, (high - low) / sizes[k])
        least = min(least, relative)
    return most, least


def _limit(what: str, size: float, dtype: torch.dtype, remedy: str | None = None) -> str:
    if remedy is None:
        finer = dtype != torch.float64 and size >= least_size(torch.float64)
        remedy = f"Take a larger {what}{', or leave out dtype' if finer else ''}."
    return f"In {_name(dtype)} nothing below {least_size(dtype):.1e} is resolved. {remedy}"


def _name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


def _width(sides: npt.NDArray[np.float64]) -> float:
    """The least width of a convex polygon with these sides (n, 2) in order: that across one of them."""
    corners = np.cumsum(sides, 0)
    across = sides[:, :1] * corners[:, 1] - sides[:, 1:] * corners[:, 0]
    return float((np.ptp(across, axis=1) / np.hypot(sides[:, 0], sides[:, 1])).min())
