"""Packed signs and the cuts found from them, against the obvious way."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from splinewidgets.geometry.planar.interpolation import interpolate_rows
from splinewidgets.geometry.planar.signs import _pack, find_cuts, sign_bits


@pytest.mark.parametrize("units", [1, 8, 63, 64, 65, 200])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_signs_and_cuts(units, dtype):
    random = np.random.default_rng(units)
    values = torch.from_numpy(random.normal(size=(40, units))).to(dtype)
    values[random.random((40, units)) < 0.1] = 1e-8
    ends = random.integers(0, 40, (60, 2)).astype(np.int32)
    before = values.clone()
    positive, negative, any_zero = sign_bits(values, torch.full((units,), 1e-6, dtype=dtype))
    small = before.abs() <= 1e-6
    assert any_zero == bool(small.any())
    assert (values[small] == 0).all() and (values[~small] == before[~small]).all()
    assert (positive == _pack(values > 0)).all()
    assert (negative == _pack(values < 0)).all()
    edge, unit = find_cuts(ends, positive, negative)
    signs = np.sign(values.numpy())
    expected = np.argwhere(signs[ends[:, 0]] * signs[ends[:, 1]] < 0)
    assert np.stack([edge, unit], 1).tolist() == expected.tolist()


def test_no_value_is_zero_when_none_is_small():
    *_, any_zero = sign_bits(torch.ones(3, 70), torch.full((70,), 1e-6))
    assert not any_zero


def test_more_cuts_than_expected_fit():
    signs = torch.tensor([[1.0], [-1.0]]).repeat(1, 4096)
    positive, negative, _ = sign_bits(signs, torch.zeros(4096))
    edge, unit = find_cuts(np.array([[0, 1]], np.int32), positive, negative)
    assert (edge == 0).all() and unit.tolist() == list(range(4096))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_new_rows_lie_between_old_ones(dtype):
    values = torch.randn(9, 7, dtype=dtype)
    of, at = torch.randint(0, 9, (2, 20)), torch.rand(20, dtype=dtype)
    out = torch.empty(20, 7, dtype=dtype)
    interpolate_rows(values, of, at, out)
    torch.testing.assert_close(out, torch.lerp(values[of[0]], values[of[1]], at[:, None]))
