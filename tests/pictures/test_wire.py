from __future__ import annotations

import numpy as np
import pytest

from splinewidgets.pictures.wire import DTYPES, decode, encode, in_float32, indices, narrowest


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(0,), (3,), (4, 2), (0, 2)])
def test_arrays_survive_the_wire(dtype: str, shape: tuple[int, ...]) -> None:
    array = np.arange(np.prod(shape)).reshape(shape).astype(dtype)
    entry = encode(array)
    assert entry["dtype"] == dtype and entry["shape"] == list(shape)
    np.testing.assert_array_equal(decode(entry), array)
    assert decode(entry).dtype == array.dtype


def test_buffers_are_little_endian_and_in_c_order() -> None:
    assert bytes(encode(np.array([1], ">i4"))["buffer"]) == b"\x01\x00\x00\x00"
    assert bytes(encode(np.array([[1, 2], [3, 4]], np.uint8).T)["buffer"]) == b"\x01\x03\x02\x04"


def test_contiguous_arrays_are_not_copied() -> None:
    array = np.zeros(3, np.float32)
    entry = encode(array)
    array[0] = 1
    assert decode(entry)[0] == 1


def test_unknown_dtypes_are_refused() -> None:
    with pytest.raises(TypeError, match=r"int64 was given. The browser takes uint8"):
        encode(np.arange(3))


@pytest.mark.parametrize(("count", "dtype"), [(10, np.uint16), (65535, np.uint16), (65536, np.uint32)])
def test_indices_are_narrow_and_never_the_restart_index(count: int, dtype: type) -> None:
    assert indices(np.array([0, count - 1]), count).dtype == dtype
    assert indices(np.array([count - 1]), count)[0] == count - 1


@pytest.mark.parametrize(("most", "dtype"), [(0, "uint8"), (255, "uint8"), (256, "uint16"), (70_000, "uint32")])
def test_counts_are_as_narrow_as_they_fit(most: int, dtype: str) -> None:
    counts = np.array([0, most])
    assert narrowest(counts).dtype == dtype and narrowest(counts)[1] == most
    assert narrowest(counts[:0]).dtype == "uint8"


def test_numbers_beyond_float32_are_at_its_end() -> None:
    sent = in_float32(np.array([1e300, -1e300, np.nan, 2.0]))
    most = np.finfo(np.float32).max
    np.testing.assert_array_equal(sent, np.array([most, -most, np.nan, 2], np.float32))
