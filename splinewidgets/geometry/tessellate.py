"""Tessellate a slice, or a segment, of a network's input space exactly."""

from __future__ import annotations

from typing import overload

import torch
from torch import nn

from .network import Network
from .segment import Segment
from .segment_tessellation import SegmentTessellation
from .segment_walk import tessellate_segments
from .slice_walk import SliceWalk
from .slices import Slice
from .tessellation import Tessellation
from .walk import Progress, check_limit, fitting_network


@overload
def tessellate(
    model: nn.Module | Network,
    slice: Slice,
    *,
    output: str | int | None = None,
    dtype: torch.dtype | None = None,
    device: torch.device | str | None = None,
    max_tiles: int | None = None,
    progress: Progress | None = None,
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
    progress: Progress | None = None,
) -> SegmentTessellation: ...


def tessellate(
    model: nn.Module | Network,
    slice: Slice | Segment,
    *,
    output: str | int | None = None,
    dtype: torch.dtype | None = None,
    device: torch.device | str | None = None,
    max_tiles: int | None = None,
    progress: Progress | None = None,
) -> Tessellation | SegmentTessellation:
    """Tessellate a slice of a network's input space exactly.

    Parameters
    ----------
    model
        A module, or a `Network` made from one (saves the export when several slices are taken).
    slice
        The affine window to tessellate, or a segment; `tessellate_segments` takes many segments at once.
    output
        Which of several tensors that the module returns: its key in a dict, or its position in a tuple.
    dtype
        float32 or float64; the model's own by default. The complex itself is always held in float64.
    device
        Where the values live; the model's device by default.
    max_tiles
        Stop with `TooManyTiles` beyond this count.
    progress
        Called with the fraction done and the layer's name before each knot.

    Returns
    -------
    Tessellation, or SegmentTessellation for a segment

    Raises
    ------
    UnsupportedOperation
        If the model is not piecewise affine.
    TooManyTiles
        If there are more than `max_tiles` tiles.
    ValueError
        If the slice does not fit the model's input, an argument is out of range, or the module returns several tensors
        and `output` does not name one.

    References
    ----------
    Equation (5) of the survey, with the tessellation built as in Figure 4 layer by layer.
    """
    check_limit(max_tiles)
    if isinstance(slice, Segment):
        network = fitting_network(model, slice.start, dtype, device, output)
        return tessellate_segments(network, [slice], max_tiles=max_tiles, progress=progress)[0]
    network = fitting_network(model, slice.origin, dtype, device, output)
    with torch.no_grad():
        walk = SliceWalk(network, slice, max_tiles, progress)
        outputs = network.evaluate(walk.start(), at_knot=walk.at_knot, after_affine=walk.probes.move)
        return walk.finish(outputs)
