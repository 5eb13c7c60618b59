"""The affine pieces of a network on a slice: neighboring tiles on which it is one and the same affine map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ..device_precision import full_precision
from ..differentiating import differentiating
from ..graph.components import components
from ..planar.rounding import safe_roundoff
from .singular_values import plane_frame

if TYPE_CHECKING:
    from ..network.network import Network
    from .tessellation import Tessellation

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# Tiles differentiated at once.
CHUNK = 2048
# How far values are moved to see what the rounding of a gradient is relative to: far above rounding, and so little that
# no unit changes its sign in the middle of a large tile.
PROBE = 2.0**-26
# So many tiles, the largest, are moved.
PROBED = 64


def affine_pieces(tessellation: Tessellation) -> Ints:
    """The number (T,) of each tile's affine piece; see `Tessellation.affine_pieces`."""
    slopes = _gradients(tessellation, tessellation.centroids())
    inner = tessellation.edge_tiles[(tessellation.edge_tiles >= 0).all(1)]
    one, other = inner[:, 0], inner[:, 1]
    bends = np.linalg.norm(slopes[one] - slopes[other], axis=2)
    straight = (bends <= safe_roundoff(torch.float64) * _sizes(tessellation, slopes)).all(1)
    return components(tessellation.tile_count, inner[straight])


def _gradients(tessellation: Tessellation, centers: Floats, probe: float = 0.0) -> Floats:
    """Gradients (n, C, 2) of the outputs within the plane of the slice, per unit of length.

    With a probe, each value that an affine operation computes is moved by that relative to itself, up or down.
    """
    network = tessellation.network.in_float64()
    frame = np.linalg.inv(plane_frame(tessellation.slice))
    parts = [
        _differentiated(network, tessellation, centers[begin : begin + CHUNK], probe)
        for begin in range(0, len(centers), CHUNK)
    ]
    found: Floats = np.concatenate(parts) @ frame
    return found


def _differentiated(network: Network, tessellation: Tessellation, uv: Floats, probe: float) -> Floats:
    random = torch.Generator().manual_seed(0)

    def move(values: Tensor) -> None:
        signs = 2 * torch.randint(0, 2, values.shape[1:], generator=random) - 1
        values *= 1 + probe * signs.to(values)

    with differentiating(), full_precision(network.device):
        points = torch.zeros((len(uv), 2), dtype=torch.float64, device=network.device, requires_grad=True)
        axes = tessellation.slice.axes.detach().clone().reshape(2, -1).to(network.device)
        inputs = tessellation.slice.embed(uv).to(network.device) + (points @ axes).reshape(-1, *network.input_shape)
        outputs = network.evaluate(inputs, after_affine=move if probe else None).reshape(len(uv), -1)
        rows = [
            torch.autograd.grad(outputs[:, c].sum(), points, retain_graph=True, materialize_grads=True)[0]
            for c in range(outputs.shape[1])
        ]
    return torch.stack(rows, 1).cpu().numpy()


def _sizes(tessellation: Tessellation, slopes: Floats) -> Floats:
    """Scale of the rounding of each output's gradient, (C,): the size of what it is the sum of.

    At least its own, which the probes miss where they undo each other.
    """
    largest = np.argsort(tessellation.areas())[-PROBED:]
    moved = _gradients(tessellation, tessellation.centroids()[largest], PROBE) - slopes[largest]
    sizes: Floats = np.maximum(
        np.linalg.norm(moved, axis=2).max(0, initial=0.0) / PROBE, np.linalg.norm(slopes, axis=2).max(0, initial=0.0)
    )
    return sizes
