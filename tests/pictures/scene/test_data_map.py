from __future__ import annotations

import numpy as np
import pytest
from explorers import data

from splinewidgets.pictures.scene.data_map import MOST_DRAWN, DataMap
from splinewidgets.pictures.scene.samples import Samples
from splinewidgets.pictures.wire import decode


@pytest.mark.parametrize("shape", [(50, 6), (5, 40), (30, 2, 3, 2)])
def test_components_are_those_of_the_singular_value_decomposition(shape: tuple[int, ...]) -> None:
    inputs = np.random.default_rng(1).normal(size=shape) * np.linspace(1, 3, shape[-1])
    rows = inputs.reshape(len(inputs), -1)
    _, sizes, directions = np.linalg.svd(rows - rows.mean(0), full_matrices=False)
    found = DataMap.fit(inputs)
    np.testing.assert_allclose(np.abs(np.sum(found.components * directions[:2], 1)), 1, atol=1e-9)
    np.testing.assert_allclose(found.explained, sizes[:2] ** 2 / (sizes**2).sum())
    np.testing.assert_allclose(found.components @ found.components.T, np.eye(2), atol=1e-12)


def test_a_sample_stays_itself_until_it_is_moved() -> None:
    inputs = data()
    data_map = DataMap.fit(inputs)
    at = data_map.coordinates(inputs[3:4])[0]
    np.testing.assert_allclose(data_map.moved(inputs[3], at), inputs[3], atol=1e-12)
    there_and_back = data_map.moved(data_map.moved(inputs[3], at + 5), at)
    np.testing.assert_allclose(there_and_back, inputs[3], atol=1e-12)


def test_data_on_a_line_have_no_map() -> None:
    with pytest.raises(ValueError, match=r"The data \(9 inputs\) lie on a line"):
        DataMap.fit(np.linspace(0, 1, 9)[:, None] * np.ones(4))


def test_what_the_side_panel_draws() -> None:
    inputs = data(MOST_DRAWN + 10)
    labels = np.arange(len(inputs)) % 3
    drawn = DataMap.fit(inputs).trait(Samples.read(inputs, labels))
    assert drawn["points"]["shape"] == [MOST_DRAWN, 2] and drawn["names"] == ["0", "1", "2"]
    assert len(decode(drawn["labels"])) == MOST_DRAWN
    assert drawn["axes"][0].startswith("PC 1 · ")
