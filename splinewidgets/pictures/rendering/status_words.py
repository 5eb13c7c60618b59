"""How a picture went, in a few words for the status line."""

from __future__ import annotations

import math

import torch

from splinewidgets.geometry.smooth.approximation_error import stated
from splinewidgets.geometry.tessellation.tessellation import Tessellation
from splinewidgets.pictures.number_format import THIN_SPACE, count, duration
from splinewidgets.pictures.rendering.rendered_samples import RenderedSamples


def sampled_at(columns: int, rows: int) -> str:
    """So many points of a sampled window."""
    return f"sampled, {columns}{THIN_SPACE}×{THIN_SPACE}{rows} points"


def status_of_samples(shown: RenderedSamples, seconds: float, small: bool) -> str:
    """Number of samples, why there are no tiles (`small` if they are smaller than pixels), and how long it took."""
    columns, rows = shown.sampled["points"]
    why = "tiles are smaller than pixels here, by estimate; the window " if small else "the window "
    parts = [f"{sampled_at(columns, rows)}: {why}{shown.reason}"]
    if not math.isnan(seconds):
        parts.append(duration(seconds))
    parts.append(str(shown.sampling.dtype).removeprefix("torch."))
    parts += [shown.left_out] if shown.left_out else []
    return " · ".join([*parts, "zoom in for exact tiles"])


def status_of(tessellation: Tessellation, seconds: float) -> str:
    """Number of tiles, how long they took, and what they are not exact in."""
    dtype = tessellation.network.dtype
    merging = ": slivers may be merged" if dtype == torch.float32 else ""
    parts = [
        f"{count(tessellation.tile_count)} tile{'s' * (tessellation.tile_count != 1)}",
        duration(seconds),
        f"{str(dtype).removeprefix('torch.')}{merging}",
    ]
    if tessellation.unresolved:
        pieces = "piece of a line" if tessellation.unresolved == 1 else "pieces of lines"
        parts.append(f"{count(tessellation.unresolved)} {pieces} below resolution")
    return " · ".join([*parts, *stated(tessellation.approximations)])
