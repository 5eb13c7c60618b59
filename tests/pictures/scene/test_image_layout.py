from __future__ import annotations

import numpy as np
import pytest

from splinewidgets.pictures.scene.image_layout import ImageLayout


@pytest.mark.parametrize(
    ("inputs", "wanted", "drawn"),
    [
        ((8, 6), None, [8, 6]),
        ((1, 8, 6), None, [8, 6]),
        ((3, 8, 6), None, [8, 6, 3]),
        ((48,), (8, 6), [8, 6]),
        ((144,), (3, 8, 6), [8, 6, 3]),
        ((144,), (8, 6, 3), [8, 6, 3]),
        ((48,), (8, 6, 1), [8, 6]),
    ],
)
def test_shapes(inputs: tuple[int, ...], wanted: tuple[int, ...] | None, drawn: list[int]) -> None:
    layout = ImageLayout.of(inputs, wanted)
    assert layout is not None and layout.shape == drawn
    batch = np.random.default_rng(0).random((2, *inputs)).astype(np.float32)
    planes = batch.reshape(2, *(wanted or inputs))
    if planes.ndim == 4 and planes.shape[1] in (1, 3):
        planes = planes.transpose(0, 2, 3, 1)
    np.testing.assert_array_equal(layout.pixels(batch), planes.reshape(2, -1))


@pytest.mark.parametrize("inputs", [(48,), (2, 8, 6), (3, 2, 8, 6)])
def test_other_inputs_are_no_images(inputs: tuple[int, ...]) -> None:
    assert ImageLayout.of(inputs) is None


@pytest.mark.parametrize(
    ("wanted", "message"),
    [((48,), r"input_shape is \(48,\). An image is"), ((8, 7), r"input_shape \(8, 7\) has 56 numbers.*have 48")],
)
def test_wrong_shapes_are_refused(wanted: tuple[int, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ImageLayout.of((48,), wanted)
