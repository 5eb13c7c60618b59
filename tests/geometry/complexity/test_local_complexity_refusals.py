"""What has no local complexity is refused, with what to do."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from splinewidgets.geometry import local_complexity

LINEAR = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 3))


class Turned(nn.Module):
    """Puts the batch last."""

    def forward(self, x):
        return torch.relu(x.T).T


class NotANumber(nn.Module):
    def forward(self, x):
        return torch.relu(x.sqrt())


class Uneven(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.a, self.b, self.c = nn.Linear(2, 2), nn.Linear(2, 2), nn.Linear(2, 2)

    def forward(self, x):
        return self.a(self.a(self.b(x)))


class Undecided(nn.Module):
    def forward(self, x):
        return x.relu() if x.sum() > 0 else x.tanh()


@pytest.mark.parametrize(
    ("model", "inputs", "options", "sentence"),
    (
        (LINEAR, [[0, 0]], {"vertices": 3}, r"There are 3 vertices around inputs of 2 entries\. .* must be even"),
        (LINEAR, [[0, 0]], {"vertices": 6}, r"from 2 to 4, twice that of the entries\. Pass vertices=4"),
        (LINEAR, [[0, 0]], {"vertices": 0}, r"There are 0 vertices"),
        (LINEAR, [[0, 0]], {"radius": 0}, r"The radius is 0\. It must be finite and more than 0"),
        (LINEAR, [[0, 0]], {"radius": -1}, r"The radius is -1"),
        (LINEAR, [[0, 0]], {"radius": float("nan")}, r"The radius is nan"),
        (LINEAR, [[1e3, 0]], {"radius": 1e-5}, r"more than 1\.2e-04, which is what torch\.float32 resolves there"),
        (LINEAR, [[0, 0]], {"batch": 0}, r"batch is 0\. It must be at least 1"),
        (LINEAR, [[0, 0]], {"layers": []}, r"Sequential calls no activation\. .* Name modules"),
        (nn.Linear(2, 3), [[0, 0]], {}, r"Linear calls no activation\. .* Name modules"),
        (nn.Sequential(nn.Linear(2, 3), nn.Softmax(1)), [[0, 0]], {}, r"Sequential calls no activation"),
        (LINEAR, [[0, 0]], {"layers": ["relu"]}, r"'relu' is no module of the model\. It has 0, 1, 2\. Pass names"),
        (Uneven(), [[0, 0]], {"layers": [("a", "bb")]}, r"'bb' is no module of the model\. .* Did you mean 'b'\?"),
        (Uneven(), [[0, 0]], {"layers": ["c"]}, r"c was not called\. .* Leave it out"),
        (Uneven(), [[0, 0]], {"layers": [("a", "b")]}, r"calls a 2 times and b 1 times\. .* Name them one by one"),
        (LINEAR, [0, 0], {}, r"The inputs have shape \(2,\)\. They must be a batch"),
        (LINEAR, torch.zeros(0, 2), {}, r"The inputs have shape \(0, 2\)"),
        (LINEAR, [[0, 0, 0]], {}, r"Sequential fails on inputs of shape \(3,\): .* Put one input in each row"),
        (LINEAR, [[0, np.inf]], {}, r"There are NaN or infinite entries in the inputs"),
        (Turned(), [[1, 1]], {}, r"relu has values of shape \(2, 4\) for a batch of 4\. The batch must be the first"),
        (NotANumber(), [[0, 0]], {}, r"relu has NaN values near the inputs\. .* before the training diverged"),
        (Undecided(), [[9, 9], [-9, -9]], {}, r"The layers were relu for some inputs and tanh for others"),
        (nn.LSTM(2, 3, batch_first=True), torch.zeros(1, 4, 2), {}, r"computes lstm, whose activations cannot be seen"),
        (nn.LSTM(2, 3, batch_first=True), torch.zeros(1, 4, 2), {"layers": [""]}, r" returns a tuple\. .* one tensor"),
    ),
)  # fmt: skip
def test_what_cannot_be_counted_is_said(model, inputs, options, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        local_complexity(model, inputs, **{"radius": 0.1, "vertices": 4, **options})


def test_a_function_is_no_module() -> None:
    with pytest.raises(TypeError, match=r"The model is a function\. It must be a torch\.nn\.Module\. Wrap"):
        local_complexity(lambda x: x, [[0.0]])
