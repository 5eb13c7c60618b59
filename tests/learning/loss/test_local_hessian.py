"""Hessians by one layer's weights, against autograd and against eigenvalues in closed form."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.func import functional_call, hessian

from splinewidgets import LocalHessian, UnsupportedOperation
from splinewidgets.learning.loss import local_hessian
from splinewidgets.zoo import Absolute, Skip, convnet, mlp


def by_autograd(model: nn.Module, x: Tensor, layer: str, bias: bool) -> np.ndarray:
    """Second derivatives of the squared loss, of random targets, by [W, b] row by row."""
    model = model.double().eval()
    weight = model.get_parameter(f"{layer}.weight").detach()
    rows = weight.flatten(1)
    if bias:
        rows = torch.cat([rows, model.get_parameter(f"{layer}.bias").detach()[:, None]], 1)
    targets = torch.randn_like(model(x.double())).detach()

    def loss(flat: Tensor) -> Tensor:
        moved = flat.reshape(rows.shape)
        tensors = {f"{layer}.weight": moved[:, : weight[0].numel()].reshape(weight.shape)}
        if bias:
            tensors[f"{layer}.bias"] = moved[:, -1]
        return (functional_call(model, tensors, (x.double(),)) - targets).square().sum() / len(x)

    return hessian(loss)(rows.flatten()).detach().numpy()


def residual() -> nn.Sequential:
    blocks = [Skip(nn.Linear(5, 5), nn.LeakyReLU(0.1), strength=0.5), Skip(nn.Linear(5, 5), Absolute())]
    return nn.Sequential(nn.Linear(3, 5), nn.ReLU(inplace=True), *blocks, nn.Linear(5, 2))


def strided() -> nn.Sequential:
    return nn.Sequential(
        *(nn.Unflatten(1, (1, 8)), nn.Conv2d(1, 2, 3, stride=2, padding=1), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(2, 3, (2, 1), padding="same", dilation=2), nn.ReLU(), nn.Flatten(), nn.Linear(12, 2)),
    )


def normalized() -> nn.Sequential:
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Linear(4, 2))
    for _ in range(3):
        model(torch.randn(10, 3) + 1)
    return model


CASES: dict[str, tuple[Callable[[], nn.Sequential], str]] = {
    "first dense layer": (lambda: mlp((3, 5, 4, 2)), "1"),
    "last dense layer": (lambda: mlp((3, 5, 4, 2)), "5"),
    "in front of skips": (residual, "0"),
    "within a skip": (residual, "2.0"),
    "in front of a batch normalization": (normalized, "0"),
    "convolution": (lambda: convnet((8, 8), 3, (2, 3)), "4"),
    "strided convolution in front of a maximum": (strided, "1"),
    "convolution that is padded by name and dilated": (strided, "4"),
}


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("name", CASES)
def test_it_is_the_hessian_of_autograd(name: str, bias: bool) -> None:
    torch.manual_seed(1)
    make, layer = CASES[name]
    model = make()
    x = torch.randn(6, 8, 8) if "conv" in name else torch.randn(6, 3)
    found = LocalHessian(model, x, layer, bias=bias)
    wanted = by_autograd(model, x, layer, bias)
    scale = abs(wanted).max()
    assert scale > 0
    np.testing.assert_allclose(found.matrix(), wanted, atol=1e-12 * scale, rtol=0)
    values = np.linalg.eigvalsh(wanted)[::-1]
    np.testing.assert_allclose(found.spectrum(), values, atol=1e-11 * scale, rtol=0)
    assert found.trace() == pytest.approx(np.trace(wanted))
    vector = np.random.default_rng(0).standard_normal(len(wanted))
    np.testing.assert_allclose(found @ vector, wanted @ vector, atol=1e-11 * scale, rtol=0)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 5), st.integers(1, 4), st.booleans())
def test_random_perceptrons(seed: int, count: int, outputs: int, zeros: bool) -> None:
    torch.manual_seed(seed)
    model = mlp((2, 4, 3, outputs), seed)
    if zeros:  # a unit that is dead, and a sample at the origin
        with torch.no_grad():
            model[3].weight[0], model[3].bias[0] = 0, -1
    x = torch.randn(count, 2) * (torch.arange(count)[:, None] > 0 if zeros else 1)
    for layer in ("1", "3", "5"):
        found, wanted = LocalHessian(model, x, layer), by_autograd(model, x, layer, False)
        scale = 1 + abs(wanted).max()
        np.testing.assert_allclose(found.matrix(), wanted, atol=1e-12 * scale)
        np.testing.assert_allclose(found.spectrum(), np.linalg.eigvalsh(wanted)[::-1], atol=1e-12 * scale)


def test_eigenvalues_of_one_sample_are_its_length_times_squares_of_singular_values() -> None:
    model, x = mlp((3, 6, 5, 2), 4), torch.tensor([[1.0, -2.0, 0.5]])
    found = LocalHessian(model, x, "3")
    z = model[:3](x).detach().double()
    squares = 2 * float(z.square().sum()) * found.singular_values[0] ** 2
    np.testing.assert_allclose(found.spectrum()[: len(squares)], squares, rtol=1e-5)
    assert np.count_nonzero(found.spectrum() > 1e-12) == np.count_nonzero(squares > 1e-12) > 0


def test_an_iteration_finds_the_largest_eigenvalues(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    found = LocalHessian(mlp((6, 12, 10, 3), 2), torch.randn(50, 6), "3", bias=True)
    whole = found.spectrum()
    assert np.array_equal(found.largest(5), whole[:5])
    monkeypatch.setattr(local_hessian, "FEW", 0)
    np.testing.assert_allclose(found.largest(5), whole[:5], rtol=1e-9)
    assert np.array_equal(found.largest(found.parameter_count), whole)


def test_what_is_too_large_is_refused_and_its_largest_eigenvalues_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    found = LocalHessian(mlp((6, 12, 10, 3), 2), torch.randn(50, 6), "3")
    whole = found.spectrum()
    monkeypatch.setattr(local_hessian, "SMALL", 100)
    monkeypatch.setattr(local_hessian, "FEW", 100)
    for ask in (found.spectrum, found.matrix):
        with pytest.raises(ValueError, match="of 120 weights is too large"):
            ask()
    np.testing.assert_allclose(found.largest(3), whole[:3], rtol=1e-9)


def test_the_model_is_left_as_it_was() -> None:
    model, x = normalized().train(), torch.randn(5, 3)
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    LocalHessian(model, x, "0")
    assert all(torch.equal(tensor, before[name]) for name, tensor in model.state_dict().items())
    assert model.training and model[0].weight.requires_grad and model[0].weight.grad is None
    assert model[0].weight.dtype == torch.float32 and not model[0]._forward_hooks


def test_it_can_be_asked_for_where_nothing_is_differentiated() -> None:
    model, x = mlp((2, 4, 2)), torch.randn(5, 2)
    wanted = LocalHessian(model, x, "1").trace()
    with torch.inference_mode():
        assert LocalHessian(model, torch.randn(5, 2), "1").trace() > 0
    with torch.no_grad():
        assert LocalHessian(model, x, "1").trace() == wanted


def test_what_has_no_such_hessian_is_refused() -> None:
    class Twice(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.linear, self.idle = nn.Linear(2, 2), nn.Linear(2, 2)

        def forward(self, x: Tensor) -> Tensor:
            return self.linear(self.linear(x).relu())

    x = torch.randn(4, 2)
    for message, (model, data, layer) in {
        "is no linear or convolution layer": (mlp((2, 4, 2)), x, "2"),
        "calls linear more than once": (Twice(), x, "linear"),
        "does not call idle": (Twice(), x, "idle"),
        "fails on data of shape": (mlp((2, 4, 2)), torch.randn(4, 3), "1"),
    }.items():
        with pytest.raises(ValueError, match=message):
            LocalHessian(model, data, layer)
    with pytest.raises(UnsupportedOperation, match=r"GELU|gelu"):
        LocalHessian(nn.Sequential(nn.Linear(2, 3), nn.GELU(), nn.Linear(3, 1)), x, "0")
    with pytest.raises(TypeError, match="one group with zero padding"):
        grouped = nn.Sequential(nn.Conv2d(2, 2, 1, groups=2), nn.Flatten())
        LocalHessian(grouped, torch.randn(3, 2, 2, 2), "0")
    with pytest.raises(ValueError, match="has no bias"):
        LocalHessian(nn.Linear(2, 2, bias=False), x, "", bias=True)
    with pytest.raises(ValueError, match="has 8 columns"):
        LocalHessian(mlp((2, 4, 2)), x, "1") @ np.zeros(3)
