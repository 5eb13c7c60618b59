"""How small networks are trained fast."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def quick() -> Iterator[None]:
    """Compute with one thread, and with denormal numbers as zero.

    Matrices this small gain little from more threads, and lose much on a busy machine. Adam's averages decay into
    denormal numbers where gradients vanish, with which a processor computes many times more slowly.
    """
    threads, tiny = torch.get_num_threads(), torch.tensor(torch.finfo(torch.float32).tiny)
    flushed = (tiny / 2).item() == 0
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
        torch.set_flush_denormal(flushed)
