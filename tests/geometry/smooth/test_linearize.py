"""Chords of smooth activations: their stated error against dense grids and closed forms, and their tessellations."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from smooth_modules import stated
from torch import nn

from splinewidgets.geometry import (
    Network,
    OutsideSpan,
    PiecewiseAffine,
    Segment,
    Slice,
    UnsupportedOperation,
    linearize,
    tessellate,
)
from splinewidgets.geometry.tessellation.class_scores import class_scores

UNIT = Slice.box((-1, 1), (-1, 1))


class Call(nn.Module):
    """A function as a module."""

    def __init__(self, function) -> None:
        super().__init__()
        self.function, self.w = function, nn.Parameter(torch.linspace(-1, 1, 3, dtype=torch.float64))

    def forward(self, x):
        return self.function(self, x)


FUNCTIONS = {
    "functional": lambda s, x: F.gelu(x) + F.silu(x) + F.softplus(x, beta=2) + F.mish(x) + F.softsign(x),
    "torch": lambda s, x: torch.tanh(x) + torch.sigmoid(x) + torch.celu(x, 0.5) + torch.special.expit(x),
    "methods": lambda s, x: x.tanh() + x.sigmoid(),
    "in place": lambda s, x: (x * 1).tanh_() + (x + 0).sigmoid_() + F.silu(x * 1, inplace=True) + F.elu_(x * 1),
    "keywords": lambda s, x: F.gelu(input=x, approximate="tanh") + F.elu(x, alpha=0.5) + F.logsigmoid(x),
    "aliased write": lambda s, x: (lambda y: (y.tanh_(), y)[1])(x * 1),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_and_methods_are_replaced_like_modules(name) -> None:
    model = Call(lambda s, x: FUNCTIONS[name](s, x) @ s.w[:, None])
    x = torch.randn(50, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    coarse, fine = linearize(model, knots=4), linearize(model, knots=400)
    with torch.no_grad():
        wanted = model(x)
        assert float((coarse(x) - wanted).abs().max()) > 1e-4
        assert float((fine(x) - wanted).abs().max()) < 2e-4
    tessellate(coarse, Slice.through(*x[:3])).verify()


def test_functions_of_parameters_alone_stay_exact() -> None:
    def forward(s, x):
        gate = torch.zeros(3).double()
        gate[:] = F.softplus(s.w + 1) * torch.sigmoid(s.w)
        return torch.relu(x * gate.tanh()) @ s.w[:, None]

    model = Call(forward)
    x = torch.randn(9, 3, dtype=torch.float64)
    linear = linearize(model, knots=2)
    assert torch.equal(linear(x), model(x))
    assert Network(linear, x[0]).approximations == ()


def test_an_activation_of_a_buffer_that_was_filled_with_the_input_is_replaced() -> None:
    def forward(s, x):
        held = torch.zeros(len(x), 3).double()
        held[:, 1:] = x[:, 1:]
        return held.tanh() @ s.w[:, None]

    assert len(Network(linearize(Call(forward)), torch.zeros(3).double()).approximations) == 1


def test_the_copy_keeps_names_and_can_be_trained() -> None:
    model = nn.Sequential(nn.Linear(2, 4), nn.GELU(), nn.Linear(4, 1)).double()
    linear = linearize(model)
    assert list(linear.state_dict()) == list(model.state_dict())
    assert type(linear).__name__ == "LinearizedSequential"
    assert isinstance(linear, nn.Sequential)
    x = torch.randn(16, 2, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(linear, (x,))
    before = linear(x).square().mean()
    before.backward()
    with torch.no_grad():
        for parameter in linear.parameters():
            parameter -= 1e-2 * parameter.grad
    assert linear(x).square().mean() < before
    assert all(parameter.grad is None for parameter in model.parameters())
    network = Network(linear, [0.0, 0.0])
    assert network.layers[0].name == "1"
    assert network.layers[0].operation == "gelu"
    checkpoint = network.with_parameters(model.state_dict())
    assert torch.allclose(checkpoint(x), linearize(model)(x))
    assert checkpoint.approximations == network.approximations


ACTIVATION_MODULES = st.sampled_from([nn.GELU(), nn.Tanh(), nn.SiLU(), nn.ELU(), nn.Hardswish(), nn.Softsign()])


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), ACTIVATION_MODULES, st.integers(3, 9), st.booleans())
def test_invariants(seed, activation, knots, bias) -> None:
    torch.manual_seed(seed)
    model = nn.Sequential(
        nn.Linear(2, 6, bias=bias), activation, nn.Linear(6, 5, bias=bias), activation, nn.Linear(5, 2)
    ).double()
    tessellation = tessellate(linearize(model, knots), UNIT)
    tessellation.verify()
    tile = tessellation.tile_count // 2
    a, c = tessellation.affine_map(tile)
    corners = torch.from_numpy(tessellation.loop(tile))
    with torch.no_grad():
        assert (corners @ a.T + c - linearize(model, knots)(corners)).abs().max() < 1e-9


def test_one_unit_is_cut_into_strips() -> None:
    model = nn.Sequential(nn.Linear(2, 1), nn.Tanh(), nn.Linear(1, 1)).double()
    with torch.no_grad():
        model[0].weight.copy_(torch.tensor([[1.0, 0.0]]))
        model[0].bias.zero_()
    tessellation = tessellate(linearize(model, [-2.0, -0.5, 0.0, 0.25, 3.0]), UNIT)
    assert tessellation.tile_count == 4  # the knots at -2 and 3 are outside the window
    assert sorted(set(tessellation.vertices[:, 0])) == [-1.0, -0.5, 0.0, 0.25, 1.0]


def test_a_span_that_the_slice_leaves_warns_with_the_exact_range() -> None:
    model = nn.Sequential(nn.Linear(2, 2), nn.GELU(), nn.Linear(2, 1), nn.GELU(), nn.Linear(1, 1)).double()
    with torch.no_grad():
        model[0].weight.copy_(torch.tensor([[2.0, 1.0], [0.5, 0.0]]))
        model[0].bias.copy_(torch.tensor([0.25, 0.0]))
        model[2].weight.fill_(0.1)
        model[2].bias.zero_()
    linear = linearize(model, knots=9, span=(-3, 2))
    network = Network(linear, [0.0, 0.0])
    with pytest.warns(
        OutsideSpan, match=r"gelu on this slice go from -2.75 to 3.25, by 1.2 outside the span \[-3, 2\]"
    ):
        tessellation = tessellate(network, UNIT)
    (about,) = tessellation.approximations
    assert about.reached == (-2.75, 3.25)
    assert about.leaves_span
    assert "on [-3, 2]" in repr(tessellation)
    assert "on [-2.75, 3.25]" in repr(tessellation)
    tessellation = tessellate(network, Slice.box((-0.5, 0.5), (-0.5, 0.5)))  # a warning would be an error
    assert not tessellation.approximations[0].leaves_span


def test_what_is_approximate_says_so() -> None:
    model = nn.Sequential(nn.Linear(2, 3), nn.GELU(), nn.Linear(3, 1))
    network = Network(linearize(model, knots=9, span=(-4.0, 4.0)), [0.0, 0.0])
    (about,) = network.approximations
    assert about == stated("gelu", 9, (-4.0, 4.0))
    assert str(about).startswith("gelu within 0.0")
    assert str(about).endswith(" on [-4, 4]")
    assert float(str(about).split()[2]) >= about.error
    for thing in (network, tessellate(network, UNIT)):
        assert f"approximate: {about}" in repr(thing)
    assert network.to(torch.float64).approximations == network.approximations
    exact = Network(nn.Sequential(nn.Linear(2, 3), nn.ReLU()), [0.0, 0.0])
    assert exact.approximations == ()
    assert "approximate" not in repr(exact) + repr(tessellate(exact, UNIT))


@pytest.mark.parametrize("outputs", (1, 3))
def test_a_linearized_sigmoid_at_the_end_counts_and_classes_are_told_before_it(outputs: int) -> None:
    torch.manual_seed(0)
    body = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, outputs)).double()
    with torch.no_grad():
        body[2].weight *= 40
    model = linearize(nn.Sequential(body, nn.Sigmoid()))
    network = Network(model, [0.0, 0.0])
    assert network.dropped is None
    assert [about.activation for about in network.approximations] == ["sigmoid"] == [network.end.activation]
    ended, plain = tessellate(network, UNIT), tessellate(body, UNIT)
    assert ended.tile_count > plain.tile_count
    torch.testing.assert_close(ended.outputs, model(UNIT.embed(ended.vertices)))
    before = body(UNIT.embed(ended.vertices)).detach().numpy()
    np.testing.assert_allclose(class_scores(ended)[:, -outputs:], before, atol=1e-9)
    assert ended.decision_boundary().length() == pytest.approx(plain.decision_boundary().length())
    segment = Segment([-1.0, -1.0], [1.0, 0.7])
    changes = [tessellate(one, segment).decision_changes().t for one in (network, body)]
    np.testing.assert_allclose(*changes, atol=1e-12)


def test_a_piecewise_affine_module_of_ones_own_is_exact() -> None:
    function = PiecewiseAffine([-1.0, 0.5], [2.0, -1.0], (1.0, -3.0))
    x = torch.tensor([-3.0, -1.0, 0.0, 0.5, 2.0], dtype=torch.float64)
    assert torch.equal(function(x), torch.tensor([0.0, 2.0, 0.0, -1.0, -5.5], dtype=torch.float64))
    network = Network(nn.Sequential(nn.Linear(2, 2), function).double(), [0.0, 0.0])
    assert network.approximations == ()
    assert network.layers[0].units == 4


@pytest.mark.parametrize(
    ("how", "fact"),
    [
        ({"knots": 1}, "1 knots were asked for"),
        ({"knots": [1.0]}, "The knots are"),
        ({"knots": [1.0, 0.0]}, "increasing"),
        ({"knots": [0.0, float("nan")]}, "finite"),
        ({"span": (1, -1)}, "The span are"),
        ({"span": (0, float("inf"))}, "finite"),
        ({"knots": [0.0, 1.0], "span": (0, 1)}, "Given knots are their own span"),
    ],
)
def test_bad_knots_and_spans_are_refused(how, fact) -> None:
    with pytest.raises(ValueError, match=fact) as error:
        linearize(nn.GELU(), **how)
    assert str(error.value).count(". ") >= 2


def test_other_bad_input_is_refused() -> None:
    with pytest.raises(ValueError, match="hardswish needs at least 4"):
        linearize(nn.Hardswish(), knots=3, span=(-5, 5))(torch.zeros(1))
    with pytest.raises(TypeError, match="The model is a builtin"):
        linearize(print)
    own = nn.Tanh()
    own.forward = torch.tanh
    with pytest.raises(TypeError, match="forward was replaced"):
        linearize(own)
    with pytest.raises(UnsupportedOperation, match="positive beta"):
        linearize(nn.Softplus(beta=-1))(torch.zeros(1))
    with pytest.raises(ValueError, match="increasing knots"):
        PiecewiseAffine([1.0, 0.0], [0.0, 0.0], (0, 0))
    with pytest.raises(UnsupportedOperation, match=r"aten.gelu.*linearize\(model\)"):
        Network(nn.Sequential(nn.Linear(2, 2), nn.GELU(), nn.Linear(2, 2)), [0.0, 0.0])
