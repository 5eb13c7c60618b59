"""Generators of pictures: outputs that are more than the memory are not kept, and all that follows is the same."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from splinewidgets.generation import ManifoldSampler
from splinewidgets.geometry import Manifold, Network, Slice, tessellate
from splinewidgets.geometry.tessellation import kept_outputs, tile_parts

SQUARE = Slice.box((-1, 1), (-1, 1))
# A budget below what the outputs at all vertices take.
FEW = 400_000


def painter(end: nn.Module) -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(2, 40), nn.ReLU(), nn.Linear(40, 768), nn.Unflatten(1, (3, 16, 16)), end).double()


@pytest.mark.parametrize("end", (nn.Identity(), nn.Sigmoid()), ids=("affine", "sigmoid"))
def test_what_is_not_kept_is_evaluated_a_little_at_a_time(end: nn.Module, monkeypatch: pytest.MonkeyPatch) -> None:
    model = painter(end)
    whole = Manifold(tessellate(model, SQUARE))
    size = whole.tessellation.outputs.numel() * 8
    assert size > 2 * FEW
    monkeypatch.setattr(tile_parts, "NUMBERS", 8 * 768)
    monkeypatch.setattr(kept_outputs, "ROWS", 8)
    rows: list[int] = []
    evaluate = Network.evaluate

    def counted(self, inputs, *args, **keywords):
        rows.append(len(inputs))
        return evaluate(self, inputs, *args, **keywords)

    tessellation = tessellate(model, SQUARE, memory=FEW)
    monkeypatch.setattr(Network, "evaluate", counted)
    assert kept_outputs.kept_outputs(tessellation) is None and kept_outputs.kept_outputs(whole.tessellation) is not None
    few = Manifold(tessellation)
    np.testing.assert_allclose(few.areas, whole.areas, rtol=1e-9)
    np.testing.assert_allclose(few.singular_values, whole.singular_values, rtol=1e-9)
    np.testing.assert_array_equal(few.degenerate, whole.degenerate)
    samples = ManifoldSampler(few).sample(20, seed=1)
    np.testing.assert_allclose(samples.latents, ManifoldSampler(whole).sample(20, seed=1).latents)
    # No more than these at once: 49 kB, of the outputs of all vertices.
    assert max(rows) <= 20 and max(rows) * 768 * 8 < size / 8
    monkeypatch.undo()
    np.testing.assert_allclose(few.positions, whole.positions, atol=1e-12)
    torch.testing.assert_close(tessellation.outputs, whole.tessellation.outputs)
    assert tessellation.output_rounding == pytest.approx(whole.tessellation.output_rounding, rel=0.5)
