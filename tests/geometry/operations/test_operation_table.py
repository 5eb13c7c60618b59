"""The table of operations has no row that no test uses."""

from __future__ import annotations

import test_decomposition
import torch
from small_modules import W, Weighted
from test_operations import AFFINE_CASES, KNOT_CASES, MAXIMA, MODULES, filled
from torch import nn

from splinewidgets.geometry.export.export import export
from splinewidgets.geometry.operations.operations import AFFINE, KNOTS


def written(s, x):
    y = x * 2
    y[:, 0], y[:, 1:] = x[:, 1], x[:, 1:]
    return y


def test_the_table_has_no_row_that_no_test_uses() -> None:
    seen = set()
    cases = [(Weighted(function), shape) for function, shape in AFFINE_CASES.values()]
    cases += [(filled(module), shape) for module, shape in MODULES.values()]
    cases += [(Weighted(lambda s, x, f=f: f(x)), shape) for f, shape in MAXIMA.values()]
    cases += [(Weighted(lambda s, x, f=f: f(x), nn.Identity()).double(), (8,)) for f, _ in KNOT_CASES.values()]
    for function in test_decomposition.CASES.values():
        cases.append((Weighted(function), (4, 4)))
        cases[-1][0].w = nn.Parameter(W[:4, :4] + 2 * torch.eye(4, dtype=torch.float64))
    cases += [(Weighted(lambda s, x: x + torch.fill(x, 2.0)), (3,)), (Weighted(written).double(), (3,))]
    for model, shape in cases:
        exported = export(model.eval(), torch.zeros(shape, dtype=torch.float64))
        seen |= {operation.name for operation in exported.operations}
    assert sorted({*AFFINE, *KNOTS} - seen) == []
