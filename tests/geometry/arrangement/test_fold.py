"""The fold at a crossing: the jump of the normal is a multiple of the crossed one's, by the closed form."""

from __future__ import annotations

import numpy as np
import pytest
from sequentials import ACTIVATIONS, sequential

from splinewidgets.geometry import Slice, fold_angles, tessellate
from splinewidgets.geometry.arrangement.fold import folds_near
from splinewidgets.geometry.arrangement.sequential_state import SequentialState

WINDOW = Slice.box((-2, 2), (-2, 2))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_normal_jumps_by_the_closed_form(activation: str) -> None:
    model = sequential(2, 6, 5, 4, 1, activation=activation, seed=2)
    state = SequentialState.of(model)
    tessellation = tessellate(model, WINDOW)
    measured, depths = fold_angles(tessellation), set()
    for at in tessellation.vertices[np.unique(measured.vertex)][:40]:
        for fold in folds_near(tessellation, state, at):
            one, other = fold.normals
            assert fold.at == pytest.approx(at)
            np.testing.assert_allclose(other - one, fold.factor * fold.crossed_normal, atol=1e-12)
            if fold.weight is not None:
                assert fold.factor == pytest.approx((1 - state.slopes[0]) * fold.weight)
            cosine = one @ other / np.linalg.norm(one) / np.linalg.norm(other)
            assert np.cos(fold.angle) == pytest.approx(cosine)
            depths.add(fold.layer - fold.crossed_layer)
    assert depths == {1, 2}


def test_straight_lines_do_not_fold() -> None:
    model = sequential(2, 6, 1)
    assert folds_near(tessellate(model, WINDOW), SequentialState.of(model), (0, 0)) == []
