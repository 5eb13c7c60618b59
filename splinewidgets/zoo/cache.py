"""Cache of training results, and their names in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import torch
from platformdirs import user_cache_path
from torch import Tensor, nn

from splinewidgets.files.checksum import checksums_of
from splinewidgets.learning.recorded_state import state_dict_of
from splinewidgets.learning.state_dict_file import content_of, loads, write_state_dict

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
        total.update(tensor.detach().cpu().contiguous().flatten().view(torch.uint8).numpy().tobytes())
    return total.hexdigest()[:32]


def trained(model: Model, train: Callable[[], None], *, settings: str, data: Iterable[Tensor], cache: bool) -> Model:
    """Train a model in place, or remember the weights if that was done before, and return it in eval mode.

    The weights are kept as safetensors with a checksum, under a digest of the settings, the initial weights and the
    data. A file that is not what was written, and a cache that cannot be read or written, are passed over; and there is
    none for a model with state beside tensors.
    """
    cache = cache and all(isinstance(value, Tensor) for value in model.state_dict().values())
    if not cache:
        train()
        return model.eval()
    file = cache_directory() / f"{digest(f'{settings} {model}', (*model.state_dict().values(), *data))}.safetensors"
    if not _recall(model, file):
        train()
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            write_state_dict(state_dict_of(model), file)
    return model.eval()


def _recall(model: nn.Module, file: Path) -> bool:
    """Load the weights from the cache; False, with the model untouched, where there are none to trust."""
    try:
        content = content_of(file)
        remembered = loads(content, file)
    except (OSError, ValueError):
        return False
    _, checksum = checksums_of(content)
    if not checksum or _form(remembered) != _form(model.state_dict()):
        return False
    model.load_state_dict(remembered)
    return True


def _form(state_dict: Mapping[str, Tensor]) -> dict[str, tuple[torch.Size, torch.dtype]]:
    return {name: (tensor.shape, tensor.dtype) for name, tensor in state_dict.items()}
