"""How small a window may be before rounding moves what is drawn in it, and the refusal of one that is smaller.

A value within `unit_roundoff` of its summands of zero is zero. So where a value changes over the window by `r` times
its summands, its zero set is drawn within `unit_roundoff / r` of the window's width of where it runs. A window is
refused where that is more than `MOVED`: where its inputs differ too little, as far from the origin, or the values of
a layer that may be cut, as near the origin in a network with biases. It is also refused where it is so large that
biases are lost in it, and with them whatever is drawn about the origin.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from .network import Network
from .rounding import Probes, summands, unit_roundoff
from .segment import Segment
from .slices import Slice

# The share of a window's width by which rounding may move a hyperplane. Areas of tiles are then good to about a
# thousandth of the window's.
MOVED = 2e-3
# Changes of so many units in the last place are no changes: a layer of constants has them.
NOISE = 64
# Where most values at the input zero are within this many `unit_roundoff` of the changes over the window, the window
# is too large. In a window ten times smaller most tiles about the origin are still told apart.
LOST = 10
# So many corners of a window tell how much its values change.
CORNERS = 4


def least_size(dtype: torch.dtype) -> float:
    """The least relative size of a window that is resolved: some 1e-10 in float64, 2e-4 in float32."""
    return unit_roundoff(dtype) / MOVED


def relative_size(window: Slice | Segment) -> float:
    """Width of a window, or length of a segment, over the size of the inputs and coordinates in it."""
    if isinstance(window, Segment):
        return window.length() / float(torch.stack([window.start, window.end]).flatten(1).norm(dim=1).max())
    # Every picture of a drag comes here, so without torch, and without a factorization of the axes.
    corners, origin = window.corners, window.origin.numpy().ravel()
    first, second = window.axes.numpy().reshape(2, -1)
    square = first @ first
    along = (first @ second) / square
    rest = second - along * first
    length, height = math.sqrt(square), math.sqrt(rest @ rest)
    # Each summand of an input is rounded, so their sizes count, also where they cancel.
    farthest = np.abs(corners) @ np.array([length, math.sqrt(second @ second)])
    magnitude = float(farthest.max()) + math.sqrt(origin @ origin)
    sides = np.roll(corners, -1, 0) - corners
    return _width(np.stack([(sides[:, 0] + along * sides[:, 1]) * length, sides[:, 1] * height], 1)) / magnitude


def check_resolved(window: Slice | Segment, dtype: torch.dtype, remedy: str | None = None) -> None:
    """Refuse a window whose inputs differ too little for a dtype.

    Raises
    ------
    ValueError
        Naming the window's size, the limit and what to do.
    """
    size = relative_size(window)
    if not size >= least_size(dtype):  # also where numbers run out
        what = "segment" if isinstance(window, Segment) else "window"
        raise ValueError(f"The {what} is {size:.1e} of its inputs' size. {_limit(what, size, dtype, remedy)}")


def check_values_resolved(windows: Sequence[Slice] | Sequence[Segment], network: Network) -> None:
    """Refuse windows over which the values of a layer change too little for the network's dtype, or too much.

    Evaluates the network at a few corners of each, and at zero.

    Raises
    ------
    ValueError
        Naming the layer, how little its values change, or how small they are at zero, the limit and what to do.
    """
    corners = torch.cat([_corners(window) for window in windows])
    per_window, count = len(corners) // len(windows), len(corners)
    rows = torch.cat([corners, torch.zeros_like(corners[:1])]).to(network.device, network.dtype)
    what = "segment" if isinstance(windows[0], Segment) else "window"
    probes = Probes()

    least, noise = least_size(network.dtype), NOISE * torch.finfo(network.dtype).eps

    def look(layer: int, z: Tensor) -> None:
        sizes, at_zero = summands(z, count + 1).cpu().numpy(), np.abs(z[count].cpu().numpy())
        values = z[:count].cpu().numpy().reshape(len(windows), per_window, -1)
        low, high = values.min(1), values.max(1)
        lost = LOST * unit_roundoff(network.dtype)
        biased = (at_zero > 0) & (high > low)
        small = biased & (at_zero <= lost * (high - low))
        if (small.sum(1) > biased.sum(1) / 2).any() and (small & ~_noise_at_zero(network, layer)).any():
            raise ValueError(
                f"Over the {what} the values of layer {layer} ({network.layers[layer].name}) change by more than "
                f"{1 / lost:.0e} times what they are at zero. In {_name(network.dtype)} they cannot be told apart "
                f"there. Take a smaller {what}."
            )
        changes = np.divide(high - low, sizes, out=np.zeros_like(low), where=sizes > 0).max(1)
        unresolved = (changes > noise) & (changes < least)
        if unresolved.any() and network.layers[layer].windows is None:  # a maximum may be cut wherever its values are
            tolerance = sizes * unit_roundoff(network.dtype)
            unresolved &= ((low <= tolerance) & (high >= -tolerance) & (sizes > 0)).any(1)
        if unresolved.any():
            change = float(changes[unresolved].min())
            raise ValueError(
                f"Over the {what} the values of layer {layer} ({network.layers[layer].name}) change by {change:.1e} of "
                f"their size. {_limit(what, change, network.dtype)}"
            )

    probed = probes.attach(rows.reshape(count + 1, -1), count + 1)
    network.evaluate(probed.reshape(-1, *network.input_shape), at_knot=look, after_affine=probes.move)


def _noise_at_zero(network: Network, layer: int) -> npt.NDArray[np.bool_]:
    """Which values of a layer are zero at the input zero but for rounding, (width,)."""
    probes, found = Probes(), np.empty(0, np.bool_)

    def look(at: int, z: Tensor) -> None:
        nonlocal found
        if at == layer:
            noise = NOISE * torch.finfo(network.dtype).eps * summands(z, 1)
            found = (z[0].abs() <= noise).cpu().numpy()

    zero = torch.zeros((1, int(np.prod(network.input_shape))), dtype=network.dtype, device=network.device)
    rows = probes.attach(zero, 1).reshape(-1, *network.input_shape)
    network.evaluate(rows, at_knot=look, after_affine=probes.move)
    return found


def _limit(what: str, size: float, dtype: torch.dtype, remedy: str | None = None) -> str:
    if remedy is None:
        finer = dtype != torch.float64 and size >= least_size(torch.float64)
        remedy = f"Take a larger {what}{', or leave out dtype' if finer else ''}."
    return f"In {_name(dtype)} nothing below {least_size(dtype):.1e} is resolved. {remedy}"


def _name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


def _corners(window: Slice | Segment) -> Tensor:
    """Inputs at the ends of a segment, or at four corners of a window."""
    if isinstance(window, Segment):
        return torch.stack([window.start, window.end])
    corners = window.corners
    return window.embed(corners[np.arange(CORNERS) * len(corners) // CORNERS])


def _width(sides: npt.NDArray[np.float64]) -> float:
    """The least width of a convex polygon with these sides (n, 2) in order: that across one of them."""
    corners = np.cumsum(sides, 0)
    across = sides[:, :1] * corners[:, 1] - sides[:, 1:] * corners[:, 0]
    return float((np.ptp(across, axis=1) / np.hypot(sides[:, 0], sides[:, 1])).min())
