"""A cell that shows an explorer is run again and again: ipywidgets keeps each, so each must be small."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

RUNS = 12
# Bytes that all further runs may take together: less than the data of one.
MOST = 20e6
CELL = f"""
import gc, time
from pathlib import Path
import numpy as np
import torch
from torch import nn
import splinewidgets as sw
from splinewidgets.widgets.host import latest_only

def memory():
    "Of this process, in bytes, once no thread of ours is left."
    time.sleep(3 * latest_only.LINGER)
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

latest_only.LINGER = 0.2
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(784, 48), nn.ReLU(), nn.Linear(48, 48), nn.ReLU(), nn.Linear(48, 10))
data = np.random.default_rng(0).random((4000, 784), np.float32)
shown = []
for _ in range({RUNS} + 1):
    explorer = sw.SliceExplorer(model, anchors=data[:3], data=data)
    explorer.tessellation
    shown.append(explorer._repr_mimebundle_())
    if _ == 0:
        before = memory()
print(memory() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="This system does not tell how much memory it uses.")
def test_memory_hardly_grows() -> None:
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-c", CELL], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < MOST
