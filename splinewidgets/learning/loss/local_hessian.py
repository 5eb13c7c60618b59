"""`LocalHessian`: the Hessian of the squared loss by one layer's weights, without forming it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from jaxtyping import Float64
from torch import Tensor, nn

from splinewidgets.geometry.argument_types import check_type, truth, wrong_type
from splinewidgets.geometry.array_like import numbers
from splinewidgets.geometry.model.eval_mode import in_eval_mode
from splinewidgets.geometry.model.model_input import batch_input
from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.whole_numbers import whole_number

from .downstream_jacobians import DownstreamJacobian, downstream_jacobians

# Rows of the largest matrix whose eigenvalues are all computed, in some 10 s, and of the largest for which that is
# faster than an iteration for a few.
SMALL, FEW = 4000, 1000
# Samples whose derivatives by all weights are held at once.
HELD = 32


class LocalHessian:
    """Second derivatives of the squared loss of a piecewise-affine network by the weights of one layer.

    Where no activation changes, the loss sum_i |f(x_i) - y_i|^2 / n is a quadratic function of one layer's weights W,
    whatever the targets, and its Hessian is

        H = 2/n sum_i Q_i^T Q_i (x) z_i z_i^T

    with z_i what the layer is given and Q_i the Jacobian of the outputs by what it returns. Of a convolution both have
    a term for each place of its kernel. In all layers together the loss is no quadratic but of higher degree. The loss
    is a sum over outputs: for torch's `mse_loss` divide by their number. All is computed in float64.

    Rows of the weights follow each other, each with its bias at the end if that is asked for.

    Parameters
    ----------
    model
        Piecewise affine; evaluated in eval mode, and left as it is.
    data
        (N, *input_shape) array-like.
    layer
        Name of a linear layer, or of a two-dimensional convolution with zero padding and one group.
    bias
        Take the layer's bias along.

    Attributes
    ----------
    layer : str
    singular_values : (samples, values) float64
        Of Q_i of each sample, descending. The eigenvalues of a dense layer's Hessian of one sample are 2 |z_i|^2 times
        their squares, and its condition number the square of that of Q_i.

    Raises
    ------
    TypeError, ValueError
        If the model has no such layer, calls it more than once or fails on the data.
    UnsupportedOperation
        If the model is not piecewise affine.

    References
    ----------
    Riedi, Balestriero and Baraniuk, Singular Value Perturbation and Deep Network Optimization [riedi2023singular].

    Examples
    --------
    >>> hessian = LocalHessian(zoo.mlp((2, 8, 8, 3)), zoo.two_moons(20).inputs, "3")
    >>> hessian.shape, hessian.singular_values.shape
    ((64, 64), (20, 3))
    >>> bool(np.isclose(hessian.spectrum().sum(), hessian.trace()))
    True
    """

    layer: str
    singular_values: Float64[np.ndarray, "samples values"]

    def __init__(self, model: nn.Module, data: Any, layer: str, *, bias: bool = False) -> None:
        check_type(layer, str, "The layer", "the name of one, as text", "Pass a name of model.named_modules().")
        bias = truth(bias, "bias")
        (found,) = downstream_jacobians(model, data, (layer,))
        with in_eval_mode(model):
            Network(model, batch_input(model, data, "data")[0])  # which refuses what is not piecewise affine
        self.layer, self.singular_values = layer, found.singular_values().cpu().numpy()
        places = _places(found)
        if bias:
            _check_bias(found)
            places = torch.cat([places, places.new_ones((*places.shape[:2], 1))], 2)
        # (N, outputs, places, rows) and (N, places, columns).
        self._jacobians, self._places = _by_place(found), places

    @property
    def parameter_count(self) -> int:
        """Number of weights, with the biases if they are taken along."""
        return int(self._jacobians.shape[3] * self._places.shape[2])

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns, both the number of weights."""
        return self.parameter_count, self.parameter_count

    def __matmul__(self, vector: Any) -> Float64[np.ndarray, "weights"]:
        """The product with a vector (weights,), at the cost of some passes over the data's Jacobians."""
        array = numbers(vector, "The vector")
        if array.shape != self.shape[:1]:
            raise ValueError(
                f"The vector has shape {array.shape}. The Hessian has {self.parameter_count} columns. "
                "Pass one number for each weight."
            )
        weights = torch.from_numpy(array).to(self._places).reshape(self._jacobians.shape[3], -1)
        moved = torch.einsum("ntc,rc->ntr", self._places, weights)
        outputs = torch.einsum("nktr,ntr->nk", self._jacobians, moved)
        back = torch.einsum("nktr,nk->ntr", self._jacobians, outputs)
        product = torch.einsum("ntr,ntc->rc", back, self._places) * (2 / len(self._places))
        return product.reshape(-1).cpu().numpy()

    def matrix(self) -> Float64[np.ndarray, "weights weights"]:
        """The whole matrix; raises ValueError if it has more than 4,000 rows."""
        if self.parameter_count > SMALL:
            raise self._too_large("The matrix")
        return self._matrix().cpu().numpy()

    def trace(self) -> float:
        """The sum of all eigenvalues."""
        return sum(float(part.square().sum()) for part in self._by_samples()) * 2 / len(self._places)

    def spectrum(self) -> Float64[np.ndarray, "weights"]:
        """All eigenvalues, descending, from the smaller of the matrix and that of the products of its factors.

        The number that are not zero is at most that of samples times outputs. Raises ValueError if both this and the
        number of weights are above 4,000.
        """
        if self._rank_limit > SMALL:
            raise self._too_large("The spectrum")
        smaller = self._matrix() if self._rank_limit == self.parameter_count else self._products()
        values = np.zeros(self.parameter_count)
        values[: self._rank_limit] = torch.linalg.eigvalsh(smaller).flip(0).clamp(min=0).cpu().numpy()
        return values

    def largest(self, count: int = 10) -> Float64[np.ndarray, "count"]:
        """The largest eigenvalues, descending, or all if there are fewer.

        Those of `spectrum` where it is small. Else they are iterated by Lanczos' method, from a fixed vector until all
        digits of float64 have settled.

        Raises
        ------
        TypeError, ValueError
            If `count` is no whole number from 1 on.
        RuntimeError
            If the iteration does not settle.
        """
        count = min(whole_number(count, "count", "Try 10."), self.parameter_count)
        if self._rank_limit <= FEW or count == self.parameter_count:
            return self.spectrum()[:count]
        from scipy.sparse.linalg import LinearOperator, eigsh

        operator = LinearOperator(self.shape, matvec=lambda vector: self @ vector.ravel(), dtype=np.float64)
        start = np.random.default_rng(0).standard_normal(self.parameter_count)
        values: npt.NDArray[np.float64] = eigsh(operator, count, which="LA", v0=start, return_eigenvectors=False)
        return np.sort(values)[::-1].copy()

    def __repr__(self) -> str:
        samples = len(self._places)
        return f"<LocalHessian: {self.parameter_count} weights of layer {self.layer!r}, {samples} samples>"

    @property
    def _rank_limit(self) -> int:
        """The number of samples times that of outputs, or that of weights if it is smaller."""
        return min(self._jacobians.shape[0] * self._jacobians.shape[1], self.parameter_count)

    def _by_samples(self) -> Iterator[Tensor]:
        """Derivatives of outputs of some samples at a time by all weights, (rows, weights)."""
        parts = zip(self._jacobians.split(HELD), self._places.split(HELD), strict=True)
        return (torch.einsum("nktr,ntc->nkrc", *part).flatten(2).flatten(0, 1) for part in parts)

    def _matrix(self) -> Tensor:
        total = self._places.new_zeros(self.shape)
        for part in self._by_samples():
            total += part.T @ part
        return total * (2 / len(self._places))

    def _products(self) -> Tensor:
        """Products of all derivatives of outputs with each other, (rows, rows), whose eigenvalues are the matrix's."""
        total = self._places.new_zeros(())
        for jacobians in self._jacobians.unbind(3):
            part = torch.einsum("nkt,ntc->nkc", jacobians, self._places).flatten(0, 1)
            total = total + part @ part.T
        return total * (2 / len(self._places))

    def _too_large(self, what: str) -> ValueError:
        return ValueError(
            f"{what} of {self.parameter_count} weights is too large. At most {SMALL} rows are computed at once. "
            "Ask for the largest eigenvalues, the trace or products with vectors."
        )


