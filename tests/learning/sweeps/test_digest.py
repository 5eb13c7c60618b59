from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property, partial
from threading import Lock
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from splinewidgets.geometry import Slice  # noqa: F401, for SOME
from splinewidgets.learning.sweeps.digest import digest

SOME = """[1, "a", None, torch.arange(6.0).reshape(2, 3), {"k": (np.arange(3), 2.5)}, torch.zeros(0), torch.float16,
    nn.functional.relu, nn.Linear, partial(max, 1), torch.tensor(True), Slice.box((0, 1), (0, 2))]"""


@dataclass
class Box:
    width: float

    @cached_property
    def area(self) -> float:
        return self.width**2


def test_it_is_the_same_in_another_process() -> None:
    code = f"""
import numpy as np, torch
from functools import partial
from torch import nn
from splinewidgets.geometry import Slice
from splinewidgets.geometry import Slice  # noqa: F401, for SOME
from splinewidgets.learning.sweeps.digest import digest
print(digest({SOME}))
"""
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    other = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment)
    assert other.stdout == digest(eval(SOME)) + "\n"


def test_equal_things_have_one_digest() -> None:
    row = [1.5, 2.5]
    assert digest([row, row]) == digest([[1.5, 2.5], [1.5, 2.5]])
    turned = torch.arange(6).reshape(2, 3).t()
    assert digest(turned) == digest(turned.contiguous())
    assert digest(torch.arange(9)[3:5]) == digest(torch.tensor([3, 4]))
    used = Box(2.0)
    assert used.area == 4
    assert digest(used) == digest(Box(2.0))
    model = nn.Linear(2, 1)
    same = nn.Linear(2, 1)
    same.load_state_dict(model.state_dict())
    assert digest(model) == digest(same)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 2),
        ([1, 2], [2, 1]),
        (torch.zeros(2, 3), torch.zeros(3, 2)),
        (torch.zeros(2), torch.zeros(2, dtype=torch.float64)),
        (torch.zeros(2), torch.tensor([0.0, 1e-9])),
        (np.zeros(2), np.ones(2)),
        (Box(1.0), Box(2.0)),
        (partial(max, 1), partial(max, 2)),
        (partial(max, 1), partial(min, 1)),
        (nn.Linear(2, 1), nn.Linear(2, 1)),
        (os.path.join, os.path.split),
        (nn.Linear, nn.Bilinear),
    ],
)
def test_different_things_have_different_digests(one: Any, other: Any) -> None:
    assert digest(one) != digest(other)


def test_what_cannot_be_pickled_is_refused() -> None:
    with pytest.raises(TypeError, match=r"A list cannot be pickled \(cannot pickle '_thread\.lock' object\)\. What is"):
        digest([1, Lock()])
    cycle: list[Any] = []
    cycle.append(cycle)
    with pytest.raises(TypeError, match=r"A list cannot be pickled \(.*\)\. .* no open files, locks or cycles"):
        digest(cycle)
