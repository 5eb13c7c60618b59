"""Checks that a generator is a function of each latent on its own, so that volumes are densities.

No part of a generator need be piecewise affine for that, so it is not read but tried, on a few latents.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from splinewidgets.geometry.innermost_line import innermost_line
from splinewidgets.geometry.model.agreement import close
from splinewidgets.geometry.model.torch_calls import FunctionCall, FunctionCalls
from splinewidgets.geometry.refusals import UnsupportedOperation

from .generator import Function, Wide

# Functions that jump and are flat between: by none of their derivatives can be told how often a value comes up.
JUMPING = {"round", "floor", "ceil", "trunc", "fix", "frac", "floor_divide", "remainder", "fmod", "argmax", "argmin"}
JUMPING |= {"bucketize", "searchsorted", "byte", "int", "long", "short", "char", "quantize_per_tensor"}
JUMPING |= {"fake_quantize_per_tensor_affine", "fake_quantize_per_channel_affine", "quantize_per_channel"}
# With fewer digits than float32 has, every second singular value is within rounding of zero.
COARSE = (torch.float16, torch.bfloat16)
# A step that the rounding of float32 hardly changes, and the share by which a difference quotient over it may differ
# from the derivative at half of the latents: kinks lie between at some, and functions bend.
STEP, APART = 1e-4, 0.05


@contextmanager
def chance_kept() -> Iterator[None]:
    """Within, chance can be drawn; afterwards torch, numpy and Python go on as if nothing had been."""
    before = random.getstate(), np.random.get_state()
    with torch.random.fork_rng(devices=range(torch.cuda.device_count())):
        try:
            yield
        finally:
            random.setstate(before[0])
            np.random.set_state(before[1])


def check_samplable(module: nn.Module, wide: Wide) -> None:
    """Try a generator on some latents.

    Parameters
    ----------
    module
        For its names.
    wide
        The module as a function, with the latents.

    Raises
    ------
    UnsupportedOperation
        If it draws chance, rounds or quantizes, or computes in half precision.
    ValueError
        If one latent changes the output of another, or the derivatives are not those of the outputs.
    """
    name, (function, points, constants) = type(module).__name__, wide
    with chance_kept():
        try:
            with _Rounding(constants), _Computed() as computed:
                outputs = function(points)
        except UnsupportedOperation as refusal:
            where = innermost_line(module, refusal)
            raise UnsupportedOperation(str(refusal).format(name=name, where=where)) from None
        again = function(points)
        alone = torch.cat([function(point[None]) for point in points])
    if computed.coarse is not None:
        raise UnsupportedOperation(
            f"{name} computes in {computed.coarse}. Rounding then hides which way a generator is flat. "
            "Pass generator.float(), without casts inside."
        )
    if not bool(torch.isfinite(outputs).all()):
        return  # which the derivatives of all latents tell, with the first that is not
    if not close(again, outputs, outputs):
        raise UnsupportedOperation(
            f"{name} makes something else of the same latents when it is called again: by chance, or because it "
            "changes itself. Volumes are those of a function of the latents. Fix the noise, for instance as buffers."
        )
    if not close(alone, outputs, outputs):
        raise ValueError(
            f"{name} gives a latent another output when other latents are in its batch. Volumes are those of a "
            "function of one latent. Remove what mixes the batch, such as statistics over it."
        )
    if points.dtype == torch.float64:
        _check_derivatives(name, function, points)


def _check_derivatives(name: str, function: Function, points: Tensor) -> None:
    """Compare derivatives with difference quotients, in one random direction of all latents."""
    seeded = torch.Generator().manual_seed(0)
    direction = torch.randn(points.shape, generator=seeded, dtype=torch.float64, device="cpu").to(points)
    step = STEP * max(1.0, float(points.abs().max()))
    ahead, behind = (function(points + way * step * direction) for way in (0.5, -0.5))
    quotients = ((ahead - behind) / step).flatten(1)
    weights = torch.randn(quotients.shape, generator=seeded, dtype=torch.float64, device="cpu").to(quotients)
    with torch.enable_grad():
        points = points.detach().requires_grad_()
        (gradient,) = torch.autograd.grad((function(points).flatten(1) * weights).sum(), points, materialize_grads=True)
    given, wanted = (gradient * direction).flatten(1).sum(1), (quotients * weights).sum(1)
    apart = (given - wanted).abs() > APART * torch.maximum(given.abs(), quotients.norm(dim=1))
    if 2 * int(apart.sum()) > len(points):
        raise ValueError(
            f"The derivatives of {name} are not those of its outputs. Volumes are products of derivatives. Leave out "
            "what quantizes, detaches, or has a derivative of its own."
        )


class _Rounding(FunctionCalls):
    """Within, a rounding of what may depend on the latents is an error."""

    def call(self, called: FunctionCall) -> Any:
        if called.name in JUMPING or called.kwargs.get("rounding_mode") is not None:
            raise UnsupportedOperation(
                f"{{name}} rounds or chooses by '{called.name}'{{where}}. A value that jumps has no volume. "
                "Pass the generator without its quantization."
            )
        return called.returned()


class _Computed(TorchDispatchMode):
    """Within, an operation that draws chance is an error, and the first dtype of few digits is remembered."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.coarse: torch.dtype | None = None

    def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        seeded = torch.Tag.nondeterministic_seeded in function.tags
        before = _chance() if seeded else None
        result = function(*args, **kwargs)
        if before is not None and (kwargs.get("generator") is not None or before != _chance()):
            raise UnsupportedOperation(
                f"{{name}} draws from chance by '{function.overloadpacket}'{{where}}. Volumes are those of a function "
                "of the latents. Fix the noise, for instance as buffers, or call generator.eval() if that stops it."
            )
        for leaf in tree_leaves(result):
            if isinstance(leaf, Tensor) and leaf.dtype in COARSE:
                self.coarse = self.coarse or leaf.dtype
        return result


def _chance() -> list[bytes]:
    """The state of torch's own random numbers."""
    states = [torch.get_rng_state()]
    if torch.cuda.is_available() and torch.cuda.is_initialized():
        states += torch.cuda.get_rng_state_all()
    return [state.numpy().tobytes() for state in states]
