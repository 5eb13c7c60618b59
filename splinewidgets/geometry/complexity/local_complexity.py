"""Local complexity: how many units change sign around a point."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from jaxtyping import Int64
from torch import Tensor, nn

from ..argument_types import real_number, seed_number
from ..device_precision import full_precision
from ..model.eval_mode import evaluating
from ..model.first_call import check_first_call
from ..model.model_input import batch_input
from ..whole_numbers import whole_number
from .activation_calls import See
from .layer_values import activation_operands, layer_outputs
from .sign_changes import sign_changes

# Numbers in the widest layer of one batch: on a CPU what its caches hold, elsewhere what keeps a device busy.
CACHED = 2**20
ELSEWHERE = 2**25

Watch = Callable[[See], AbstractContextManager[list[str]]]


@dataclass(frozen=True, eq=False, repr=False)
class LocalComplexity:
    """Counts of each layer's units that change sign around each of N inputs.

    Attributes
    ----------
    counts : (N, layers) int64
    names : tuple of str
        Of the layers, in the order in which they compute, or in which they were asked for.
    left_out : tuple of str
        What bends, and is not counted, for it takes one of many values: max-pooling, maxima along an axis, sorting; or
        is hidden in a scripted module, or in a function that bends somewhere within.

    Examples
    --------
    >>> local_complexity(nn.ReLU(), [[0.01, 0.5], [0.2, 0.7]], radius=0.1, vertices=4)
    <LocalComplexity: 0.5 on average at 2 inputs, layers {'relu': 0.5}>
    """

    counts: Int64[np.ndarray, "inputs layers"]
    names: tuple[str, ...]
    left_out: tuple[str, ...] = ()

    def __repr__(self) -> str:
        parts = [f"{self.mean():.4g} on average at {len(self.counts):,} inputs", f"layers {self.by_layer()}"]
        parts += [f"not counted: {', '.join(self.left_out)}"] if self.left_out else []
        return f"<LocalComplexity: {', '.join(parts)}>"

    @property
    def total(self) -> Int64[np.ndarray, "inputs"]:
        """The local complexity of each input, (N,): the sum over its layers."""
        return self.counts.sum(1)

    def mean(self) -> float:
        """The average of the total over the inputs."""
        return float(self.total.mean())

    def by_layer(self) -> dict[str, float]:
        """The average over the inputs, for each layer."""
        return dict(zip(self.names, self.counts.mean(0).tolist(), strict=True))


def local_complexity(
    model: nn.Module,
    inputs: Any,
    radius: float = 0.05,
    vertices: int = 50,
    *,
    layers: Sequence[str | Sequence[str]] | None = None,
    seed: int = 0,
    batch: int | None = None,
) -> LocalComplexity:
    """Count the units that change sign between the vertices of a small cross-polytope around each input.

    The vertices are `x + r v` and `x - r v` for orthonormal directions v, drawn once and the same for all inputs. A
    unit counts if the sign of its pre-activation, of which 0 has one of its own, is not the same at all of them. The
    vertices are what is propagated, so deeper layers see the image of the vertices and not of the polytope: a
    measure of how densely the folded hyperplanes lie around x, and, as far as they do not fold within the polytope,
    of how many tiles it holds, at most `zaslavsky(count, vertices / 2)`.

    Runs on any module, piecewise affine or not: on a copy of it, in eval mode, which leaves the model as it is.

    Parameters
    ----------
    model
        Any module that takes one batch of inputs.
    inputs
        (N, *input_shape) array-like.
    radius
        Distance r of the vertices from the input, in units of input space.
    vertices
        How many in total: even, at most twice the number D of entries of one input.
    layers
        Whose units are counted. By default the operands of all activations, whether modules or functions apply them:
        ReLU and its like, in other words, too (the operand of a clamp, a ReLU6 or a Hardtanh relative to each bound,
        which are layers of their own, the difference of the two of which a maximum takes one, of the two that are
        compared for a mask, what norms of order 1 add up), and all that `linearize` knows, whether it has been put in
        its place or not. Softmax is none, what takes one of many values is `left_out`, and the model's output is not
        counted unless an activation is applied to it. Or names of modules, as in `model.named_modules()`, whose
        outputs are counted; a tuple of names stands for the sum of their outputs. What is called several times counts
        each time.
    seed
        Of the directions.
    batch
        How many inputs at once; by default so many that the values stay in the caches.

    Raises
    ------
    TypeError
        If the model is no module.
    ValueError
        If the model fails on the inputs, an argument is out of range, there is no such layer or none at all, or a
        layer has NaN values or does not keep the batch in its first dimension.

    References
    ----------
    Humayun, Balestriero and Baraniuk, Deep networks always grok and here is why, 2024, with the conventions of its
    code. Its MLP scripts count all linear layers with the logits, which is `layers=[name for name, module in
    model.named_modules() if isinstance(module, nn.Linear)]`; its ResNet scripts count what goes into ReLUs.

    Examples
    --------
    >>> line = nn.Sequential(nn.Linear(2, 1), nn.ReLU())
    >>> with torch.no_grad():
    ...     line[0].weight[:], line[0].bias[:] = torch.tensor([[1.0, 0.0]]), 0.0
    >>> local_complexity(line, [[0.01, 0.0], [0.2, 0.0]], radius=0.1, vertices=4).total
    array([1, 0])
    """
    points = batch_input(model, inputs, "inputs")
    seed = seed_number(seed)
    check_vertices(points, radius, vertices)
    if batch is not None:
        batch = whole_number(batch, "batch", "Leave it out to have it chosen.")
    device, shape = points.device, points.shape[1:]
    # In one go, for not every device has float64.
    offsets = (radius * cross_polytope(shape.numel(), vertices, seed)).to(device, points.dtype).reshape(-1, *shape)
    with torch.no_grad(), full_precision(device), evaluating(model) as copied:
        watch: Watch
        watch = partial(activation_operands, copied) if layers is None else partial(layer_outputs, copied, layers)
        check_first_call(copied, points[:1], inputs)
        # The first alone, to see how wide the layers are.
        first = _Counting(copied, watch, offsets, points[: batch or 1])
        if batch is None:
            batch = max(1, (CACHED if device.type == "cpu" else ELSEWHERE) // max(first.widest, offsets.numel()))
        starts = range(len(first.counts), len(points), batch)
        parts = [first, *(_Counting(copied, watch, offsets, points[start : start + batch]) for start in starts)]
    for part in parts:
        if part.names != first.names:
            raise ValueError(
                f"The layers were {', '.join(first.names)} for some inputs and {', '.join(part.names)} for others. "
                "All inputs must go through the same ones. Pass those apart that take another way."
            )
    return LocalComplexity(np.concatenate([part.counts for part in parts]), first.names, first.left_out)


def cross_polytope(dimension: int, vertices: int, seed: int) -> Tensor:
    """Vertices v_1, ..., -v_1, ... (vertices, dimension) for random orthonormal directions v, float64 on the CPU."""
    generator = torch.Generator().manual_seed(seed)
    normal = torch.randn(dimension, vertices // 2, generator=generator, dtype=torch.float64, device="cpu")
    directions = torch.linalg.qr(normal).Q.T
    return torch.cat([directions, -directions])


class _Counting:
    """The counts of one batch of inputs (n, *input_shape), around which lie offsets (vertices, *input_shape)."""

    def __init__(self, model: nn.Module, watch: Watch, offsets: Tensor, points: Tensor) -> None:
        self._points, self._vertices = len(points), len(offsets)
        self._seen: list[tuple[int, str, Tensor]] = []
        self.widest = 0
        with watch(self._see) as left_out:
            model((points[:, None] + offsets).flatten(0, 1))
        self.left_out = unique_names(left_out)
        if not self._seen:
            but = f" but {', '.join(self.left_out)}, which are not counted" if self.left_out else ""
            raise ValueError(
                f"{type(model).__name__} calls no activation{but}. Local complexity counts units of layers. "
                "Name modules whose outputs are to be counted: layers=[...]."
            )
        self._seen.sort(key=lambda seen: seen[0])
        self.names = unique_names([name for _, name, _ in self._seen])
        self.counts: npt.NDArray[np.int64] = torch.stack([counts for _, _, counts in self._seen], 1).numpy()

    def _see(self, position: int, name: str, values: Tensor) -> None:
        rows = self._points * self._vertices
        if values.ndim == 0 or len(values) != rows:
            raise ValueError(
                f"{name} has values of shape {tuple(values.shape)} for a batch of {rows}. The batch must be the first "
                "dimension. Name other layers: layers=[...]."
            )
        self.widest = max(self.widest, values.numel())
        counts, any_nan = sign_changes(values.reshape(self._points, self._vertices, values[0].numel()))
        if any_nan:
            raise ValueError(
                f"{name} has NaN values near the inputs. All must be numbers. "
                "Load a checkpoint from before the training diverged."
            )
        self._seen.append((position, name, counts))


def unique_names(names: list[str]) -> tuple[str, ...]:
    """The names, with a number for the second and later calls of the same module."""
    unique: list[str] = []
    for name in names:
        count = 1
        while (called := name if count == 1 else f"{name} ({count})") in unique:
            count += 1
        unique.append(called)
    return tuple(unique)


def check_vertices(points: Tensor, radius: float, vertices: int) -> None:
    """Raise ValueError if there is no such cross-polytope around points (N, *input_shape)."""
    most = 2 * points[0].numel()
    if whole_number(vertices, "vertices", f"Pass vertices={min(50, most)}.", least=0) % 2 or not 2 <= vertices <= most:
        raise ValueError(
            f"There are {vertices} vertices around inputs of {most // 2} entries. Their number must be even and from "
            f"2 to {most}, twice that of the entries. Pass vertices={min(50, most)}."
        )
    real_number(radius, "The radius", "0.05 is usual.")
    dtype = points.dtype if points.is_floating_point() else torch.get_default_dtype()
    finest = torch.finfo(dtype).eps * float(points.abs().max())
    if not (finest < radius < math.inf):
        raise ValueError(
            f"The radius is {radius}. It must be finite and more than {finest:.1e}, which is what {dtype} "
            "resolves there. Choose another."
        )
