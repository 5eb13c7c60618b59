from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from architectures import Residual
from hypothesis import given, settings
from hypothesis import strategies as st
from imitated_device import DEVICE, ImitatedDevice
from perceptrons import lines, perceptron, random_perceptron
from small_modules import Functional
from torch import nn

from splinewidgets.geometry import Slice, linearize, local_complexity, tessellate, zaslavsky
from splinewidgets.geometry.complexity.local_complexity import cross_polytope
from splinewidgets.geometry.complexity.sign_changes import sign_changes


def brute_force(layers, x, radius, offsets):
    """Per layer of functions: how many units have not one sign at all vertices of one input, one vertex at a time."""
    values = [torch.as_tensor(x) + radius * offset for offset in offsets]
    counts = []
    for layer in layers:
        values = [layer(value) for value in values]
        signs = {unit: {float(value.sign()[unit]) for value in values} for unit in range(len(values[0]))}
        counts.append(sum(len(found) > 1 for found in signs.values()))
        values = [value.relu() for value in values]
    return counts


def test_a_line_counts_where_a_vertex_lies_beyond_it() -> None:
    line = perceptron([([[3.0, 4.0]], [-5.0]), ([[1.0]], [0.0])])
    directions = cross_polytope(2, 4, seed=5)
    reach = float((0.1 * directions @ torch.tensor([0.6, 0.8], dtype=torch.float64)).max())
    at = torch.tensor([0.6, 0.8], dtype=torch.float64)  # on the line
    away = torch.tensor([[d] for d in (0.0, 0.99 * reach, 1.01 * reach, -0.99 * reach, -1.01 * reach)]) * at
    assert local_complexity(line, at + away, 0.1, 4, seed=5).total.tolist() == [1, 1, 0, 1, 0]


def test_the_vertices_lie_on_orthonormal_axes_through_the_input() -> None:
    vertices = cross_polytope(30, 20, seed=3)
    assert vertices.shape == (20, 30)
    torch.testing.assert_close(vertices[:10], -vertices[10:])
    torch.testing.assert_close(vertices[:10] @ vertices[:10].T, torch.eye(10, dtype=torch.float64))
    assert torch.equal(vertices, cross_polytope(30, 20, seed=3))
    assert not torch.allclose(vertices, cross_polytope(30, 20, seed=4))


@pytest.mark.parametrize("distant", (False, True))
def test_zero_has_a_sign_of_its_own(distant: bool) -> None:
    def counted(rows):
        rows = torch.as_tensor(rows)[:, :, None]
        if not distant:
            return sign_changes(rows)
        with ImitatedDevice():
            return sign_changes(rows.to(DEVICE))

    rows = torch.tensor([[1.0, 2.0], [0.0, 1.0], [0.0, 0.0], [0.0, -0.0], [-1.0, 0.0], [-1.0, 1.0], [-1.0, -3.0]])
    counts, any_nan = counted(rows)
    assert counts.tolist() == [0, 1, 0, 0, 1, 1, 0]
    assert not any_nan
    assert counted([[torch.nan, 1.0]])[1]
    assert counted([[1.0, torch.nan]])[1]
    assert counted(rows.bfloat16())[0].tolist() == counts.tolist()


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 99), pairs=st.integers(1, 3), radius=st.floats(0.01, 2))
def test_the_counts_are_those_of_a_loop(seed: int, pairs: int, radius: float) -> None:
    model = random_perceptron([3, 7, 5, 2], seed)
    inputs = torch.randn(4, 3, dtype=torch.float64)
    found = local_complexity(model, inputs, radius, 2 * pairs, seed=seed)
    offsets = cross_polytope(3, 2 * pairs, seed)
    with torch.no_grad():
        expected = [brute_force([model[0], model[2]], x, radius, offsets) for x in inputs]
    assert found.counts.tolist() == expected


@pytest.mark.parametrize("batch", (1, 3, 100))
def test_the_batch_changes_nothing(batch: int) -> None:
    model = random_perceptron([10, 30, 30, 3], 0)
    inputs = torch.randn(11, 10)
    expected = local_complexity(model, inputs, 0.5, 10)
    assert np.array_equal(local_complexity(model, inputs, 0.5, 10, batch=batch).counts, expected.counts)
    assert expected.counts.any(0).all()


