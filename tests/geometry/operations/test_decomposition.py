"""What torch knows as other operations, writes and transforms: verified, and A x + c is the model on every tile."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from small_modules import Call
from torch import nn

from splinewidgets.geometry import Network, Slice, UnsupportedOperation, tessellate

AT = torch.tensor([0, 2, 1, 2])
GRID = torch.linspace(-0.9, 0.9, 8, dtype=torch.float64).reshape(1, 2, 2, 2)


def spread(x):
    return AT[None, :, None].expand(len(x), -1, 4)


def written_by_slices(x):
    y = torch.zeros_like(x)
    y[:, 0] = x[:, 1]
    y[:, 1:3] += x[:, 2:]
    y[:, 3, ::2] = 2.0
    y[:, 2].mul_(3)
    y.diagonal(dim1=1, dim2=2).copy_(x[:, 3])
    return y


def written_by_index(x):
    y = x.clone()
    y[:, AT[:2]] = x[:, :2] - 1
    y.index_add_(1, AT, x, alpha=2)
    y.index_copy_(1, AT[:1], x[:, 3:])
    return y.index_fill_(2, AT[1:2], 0.5)


def put(x):
    rows = torch.arange(len(x))
    return torch.index_put(x, (rows, AT[1]), x[:, 0]).index_put((rows, AT[2]), x[:, 3], accumulate=True)


def fourier(s, x):
    """A layer of a Fourier neural operator."""
    modes = torch.fft.rfft(x)
    kept = torch.zeros(len(x), 4, 3, dtype=modes.dtype)
    kept[:, :, :2] = torch.einsum("nik,iok->nok", modes[:, :, :2], torch.complex(s.w[:, :, None], s.w.T[:, :, None]))
    return torch.fft.irfft(kept, n=4) + F.relu(x) + torch.fft.irfft(modes, n=4)


def placed_twice(x):
    y = x.clone()
    y[:, AT] = 2 * x.flip(1)
    return y


def transforms(x):
    """Every kind, back and forth."""
    y = x
    for there, back in (("fft", "ifft"), ("rfft", "irfft"), ("ihfft", "hfft")):
        for axes in ("", "2", "n"):
            lines = {"dim": (1, 2)} if axes == "n" else {}
            y = y + getattr(torch.fft, back + axes)(getattr(torch.fft, there + axes)(x, **lines), **lines).real
            y = y + getattr(torch.fft, there + axes)(x, **lines).imag.sum((1, 2), keepdim=True)
    return y + torch.view_as_complex(torch.stack([x, 2 * x], -1)).imag


def solved(s, x):
    triangle = s.w.detach().tril().expand(len(x), -1, -1)
    factors, pivots = torch.linalg.lu_factor(s.w.detach())
    return (
        torch.cholesky_solve(x, triangle)
        + torch.lu_solve(x, factors, pivots)
        + torch.linalg.lu_solve(factors, pivots, x)
    )


CASES = {
    "Fourier transforms": lambda s, x: transforms(x),
    "solve by factors": solved,
    "slices": lambda s, x: written_by_slices(x),
    "indices": lambda s, x: written_by_index(x),
    "index_put": lambda s, x: put(x),
    "scatter": lambda s, x: torch.zeros_like(x).scatter(1, spread(x)[:, :2], x).scatter(1, spread(x)[:, :1], 3.0),
    "twice to one place": lambda s, x: placed_twice(x) + x.scatter(1, spread(x), x + 1),
    "scatter_add": lambda s, x: torch.zeros_like(x).scatter_add(1, spread(x), x),
    "scatter_reduce": lambda s, x: x.scatter_reduce(1, spread(x), x, "sum")
    + x.scatter_reduce(1, spread(x), x, "mean", include_self=False),
    "take_along_dim": lambda s, x: torch.take_along_dim(x, AT[None, :, None], 1),
    "repeat_interleave": lambda s, x: x.repeat_interleave(2, 1),
    "products": lambda s, x: torch.kron(torch.inner(x, s.w), s.w[None, :2]) + torch.mv(x[:, 0], s.w[0])[:, None, None],
    "addmv": lambda s, x: torch.addmv(x[:, 0, 0], x[:, 1], s.w[0])[:, None],
    "addcdiv": lambda s, x: torch.addcdiv(x, x, s.w, value=2),
    "diag_embed": lambda s, x: torch.diag_embed(x) + torch.nan_to_num(x)[:, None],
    "ravel": lambda s, x: x.ravel().view(-1, 16),
    "norm 1": lambda s, x: torch.linalg.vector_norm(x, 1, dim=1) + x.norm(p=1, dim=2),
    "norm infinity": lambda s, x: torch.linalg.norm(x, torch.inf, 2) + torch.linalg.vector_norm(x, -torch.inf, 1),
    "matrix norms": lambda s, x: torch.linalg.matrix_norm(x, 1) + torch.linalg.matrix_norm(x, torch.inf),
    "l1_loss": lambda s, x: F.l1_loss(x, s.w.expand_as(x), reduction="none").sum((1, 2)),
    "cdist": lambda s, x: torch.cdist(x, s.w[None].expand(len(x), -1, -1), 1),
    "pairwise_distance": lambda s, x: F.pairwise_distance(x, s.w, 1),
    "a norm of one number": lambda s, x: x[:, :, :1].norm(dim=2),
    "vmap": lambda s, x: torch.vmap(lambda row: torch.relu(s.w @ row).sum(0))(x),
    "grid_sample": lambda s, x: F.grid_sample(x[:, None], GRID.to(x).expand(len(x), -1, -1, -1), align_corners=True),
    "solve": lambda s, x: torch.linalg.solve(s.w, x) + torch.linalg.solve_triangular(s.w, x, upper=True),
    "sparse": lambda s, x: torch.sparse.mm(s.w.detach().to_sparse(), x[:, 0].T).T,
    "power 1": lambda s, x: x**1,
    "trapezoid": lambda s, x: torch.trapezoid(x) + torch.gradient(x, dim=1)[0].sum(2),
    "quantile": lambda s, x: x.quantile(0.3, dim=1),
    "real Fourier transform": lambda s, x: torch.view_as_real(torch.fft.rfft(x)) + torch.fft.rfft2(x).real[..., None],
    "Fourier neural operator": fourier,
    "hardsigmoid": lambda s, x: F.hardsigmoid(2 * x),
}  # fmt: skip
RECURRENT = {
    "RNN": lambda s, x: s.m(x)[0],
    "RNNCell": lambda s, x: s.m(x[:, 1], s.m(x[:, 0])),
}


def check(model: nn.Module) -> None:
    """The tessellation verifies, and each map is the model at its tile's corners."""
    random = torch.Generator().manual_seed(1)
    slice = Slice(*(torch.randn(shape, generator=random).double() for shape in ((4, 4), (2, 4, 4))), (-1, 1, -1, 1))
    tessellation = tessellate(model, slice)
    tessellation.verify()
    for tile in range(0, tessellation.tile_count, -(-tessellation.tile_count // 8)):
        A, c = tessellation.affine_map(tile)
        begin, end = tessellation.tile_offsets[tile : tile + 2]
        corners = slice.embed(tessellation.vertices[tessellation.tile_vertices[begin:end]])
        with torch.no_grad():
            wanted = model(corners).reshape(len(corners), -1)
        torch.testing.assert_close(corners.flatten(1) @ A.flatten(1).T + c, wanted, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", CASES)
def test_maps_are_those_of_the_model(name) -> None:
    model = Call(CASES[name])
    random = torch.Generator().manual_seed(0)
    model.w = nn.Parameter(torch.randn((4, 4), generator=random, dtype=torch.float64) + 2 * torch.eye(4).double())
    check(model.eval())


@pytest.mark.parametrize("name", RECURRENT)
def test_recurrent_layers_are_their_steps(name) -> None:
    torch.manual_seed(0)
    layers = {
        "RNN": nn.RNN(4, 3, 2, nonlinearity="relu", batch_first=True, bidirectional=True),
        "RNNCell": nn.RNNCell(4, 4, nonlinearity="relu"),
    }
    layer = layers[name]
    if name == "RNNCell":
        nn.init.eye_(layer.weight_hh)
    check(Call(RECURRENT[name], m=layer).double().eval())


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda s, x: torch.fft.rfft(x).abs(), "is not among the operations known"),
        (lambda s, x: torch.linalg.inv(x), "is not among the operations known"),
        (lambda s, x: x.logcumsumexp(1), "is not among the operations known"),
        (lambda s, x: torch.linalg.vector_norm(x, dim=1), "multiplies values"),
        (lambda s, x: torch.linalg.solve(x, s.w), "combines two values"),
        (lambda s, x: x.scatter_reduce(1, spread(x), x, "prod"), "is not among the operations known"),
        (lambda s, x: x.round(), "jumps"),
        (lambda s, x: torch.where(x == 0, 1.0, x), "jumps"),
    ],
)
def test_what_is_refused_is_told_truly(function, words) -> None:
    model = Call(function)
    model.w = nn.Parameter(torch.eye(4))
    with pytest.raises(UnsupportedOperation, match=words):
        Network(model.eval(), torch.eye(4) + 0.1)


def test_a_vmap_that_cannot_be_followed_leaves_no_trace() -> None:
    model = Call(lambda s, x: torch.vmap(lambda row: row.clone().fill_diagonal_(1.0))(x))
    with pytest.raises(UnsupportedOperation):
        Network(model, torch.eye(4))
    assert torch._C._functorch.get_dynamic_layer_stack_depth() == 0
    torch.randn(2)  # raises inside a vmap
