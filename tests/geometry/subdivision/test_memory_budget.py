"""Within a memory budget the result is the same, and the memory is less."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from architectures import architecture
from perceptrons import random_perceptron
from torch import nn

from splinewidgets.geometry import Network, Slice, linearize, tessellate
from splinewidgets.geometry.subdivision.memory_budget import BudgetedWalk
from splinewidgets.geometry.subdivision.pre_activations import Recomputed


def cases() -> dict[str, tuple[nn.Module, Slice]]:
    torch.manual_seed(0)
    box = Slice.box((-1, 1), (-1, 1))
    found = {
        "perceptron": (random_perceptron([2, 24, 24, 24, 3], 0), box),
        "smooth": (linearize(nn.Sequential(nn.Linear(2, 12), nn.GELU(), nn.Linear(12, 12), nn.Tanh())).double(), box),
    }
    for name in ("densenet", "u-net", "vgg", "generator", "maxout"):
        model, inputs = architecture(name)
        found[name] = (model, Slice.through(*inputs, margin=0.5 if name == "generator" else -0.2))
    return found


@pytest.mark.parametrize("name", list(cases()))
def test_less_memory_changes_nothing(name, monkeypatch):
    model, window = cases()[name]
    network = Network(model, window.origin)
    whole = tessellate(network, window)
    recomputed = []
    cut_anew = BudgetedWalk._cut_anew
    monkeypatch.setattr(
        BudgetedWalk, "_cut_anew", lambda self, layer: (recomputed.append(layer), cut_anew(self, layer))
    )
    least = 17 * network.memory_footprint.whole() * network.dtype.itemsize
    most = len(whole.vertices) * network.memory_footprint.whole() * network.dtype.itemsize
    for budget in (least, max(least, 0.1 * most), max(least, 0.6 * most)):
        try:
            part = tessellate(network, window, memory=budget)
        except ValueError as error:
            assert any(layer.windows for layer in network.layers) and "must be held at all" in str(error)
            continue
        assert part.tile_count == whole.tile_count
        assert part.layer_tile_counts == whole.layer_tile_counts
        np.testing.assert_allclose(np.sort(part.areas()), np.sort(whole.areas()), atol=1e-9)
        np.testing.assert_allclose(part.vertices, whole.vertices, atol=1e-9)
        torch.testing.assert_close(part.outputs, whole.outputs, rtol=1e-9, atol=1e-9)
        for one, other in zip(part.approximations, whole.approximations, strict=True):
            assert one.reached == pytest.approx(other.reached)
    # The smallest budget holds the values nowhere, or it would test nothing.
    assert recomputed


def test_a_budget_too_small_for_one_vertex_is_refused():
    network = Network(random_perceptron([2, 64, 64, 1], 0), [0.0, 0.0])
    needed = 17 * network.memory_footprint.whole() * 8
    with pytest.raises(ValueError, match=rf"budget is 100 bytes\. One vertex .* needs {needed:,}\. Pass memory="):
        tessellate(network, Slice.box((-1, 1), (-1, 1)), memory=100)


def test_chunks_that_fit_are_computed_once():
    """Those of the first vertices, as far as there is room; the others at every use."""
    network = Network(random_perceptron([2, 8, 8, 2], 0), [0.0, 0.0]).to(dtype=torch.float64)
    points, computed = torch.rand(100, 2, dtype=torch.float64), []

    def inputs(vertices):
        computed.append(int(vertices[0]))
        return points[vertices]

    z = Recomputed(network, 1, inputs, len(points), 20, room=2 * 20 * 8 * 8, watch=lambda: None)
    first, again = [dict(z.chunks()) for _ in range(2)]
    assert computed == [0, 20, 40, 60, 80, 40, 60, 80]
    torch.testing.assert_close(torch.cat([*again.values()]), z.at(np.arange(len(points))))
    assert all(again[begin] is first[begin] for begin in (0, 20))


def test_float32_counts_stay_within_its_tolerance():
    network = Network(random_perceptron([2, 64, 64, 64, 64, 1], 0, dtype=torch.float32), [0.0, 0.0])
    box = Slice.box((-3, 3), (-3, 3))
    whole = tessellate(network, box, dtype=torch.float32)
    part = tessellate(network, box, dtype=torch.float32, memory=50_000)
    assert part.tile_count == pytest.approx(whole.tile_count, rel=1e-3)


@pytest.mark.parametrize("memory", [None, 12_000])
def test_an_interrupt_leaves_nothing_half_built(memory):
    network = Network(random_perceptron([2, 16, 16, 16, 2], 0), [0.0, 0.0])
    box = Slice.box((-1, 1), (-1, 1))
    whole = tessellate(network, box)
    stages: list[str] = []

    def interrupt(fraction: float, stage: str) -> None:
        stages.append(stage)
        if len(stages) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tessellate(network, box, memory=memory, progress=interrupt)
    again = tessellate(network, box, memory=memory)
    assert again.tile_count == whole.tile_count
    np.testing.assert_allclose(again.vertices, whole.vertices, atol=1e-9)


def test_progress_goes_from_the_first_layer_to_done():
    network = Network(random_perceptron([2, 16, 16, 2], 0), [0.0, 0.0])
    for memory in (None, 12_000):
        told: list[tuple[float, str]] = []
        tessellate(
            network,
            Slice.box((-1, 1), (-1, 1)),
            memory=memory,
            progress=lambda fraction, stage, told=told: told.append((fraction, stage)),
        )
        fractions = [fraction for fraction, _ in told]
        assert fractions == sorted(fractions) and told[0] == (0.0, "1") and told[-1] == (1.0, "done")
