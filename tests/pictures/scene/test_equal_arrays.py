"""Equal arrays are kept once, for as long as somebody uses one."""

from __future__ import annotations

import gc

import numpy as np
import pytest

from splinewidgets.pictures.scene import equal_arrays
from splinewidgets.pictures.scene.equal_arrays import shared
from splinewidgets.pictures.scene.samples import Samples

DATA = np.random.default_rng(0).normal(size=(40, 3, 2))


def test_equal_arrays_are_one() -> None:
    first = shared(DATA.copy())
    assert shared(DATA.copy()) is first
    np.testing.assert_array_equal(first, DATA)


@pytest.mark.parametrize("other", [DATA.astype(np.float32), DATA.reshape(40, 6), DATA + 1e-9, DATA[:-1]])
def test_others_are_not(other: np.ndarray) -> None:
    first, second = shared(DATA.copy()), shared(other.copy())
    assert first is not second
    np.testing.assert_array_equal(second, other)


def test_a_digest_alone_does_not_make_them_equal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(equal_arrays.zlib, "crc32", lambda _: 0)
    first, second = shared(DATA.copy()), shared(DATA + 1)
    np.testing.assert_array_equal(first, DATA)
    np.testing.assert_array_equal(second, DATA + 1)


def test_nothing_is_kept_alive() -> None:
    before = len(equal_arrays._arrays)
    array = shared(DATA + 2)
    assert len(equal_arrays._arrays) == before + 1
    del array
    gc.collect()
    assert len(equal_arrays._arrays) == before


def test_data_read_again_are_kept_once_and_never_changed() -> None:
    given = DATA.copy()
    first, second = Samples.read(given), Samples.read(given.tolist())
    assert first.inputs is second.inputs
    given[0] = 7
    np.testing.assert_array_equal(first.inputs, DATA)
    with pytest.raises(ValueError, match="read-only"):
        first.inputs[0] = 7
