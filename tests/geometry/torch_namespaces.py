"""Every function of torch that takes tensors, each either taken or refused by a true sentence.

    python torch_namespaces.py            try all; print counts, and a line for each that is neither taken nor refused
    python torch_namespaces.py sort norm  only these

What a function is, is told from its values on a line through the inputs, independently of the package: affine, bent,
smooth, or jumping.
"""

from __future__ import annotations

import sys
import warnings
from collections import Counter
from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.overrides import get_overridable_functions

from splinewidgets.geometry import Network, Slice, UnsupportedOperation, tessellate

ROWS, SIDE, PLACES = 3, 4, 4001
random = torch.Generator().manual_seed(3)
W = torch.rand((SIDE, SIDE), generator=random, dtype=torch.float64) + 0.5
W += 2 * torch.eye(SIDE, dtype=torch.float64)
ROW = W[0].clone()
AT = torch.tensor([2, 0, 3, 1])
EVERY = AT[:, None].expand(SIDE, SIDE)
MASK = W > 1

# In which order functions are called with an input x (N, 4, 4): the first that returns numbers for each input counts.
CALLS: list[Callable[[Callable[..., Any], Tensor], Any]] = [
    lambda f, x: f(x, dim=1),
    lambda f, x: f(x),
    lambda f, x: f(x, W),
    lambda f, x: f(x, 1),
    lambda f, x: f(x, 2, 1),
    lambda f, x: f(x, (1, 2)),
    lambda f, x: f(x, 0.5),
    lambda f, x: f(x, 0.25, 0.75),
    lambda f, x: f(x, 1, AT),
    lambda f, x: f(x, EVERY.expand(len(x), -1, -1), 1),
    lambda f, x: f(x, 1, AT, x.flip(2)),
    lambda f, x: f(x, 1, AT, 0.5),
    lambda f, x: f(x, 1, EVERY.expand(len(x), -1, -1)),
    lambda f, x: f(x, 1, EVERY.expand(len(x), -1, -1), x.flip(2)),
    lambda f, x: f(x, 1, EVERY.expand(len(x), -1, -1), x.flip(2), "sum"),
    lambda f, x: f(x, MASK, 0.5),
    lambda f, x: f(x, (torch.arange(len(x))[:, None], AT), x.flip(1)),
    lambda f, x: f(x, W, W),
    lambda f, x: f(x, x.flip(1), W),
    lambda f, x: f(x, x.flip(1), 0.5),
    lambda f, x: f(x, W[None].expand(len(x), -1, -1)),
    lambda f, x: f(x, x, W[None].expand(len(x), -1, -1)),
    lambda f, x: f(x, W[None].expand(len(x), -1, -1), x),
    lambda f, x: f(x[:, :, 0], W),
    lambda f, x: f(x[:, :, 0], ROW),
    lambda f, x: f(x[:, :, 0], x[:, :, 1], ROW),
    lambda f, x: f(x[:, 0, 0], x[:, 0, 1], ROW),
    lambda f, x: f(x[:, None], W[None, None, :2, :2]),
    lambda f, x: f(x[:, :, None], W[:, :2, None]),
    lambda f, x: f(x[:, :, :, None, None], W[:, :, None, None, None]),
    lambda f, x: f(x[:, :, :, None], W[:, :, None, None]),
    lambda f, x: f(x, W[:, :, None]),
    lambda f, x: f(x[:, None], 2),
    lambda f, x: f(x[:, None, None], 2),
    lambda f, x: f(x[:, None], (2, 2)),
    lambda f, x: f(x[:, None, None], (1, 2, 2)),
    lambda f, x: f(x, (2, 2), 1),
    lambda f, x: f([x, x.flip(1)]),
    lambda f, x: f((x, x), 1),
    lambda f, x: f(x, (len(x), 16)),
    lambda f, x: f(x, (2, 1), (1, 2)),
    lambda f, x: f(x, 1, 2),
    lambda f, x: f(x, -2, 1, 3),
    lambda f, x: f(x, 1, 0, 2),
    lambda f, x: f(W, x),
    lambda f, x: f(x[:, :, :1], W[None].expand(len(x), -1, -1)),
    lambda f, x: f(MASK, x, W),
    lambda f, x: f(x, ROW, ROW),
    lambda f, x: f(x, ROW, ROW, W[1], W[2]),
    lambda f, x: f(x, x, x),
    lambda f, x: f(x, W, W, W),
]
# What needs more than that.
GRID = 0.3 * W[None, :, :2].mT.reshape(1, 2, 4, 1).expand(-1, -1, -1, 2)
SPECIAL: dict[str, Callable[[Tensor], Any]] = {
    "einsum": lambda x: torch.einsum("nij,jk->nik", x, W),
    "grid_sample": lambda x: F.grid_sample(x[:, None], GRID.expand(len(x), -1, -1, -1), align_corners=False),
    "grid_sampler": lambda x: torch.grid_sampler(x[:, None], GRID.expand(len(x), -1, -1, -1), 0, 0, False),
    "permute": lambda x: x.permute(0, 2, 1),
    "unflatten": lambda x: x.unflatten(1, (2, 2)),
    "interpolate": lambda x: F.interpolate(x, scale_factor=2),
    "pad": lambda x: F.pad(x, (1, 1)),
    "quantile": lambda x: torch.quantile(x, 0.3, 1),
    "nanquantile": lambda x: torch.nanquantile(x, 0.3, 1),
    "norm": lambda x: torch.norm(x, 1, 1),
    "vector_norm": lambda x: torch.linalg.vector_norm(x, 1, 1),
    "matrix_norm": lambda x: torch.linalg.matrix_norm(x, 1),
    "dist": lambda x: torch.cdist(x, W[None].expand(len(x), -1, -1), 1),
    "cdist": lambda x: torch.cdist(x, W[None].expand(len(x), -1, -1), 1),
    "pairwise_distance": lambda x: F.pairwise_distance(x, W, 1.0),
    "lstsq": lambda x: torch.linalg.lstsq(W.expand(len(x), -1, -1), x).solution,
    "solve": lambda x: torch.linalg.solve(W, x),
    "solve_triangular": lambda x: torch.linalg.solve_triangular(W, x, upper=True),
    "threshold": lambda x: F.threshold(x, 0.3, 0.3),
    "embedding": lambda x: F.embedding(AT, W) + x,
    "rfft": lambda x: torch.view_as_real(torch.fft.rfft(x)),
    "irfft": lambda x: torch.fft.irfft(torch.fft.rfft(x)),
    "conv_tbc": lambda x: torch.conv_tbc(x.transpose(0, 1), W[:2, :, None].expand(-1, -1, 2), ROW[:2]).transpose(0, 1),
    "where": lambda x: torch.where(x > 0, x, 0.0),
    "batch_norm": lambda x: F.batch_norm(x, ROW, ROW),
    "slice_scatter": lambda x: x.slice_scatter(x[:, :1], 1, 2, 3),
    "select_scatter": lambda x: x.select_scatter(x[:, 1], 1, 2),
    "diagonal_scatter": lambda x: x.diagonal_scatter(x[:, 1], 0, 1, 2),
    "addmm": lambda x: torch.addmm(x[:, 0], x[:, 1], W),
    "addmv": lambda x: torch.addmv(x[:, 0, 0], x[:, 1], ROW),
    "addbmm": lambda x: torch.addbmm(x[:, 0], x[None, :, 1], W[None]),
    "addr": lambda x: torch.addr(x[:, 0], x[:, 1, 1], ROW),
    "affine_grid": lambda x: F.affine_grid(x[:, :2, :3], [len(x), 1, 2, 2], align_corners=False),
    "argmax": lambda x: torch.argmax(x, 1).double(),
    "argmin": lambda x: torch.argmin(x, 1).double(),
    "argsort": lambda x: torch.argsort(x, 1).double(),
    "bool": lambda x: x.bool().double(),
    "bucketize": lambda x: torch.bucketize(x, ROW.sort().values).double(),
    "count_nonzero": lambda x: torch.count_nonzero(x, 1).double(),
    "cross": lambda x: torch.linalg.cross(x[:, :3], W[:3].expand(len(x), 3, -1), dim=1),
    "conv_transpose2d": lambda x: F.conv_transpose2d(x[:, None], W[None, None]),
    "conv_transpose3d": lambda x: F.conv_transpose3d(x[:, None, None], W[None, None, None]),
    "dropout": lambda x: F.dropout(x, 0.5, training=False),
    "alpha_dropout": lambda x: F.alpha_dropout(x, 0.5, training=True),
    "eq": lambda x: torch.eq(x.sign(), 1).double() + x,
    "expand": lambda x: x[:, None].expand(-1, 2, -1, -1),
    "ge": lambda x: (x >= 0.1).double(),
    "gt": lambda x: x * (x > 0),
    "le": lambda x: (x <= 0.1) * (x - 0.1),
    "lt": lambda x: x.masked_fill(x < 0, 0.0),
    "logical_and": lambda x: x * torch.logical_and(x > 0, x > -1),
    "logical_not": lambda x: x * torch.logical_not(x > 0),
    "bitwise_or": lambda x: x * ((x > 0) | (x > 1)),
    "gru": lambda x: torch.gru(x, x.new_zeros(1, len(x), 4), [W.repeat(3, 1)] * 2, False, 1, 0.0, False, False, True),
    "rnn_relu": lambda x: torch.rnn_relu(x, x.new_zeros(1, len(x), 4), [W, W], False, 1, 0.0, False, False, True),
    "rnn_relu_cell": lambda x: torch.rnn_relu_cell(x[:, 0], x[:, 1], W, W),
    "rnn_tanh_cell": lambda x: torch.rnn_tanh_cell(x[:, 0], x[:, 1], W, W),
    "huber_loss": lambda x: F.huber_loss(x, W.expand_as(x), reduction="none"),
    "l1_loss": lambda x: F.l1_loss(x, W.expand_as(x), reduction="none"),
    "mse_loss": lambda x: F.mse_loss(x, W.expand_as(x), reduction="none"),
    "smooth_l1_loss": lambda x: F.smooth_l1_loss(x, W.expand_as(x), reduction="none"),
    "ifft": lambda x: torch.fft.ifft(x).real,
    "ihfft": lambda x: torch.fft.ihfft(x).imag,
    "imag": lambda x: torch.fft.rfft(x).imag,
    "index_reduce": lambda x: x.index_reduce(1, AT, x.flip(1), "amax"),
    "instance_norm": lambda x: F.instance_norm(x),
    "isnan": lambda x: torch.where(torch.isnan(x), 0.0, x),
    "isfinite": lambda x: torch.where(torch.isfinite(x), x, 0.0),
    "layer_norm": lambda x: F.layer_norm(x, (SIDE,)),
    "rms_norm": lambda x: F.rms_norm(x, (SIDE,)),
    "long": lambda x: x.long().double(),
    "lu_solve": lambda x: torch.linalg.lu_solve(*torch.linalg.lu_factor(W[None]), x),
    "masked_scatter": lambda x: x.masked_scatter(MASK, x.flip(1)),
    "multi_dot": lambda x: torch.linalg.multi_dot([x[:, 0], W, W]),
    "outer": lambda x: torch.outer(x[:, 0, 0], ROW),
    "ravel": lambda x: x.ravel().view(len(x), -1),
    "repeat": lambda x: x.repeat(1, 2, 1),
    "searchsorted": lambda x: torch.searchsorted(ROW.sort().values, x).double(),
    "signbit": lambda x: torch.where(torch.signbit(x), 0.0, x),
    "stft": lambda x: torch.stft(x[:, 0], 4, 2, window=torch.ones(4).double(), return_complex=True).real,
    "take": lambda x: torch.vmap(lambda row: torch.take(row, AT))(x),
    "t": lambda x: (W @ x[:, 0].t()).t(),
    "tensorsolve": lambda x: torch.vmap(lambda row: torch.linalg.tensorsolve(W, row))(x[:, 0]),
    "view_as_real": lambda x: torch.view_as_real(torch.fft.rfft(x)),
    "vstack": lambda x: torch.vstack((x[:, 0].T, x[:, 1].T)).T,
    "fill_diagonal_": lambda x: torch.vmap(lambda row: row.clone().fill_diagonal_(1.0))(x),
    "__setitem__": lambda x: _set(x),
}  # fmt: skip
# Not functions of numbers: what asks or arranges how tensors are kept, what makes or saves them, types and devices.
# And lobpcg, which goes on for minutes.
ASIDE = set(
    "numpy tolist item data_ptr storage untyped_storage is_shared share_memory_ pin_memory cpu cuda xpu ipu mtia hpu "
    "share_memory backward register_hook requires_grad_ retain_grad set_ apply_ map_ map2_ resize_ resize_as_ "
    "sparse_resize_ sparse_resize_and_clear_ bfloat16 half float type to_dlpack record_stream has_names lobpcg".split()
)


