"""A model's outputs at fixed data as a function of one of its parameters."""

from __future__ import annotations

import warnings
from collections import Counter
from typing import Any

import torch
from torch import Tensor, nn
from torch.func import functional_call, vmap
from torch.fx.experimental.proxy_tensor import make_fx

from .array_like import finite_tensor
from .batch_axis import SIZES
from .copying import copied
from .exporting import exporting
from .operations import UnsupportedOperation
from .rewriting import Rewriting

aten = torch.ops.aten


def _weight_norm(v: Tensor, g: Tensor, dim: int = 0) -> Tensor:
    """What torch does in one operation, which torch.vmap cannot follow."""
    return v * (g / torch.linalg.vector_norm(v, dim=[axis for axis in range(v.ndim) if axis != dim], keepdim=True))


_IN_PARTS = {"weight_norm": _weight_norm}


class ParameterSpace(nn.Module):
    """The module that maps values of one parameter (N, *parameter.shape) to the model's outputs (N, B, *output_shape).

    In one layer's weight or bias a piecewise-affine network is piecewise affine, as in its input: what the earlier
    layers return is constant. Its tiles are where no activation of any of the B data points changes.

    Parameters
    ----------
    model
        Any module that `Network` takes, also one in `nn.DataParallel` or compiled. It is copied.
    name
        Of one of `model.named_parameters()`; where a parameter has several names, all are meant.
    data
        (B, *input_shape) array-like.

    Raises
    ------
    UnsupportedOperation
        If torch cannot follow the model on a batch of parameters.
    ValueError
        If the model has no such parameter or fails on the data.

    References
    ----------
    Riedi, Balestriero and Baraniuk (2023), "Singular value perturbation and deep network optimization": on such a tile
    the mean squared error is a quadratic function of the parameter.
    """

    def __init__(self, model: nn.Module, name: str, data: Any) -> None:
        super().__init__()
        parameters = dict(model.named_parameters(remove_duplicate=False))
        if name not in parameters:
            raise ValueError(
                f"{name!r} is no parameter of {type(model).__name__}. It has {', '.join(parameters) or 'none'}. "
                "Pass one of these names."
            )
        # Some models keep what they compute, such as the weight that a weight norm gives.
        self.model, self.name = copied(model), name
        value = dict(self.model.named_parameters(remove_duplicate=False))[name]
        self._names = frozenset(key for key, tensor in _tensors(self.model).items() if tensor is value)
        points = finite_tensor(data, "data")
        self.data: Tensor
        # In one go, for not every device has float64.
        points = points.to(value.device, value.dtype if points.is_floating_point() else points.dtype)
        self.register_buffer("data", points)
        try:
            with torch.no_grad():
                self.model(self.data)
        except Exception as error:
            raise ValueError(
                f"{type(model).__name__} fails on data of shape {tuple(points.shape)}: {str(error).rstrip('.')}. "
                "It must be a batch of inputs. Put one input in each row."
            ) from error
        # torch.export does not see through vmap, but it does through what vmap comes down to at a given batch size.
        try:
            self._graphs = {size: self._unrolled(value.detach(), size) for size in SIZES}
        except Exception as error:
            raise UnsupportedOperation(
                f"torch cannot run {type(model).__name__} on a batch of values of {name}: "
                f"{str(error).strip().splitlines()[0].rstrip('.')}. The model must be one that torch.vmap follows. "
                "Call model.eval() first, or rewrite the part that depends on the values."
            ) from error
        few, many = (Counter(node.target for node in graph.graph.nodes) for graph in self._graphs.values())
        repeated = [target for target in many if many[target] != few[target] and target is not aten.select.int]
        if repeated:
            raise UnsupportedOperation(
                f"torch.vmap cannot follow {type(model).__name__} on a batch of values of {name}: it calls "
                f"'{repeated[0]}' once for each of them. A landscape needs a model that torch.vmap follows. "
                "Rewrite that part, or choose a parameter behind it."
            )

    def _unrolled(self, value: Tensor, size: int) -> torch.fx.GraphModule:
        def outputs(others: dict[str, Tensor], data: Tensor, values: Tensor) -> Tensor:
            return self._outputs(others, data, values)

        with exporting(), torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what vmap has no rule for
            graph: torch.fx.GraphModule = make_fx(outputs, tracing_mode="fake")(
                self._others(), self.data, torch.stack([value] * size)
            )
        return graph

    def _others(self) -> dict[str, Tensor]:
        return {name: value for name, value in _tensors(self.model).items() if name not in self._names}

    def _outputs(self, others: dict[str, Tensor], data: Tensor, values: Tensor) -> Tensor:
        # As a part of a module, for torch does not call an `nn.DataParallel` alone with other tensors. Untied, for it
        # would not give back a parameter that one module has under two names.
        whole = nn.Sequential(self.model)

        def output(value: Tensor) -> Tensor:
            tensors = {f"0.{key}": tensor for key, tensor in (others | dict.fromkeys(self._names, value)).items()}
            with Rewriting(_IN_PARTS, others.values()):
                result: Tensor = functional_call(whole, tensors, (data,), tie_weights=False)
            return result

        return vmap(output)(values)

    def forward(self, values: Tensor) -> Tensor:
        """The outputs (N, B, *output_shape) at a batch of values (N, *parameter.shape)."""
        result: Tensor = self._graphs.get(len(values), self._outputs)(self._others(), self.data, values)
        return result


def _tensors(model: nn.Module) -> dict[str, Tensor]:
    """All parameters and buffers, each once for every module that holds it."""
    modules = dict(model.named_modules()).items()
    parameters = {name: p for prefix, module in modules for name, p in module.named_parameters(prefix, recurse=False)}
    buffers = {name: b for prefix, module in modules for name, b in module.named_buffers(prefix, recurse=False)}
    return {**parameters, **buffers}
