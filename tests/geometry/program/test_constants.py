"""What a forward computes or reads of parameters, buffers and constants is followed, not refused."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from looks import BOX, made, unharmed
from torch import nn

from splinewidgets.geometry import Network, tessellate

OUTSIDE = torch.tensor([3.0, 3.0])


def halves(s, x):
    y = s.body(x)
    for _ in range(int(s.w[2])):
        y = y / 2
    return y


CASES = {
    "a mask": lambda s, x: s.body(x)[:, s.m],
    "nonzero": lambda s, x: s.body(x)[:, s.m.nonzero()[:, 0]],
    "where": lambda s, x: s.body(x)[:, torch.where(s.m)[0]],
    "a mask of weights": lambda s, x: s.body(x) * s.w[s.w != 0],
    "unique": lambda s, x: s.body(x) * torch.unique(s.w)[1:],
    "masked_select": lambda s, x: s.body(x) * torch.masked_select(s.w, s.w > 0),
    "topk": lambda s, x: s.body(x) * torch.topk(s.w, 2).values,
    "item": lambda s, x: s.body(x) * s.w[0].item(),
    "tolist": lambda s, x: s.body(x) * s.w.tolist()[0],
    "numpy": lambda s, x: s.body(x) * float(np.asarray(s.w)[0]),
    "a branch": lambda s, x: s.body(x) if s.w.sum() > 1 else -s.body(x),
    "equal": lambda s, x: s.body(x) if torch.equal(s.w, s.w) else x,
    "allclose": lambda s, x: s.body(x) if torch.allclose(s.w, s.w) else x,
    "a loop": halves,
    "a length": lambda s, x: s.body(x)[:, : int(s.m.sum())],
    "an index": lambda s, x: s.body(x) @ torch.eye(2)[s.i],
    "gather": lambda s, x: s.body(x).gather(1, s.i.expand(len(x), 2)),
    "a cast mask": lambda s, x: s.body(x) * s.m.type_as(x) + s.m.float() + s.m.to(x),
    "a tensor from elsewhere": lambda s, x: F.relu(x @ torch.ones(2, 2)) * OUTSIDE,
    "new_tensor": lambda s, x: s.body(x) * x.new_tensor([1.0, 2.0]),
    "rows by number": lambda s, x: s.body(x)[torch.arange(len(x))],
    "a check of finite values": lambda s, x: s.body(x) if torch.isfinite(x).all() and not x.isnan().any() else x,
    "a print": lambda s, x: s.body(x + (0 if f"{x.mean():.3f}{x!r}" else 1)),
    "vmap": lambda s, x: torch.vmap(s.body)(x),
    "a ReLU recurrence": lambda s, x: s.body(s.rnn(x[..., None])[0][:, -1]),
    "data": lambda s, x: s.body(x.data),
    "upwards and back": lambda s, x: s.body(x.double().float()),
}


@pytest.mark.parametrize("name", CASES)
def test_constants_are_constants(name) -> None:
    members = {"m": torch.tensor([True, False]), "w": torch.tensor([3.0, 0.0, 2.0]), "i": torch.tensor([1, 0])}
    model = made(CASES[name], **members, rnn=nn.RNN(1, 2, nonlinearity="relu", batch_first=True))
    x = torch.randn(7, 2)
    with unharmed(model), torch.no_grad():
        network = Network(model, [0.0, 0.0])
        torch.testing.assert_close(network(x), model(x))
        torch.testing.assert_close(network.in_float64()(x.double()).float(), model(x))
    tiles = tessellate(network, BOX)
    A, c = tiles.affine_map(0)
    center = tiles.slice.embed(tiles.centroids()[:1])
    torch.testing.assert_close((center @ A.T + c).float(), model(center.float()).detach(), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("given", [torch.float32, torch.float64])
def test_weights_may_be_no_parameters(dtype, given) -> None:
    W = torch.randn(2, 3, dtype=dtype)
    model = nn.Module()
    model.forward = lambda x: F.relu(x @ W)
    network = Network(model, torch.zeros(2, dtype=given))
    x = torch.randn(5, 2, dtype=torch.float64)
    torch.testing.assert_close(network.in_float64()(x), F.relu(x @ W.double()))
    assert tessellate(model, BOX).tile_count == 6


def test_other_parameters_are_refused_where_their_values_steer_the_forward() -> None:
    model = made(lambda s, x: s.body(x) if s.on == 1 else -s.body(x), on=torch.tensor(1))
    network = Network(model, [0.0, 0.0])
    x, other = torch.randn(3, 2), {name: 2 * value for name, value in model.body.state_dict(prefix="body.").items()}
    same_way = network.with_parameters({**other, "on": torch.tensor(1)})
    with pytest.raises(ValueError, match=r"on of the state_dict is another.*reads its value in Python"):
        network.with_parameters({**other, "on": torch.tensor(2)})
    assert not torch.allclose(same_way(x), network(x))
    first = tessellate(model, BOX)
    model.on.fill_(0)
    torch.testing.assert_close(tessellate(model, BOX).outputs, -first.outputs)