def _set(x: Tensor) -> Tensor:
    y = torch.zeros_like(x)
    y[:, 1:] = x[:, :-1]
    return y


TAKEN, REFUSED, NOT_CALLED = "taken", "refused truly", "not called: nothing returns numbers for each input"
FINE = {TAKEN, REFUSED, NOT_CALLED}


class Called(nn.Module):
    """A function as a module."""

    def __init__(self, function: Callable[[Tensor], Any]) -> None:
        super().__init__()
        self.function = function

    def forward(self, x: Tensor) -> Any:
        return self.function(x)


def functions() -> dict[str, Callable[..., Any]]:
    """One function of each name, those that write in place last."""
    found: dict[str, Callable[..., Any]] = {}
    spaces = get_overridable_functions()
    for space in (torch, F, torch.linalg, torch.special, torch.fft, torch.Tensor):
        for function in spaces.get(space, []):
            name = getattr(function, "__name__", "_")
            if not name.startswith("_") and name not in ASIDE:
                found.setdefault(name, function)
    return dict(sorted(found.items(), key=lambda item: (item[0].endswith("_"), item[0])))


def numbers(result: Any) -> Tensor | None:
    """The floating-point tensor that a function returns, the first of several."""
    first = result[0] if isinstance(result, tuple | list) and len(result) else result
    if isinstance(first, Tensor) and first.is_complex():
        first = torch.view_as_real(first)
    good = isinstance(first, Tensor) and first.is_floating_point() and first.layout is torch.strided
    return first if good and first.dim() > 0 and first.numel() > 0 else None


