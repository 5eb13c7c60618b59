"""Where results of training are kept, and what they are called there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import torch
from platformdirs import user_cache_path
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

Model = TypeVar("Model", bound=nn.Module)


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


def trained(model: Model, train: Callable[[], None], *, settings: str, data: Iterable[Tensor], cache: bool) -> Model:
    """Train a model in place, or remember the weights if that was done before, and return it in eval mode.

    The weights are kept as safetensors, under a digest of the settings, the initial weights and the data. A cache that
    cannot be read or written is passed over.
    """
    file = cache_directory() / f"{digest(f'{settings} {model}', (*model.state_dict().values(), *data))}.safetensors"
    if not (cache and _recall(model, file)):
        train()
        if cache:
            _remember(model, file)
    return model.eval()


def _recall(model: nn.Module, file: Path) -> bool:
    """Load the weights from the cache; False, with the model untouched, where there are none to trust."""
    try:
        model.load_state_dict(load_file(file))
    except (OSError, SafetensorError, RuntimeError):
        return False
    return True


def _remember(model: nn.Module, file: Path) -> None:
    # Written aside and moved into place, so that two kernels training at once never read half a file.
    aside = file.with_suffix(f".{os.getpid()}")
    with suppress(OSError, SafetensorError):
        file.parent.mkdir(parents=True, exist_ok=True)
        save_file({name: value.contiguous() for name, value in model.state_dict().items()}, aside)
        aside.replace(file)
