"""What `verify` lets pass, and what it does not."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
import torch
from perceptrons import random_perceptron
from torch import nn

from splinewidgets.geometry import Slice, tessellate
from splinewidgets.geometry.tessellation import affine_maps
from splinewidgets.geometry.tessellation.verification import CHECKS, run_checks

UNIT = Slice.box((-1, 1), (-1, 1))


def test_verify_goes_red():
    """A tessellation that lies about its arrays does not pass."""
    good = tessellate(random_perceptron([2, 8, 8, 1], 0), UNIT)
    per_edge = {name: getattr(good, name) for name in ("edges", "edge_tiles", "edge_layer", "edge_unit")}
    wrong = {
        "areas": replace(good, vertices=good.vertices * 1.001),
        "outputs": replace(good, outputs=good.outputs + 1e-6),
        "Euler": replace(good, **{name: array[:-1] for name, array in per_edge.items()}),
        "hyperplanes": replace(good, unresolved=1),
        "edges": replace(good, edge_layer=-good.edge_layer - 1),
        "loops": replace(good, tile_edges=np.roll(good.tile_edges, 1)),
        "sides": replace(good, edge_tiles=good.edge_tiles[:, ::-1]),
        "convexity": replace(good, tile_vertices=good.tile_vertices[::-1].copy(), vertices=good.vertices),
        "patterns": replace(good, edge_unit=np.roll(good.edge_unit, 7)),
    }
    good.verify()
    for tessellation in wrong.values():
        with pytest.raises(AssertionError):
            tessellation.verify()


def test_verify_asks_affine_maps(monkeypatch) -> None:
    """Maps that are wrong, and maps that cannot be computed."""
    tessellation = tessellate(random_perceptron([2, 8, 8, 3], 0), UNIT)
    right = affine_maps.outputs_and_jacobians
    monkeypatch.setattr(affine_maps, "outputs_and_jacobians", lambda *how: [1.001 * given for given in right(*how)])
    with pytest.raises(AssertionError, match=r"affine maps: A x \+ c at the corners of \d+ tiles"):
        tessellation.verify()
    monkeypatch.setattr(affine_maps, "outputs_and_jacobians", lambda *how: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tessellation.verify()


def test_dents_of_rounding_pass_and_others_do_not() -> None:
    """Eight maxima of 64 affine functions, many of them nearly parallel, in float32."""
    dented = 0
    for seed in range(12):
        torch.manual_seed(seed)
        model = nn.Sequential(nn.Linear(2, 512), nn.Unflatten(1, (8, 64)), nn.AdaptiveMaxPool1d(1), nn.Flatten())
        tessellation = tessellate(nn.Sequential(model, nn.Linear(8, 1)), UNIT, dtype=torch.float32)
        assert CHECKS["convexity"](tessellation)
        deepest = float(re.search(r"dent (\S+)", CHECKS["convexity"](tessellation))[1])
        dented += deepest > 5e-7
        moved = tessellation.vertices.copy()
        inner = np.setdiff1d(tessellation.edges, tessellation.edges[tessellation.edge_layer < 0])
        moved[inner[len(inner) // 2]] += 0.3
        with pytest.raises(AssertionError):
            run_checks({"convexity": CHECKS["convexity"]}, replace(tessellation, vertices=moved))
    assert dented > 2  # or there was nothing to tell apart
