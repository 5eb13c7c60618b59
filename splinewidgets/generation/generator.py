"""A generator as a function of latents in float64, whatever dtype it was trained in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.func import functional_call

from splinewidgets.geometry.array_like import finite_tensor
from splinewidgets.geometry.device_precision import float64_device
from splinewidgets.geometry.model.chosen_output import ChosenOutput
from splinewidgets.geometry.model.conditioned import Conditioned
from splinewidgets.geometry.model.model_input import model_input
from splinewidgets.geometry.model.model_output import NoSuchOutput, find_output
from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.network.one_network import one_network
from splinewidgets.geometry.refusals import UnsupportedOperation

Generator = nn.Module | Network
# (n, *latent_shape) -> (n, *output_shape).
Function = Callable[[Tensor], Any]


def one_output(generator: Generator, condition: Any, output: str | int | None) -> Generator:
    """The generator with what it takes beside latents fixed, and of its outputs one, where these are not None.

    Raises
    ------
    TypeError
        If a condition is given with a network, which takes nothing beside latents.
    ValueError
        If an output is named of a network, which has one.
    """
    if isinstance(generator, Network):
        if condition is not None:
            raise TypeError(
                "The generator is a Network, which takes latents alone. A condition is that of a module. "
                "Make the network of Conditioned(module, condition)."
            )
        return one_network(generator, output)
    check_generator(generator)
    if condition is not None:
        generator = Conditioned(generator, *(condition if isinstance(condition, tuple) else (condition,)))
    return generator if output is None else ChosenOutput(generator, output)


def check_generator(generator: Any) -> None:
    """Raise TypeError for what is neither module nor network."""
    if not isinstance(generator, nn.Module | Network):
        raise TypeError(
            f"The generator is a {type(generator).__name__}. It must be a torch.nn.Module or a Network. "
            "Wrap a function in a module whose forward calls it."
        )


def checked_latents(generator: Generator, latents: Any) -> Tensor:
    """The latents as the generator takes them.

    Raises
    ------
    TypeError
        If the generator is neither module nor network.
    ValueError
        If the latents are no batch.
    """
    check_generator(generator)
    if isinstance(generator, Network):
        points = finite_tensor(latents, "latents").to(generator.device, generator.dtype)
    else:
        points = model_input(generator, latents, "latents")
    return batch_of_latents(points)


def batch_of_latents(points: Tensor) -> Tensor:
    """The latents themselves; raises ValueError if they are no batch, or an empty one."""
    if points.ndim < 2 or points.numel() == 0:
        raise ValueError(
            f"The latents have shape {tuple(points.shape)}. They must be a batch (N, *latent_shape) with N > 0. "
            "Put one latent in each row."
        )
    return points


class Wide(NamedTuple):
    """A generator as a function, latents as it takes them, and the parameters and buffers that it computes with."""

    function: Function
    points: Tensor
    constants: list[Tensor]


def in_float64(generator: Generator, points: Tensor) -> Wide:
    """The generator and its latents in float64; as they are where that fails, as what casts by itself does.

    The module itself is left as it is: float64 copies of its tensors stand in for them during each call.
    """
    where = float64_device(points.device)
    wide = points.to(where).double()
    if isinstance(generator, Network):
        network = generator.in_float64().whole  # its values are the model's
        return Wide(network, wide, list(network.tensors.values()))
    tensors = {
        name: _wide(tensor, where) for name, tensor in (*generator.named_parameters(), *generator.named_buffers())
    }

    def function(latents: Tensor) -> Any:
        return functional_call(generator, tensors, (latents,))

    as_it_is = Wide(generator, points, [*generator.parameters(), *generator.buffers()])
    try:
        outputs = function(wide[:1])
    except Exception:
        return as_it_is  # if it is the generator that fails, it says so when it is called
    works = isinstance(outputs, Tensor) and outputs.dtype == torch.float64
    return Wide(function, wide, list(tensors.values())) if works else as_it_is


def _wide(tensor: Tensor, device: torch.device) -> Tensor:
    return tensor.detach().to(device, torch.float64 if tensor.is_floating_point() else tensor.dtype, copy=True)


def checked_outputs(function: Function, generator: Generator, point: Tensor) -> Tensor:
    """Output of a generator, called as a function, at one latent (1, *latent_shape).

    Raises
    ------
    ValueError
        If it fails, or returns anything but one tensor (1, *output_shape) that can be differentiated.
    """
    name = type(generator).__name__
    try:
        with torch.enable_grad():
            outputs = function(point.detach().requires_grad_())
    except (UnsupportedOperation, NoSuchOutput):
        raise
    except TypeError as error:
        if "missing" not in str(error):
            raise _failure(generator, point, error) from error
        raise ValueError(
            f"{name} takes more than latents: {_first_line(error)}. All but the latents must be fixed, such as a "
            "condition or a class. Pass Conditioned(generator, condition), which gives it the same for each latent."
        ) from error
    except Exception as error:
        raise _failure(generator, point, error) from error
    if isinstance(outputs, Mapping | tuple | list):
        position = find_output(outputs, None, name)
        raise ValueError(
            f"{name} returns a {type(outputs).__name__} with one tensor, value {position}. It must return the tensor "
            f"itself. Pass output={next(iter(outputs)) if isinstance(outputs, Mapping) else position!r}."
        )
    if not isinstance(outputs, Tensor) or outputs.ndim < 1 or len(outputs) != 1 or outputs.numel() == 0:
        what = f"shape {tuple(outputs.shape)}" if isinstance(outputs, Tensor) else f"a {type(outputs).__name__}"
        raise ValueError(
            f"{name} makes {what} of one latent. It must return one tensor (N, *output_shape). Wrap it in a module "
            "that does, of a decoder's mean and log-variance in one that returns the mean."
        )
    if not outputs.requires_grad:
        raise ValueError(
            f"{name} makes {outputs.dtype} of one latent, without derivatives. Its outputs must be differentiable. "
            "Leave out what rounds, detaches or forbids gradients."
        )
    return outputs.detach()


def _failure(generator: Generator, point: Tensor, error: Exception) -> ValueError:
    name = type(generator).__name__
    modules = generator.modules() if isinstance(generator, nn.Module) else ()
    if (conditioned := next((part for part in modules if isinstance(part, Conditioned)), None)) is not None:
        shapes = " and ".join(f"{tuple(condition.shape)}" for condition in conditioned.conditions())
        return ValueError(
            f"{type(conditioned.model).__name__} fails on latents of shape {tuple(point.shape[1:])} at a condition of "
            f"shape {shapes}: {_first_line(error)}. A condition is that of one latent, without a batch axis, and the "
            "same for all. Pass the index of a class as a number, a vector by its entries; of several a tuple."
        )
    return ValueError(
        f"{name} fails on latents of shape {tuple(point.shape[1:])}: {_first_line(error)}. "
        "It must take batches of them. Put one latent in each row, of a shape that it accepts."
    )


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
