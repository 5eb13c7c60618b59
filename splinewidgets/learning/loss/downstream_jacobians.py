"""Jacobians of a network behind each of its affine layers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from splinewidgets.geometry.argument_types import check_type
from splinewidgets.geometry.device_precision import float64_device, full_precision
from splinewidgets.geometry.differentiating import differentiating
from splinewidgets.geometry.model.eval_mode import evaluating
from splinewidgets.geometry.model.model_input import batch_input
from splinewidgets.geometry.model.state_dict_check import listed

from .parameter_sweep import check_statistics

AFFINE = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)


@dataclass(frozen=True, eq=False)
class DownstreamJacobian:
    """A network behind one of its affine layers.

    Attributes
    ----------
    name : str
        Of the layer.
    module : Module
        A copy of the layer, float64.
    inputs : (N, *input_shape)
        What the layer was given, for each sample.
    jacobians : (N, outputs, *result_shape)
        Of the network's outputs by what the layer returned, float64: by pre-activations, where an activation follows.
    depth : int
        Number of affine layers that compute after it.
    """

    name: str
    module: nn.Module
    inputs: Tensor
    jacobians: Tensor
    depth: int

    def singular_values(self) -> Tensor:
        """Singular values (N, values) of the Jacobian of each sample, descending."""
        return torch.linalg.svdvals(self.jacobians.flatten(2))


def downstream_jacobians(
    model: nn.Module, data: Any, layers: tuple[str, ...] | None = None
) -> list[DownstreamJacobian]:
    """Jacobians behind each affine layer, in the order in which they compute, or behind some by name.

    Those of a piecewise-affine network with skips of strength rho, whose blocks are z -> g(W z + b) + rho z, are
    Q = B_L prod_j (rho I + D_j W_j) D_l, with the slopes D of the activations and the last layer B_L.

    Parameters
    ----------
    model
        Any module; evaluated in eval mode and in float64, and left as it is.
    data
        (N, *input_shape) array-like.
    layers
        Names of linear and convolution layers.

    Raises
    ------
    TypeError, ValueError
        If the model fails on the data, has no affine layer or not one of the names, or calls one twice.
    """
    points = batch_input(model, data, "data")
    device = float64_device(points.device)
    check_statistics(model)
    with full_precision(device), evaluating(model) as copied, differentiating():
        copied.to(device, torch.float64).requires_grad_(False)
        affine = _affine(copied)
        wanted = _chosen(affine, type(model).__name__, layers)
        with _watched(affine) as calls:
            try:
                outputs: Any = copied(points.to(device).double())
            except (RuntimeError, IndexError, ValueError, TypeError) as error:
                reason = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
                raise ValueError(
                    f"{type(model).__name__} fails on data of shape {tuple(points.shape[1:])}: {reason}. "
                    "It must take batches of them. Pass data of a shape that the model accepts."
                ) from error
        depths = range(len(calls) - 1, -1, -1)
        asked = [(call, depth) for call, depth in zip(calls, depths, strict=True) if call[0] in wanted]
        _check_calls(type(model).__name__, wanted, [name for (name, *_), _ in asked], layers)
        rows = outputs.reshape(len(points), -1)
        results = [result for (*_, result), _ in asked]
        gradients = [
            torch.autograd.grad(rows[:, k].sum(), results, retain_graph=True, materialize_grads=True)
            for k in range(rows.shape[1])
        ]
    return [
        DownstreamJacobian(name, affine[name], given.detach(), torch.stack(parts, 1), depth)
        for ((name, given, _), depth), parts in zip(asked, zip(*gradients, strict=True), strict=True)
    ]


def _affine(model: nn.Module) -> dict[str, nn.Module]:
    """Affine layers by name."""
    affine: dict[str, nn.Module] = {name: each for name, each in model.named_modules() if isinstance(each, AFFINE)}
    if not affine:
        raise ValueError(
            f"{type(model).__name__} has no linear or convolution layer. Jacobians are those behind such layers. "
            "Pass a model that has one."
        )
    return affine


def _chosen(affine: dict[str, nn.Module], model: str, layers: tuple[str, ...] | None) -> list[str]:
    """Names of the layers that are asked for."""
    for name in layers or ():
        check_type(name, str, "The layer", "the name of one, as text", f"The model has {listed(affine)}.")
        if name not in affine:
            raise ValueError(
                f"The layer {name!r} is no linear or convolution layer of {model}. It must be one. "
                f"The model has {listed(affine)}."
            )
    return list(affine if layers is None else layers)


@contextmanager
def _watched(layers: dict[str, nn.Module]) -> Iterator[list[tuple[str, Tensor, Tensor]]]:
    """Within, calls of these layers append their names, inputs and results to what this yields."""
    calls: list[tuple[str, Tensor, Tensor]] = []

    def see(name: str, given: Tensor, result: Tensor) -> Tensor:
        if not result.requires_grad:
            result = result.detach().requires_grad_()
        calls.append((name, given, result))
        return result.clone()  # which an activation in place may change

    handles = [
        module.register_forward_hook(lambda _, given, result, name=name: see(name, given[0], result))
        for name, module in layers.items()
    ]
    try:
        yield calls
    finally:
        for handle in handles:
            handle.remove()


def _check_calls(model: str, wanted: list[str], called: list[str], layers: tuple[str, ...] | None) -> None:
    if twice := [name for name in wanted if called.count(name) > 1]:
        raise ValueError(
            f"{model} calls {listed(twice)} more than once for one input. A Jacobian is that behind one call. "
            "Give each call a layer of its own."
        )
    if not called or (layers is not None and len(called) < len(set(wanted))):
        raise ValueError(
            f"{model} does not call {listed(name for name in wanted if name not in called)}. A Jacobian is that behind "
            "a layer that computes. Choose another layer."
        )
