"""Models as people have them: wrapped, normed, pruned, quantized, without parameters."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn.utils import parametrizations, prune

from splinewidgets.geometry import Network, Slice, UnsupportedOperation, tessellate

UNIT = Slice.box((-1, 1), (-1, 1))


def body() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(2, 6), nn.ReLU(), nn.Linear(6, 2)).double()


def with_first(change) -> nn.Module:
    """The body, with something done to its first layer; run once, as training does."""
    model = body()
    change(model[0])
    model(torch.ones(3, 2, dtype=torch.float64))
    return model.eval()


WRAPPED = {
    "data parallel": lambda: nn.DataParallel(body()),
    "compiled": lambda: torch.compile(body(), backend="eager"),
    "compiled inside": lambda: nn.Sequential(torch.compile(body(), backend="eager")),
    "old weight norm": lambda: with_first(nn.utils.weight_norm),
    "weight norm": lambda: with_first(parametrizations.weight_norm),
    "old spectral norm": lambda: with_first(nn.utils.spectral_norm),
    "spectral norm": lambda: with_first(parametrizations.spectral_norm),
    "orthogonal": lambda: with_first(parametrizations.orthogonal),
    "pruned": lambda: with_first(lambda layer: prune.l1_unstructured(layer, "weight", 3)),
}


@pytest.mark.filterwarnings("ignore:.*weight_norm.* is deprecated:FutureWarning")
@pytest.mark.parametrize("name", WRAPPED)
def test_tiles_are_those_of_the_plain_model_with_its_weights(name) -> None:
    model = WRAPPED[name]()
    plain = body()
    if isinstance(model, nn.Sequential) and isinstance(model[0], nn.Linear):
        plain[0].weight.data, plain[0].bias.data = model[0].weight.detach().clone(), model[0].bias.detach().clone()
    before = {key: value.clone() for key, value in model.state_dict().items()}
    one, other = tessellate(model, UNIT), tessellate(plain, UNIT)
    assert one.tile_count == other.tile_count > 1
    points = torch.rand(20, 2, generator=torch.Generator().manual_seed(1), dtype=torch.float64) * 2 - 1
    for tile, same in zip(one.locate(points), other.locate(points), strict=True):
        for left, right in zip(one.affine_map(int(tile)), other.affine_map(int(same)), strict=True):
            torch.testing.assert_close(left, right, rtol=0, atol=1e-12)
    assert all(torch.equal(value, before[key]) for key, value in model.state_dict().items())


@pytest.mark.filterwarnings("ignore:torch.quantize_per_tensor:UserWarning")
def test_a_quantized_model_is_refused_as_such() -> None:
    from torch.ao.nn.quantized.dynamic import Linear

    model = body().float()
    model[2] = Linear(6, 2)
    with pytest.raises(UnsupportedOperation, match=r"The module 2 is quantized: .* before quantization"):
        Network(model, torch.zeros(2))


def test_weights_that_are_no_parameters_have_the_dtype_that_counts() -> None:
    class Plain(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = torch.tensor([[1.0, 0.5], [0.0, 1.0]])

        def forward(self, x):
            return torch.relu(x @ self.weight)

    class Nothing(nn.Module):
        def forward(self, x):
            return torch.relu(x - 0.25)

    for model in (Plain(), Nothing()):
        tessellation = tessellate(model, UNIT)
        assert tessellation.tile_count == 4
        a, _ = tessellation.affine_map(int(tessellation.locate([[0.9, 0.9]])[0]))
        wanted = model.weight.T.double() if isinstance(model, Plain) else torch.eye(2, dtype=torch.float64)
        assert torch.equal(a, wanted)
