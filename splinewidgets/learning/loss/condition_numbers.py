"""Condition numbers of a network behind each of its layers, of one or several networks side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from jaxtyping import Float64, Int64
from torch import nn

from splinewidgets.geometry.argument_types import check_type, wrong_type

from .downstream_jacobians import downstream_jacobians

if TYPE_CHECKING:
    import pandas

# Singular values below this share of the largest are zero. Rounding makes some 1e-16 of factors that are far larger
# than their product, and what is nearer to it than this could as well be that.
ZERO = 1e-10


@dataclass(frozen=True, eq=False, repr=False)
class ConditionNumbers:
    """Condition numbers of the Jacobians behind affine layers, a row for each layer of each network.

    A layer's Jacobian Q is that of the outputs by what the layer returns, at each of some samples. Its condition number
    is that of the singular values that are not zero; the Hessian of the squared loss of one sample by the weights of
    the layer has its square (see `LocalHessian`).

    Attributes
    ----------
    models : tuple of str
        Name of the network of each row.
    layers : tuple of str
        Name of the layer.
    depths : (rows,) int64
        Number of affine layers that compute after it.
    medians : (rows,) float64
        Median over the samples; NaN where all Jacobians are zero.
    quartiles : (rows, 2) float64
        The first and the third.
    ranks : (rows,) float64
        Mean number of singular values that are not zero.

    Examples
    --------
    >>> found = condition_numbers({"narrow": zoo.mlp((2, 4, 3)), "wide": zoo.mlp((2, 16, 3))}, torch.rand(5, 2))
    >>> found.models, found.depths.tolist()
    (('narrow', 'narrow', 'wide', 'wide'), [1, 0, 1, 0])
    >>> found.medians[[1, 3]].tolist()  # nothing comes behind the last layer
    [1.0, 1.0]
    """

    models: tuple[str, ...]
    layers: tuple[str, ...]
    depths: Int64[np.ndarray, "rows"]
    medians: Float64[np.ndarray, "rows"]
    quartiles: Float64[np.ndarray, "rows 2"]
    ranks: Float64[np.ndarray, "rows"]

    def to_frame(self) -> pandas.DataFrame:
        """One row per layer of each network. Needs pandas."""
        import pandas as pd

        return pd.DataFrame(
            {
                "model": self.models,
                "layer": self.layers,
                "depth": self.depths,
                "median": self.medians,
                "quartile1": self.quartiles[:, 0],
                "quartile3": self.quartiles[:, 1],
                "rank": self.ranks,
            }
        )

    def __repr__(self) -> str:
        lines = [
            f"{model:>20} {layer:>12} {depth:>6} {median:>12.3g} {rank:>8.3g}"
            for model, layer, depth, median, rank in zip(
                self.models, self.layers, self.depths, self.medians, self.ranks, strict=True
            )
        ]
        return "\n".join([f"{'model':>20} {'layer':>12} {'depth':>6} {'median':>12} {'rank':>8}", *lines])


def condition_numbers(
    models: nn.Module | Mapping[str, nn.Module], data: Any, layers: tuple[str, ...] | None = None
) -> ConditionNumbers:
    """Compare networks by the condition numbers of their Jacobians behind each affine layer.

    Of a residual network with skips of strength rho, whose blocks are z -> g(W z + b) + rho z, the Jacobian behind
    layer l is Q = B prod_j (rho I + D_j W_j) D_l over the blocks j behind l, later ones to the left, with the slopes D
    of the activations and the last layer B. Where |D_j W_j| = s_j < 1 each factor with rho = 1 has a condition number
    of at most (1 + s_j) / (1 - s_j); with larger weights a skip need not help, and without skips there is no bound.
    Computed in float64; singular values below 1e-10 of the largest are taken for zero.

    Parameters
    ----------
    models
        One module, or several by name; evaluated in eval mode, and left as they are. Smooth activations are fine: the
        Jacobians are those at the samples.
    data
        (N, *input_shape) array-like, the samples.
    layers
        Names of linear and convolution layers, which all of the networks have; all by default.

    Raises
    ------
    TypeError, ValueError
        If a model fails on the data, has no affine layer or not one of the names, or calls one twice.

    References
    ----------
    Riedi, Balestriero and Baraniuk, Singular Value Perturbation and Deep Network Optimization [riedi2023singular].

    Examples
    --------
    >>> networks = {skip: zoo.residual_mlp(10, skip) for skip in (0.0, 1.0)}
    >>> named = {f"skip {skip:g}": network for skip, network in networks.items()}
    >>> plain, residual = condition_numbers(named, zoo.digits().inputs[:20], ("1",)).medians
    >>> bool(plain > 50 * residual)
    True
    """
    if isinstance(models, nn.Module):
        models = {type(models).__name__: models}
    check_type(models, Mapping, "The models", "a torch.nn.Module or a dict of them", "Name each, {'plain': model}.")
    if not models:
        raise ValueError("There are no models. One or more are compared. Pass a module, or a dict of them.")
    if layers is not None and not isinstance(layers, tuple | list):
        raise wrong_type(layers, "layers", "a tuple of names", "Leave it out for all affine layers.")
    names, rows, measured, depths = [], [], [], []
    for name, model in models.items():
        check_type(model, nn.Module, f"The model {name!r}", "a torch.nn.Module", "Pass modules only.")
        found = downstream_jacobians(model, data, None if layers is None else tuple(layers))
        for each in found:
            names.append(str(name))
            rows.append(each.name)
            depths.append(each.depth)
            measured.append(_measured(each.singular_values().cpu().numpy()))
    conditions, ranks = zip(*measured, strict=True)
    quartiles = np.array([[_quantile(row, q) for q in (0.25, 0.5, 0.75)] for row in conditions])
    return ConditionNumbers(
        tuple(names), tuple(rows), np.array(depths), quartiles[:, 1], quartiles[:, [0, 2]], np.array(ranks)
    )


def _measured(values: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], float]:
    """Condition numbers of the samples whose Jacobian is not zero, and the mean rank, of singular values (N, k)."""
    counted = (values > ZERO * values[:, :1]) & (values > 0)
    ranks = counted.sum(1)
    some = ranks > 0
    least = values[some, ranks[some] - 1]
    return values[some, 0] / least, float(ranks.mean())


def _quantile(values: npt.NDArray[np.float64], share: float) -> float:
    return float(np.quantile(values, share)) if len(values) else float("nan")
