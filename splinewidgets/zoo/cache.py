"""Where results of training are kept, and what they are called there."""

from __future__ import annotations

import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import torch
from platformdirs import user_cache_path
from torch import Tensor


def cache_directory() -> Path:
    """Return `SPLINEWIDGETS_CACHE`, or else the user's cache directory."""
    chosen = os.environ.get("SPLINEWIDGETS_CACHE")
    return Path(chosen) if chosen else user_cache_path("splinewidgets", appauthor=False)


def digest(settings: str, tensors: Iterable[Tensor]) -> str:
    """Name everything that a result depends on, and the release of torch that computes it."""
    total = sha256(f"{torch.__version__} {settings}".encode())
    for tensor in tensors:
        total.update(f"{tensor.dtype} {tuple(tensor.shape)}".encode())
        total.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    return total.hexdigest()[:32]
