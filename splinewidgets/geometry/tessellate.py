"""Tessellate a slice, or a segment, of a network's input space exactly."""

from __future__ import annotations

from typing import overload

import torch
from torch import nn

from .argument_types import check_type, truth
from .device_precision import full_precision
from .limits import check_limit, check_memory
from .network.network import Network
from .program.program import Ends
from .slices.segment import Segment
from .slices.slice import Slice
from .subdivision.fitting_network import Progress, fitting_network
from .subdivision.memory_budget import BudgetedWalk, checked_budget
from .subdivision.resolution import check_resolved
from .subdivision.segment_walk import tessellate_segments
from .subdivision.slice_walk import SliceWalk
from .tessellation.segment_tessellation import SegmentTessellation
from .tessellation.tessellation import Tessellation


@overload
def tessellate(
    model: nn.Module | Network,
    slice: Slice,
    *,
    output: str | int | None = None,
    dtype: torch.dtype | None = None,
    device: torch.device | str | None = None,
    max_tiles: int | None = None,
    memory: float | None = None,
    progress: Progress | None = None,
    smooth_end: bool = False,
) -> Tessellation: ...


@overload
def tessellate(
    model: nn.Module | Network,
    slice: Segment,
    *,
    output: str | int | None = None,
    dtype: torch.dtype | None = None,
    device: torch.device | str | None = None,
    max_tiles: int | None = None,
    memory: float | None = None,
    progress: Progress | None = None,
    smooth_end: bool = False,
) -> SegmentTessellation: ...


def tessellate(
    model: nn.Module | Network,
    slice: Slice | Segment,
    *,
    output: str | int | None = None,
    dtype: torch.dtype | None = None,
    device: torch.device | str | None = None,
    max_tiles: int | None = None,
    memory: float | None = None,
    progress: Progress | None = None,
    smooth_end: bool = False,
) -> Tessellation | SegmentTessellation:
    """Tessellate a slice of a network's input space exactly.

    Parameters
    ----------
    model
        A module, or a `Network` made from one (saves the reading when several slices are taken).
    slice
        The affine window to tessellate, or a segment; `tessellate_segments` takes many segments at once.
    output
        Which of several tensors that the module returns: its key in a dict, or its position in a tuple.
    dtype
        What decides where hyperplanes run. float64 by default (float32 on a device without it): weights of fewer
        digits are exact numbers in it, so the tiles are those of the network as stored, but for what lies closer than
        its rounding. `torch.float32` is faster and may merge slivers. The complex itself is always held in float64.
    device
        Where the values live; the model's device by default.
    max_tiles
        Stop with `TooManyTiles` beyond this count.
    memory
        Bytes that the values at the vertices may take; a quarter of the machine's (or the device's) by default. Where
        more would be needed they are computed anew in chunks, which takes longer and changes nothing else, nor are the
        outputs then kept. The complex itself, and torch's own workspace, come on top. Segments need none.
    progress
        Called with the fraction done and the layer's name before each knot, and while chunks are computed; before that
        with 0 and words for each stage of reading a model that was not read before. What it raises ends the
        computation; nothing is left half-built. Without it all layers of a small perceptron are cut in one call, which
        saves a quarter of a millisecond a layer.
    smooth_end
        Leave out a smooth function of each output by itself at the model's end, too, such as tanh, softplus or
        `(tanh + 1) / 2`, as sigmoids always are. Outputs are then what goes into it; `Manifold` counts it in.

    Returns
    -------
    Tessellation, or SegmentTessellation for a segment

    Raises
    ------
    UnsupportedOperation
        If the model is not piecewise affine.
    TooManyTiles
        If there are more than `max_tiles` tiles; says how many were found before it stopped, and at which layer.
    TypeError
        If an argument is of the wrong type.
    ValueError
        If the slice does not fit the model's input, the dtype does not resolve it, the memory is too little for one
        vertex, an argument is out of range, or the module returns several tensors and `output` does not name one.

    References
    ----------
    Balestriero, Humayun and Baraniuk, On the Geometry of Deep Learning [balestriero2025geometry], equation (5), with
    the tessellation built layer by layer as in Figure 4.

    Examples
    --------
    >>> tessellate(zoo.mlp((2, 32, 32, 2)), Slice.box((-1, 1), (-1, 1)))
    <Tessellation: 795 tiles on [-1, 1] x [-1, 1], float64>
    """
    max_tiles = check_limit(max_tiles)
    check_memory(memory)
    leaves_out: Ends = "smooth" if truth(smooth_end, "smooth_end") else "classes"
    if isinstance(slice, Segment):
        network = fitting_network(model, slice.start, dtype, device, output, progress, leaves_out)
        segments = tessellate_segments(network, [slice], dtype=network.dtype, max_tiles=max_tiles, progress=progress)
        return segments[0]
    check_type(slice, Slice, "The slice", "a Slice or a Segment", "Write Slice.box((-1, 1), (-1, 1)) for two inputs.")
    network = fitting_network(model, slice.origin, dtype, device, output, progress, leaves_out)
    check_resolved(slice, network.dtype)
    budget = checked_budget(memory, network)
    with torch.no_grad(), full_precision(network.device):
        walk = SliceWalk(network, slice, max_tiles, progress)
        return BudgetedWalk(network, walk, budget).finished()
