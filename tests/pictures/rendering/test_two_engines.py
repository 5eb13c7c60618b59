"""One truth: the engine of pages has the tiles, areas and affine maps of the tessellation in Python."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from architectures import MaxOut, Residual, head
from degenerate_networks import StepsNetwork
from engine_process import CLOSE, EngineProcess, asked, difference
from random_networks import KINDS, drawn
from torch import Tensor, nn

from splinewidgets import linearize
from splinewidgets.geometry import Network, Slice, tessellate
from splinewidgets.geometry.tessellation.affine_maps import activation_pattern, affine_maps

# So many networks of each of the kinds: 2,002 in all; `benchmarks/engine_exactness.py` tries 50,000.
OF_A_KIND = 154
SQUARE = Slice.box((-2, 2), (-2, 2))


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    with EngineProcess(tmp_path_factory.mktemp("engine")) as process:
        yield process


@pytest.mark.parametrize("kind", KINDS)
def test_networks_in_degenerate_position(engine, kind):
    for seed in range(list(KINDS).index(kind), OF_A_KIND * len(KINDS), len(KINDS)):
        _, steps, window = drawn(seed)
        network, box = StepsNetwork(steps), Slice.box(window[:2], window[2:])
        assert difference(engine.answer(asked(network, box)), tessellate(network, box)) is None, seed


class Choices(nn.Module):
    """Maxima of two values, of constants, parts that are put together, and a Fourier transform on the way."""

    def __init__(self) -> None:
        super().__init__()
        self.one, self.other, self.last = nn.Linear(2, 7), nn.Linear(2, 7), nn.Linear(14, 3)

    def forward(self, x: Tensor) -> Tensor:
        y = torch.minimum(torch.maximum(self.one(x), self.other(x)), torch.tensor(0.7))
        parts = torch.cat([y, y.abs()], 1).split(7, 1)
        back = torch.fft.irfft(torch.fft.rfft(x, dim=1), n=2, dim=1)
        return self.last(torch.cat([parts[0] - parts[1], parts[1].flip(1)], 1)) + back.sum(1, keepdim=True)


class Times(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        return self.factor * x


def activated(make, factor=1):
    return nn.Sequential(
        Times(factor),
        nn.Linear(2, 9),
        make(),
        nn.BatchNorm1d(9),
        Times(factor),
        nn.Linear(9, 8),
        make(),
        nn.Linear(8, 3),
    )


IMAGES = (3, 6, 6)
NETWORKS = {
    "relu6": (lambda: activated(nn.ReLU6), (2,)),
    "hardtanh": (lambda: activated(lambda: nn.Hardtanh(-0.3, 0.7)), (2,)),
    "hardsigmoid": (lambda: activated(nn.Hardsigmoid, 8), (2,)),
    "softshrink": (lambda: activated(lambda: nn.Softshrink(0.2)), (2,)),
    "leaky": (lambda: activated(lambda: nn.LeakyReLU(0.1)), (2,)),
    "prelu": (lambda: activated(nn.PReLU), (2,)),
    "threshold": (lambda: activated(lambda: nn.Threshold(0.1, 0.1)), (2,)),
    "choices": (Choices, (2,)),
    "linearized": (lambda: linearize(nn.Sequential(nn.Linear(2, 5), nn.Tanh(), nn.Linear(5, 2))), (2,)),
    "maxout": (lambda: nn.Sequential(MaxOut(4, 8, 3), MaxOut(8, 8, 2), nn.Linear(8, 3)), (4,)),
    "max-pooling": (
        lambda: nn.Sequential(
            nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(36, 3)
        ),
        IMAGES,
    ),
    "mean-pooling": (
        lambda: nn.Sequential(
            nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(16, 3)
        ),
        IMAGES,
    ),
    "residual": (lambda: nn.Sequential(Residual(3, 4), head(4)), IMAGES),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_networks_of_all_that_it_knows(engine, name):
    make, shape = NETWORKS[name]
    with torch.random.fork_rng():
        torch.manual_seed(2)
        model = make().eval()
        for module in model.modules():
            if isinstance(module, nn.modules.batchnorm._BatchNorm):
                module.running_mean.uniform_(-0.3, 0.3)
                module.running_var.uniform_(0.5, 1.5)
        window = SQUARE if shape == (2,) else Slice.through(*torch.randn(3, *shape)).with_bounds((-1, 1, -1, 1))
    network = Network(model, torch.zeros(shape)).in_float64()
    tessellation = tessellate(network, window)
    assert tessellation.tile_count > 5
    answer = engine.answer(asked(network, window, more=True))
    assert difference(answer, tessellation) is None
    boundary = tessellation.decision_boundary()
    segments = np.reshape(answer["segments"], (-1, 2, 2))
    assert len(segments) == len(boundary)
    length = float(np.linalg.norm(segments[:, 1] - segments[:, 0], axis=1).sum())
    assert length == pytest.approx(boundary.length(), rel=CLOSE, abs=CLOSE)
    tiles = tessellation.locate(np.reshape(answer["centers"], (-1, 2)))
    maps, offsets = affine_maps(tessellation, tiles)
    assert np.allclose([each["a"] for each in answer["inputs"]], maps.flatten(1), rtol=0, atol=1e-9)
    assert np.allclose([each["c"] for each in answer["inputs"]], offsets.flatten(1), rtol=0, atol=1e-9)
    for layer, words in answer["bits"].items():
        states = np.unpackbits(
            np.array(words, np.uint32).reshape(len(tiles), -1).view(np.uint8), axis=1, bitorder="little"
        )
        patterns = np.array([activation_pattern(tessellation, int(tile))[int(layer)] for tile in tiles[:20]])
        assert (states[:20, : patterns.shape[1]] == patterns).all()


def test_a_window_that_is_not_resolved_is_refused_by_both(engine):
    network = Network(nn.Sequential(nn.Linear(2, 4), nn.ReLU()), [0.0, 0.0]).in_float64()
    tiny = Slice.box((1, 1 + 1e-11), (1, 1 + 1e-11))
    with pytest.raises(ValueError, match="Take a larger window"):
        tessellate(network, tiny)
    assert "Take a larger window" in engine.answer(asked(network, tiny))["error"]


def test_a_wrong_answer_is_noticed(engine):
    """Break the comparison on purpose: another window, and other maps."""
    network = Network(nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 1)), [0.0, 0.0]).in_float64()
    tessellation = tessellate(network, SQUARE)
    answer = engine.answer(asked(network, SQUARE))
    assert difference(answer, tessellation) is None
    assert "maps" in str(difference({**answer, "gradients": [x + 1e-6 for x in answer["gradients"]]}, tessellation))
    assert "areas" in str(difference({**answer, "areas": [x + 1e-6 for x in answer["areas"]]}, tessellation))
    assert "tiles" in str(difference({**answer, "counts": [1]}, tessellation))
