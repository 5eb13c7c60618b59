"""Local complexity counts every knot that the engine knows, however it is written, or says which it leaves out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from small_modules import Functional
from torch import Tensor, nn
from torch.nn import functional as F

from splinewidgets.geometry import Network, PiecewiseAffine, hyperplane_distances, linearize, local_complexity
from splinewidgets.geometry.complexity.bends import takes_some
from splinewidgets.geometry.complexity.local_complexity import cross_polytope
from splinewidgets.geometry.operations.operations import KNOTS, STEPS

T = torch.linspace(-1, 1, 8, dtype=torch.float64)
PAIRS = torch.tensor([[0, 0, 1, 1, 2, 2, 3, 3]])


def zeroed(x: Tensor) -> Tensor:
    y = x.clone()
    y[y < 0] = 0
    return y


class OwnReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.clamp(min=0)


# Of eight units each: what the engine has a pre-activation of.
KNOTS_IN_WORDS: dict[str, Callable[[Tensor], Tensor]] = {
    "relu": F.relu,
    "leaky_relu": lambda x: F.leaky_relu(x, 0.1),
    "prelu": lambda x: F.prelu(x, T[-1:]),
    "rrelu": nn.RReLU().eval(),
    "abs": torch.absolute,
    "abs of Python": abs,
    "relu6": lambda x: F.relu6(20 * x),
    "hardtanh": F.hardtanh,
    "hardtanh of other bounds": lambda x: F.hardtanh(x, -0.2, max_val=0.3),
    "hardtanh below": lambda x: torch.ops.aten.hardtanh(x, -0.2, 0.3),
    "hardsigmoid": lambda x: F.hardsigmoid(9 * x),
    "softshrink": lambda x: F.softshrink(x, 0.1),
    "threshold": lambda x: F.threshold(x, threshold=0.2, value=0.2),
    "clamp": lambda x: x.clamp(-0.2, 0.3),
    "clamp by tensors": lambda x: torch.clip(input=x, min=T - 1, max=T),
    "clamp_min": lambda x: torch.clamp_min(x, min=0.1),
    "clamp_max": lambda x: x.clamp_max_(T),
    "clamp into another": lambda x: torch.clamp(x, min=0.1, out=torch.empty_like(x)),
    "maximum": lambda x: torch.maximum(T, x),
    "minimum": lambda x: x.minimum(T),
    "fmax, fmin": lambda x: torch.fmin(torch.fmax(x, T - 1), T),
    "max": lambda x: x.max(other=T),
    "a spline": PiecewiseAffine([0.1, 0.3], [0.0, 1.0], (0.0, 1.0)),
    "a mask": lambda x: x * (x > 0),
    "a mask from the right": lambda x: x * (0 <= x).to(x.dtype),
    "a mask by keyword": lambda x: x * torch.gt(x, other=0),
    "a mask turned": lambda x: x.masked_fill(torch.logical_not(x.greater_equal(0)), 0),
    "writes by a mask": zeroed,
    "where": lambda x: torch.where(T < x, x, T),
    "where in where": lambda x: torch.where((x > 0) & (x < 0.5), x, torch.where(x >= 0.5, 0.5, 0 * x)),
    "sign": lambda x: x * x.sign(),
    "sgn": lambda x: x * torch.sgn(x),
    "heaviside": lambda x: x * torch.heaviside(x, torch.full((), 0.5, dtype=x.dtype)),
    "signbit": lambda x: x * ~torch.signbit(x),
    "norm": lambda x: x.norm(1, 1, True).expand(-1, 8),
    "vector_norm": lambda x: torch.linalg.vector_norm(x, ord=1, dim=1, keepdim=True).expand(-1, 8),
    "linalg.norm": lambda x: torch.linalg.norm(x, 1, dim=1, keepdim=True).expand(-1, 8),
    "l1_loss": lambda x: F.l1_loss(x, T.expand_as(x), reduction="none"),
    "cdist": lambda x: torch.cdist(x[:, None], T[None, None], p=1)[:, 0].expand(-1, 8),
    "pairwise_distance": lambda x: F.pairwise_distance(x, T.expand_as(x), 1, keepdim=True).expand(-1, 8),
    "a function of one's own": lambda x: OwnReLU.apply(x),
    "vmap": lambda x: torch.vmap(torch.relu)(x),
}  # fmt: skip
# No single one of these has a sign there: beside a ReLU they are named.
LEFT_OUT: dict[str, Callable[[Tensor], Tensor]] = {
    "amax": lambda x: x.amax(1, True).expand(-1, 8),
    "amin": lambda x: torch.aminmax(x, dim=1, keepdim=True)[0].expand(-1, 8),
    "max": lambda x: x.max(1, keepdim=True)[0].expand(-1, 8),
    "min": lambda x: torch.min(x, 1, True).values.expand(-1, 8),
    "sort": lambda x: x.sort(1)[0],
    "topk": lambda x: x.topk(8, 1)[0],
    "kthvalue": lambda x: x.kthvalue(2, 1, True)[0].expand(-1, 8),
    "median": lambda x: x.median(1, True)[0].expand(-1, 8),
    "nanmedian": lambda x: x.nanmedian(1, True)[0].expand(-1, 8),
    "cummax": lambda x: x.cummax(1)[0],
    "cummin": lambda x: x.cummin(1)[0],
    "max_pool1d": lambda x: F.max_pool1d(x[:, None], 2)[:, 0].repeat(1, 2),
    "max_pool2d": lambda x: F.max_pool2d(x.reshape(-1, 1, 2, 4), 2).flatten(1).repeat(1, 4),
    "max_pool3d": lambda x: F.max_pool3d(x.reshape(-1, 1, 2, 2, 2), 2).flatten(1).repeat(1, 8),
    "adaptive_max_pool1d": lambda x: F.adaptive_max_pool1d(x[:, None], 4)[:, 0].repeat(1, 2),
    "adaptive_max_pool2d": lambda x: F.adaptive_max_pool2d(x.reshape(-1, 1, 2, 4), (1, 2)).flatten(1).repeat(1, 4),
    "adaptive_max_pool3d": lambda x: F.adaptive_max_pool3d(x.reshape(-1, 1, 2, 2, 2), 1).flatten(1).repeat(1, 8),
    "max_pool1d_with_indices": lambda x: F.max_pool1d(x[:, None], 2, return_indices=True)[0][:, 0].repeat(1, 2),
    "scatter_reduce": lambda x: torch.zeros_like(x).scatter_reduce(1, PAIRS.expand(len(x), 8), x, "amax"),
    "index_reduce": lambda x: torch.zeros_like(x).index_reduce(1, PAIRS[0], x, reduce="amin"),
    "norm of order infinity": lambda x: x.norm(torch.inf, 1, True).expand(-1, 8),
    "matrix norm": lambda x: torch.linalg.matrix_norm(x.reshape(-1, 2, 4), 1)[:, None].expand(-1, 8),
    "quantile": lambda x: x.quantile(0.5, 1, True).expand(-1, 8),
    "a loss": lambda x: F.hinge_embedding_loss(x, -torch.ones_like(x), reduction="none"),
    "a loss in one piece": lambda x: F.multi_margin_loss(x, PAIRS[0, 0].expand(len(x)), reduction="none")[:, None] + x,
    "a script": torch.jit.script(nn.Sequential(nn.ReLU())),
}  # fmt: skip


class Two(nn.Module):
    """A ReLU, and a function of eight units."""

    def __init__(self, function: Callable[[Tensor], Tensor], seed: int) -> None:
        super().__init__()
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            self.one, self.two, self.out = nn.Linear(4, 6), nn.Linear(6, 8), nn.Linear(8, 3)
        self.function = function
        self.double().eval()

    def forward(self, x: Tensor) -> Tensor:
        return self.out(self.function(self.two(torch.relu(self.one(x)))))


def of_the_engine(model: nn.Module, inputs: Tensor, radius: float, vertices: int) -> np.ndarray:
    """How many pre-activations of the exported network, that are none of many, change sign between the vertices."""
    network = Network(model, inputs[0])
    points = (inputs[:, None] + radius * cross_polytope(4, vertices, 0)).flatten(0, 1)
    evaluation = network.evaluation(points)
    total = np.zeros(len(inputs), np.int64)
    while (found := evaluation.to_knot()) is not None:
        layer, z = found
        if network.layers[layer].windows is None:
            signs = z.reshape(len(inputs), vertices, -1).sign()
            total += (signs.amax(1) != signs.amin(1)).sum(1).numpy()
    return total


@pytest.mark.parametrize("name", KNOTS_IN_WORDS)
@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 99), radius=st.floats(0.1, 0.6))
def test_as_many_units_change_sign_as_the_engine_has(name: str, seed: int, radius: float) -> None:
    model = Two(KNOTS_IN_WORDS[name], seed)
    inputs = torch.randn(20, 4, generator=torch.Generator().manual_seed(seed)).double()
    found = local_complexity(model, inputs, radius, 8)
    assert found.total.tolist() == of_the_engine(model, inputs, radius, 8).tolist()
    assert found.left_out == ()


@pytest.mark.filterwarnings("ignore:index_reduce:UserWarning")
@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_is_not_counted_is_named(name: str) -> None:
    inputs = torch.randn(20, 4).double()
    found = local_complexity(Two(LEFT_OUT[name], 0), inputs, 0.3, 8)
    assert len(found.left_out) >= 1
    assert found.counts[:, 0].tolist() == local_complexity(Two(nn.ReLU(), 0), inputs, 0.3, 8).counts[:, 0].tolist()


def test_no_row_of_the_table_is_forgotten() -> None:
    """A knot is counted, or named; nothing else of the table is."""
    spelled = {"clip": "clamp", "absolute": "abs", "fmin": "minimum", "fmax": "maximum", "sgn": "sign"}
    words = {word.split()[0].strip(",") for word in (*KNOTS_IN_WORDS, *LEFT_OUT)} | {"piecewise_affine"}
    missing = {
        name
        for name in (*KNOTS, *STEPS)
        if spelled.get(name, name) not in words and name not in ("gt", "ge", "lt", "le")
    }
    assert {name for name in missing if not takes_some(name, (T,), {})} == set()


def test_a_function_without_a_knot_is_not_named() -> None:
    def smooth(x: Tensor) -> Tensor:
        normed = F.layer_norm(F.interpolate(x[:, None], scale_factor=2)[:, 0, ::2], (8,))
        return F.gelu(normed).logsumexp(1, True) + normed.softmax(1) + normed.norm(dim=1, keepdim=True)

    assert local_complexity(Two(smooth, 0), torch.randn(5, 4).double(), 0.3, 8).left_out == ()


def test_what_bends_within_a_function_is_named_with_it() -> None:
    found = local_complexity(Two(F.normalize, 0), torch.randn(5, 4).double(), 0.3, 8)
    assert found.left_out == ("clamp_min in normalize",)


def test_weights_that_bend_are_not_named() -> None:
    scale = nn.Parameter(torch.linspace(-1, 1, 20))
    model = Functional(F.relu, lambda x: F.relu(x) * scale.abs().clamp(min=0.1).amax())
    model.register_parameter("own", scale)
    assert local_complexity(model, torch.randn(3, 6), 0.5, 12).left_out == ()


def test_what_was_linearized_is_counted_as_what_it_stands_for() -> None:
    inputs = torch.randn(5, 4).double()
    for activation in (nn.GELU(), nn.Tanh()):
        model = Two(activation, 0)
        expected = local_complexity(model, inputs, 0.3, 8)
        assert np.array_equal(local_complexity(linearize(model), inputs, 0.3, 8).counts, expected.counts)


def test_distances_are_those_to_each_bound() -> None:
    found = hyperplane_distances(nn.Hardtanh(-0.5, 2.0), [[0.0, 0.25], [1.5, 1.75]])
    assert found.distances.tolist() == [[0.5, 2.0], [1.75, 0.25]]
