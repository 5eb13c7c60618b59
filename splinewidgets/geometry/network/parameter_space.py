"""A model's outputs at fixed data as a function of one of its parameters."""

from __future__ import annotations

import re
import warnings
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.func import functional_call, vmap

from ..argument_types import check_type
from ..array_like import finite_tensor
from ..export.look import leaving_alone
from ..model.model_copy import model_copy
from ..refusals import UnsupportedOperation
from ..smooth.rewriting import Rewriting


def _weight_norm(v: Tensor, g: Tensor, dim: int = 0) -> Tensor:
    """Weight norm in parts, which torch does in one operation that torch.vmap cannot follow."""
    return v * (g / torch.linalg.vector_norm(v, dim=[axis for axis in range(v.ndim) if axis != dim], keepdim=True))


_IN_PARTS = {"weight_norm": _weight_norm}
# How torch says that it has no rule for an operation, before it calls it once for each of a batch.
_REPEATED = re.compile(r"batching rule for aten::(\w+)")


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
    Riedi, Balestriero and Baraniuk, Singular Value Perturbation and Deep Network Optimization [riedi2023singular]: on
    such a tile the mean squared error is a quadratic function of the parameter.

    Examples
    --------
    >>> model = zoo.mlp((3, 8, 1))
    >>> outputs = ParameterSpace(model, "1.weight", torch.zeros(20, 3))
    >>> outputs(model[1].weight.detach()[None]).shape
    torch.Size([1, 20, 1])
    """

    def __init__(self, model: nn.Module, name: str, data: Any) -> None:
        super().__init__()
        remedy = "Wrap a function in a module whose forward calls it."
        check_type(model, nn.Module, "The model", "a torch.nn.Module", remedy)
        parameters = dict(model.named_parameters(remove_duplicate=False))
        if name not in parameters:
            raise ValueError(
                f"{name!r} is no parameter of {type(model).__name__}. It has {', '.join(parameters) or 'none'}. "
                "Pass one of these names."
            )
        # Some models keep what they compute, such as the weight that a weight norm gives.
        self.model, self.name = model_copy(model, functions=False), name
        value = dict(self.model.named_parameters(remove_duplicate=False))[name]
        self._names = frozenset(key for key, tensor in _tensors(self.model).items() if tensor is value)
        points = finite_tensor(data, "data")
        self.data: Tensor
        # In one go, for not every device has float64.
        points = points.to(value.device, value.dtype if points.is_floating_point() else points.dtype)
        self.register_buffer("data", points)
        tried = model_copy(self.model)  # for a call may change it
        with leaving_alone(value.device):
            try:
                tried(self.data)
            except Exception as error:
                raise ValueError(
                    f"{type(model).__name__} fails on data of shape {tuple(points.shape)}: {str(error).rstrip('.')}. "
                    "It must be a batch of inputs. Put one input in each row."
                ) from error
            try:
                with warnings.catch_warnings(record=True) as told:
                    warnings.simplefilter("always")
                    self._outputs(tried, torch.stack([value.detach()] * 2))
            except Exception as error:
                raise UnsupportedOperation(
                    f"torch cannot run {type(model).__name__} on a batch of values of {name}: "
                    f"{str(error).strip().splitlines()[0].rstrip('.')}. The model must be one that torch.vmap follows. "
                    "Call model.eval() first, or rewrite the part that depends on the values."
                ) from error
        repeated = [found[1] for warning in told if (found := _REPEATED.search(str(warning.message)))]
        if repeated:
            raise UnsupportedOperation(
                f"torch.vmap cannot follow {type(model).__name__} on a batch of values of {name}: it calls "
                f"'{repeated[0]}' once for each of them. A landscape needs a model that torch.vmap follows. "
                "Rewrite that part, or choose a parameter behind it."
            )

    def _outputs(self, model: nn.Module, values: Tensor) -> Tensor:
        others = {name: value for name, value in _tensors(model).items() if name not in self._names}

        # As a part of a module, for torch does not call an `nn.DataParallel` alone with other tensors. Untied, for it
        # would not give back a parameter that one module has under two names.
        whole = nn.Sequential(model)

        def output(value: Tensor) -> Tensor:
            tensors = {f"0.{key}": tensor for key, tensor in (others | dict.fromkeys(self._names, value)).items()}
            with Rewriting(_IN_PARTS, others.values()):
                result: Tensor = functional_call(whole, tensors, (self.data,), tie_weights=False)
            return result

        return vmap(output)(values)

    def forward(self, values: Float[Tensor, "values *parameter"]) -> Float[Tensor, "values data *output"]:
        """The outputs (N, B, *output_shape) at a batch of values (N, *parameter.shape)."""
        return self._outputs(self.model, values)


def _tensors(model: nn.Module) -> dict[str, Tensor]:
    """All parameters and buffers, each once for every module that holds it."""
    modules = dict(model.named_modules()).items()
    parameters = {name: p for prefix, module in modules for name, p in module.named_parameters(prefix, recurse=False)}
    buffers = {name: b for prefix, module in modules for name, b in module.named_buffers(prefix, recurse=False)}
    return {**parameters, **buffers}
