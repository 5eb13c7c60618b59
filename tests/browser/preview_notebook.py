"""A notebook whose explorer has to wait for the geometry kernel, which somebody else is compiling."""

from __future__ import annotations

from pathlib import Path

import notebook_file

# Nothing is compiled, and the locks of all that a first picture needs are held.
UNCOMPILED = """import tempfile, threading
from pathlib import Path
from splinewidgets.compilation import background
from splinewidgets.compilation.cache import FIRST_PICTURE, CompiledCache
cache = CompiledCache(Path(tempfile.mkdtemp()), "sources", "environment")
background.compiled_cache, background._first_picture = lambda: cache, threading.Event()
locks = [cache.lock(part) for part in FIRST_PICTURE]
for lock in locks:
    lock.acquire()"""
EXPLORER = """import torch
from splinewidgets import SliceExplorer, zoo
torch.set_num_threads(1)
digits = zoo.digits()
three = torch.stack([digits.first(0), digits.first(4), digits.first(7)])
explorer = SliceExplorer(zoo.mlp((64, 32, 32, 10)), anchors=three, class_names=digits.class_names)
explorer"""
# What is said when all is compiled.
COMPILED = """for part in FIRST_PICTURE:
    cache.finish(part)"""


def write(path: Path) -> None:
    """Write it; `COMPILED` is to be executed by who has seen enough of the preview."""
    notebook_file.write(path, UNCOMPILED, EXPLORER)
