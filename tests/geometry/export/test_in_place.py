"""Writes in place become values, whoever else looks at the memory."""

from __future__ import annotations

import copy

import pytest
import torch
import torch.nn.functional as F
from deep_models import resnet18
from small_modules import Call
from torch import nn

from splinewidgets.geometry import Network


def added(s, x):
    y = s.a(x)
    y += x
    y.mul_(2).abs_()
    return F.relu(y - 1, inplace=True) + y


def view_written(s, x):
    y = s.a(x)
    y[:, 1:].mul_(3)
    return F.relu(y)


def base_written(s, x):
    y = s.a(x)
    part = y.view(-1, 2, 2)
    F.relu_(y)
    return part.sum(2)


def another_name_written(s, x):
    y = s.a(x)
    z = y.view(-1, 4)
    z.relu_()
    return y + 2 * z


def two_dtypes(s, x):
    y = s.a(x)
    y += s.wide.abs() if hasattr(s, "wide") else torch.full((4,), 0.3, dtype=torch.float64)
    return F.relu(y)


def returned_and_written(s, x):
    y = s.a(x)
    z = y.relu_()
    return y - 3 * z.clone().mul_(2)


def parts_copied(s, x):
    y = torch.empty(len(x), 4, dtype=x.dtype)
    y[:, :1], y[:, 1:] = x[:, 3:], s.a(x)[:, :3]
    return y


def split_written(s, x):
    y = s.a(x)
    one, other = y.chunk(2, 1)
    one.mul_(2)
    other.copy_(one)
    return y


def rows_written(s, x):
    y = s.a(x)
    for i, column in enumerate(y.unbind(1)):
        column += i
    return y


def turned(s, x):
    y = s.a(x).unsqueeze(1).permute(2, 0, 1)
    y[0].zero_()
    y.narrow(0, 2, 2).neg_()
    z = y.squeeze_()
    z[1].fill_(3)
    return y.t()


def given_out(s, x):
    y = torch.zeros(len(x), 4, dtype=x.dtype)
    torch.add(s.a(x), 1, out=y)
    y[...].relu_()
    return y


def view_of_a_view(s, x):
    y = s.a(x)
    inner = y.view(-1, 2, 2)[:, 1]
    inner[:, 0].clamp_(min=0)
    y.mul_(3)
    return y + inner.sum(1, keepdim=True)


def batch_written(s, x):
    x.mul_(2)
    return s.a(x) + x


CASES = {
    "in a sequence": nn.Sequential(nn.Linear(4, 4), nn.ReLU(inplace=True), nn.LeakyReLU(0.1, inplace=True)),
    "input": nn.Sequential(nn.ReLU(inplace=True), nn.Linear(4, 4)),
    "added": Call(added, a=nn.Linear(4, 4)),
    "read after it was written": Call(returned_and_written, a=nn.Linear(4, 4)),
    "parts are copied": Call(parts_copied, a=nn.Linear(4, 4)),
    "split": Call(split_written, a=nn.Linear(4, 4)),
    "column by column": Call(rows_written, a=nn.Linear(4, 4)),
    "with axes turned": Call(turned, a=nn.Linear(4, 4)),
    "given out": Call(given_out, a=nn.Linear(4, 4)),
    "a view of a view": Call(view_of_a_view, a=nn.Linear(4, 4)),
    "the batch": Call(batch_written, a=nn.Linear(4, 4)),
    "a part": Call(view_written, a=nn.Linear(4, 4)),
    "read in another shape": Call(base_written, a=nn.Linear(4, 4)),
    "read under another name": Call(another_name_written, a=nn.Linear(4, 4)),
    "of two dtypes": Call(two_dtypes, a=nn.Linear(4, 4)),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_written_in_place_is_what_the_model_computes(name) -> None:
    torch.manual_seed(0)
    model = copy.deepcopy(CASES[name]).eval()
    for parameter in model.parameters():
        nn.init.normal_(parameter)
    network = Network(model, torch.zeros(4))
    x = torch.randn(50, 4)
    with torch.no_grad():
        torch.testing.assert_close(network(x), model(x.clone()))
        torch.testing.assert_close(network.in_float64()(x.double()), copy.deepcopy(model).double()(x.double()))


def test_a_residual_network_writes_to_its_sums() -> None:
    model = resnet18(5).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(1.5)
    network = Network(model, torch.zeros(3, 16, 16))
    assert len(network.layers) == 17 + 1  # its ReLUs and the max-pooling
    x = torch.randn(2, 3, 16, 16)
    with torch.no_grad():
        torch.testing.assert_close(network(x), model(x), rtol=1e-4, atol=1e-4)