def called(name: str, function: Callable[..., Any]) -> Callable[[Tensor], Tensor] | None:
    """The function as one of inputs (N, 4, 4) alone; None if no call returns numbers for each input."""
    if name.endswith("_"):
        written = function
        function = lambda x, *args, **kwargs: written(x.clone(), *args, **kwargs)  # noqa: E731
    special = SPECIAL.get(name.removeprefix("linalg_").removeprefix("fft_"))
    tries = [special] if special is not None else [lambda x, c=c: c(function, x) for c in CALLS]
    inputs = [torch.randn((n, SIDE, SIDE), generator=random, dtype=torch.float64) for n in (ROWS, ROWS + 2)]
    for call in tries:
        try:
            results = [numbers(call(x)) for x in inputs]
        except Exception:
            continue
        if all(y is not None and y.dim() > 0 and len(y) == len(x) for x, y in zip(inputs, results, strict=True)):
            return lambda x, call=call: numbers(call(x))
    return None


def nature(function: Callable[[Tensor], Tensor]) -> str:
    """What a function is along a line: constant, affine, bent, smooth, jumping or without numbers there."""
    start, way = torch.randn((2, SIDE, SIDE), generator=random, dtype=torch.float64)
    t = torch.linspace(-1, 1, PLACES, dtype=torch.float64)[:, None, None]
    y = function(start + t * way).reshape(PLACES, -1).double()
    if not bool(torch.isfinite(y).all()):
        return "without numbers"
    change = y.diff(dim=0).abs()
    size = float(y.abs().max()) + 1e-9
    # Half as many places change twice as much from one to the next, but where there is a jump.
    coarse = y[::2].diff(dim=0).abs()
    jumps = change.max(0).values > 0.75 * coarse.max(0).values + 1e-9 * size
    bent = (y.diff(n=2, dim=0).abs() > 1e-10 * size).double().mean(0)
    if bool(jumps.any()):
        return "jumping"
    if float(change.max()) <= 1e-13 * size:
        return "constant"
    return "affine" if not bool(bent.any()) else "bent" if float(bent.max()) < 0.2 else "smooth"


