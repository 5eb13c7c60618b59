"""Hidden layers of a user's own perceptron, copied, or refused."""

from __future__ import annotations

import copy

import torch
from torch import nn

from splinewidgets.geometry.argument_types import check_type
from splinewidgets.geometry.smooth.piecewise_affine import PiecewiseAffine
from splinewidgets.pictures.scene.initialization_input import MOST_LAYERS, MOST_UNITS

ACTIVATIONS = (nn.ReLU, nn.LeakyReLU, PiecewiseAffine)
REMEDY = "Give an nn.Sequential of two inputs, such as zoo.mlp((2, 8, 8, 1))."


def read_layers(model: nn.Sequential) -> nn.Sequential:
    """Linear layers with the activations behind them, in float64; outputs behind the last activation bend nothing.

    The model stays as it is, and so does the copy when that is trained.

    Raises
    ------
    TypeError, ValueError
        If the model is no Sequential of two inputs in which Linear layers and activations take turns, is larger than
        can be shown, or a number in it is NaN or infinite.
    """
    check_type(model, nn.Sequential, "The model", "an nn.Sequential", REMEDY)
    modules: list[nn.Module] = []
    # Not `named_children`, which passes over a module that is there twice, as one ReLU for all layers may be.
    children = [(name, child) for name, child in zip(model._modules, model, strict=True) if not _passes(child)]
    for i, (name, module) in enumerate(children):
        wanted = ACTIVATIONS if i % 2 else nn.Linear
        if not isinstance(module, wanted):
            raise ValueError(
                f"Module {name} of the model is a {type(module).__name__}. Linear layers and ReLU, LeakyReLU or "
                f"PiecewiseAffine take turns in what is compared. {REMEDY}"
            )
        modules.append(copy.deepcopy(module).cpu().double())
    hidden = nn.Sequential(*modules[: len(modules) // 2 * 2]).eval()
    linears = [module for module in hidden if isinstance(module, nn.Linear)]
    if not linears or linears[0].in_features != 2:
        given = f"takes {linears[0].in_features} inputs" if linears else "has no activation, and so no hyperplane"
        raise ValueError(f"The model {given}. The points lie in the plane of two inputs. {REMEDY}")
    widest = max(linear.out_features for linear in linears)
    if len(linears) > MOST_LAYERS or widest > MOST_UNITS:
        raise ValueError(
            f"The model has {len(linears)} hidden layers, of up to {widest} units. At most {MOST_LAYERS} are shown, of "
            f"{MOST_UNITS} units. Give a smaller one."
        )
    for linear in linears:
        if linear._parameters["bias"] is None:
            linear.bias = nn.Parameter(torch.zeros_like(linear.weight[:, 0]))
        if not (linear.weight.isfinite().all() and linear.bias.isfinite().all()):
            raise ValueError(
                "There is a NaN or an infinite number among the weights. All must be finite. Load a checkpoint of "
                "before, or make the model anew."
            )
    return hidden


def _passes(module: nn.Module) -> bool:
    """Whether a module leaves a batch of points as it is."""
    return isinstance(module, (nn.Flatten, nn.Identity))


def size_of(layers: nn.Sequential | None) -> dict[str, int]:
    """How many Linear layers there are, and units in the widest; nothing where there are none."""
    widths = [module.out_features for module in layers or () if isinstance(module, nn.Linear)]
    return {"depth": len(widths), "width": max(widths)} if widths else {}
