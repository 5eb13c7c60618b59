"""Two-dimensional convolution in float64 on the CPU, two to four times as fast as torch's own there."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from . import scratch

# Numbers in the matrix of patches that is multiplied at a time: few enough to stay in the cache.
PATCHES = 2**18


def conv2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Tensor:
    """`torch.conv2d`; in float64 on the CPU, without gradients, as products of patches and weights."""
    patches = weight.shape[2] * weight.shape[3] > 1 and groups == 1 and x.dim() == 4
    here = x.device.type == "cpu" and x.dtype == torch.float64 and not torch.is_grad_enabled()
    if not (patches and here) or isinstance(padding, str):
        return torch.conv2d(x, weight, bias, stride, padding, dilation, groups)
    return _by_patches(x, weight, bias, _pair(stride), _pair(padding), _pair(dilation))


def _by_patches(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    stride: tuple[int, int],
    padding: tuple[int, int],
    dilation: tuple[int, int],
) -> Tensor:
    count, channels, height, width = x.shape
    results, _, rows, columns = weight.shape
    reach = dilation[0] * (rows - 1) + 1, dilation[1] * (columns - 1) + 1
    padded = height + 2 * padding[0], width + 2 * padding[1]
    high, wide = (padded[0] - reach[0]) // stride[0] + 1, (padded[1] - reach[1]) // stride[1] + 1
    at_a_time = max(1, min(count, PATCHES // (high * wide * rows * columns * channels)))
    # Channels last, so that patches are copied in long pieces.
    images = x.new_zeros(at_a_time, *padded, channels)
    inside = images[:, padding[0] : padding[0] + height, padding[1] : padding[1] + width]
    windows = images.unfold(1, reach[0], stride[0]).unfold(2, reach[1], stride[1])
    windows = windows[..., :: dilation[0], :: dilation[1]].permute(0, 1, 2, 4, 5, 3)
    patches = x.new_empty(at_a_time, high, wide, rows, columns, channels)
    factors = weight.permute(0, 2, 3, 1).reshape(results, -1)
    out = scratch.rows(count, results * high * wide, x).view(count, results, high * wide)
    for begin in range(0, count, at_a_time):
        size = min(at_a_time, count - begin)
        inside[:size] = x[begin : begin + size].permute(0, 2, 3, 1)
        patches[:size] = windows[:size]
        columns_of = patches[:size].view(size, high * wide, -1).transpose(1, 2)
        torch.matmul(factors, columns_of, out=out[begin : begin + size])
    if bias is not None:
        out += bias[:, None]
    return out.view(count, results, high, wide)


def _pair(value: Any) -> tuple[int, int]:
    if isinstance(value, int):
        return value, value
    first, *rest = value
    return int(first), int(rest[0] if rest else first)