@pytest.mark.parametrize(
    ("first", "second"),
    (
        (F.relu, torch.tanh),
        (torch.relu, lambda x: x.tanh()),
        (lambda x: x.relu(), torch.nn.Tanh()),
        (lambda x: torch.relu_(x), lambda x: x.tanh_()),
        (nn.ReLU(inplace=True), F.tanh),
        (lambda x: F.relu(x, inplace=True), F.softsign),
        (lambda x: x.clamp(min=0), F.sigmoid),
        (F.gelu, F.silu),
        (nn.GELU(), nn.SiLU()),
        (F.leaky_relu, nn.PReLU()),
        (torch.ops.aten.relu, nn.ELU(inplace=True)),
    ),
)
def test_activations_are_found_however_they_are_called(first, second) -> None:
    model = Functional(first, second)
    inputs = torch.randn(5, 6)
    found = local_complexity(model, inputs, 0.5, 12)
    named = local_complexity(model, inputs, 0.5, 12, layers=["one", "two"])
    assert np.array_equal(found.counts, named.counts)
    assert named.names == ("one", "two")
    assert found.counts.any(0).all()


def test_layers_are_named_by_their_modules() -> None:
    inputs = torch.randn(3, 6)
    assert local_complexity(Functional(F.relu, F.relu), inputs, 0.5, 12).names == ("relu", "relu (2)")
    shared = nn.ReLU()
    found = local_complexity(Functional(shared, shared), inputs, 0.5, 12)
    assert found.names == ("first", "first (2)")
    assert found.by_layer() == dict(zip(found.names, found.counts.mean(0), strict=True))
    assert found.mean() == found.total.mean() == found.counts.sum(1).mean()
    assert "first (2)" in repr(found)


def test_naming_all_linear_layers_counts_the_logits() -> None:
    model = random_perceptron([8, 20, 20, 4], 0)
    inputs = torch.randn(50, 8)
    linear = [name for name, module in model.named_modules() if isinstance(module, nn.Linear)]
    with_logits = local_complexity(model, inputs, 0.5, 16, layers=linear)
    assert with_logits.names == ("0", "2", "4")
    assert np.array_equal(with_logits.counts[:, :2], local_complexity(model, inputs, 0.5, 16).counts)
    assert with_logits.counts[:, 2].any()
    turned = local_complexity(model, inputs, 0.5, 16, layers=linear[::-1])
    assert np.array_equal(turned.counts, with_logits.counts[:, ::-1])


def test_the_names_of_a_tuple_are_added() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(Residual(1, 3), Residual(3, 3)).eval()
    inputs = torch.randn(6, 1, 5, 5)
    # The second block's skip is the identity, and the body's last module is what the sum is written to.
    sums = local_complexity(model, inputs, 0.5, 20, layers=[("0.body", "0.past"), ("1.body", "1.past")])
    assert sums.names == ("0.body + 0.past", "1.body + 1.past")
    found = local_complexity(model, inputs, 0.5, 20)
    assert found.names == ("0.body.2", "0", "1.body.2", "1")
    assert np.array_equal(found.counts[:, 1::2], sums.counts)
    assert not np.array_equal(sums.counts, local_complexity(model, inputs, 0.5, 20, layers=["0.body", "1.body"]).counts)


def test_a_sum_written_into_one_of_its_parts_is_the_sum() -> None:
    class InPlace(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            torch.manual_seed(0)
            self.a, self.b = nn.Linear(4, 30), nn.Linear(4, 30)

        def forward(self, x):
            y = self.a(x)
            y += 1
            y += self.b(x)
            return torch.relu(y - 1)

    model = InPlace()
    inputs = torch.randn(10, 4)
    expected = local_complexity(model, inputs, 0.5, 8)
    assert np.array_equal(local_complexity(model, inputs, 0.5, 8, layers=[("a", "b")]).counts, expected.counts)


def test_a_transformer_counts_its_mlp_blocks() -> None:
    torch.manual_seed(0)
    for activation in ("relu", "gelu", F.silu):
        model = nn.TransformerEncoderLayer(8, 2, 24, 0.5, activation, batch_first=True)
        inputs = torch.randn(4, 5, 8)
        found = local_complexity(model, inputs, 0.5, 20)
        assert np.array_equal(found.counts, local_complexity(model, inputs, 0.5, 20, layers=["linear1"]).counts)
        assert found.counts.any()
        assert found.counts.max() <= 5 * 24
        assert model.training


def test_what_was_linearized_is_counted_like_the_original() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 20), nn.GELU(), nn.Linear(20, 2))
    inputs = torch.randn(10, 4)
    expected = local_complexity(model, inputs, 0.5, 8).counts
    assert np.array_equal(local_complexity(linearize(model), inputs, 0.5, 8).counts, expected)