def outcome(name: str, function: Callable[..., Any]) -> tuple[str, str]:
    """Whether a function is taken, refused truly, never called, or what is wrong; and what was said."""
    call = called(name, function)
    if call is None:
        return NOT_CALLED, ""
    model, kind = Called(call).eval(), nature(call)
    try:
        network = Network(model, torch.randn((SIDE, SIDE), generator=random, dtype=torch.float64))
    except (UnsupportedOperation, ValueError) as refused:
        said = str(refused)
        untrue = {
            "is not piecewise affine": kind in ("affine", "bent"),
            "jumps": kind in ("affine", "bent", "smooth"),
            "fault of splinewidgets": True,
        }
        false = [words for words, wrong in untrue.items() if wrong and words in said]
        return (f"refused, but it is {kind}", said) if false else (REFUSED, said)
    except Exception as bare:
        return f"bare {type(bare).__name__}", str(bare)
    if network.dropped is not None:  # it says so
        return TAKEN, ""
    if kind not in ("constant", "affine", "bent"):
        return f"taken, but it is {kind}", ""
    try:
        check(network, call)
    except Exception as wrong:
        return f"taken, but {type(wrong).__name__}", str(wrong)
    return TAKEN, ""


def check(network: Network, function: Callable[[Tensor], Tensor]) -> None:
    """Its tessellation verifies, and each of some maps A x + c is the function at every corner of its tile."""
    directions = torch.randn((2, SIDE, SIDE), generator=random, dtype=torch.float64)
    tessellation = tessellate(network, Slice(torch.zeros_like(directions[0]), directions, (-1, 1, -1, 1)))
    tessellation.verify()
    for tile in range(0, tessellation.tile_count, -(-tessellation.tile_count // 3)):
        matrix, constant = tessellation.affine_map(tile)
        begin, end = tessellation.tile_offsets[tile : tile + 2]
        inputs = tessellation.slice.embed(tessellation.vertices[tessellation.tile_vertices[begin:end]])
        wanted = function(inputs).reshape(len(inputs), -1)
        found = inputs.flatten(1) @ matrix.flatten(1).T + constant
        torch.testing.assert_close(found, wanted, rtol=1e-11, atol=1e-11 * (1 + float(wanted.abs().max())))


def main(words: list[str]) -> int:
    """Print the counts; 1 if anything is neither taken nor refused truly."""
    counts: Counter[str] = Counter()
    for name, function in functions().items():
        if not words or name in words:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found, said = outcome(name, function)
            counts[found] += 1
            if words or found not in FINE:
                print(f"{name}: {found}. {' '.join(said.split())[:200]}", flush=True)
    for found, count in counts.most_common():
        print(f"{count:4}  {found}")
    others = sum(count for found, count in counts.items() if found not in FINE)
    print(f"{others:4}  others")
    return int(others > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
