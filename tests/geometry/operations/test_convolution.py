"""The convolution in float64 is torch's."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from splinewidgets.geometry.operations import convolution

sides = st.tuples(st.integers(1, 3), st.integers(1, 3))


@settings(max_examples=80, deadline=None)
@given(
    st.integers(1, 7),
    st.integers(1, 4),
    st.integers(1, 4),
    sides,
    sides,
    sides,
    sides,
    st.booleans(),
    st.integers(0, 9),
)
def test_convolution_is_that_of_torch(count, channels, results, kernel, stride, padding, dilation, biased, seed):
    random = torch.Generator().manual_seed(seed)
    x, weight, bias = (
        torch.randn(shape, generator=random, dtype=torch.float64)
        for shape in ((count, channels, 9, 8), (results, channels, *kernel), (results,))
    )
    arguments = (bias if biased else None, stride, padding, dilation)
    before = x.clone()
    with pytest.MonkeyPatch.context() as patch, torch.no_grad():
        patch.setattr(convolution, "PATCHES", 500)  # several products, the last of fewer images
        found = convolution.conv2d(x, weight, *arguments)
    torch.testing.assert_close(found, torch.conv2d(x, weight, *arguments))
    assert torch.equal(x, before)


@pytest.mark.parametrize("arguments", [{"stride": [2]}, {"padding": "same"}, {"groups": 2}, {}])
def test_arguments_as_an_export_writes_them(arguments):
    x = torch.randn(3, 4, 8, 8, dtype=torch.float64)
    weight = torch.randn(6, 4 // arguments.get("groups", 1), 3, 3, dtype=torch.float64)
    with torch.no_grad():
        torch.testing.assert_close(convolution.conv2d(x, weight, **arguments), torch.conv2d(x, weight, **arguments))


def test_gradients_pass_through():
    x = torch.randn(2, 3, 6, 6, dtype=torch.float64, requires_grad=True)
    weight = torch.randn(4, 3, 3, 3, dtype=torch.float64)
    (given,) = torch.autograd.grad(convolution.conv2d(x, weight).sum(), x)
    (wanted,) = torch.autograd.grad(torch.conv2d(x, weight).sum(), x)
    torch.testing.assert_close(given, wanted)
