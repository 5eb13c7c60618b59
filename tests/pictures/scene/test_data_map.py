from __future__ import annotations

import numpy as np
import pytest
from explorers import data
from hypothesis import given
from hypothesis import strategies as st

from splinewidgets.pictures.scene import data_map as data_maps
from splinewidgets.pictures.scene.data_map import DataMap, thinned
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


@pytest.mark.parametrize("inputs", [np.ones((9, 4)), np.ones((1, 4)), np.outer(np.arange(9.0), np.ones(4))])
def test_data_without_two_directions_need_no_map_where_anchors_are_given(inputs: np.ndarray) -> None:
    assert DataMap.of(inputs) is None
    with pytest.raises(ValueError, match="lie on a line"):
        DataMap.fit(inputs)


def test_what_the_side_panel_draws() -> None:
    inputs = data(30)
    drawn = DataMap.fit(inputs).trait(Samples.read(inputs, np.arange(30) % 3))
    assert drawn["points"]["shape"] == [30, 2] and drawn["names"] == ["0", "1", "2"]
    assert (drawn["count"], drawn["fitted"], drawn["inputs"]) == (30, 30, 6) and "rows" not in drawn
    assert drawn["axes"][0].startswith("PC 1 · ")


def test_of_too_many_data_each_class_keeps_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_maps, "MOST_DRAWN", 50)
    inputs = data(200)
    labels = np.repeat([0, 1, 2], [120, 79, 1])
    fitted = DataMap.fit(inputs)
    drawn = fitted.trait(Samples.read(inputs, labels))
    rows = decode(drawn["rows"])
    assert len(rows) == 50 == len(set(rows.tolist())) and drawn["count"] == 200
    np.testing.assert_array_equal(decode(drawn["labels"]), labels[rows])
    np.testing.assert_allclose(decode(drawn["points"]), fitted.coordinates(inputs[rows]), rtol=1e-5, atol=1e-5)
    assert np.bincount(labels[rows]).tolist() in ([30, 19, 1], [29, 20, 1])


@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=300).map(lambda labels: np.array(labels, np.uint8)),
    st.integers(10, 300),
)
def test_thinning_keeps_shares_and_every_class(labels: np.ndarray, most: int) -> None:
    rows = thinned(labels, most)
    assert len(rows) == min(len(labels), most) and (np.diff(rows) > 0).all()
    counts, kept = np.bincount(labels, minlength=10), np.bincount(labels[rows], minlength=10)
    assert ((kept > 0) == (counts > 0)).all() and (kept <= counts).all()
    # Rounded by less than one, but for what rare classes are given.
    assert (kept - counts * len(rows) / len(labels) < 1 + 1e-9).all()
