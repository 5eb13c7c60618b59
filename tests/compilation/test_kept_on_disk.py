"""What was compiled once is kept: another process compiles nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from splinewidgets.compilation.functions import compiled_functions

PICTURE = """
import numba.core.event as event
recorded = event.RecordingListener()
event.register("numba:compile", recorded)
import torch
from torch import nn
from splinewidgets import SliceExplorer, tessellate, Slice
model = nn.Sequential(nn.Linear(3, 30), nn.ReLU(), nn.Linear(30, 30), nn.ReLU(), nn.Linear(30, 4))
SliceExplorer._esm = "export default {}"
explorer = SliceExplorer(model, anchors=torch.eye(3), color_by="norm")
assert explorer.tessellation.tile_count > 1
explorer.tessellation.verify()
explorer.close()
tessellate(model.double(), Slice.through(*torch.eye(3))).singular_values()
print(len(recorded.buffer), explorer.status)
"""


def test_once_all_is_compiled_another_process_compiles_nothing(tmp_path: Path) -> None:
    """The one slow test: it compiles all functions, in a cache of its own."""
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "splinewidgets.compilation"]
    first = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    assert first.startswith(f"{len(compiled_functions())} functions are compiled, in {tmp_path}")
    then = subprocess.run([sys.executable, "-c", PICTURE], env=environment, capture_output=True, text=True, check=True)
    assert then.stdout.startswith("0 ")
    files = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.nb*")}
    subprocess.run(command, env=environment, capture_output=True, check=True)
    assert files == {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.nb*")}