def _places(found: DownstreamJacobian) -> Tensor:
    """What the rows of a layer's weights are multiplied with, (N, places, columns)."""
    layer, given = found.module, found.inputs
    if isinstance(layer, nn.Linear):
        return given.reshape(len(given), -1, layer.in_features)
    if not isinstance(layer, nn.Conv2d) or layer.groups != 1 or layer.padding_mode != "zeros":
        raise wrong_type(
            layer,
            f"The layer {found.name!r}",
            "linear, or a two-dimensional convolution of one group with zero padding",
            "Choose another layer.",
        )
    patches = nn.functional.unfold(
        _padded(layer, given), layer.kernel_size, dilation=layer.dilation, stride=layer.stride
    )
    return patches.transpose(1, 2)


def _padded(layer: nn.Conv2d, given: Tensor) -> Tensor:
    """Images with the zeros around them that a convolution adds, also by the name of its padding."""
    # Torch keeps them as for `pad`: of the last axis first, before and behind.
    return nn.functional.pad(given, layer._reversed_padding_repeated_twice)


def _by_place(found: DownstreamJacobian) -> Tensor:
    """Jacobians (N, outputs, places, rows)."""
    if isinstance(found.module, nn.Linear):
        return found.jacobians.flatten(2).unflatten(2, (-1, found.module.out_features))
    return found.jacobians.flatten(3).transpose(2, 3)


def _check_bias(found: DownstreamJacobian) -> None:
    if found.module.bias is None:
        raise ValueError(f"The layer {found.name!r} has no bias. There is nothing to take along. Leave bias=True out.")