def test_a_convolution_counts_each_of_its_outputs() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(18, 1))
    everywhere = local_complexity(model, torch.zeros(1, 1, 5, 5), 1e3, 50)
    assert everywhere.counts.tolist() == [[18]]


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 999), radius=st.floats(0.05, 0.6))
def test_one_layer_has_at_most_zaslavskys_tiles(seed: int, radius: float) -> None:
    """A hyperplane meets the inner of the cross-polytope if and only if it parts the vertices."""
    model = lines(12, seed)
    center = np.random.default_rng(seed).uniform(-0.5, 0.5, 2)
    count = int(local_complexity(model, center[None], radius, 4, seed=seed).total[0])
    tiles = diamond_tiles(model, center, radius, seed)
    assert count + 1 <= tiles <= zaslavsky(count, 2)


def test_local_complexity_follows_the_exact_number_of_tiles() -> None:
    counts, tiles = [], []
    for seed in range(4):
        model = random_perceptron([2, 20, 20, 20, 20, 1], seed)
        centers = np.random.default_rng(seed).uniform(-1, 1, (20, 2))
        counts += local_complexity(model, centers, 0.1, 4).total.tolist()
        tiles += [diamond_tiles(model, center, 0.1) for center in centers]
    within = [exact <= zaslavsky(count, 2) for count, exact in zip(counts, tiles, strict=True)]
    assert np.mean(within) >= 0.95
    assert np.corrcoef(counts, tiles)[0, 1] > 0.85


def diamond_tiles(model, center, radius, seed: int = 0) -> int:
    """The exact number of tiles within the cross-polytope."""
    axes = cross_polytope(2, 4, seed).numpy()
    return tessellate(model, Slice.box((-1, 1), (-1, 1)).with_polygon(center + radius * axes)).tile_count


def test_the_model_is_left_as_it_was() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(5, 9), nn.BatchNorm1d(9), nn.ReLU(), nn.Dropout(0.5), nn.Linear(9, 9), nn.ReLU())
    model[1].running_mean.normal_()
    inputs = torch.randn(20, 5)
    expected = local_complexity(model.eval(), inputs, 0.5, 10)
    model.train()[1].eval()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    state = torch.get_rng_state()
    found = local_complexity(model, inputs.requires_grad_(), 0.5, 10)
    assert np.array_equal(found.counts, expected.counts)
    assert [module.training for module in model] == [True, False, True, True, True, True]
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert all(parameter.grad is None for parameter in model.parameters())
    assert torch.equal(torch.get_rng_state(), state)


def test_nothing_is_left_behind_by_a_failure() -> None:
    class Breaking(nn.Module):
        """Takes one input, and no more."""

        def __init__(self) -> None:
            super().__init__()
            self.inner = nn.Sequential(nn.Linear(3, 3), nn.ReLU())

        def forward(self, x):
            if len(x) > 1:
                raise RuntimeError("too many")
            return self.inner(x)

    model = Breaking()
    for layers in (None, ["inner.0", ("inner", "inner.1")]):
        with pytest.raises(RuntimeError, match="too many"):
            local_complexity(model, torch.zeros(2, 3), 0.1, 2, layers=layers)
    assert model.training
    for module in model.modules():
        assert not module._forward_hooks
        assert not module._forward_pre_hooks


@pytest.mark.parametrize("layers", (None, ["0", ("0", "2")]))
def test_an_imitated_device_gives_the_counts_of_the_cpu(layers) -> None:
    model = random_perceptron([6, 20, 20, 2], 0)
    inputs = torch.randn(7, 6, dtype=torch.float64)
    expected = local_complexity(model, inputs, 0.5, 12, layers=layers)
    with ImitatedDevice():
        for module in (model[0], model[2], model[4]):
            module.weight = nn.Parameter(module.weight.detach().to(DEVICE), requires_grad=False)
            module.bias = nn.Parameter(module.bias.detach().to(DEVICE), requires_grad=False)
        found = local_complexity(model, inputs, 0.5, 12, layers=layers)
    assert np.array_equal(found.counts, expected.counts)
