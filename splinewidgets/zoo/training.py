"""Train a classifier reproducibly, and remember the result."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

import torch
from platformdirs import user_cache_path
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from .datasets import Dataset

# Part of every cache key. To be raised when the loop in `_descend` changes what it computes.
RECIPE = 1


def train(
    model: nn.Module,
    dataset: Dataset,
    *,
    epochs: int = 30,
    batch: int = 64,
    learning_rate: float = 1e-3,
    seed: int = 0,
    progress: bool = True,
    cache: bool = True,
) -> nn.Module:
    """Train a classifier in place with Adam and cross entropy, and return it in eval mode.

    The trained weights are kept as safetensors in the user's cache directory (or in `SPLINEWIDGETS_CACHE`), under a
    digest of the initial weights, the data and the settings: training the same again takes no time, and anything else
    trains anew. A cache that cannot be read or written is passed over.

    Parameters
    ----------
    model
        Maps (N, *shape) to (N, classes).
    dataset
        What to fit.
    epochs, batch, learning_rate
        The usual.
    seed
        Of the order in which samples are seen.
    progress
        Show a progress bar, drawn as suits a notebook or a terminal.
    cache
        Look for the result in the cache, and leave it there.

    Raises
    ------
    ValueError
        If the model's outputs and the labels do not fit together, or `epochs` or `batch` is below one.
    """
    if epochs < 1 or batch < 1:
        raise ValueError(
            f"There are {epochs} epochs with batches of {batch}. Both must be at least 1. Choose larger numbers."
        )
    _check_classes(model, dataset)
    file = _cache_directory() / f"{_digest(model, dataset, epochs, batch, learning_rate, seed)}.safetensors"
    if not (cache and _recall(model, file)):
        _descend(model.train(), dataset, epochs, batch, learning_rate, seed, progress)
        if cache:
            _remember(model, file)
    return model.eval()


@torch.no_grad()
def accuracy(model: nn.Module, dataset: Dataset) -> float:
    """Return the share of samples whose largest output is that of their label, from 0 to 1."""
    return float((model(dataset.inputs).argmax(1) == dataset.labels).float().mean())


def _descend(
    model: nn.Module,
    dataset: Dataset,
    epochs: int,
    batch: int,
    learning_rate: float,
    seed: int,
    progress: bool,
) -> None:
    from tqdm.auto import trange  # brings IPython where there is one, so not at the top

    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    generator = torch.Generator().manual_seed(seed)
    with _one_thread(), trange(epochs, desc="training", unit="epoch", disable=not progress) as bar:
        for _ in bar:
            total = 0.0
            for chosen in torch.randperm(len(dataset), generator=generator).split(batch):
                loss = cross_entropy(model(dataset.inputs[chosen]), dataset.labels[chosen])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                total += loss.item() * len(chosen)
            bar.set_postfix(loss=f"{total / len(dataset):.3g}")


@contextmanager
def _one_thread() -> Iterator[None]:
    """Compute with one thread: matrices this small gain nothing from more, and lose much on a busy machine."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


@torch.no_grad()
def _check_classes(model: nn.Module, dataset: Dataset) -> None:
    shape = tuple(model.eval()(dataset.inputs[:1]).shape)
    needed = int(dataset.labels.max()) + 1
    if len(shape) != 2 or shape[1] < needed:
        raise ValueError(
            f"The model maps one sample to outputs of shape {shape}. The labels need (1, {needed}) or more classes. "
            "Give the model one output per class."
        )


def _cache_directory() -> Path:
    chosen = os.environ.get("SPLINEWIDGETS_CACHE")
    return Path(chosen) if chosen else user_cache_path("splinewidgets", appauthor=False)


def _digest(model: nn.Module, dataset: Dataset, *settings: float) -> str:
    """Name everything that the trained weights depend on."""
    digest = sha256(f"{RECIPE} {torch.__version__} {settings} {model}".encode())
    tensors: list[Tensor] = [*model.state_dict().values(), dataset.inputs, dataset.labels]
    for tensor in tensors:
        digest.update(f"{tensor.dtype} {tuple(tensor.shape)}".encode())
        digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()[:32]


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
