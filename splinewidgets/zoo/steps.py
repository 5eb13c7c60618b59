"""Training steps of small networks: fast, with a progress bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

# Steps between two looks at the loss for the bar: often enough for an eye, and too seldom to cost anything.
BETWEEN_LOOKS = 25


def take_steps(step: Callable[[int], Tensor], count: int, *, progress: bool) -> None:
    """Call `step` with 1 to `count`. The bar shows the loss that it returns."""
    from tqdm.auto import trange  # brings IPython where there is one, so not at the top

    with quick(), trange(1, count + 1, desc="training", unit="step", disable=not progress) as bar:
        for number in bar:
            loss = step(number)
            if number % BETWEEN_LOOKS == 0 or number == count:
                bar.set_postfix(loss=f"{loss.item():.3g}", refresh=False)


def descend(loss: Tensor, optimizer: torch.optim.Optimizer, clip: float | None = None) -> None:
    """Change the optimizer's parameters so that the loss falls, by a gradient that is no longer than `clip`."""
    optimizer.zero_grad()
    loss.backward()
    if clip is not None:
        parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
        torch.nn.utils.clip_grad_norm_(parameters, clip)
    optimizer.step()


def check_steps(count: int) -> None:
    """Raise ValueError if a training would have no steps."""
    if count < 1:
        raise ValueError(f"There are {count} steps. Training takes at least one. Choose a larger number.")


@contextmanager
def one_thread() -> Iterator[None]:
    """Compute with one thread: matrices this small gain little from more, and lose much on a busy machine."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


@contextmanager
def quick() -> Iterator[None]:
    """Compute with one thread, and with denormal numbers as zero.

    Adam's averages decay into denormal numbers where gradients vanish, with which a processor computes many times more
    slowly.
    """
    tiny = torch.tensor(torch.finfo(torch.float32).tiny)
    flushed = (tiny / 2).item() == 0
    torch.set_flush_denormal(True)
    try:
        with one_thread():
            yield
    finally:
        torch.set_flush_denormal(flushed)
