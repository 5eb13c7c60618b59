"""The pairs of a sweep, one after another, in this process."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from typing import Any

from ..checkpoint import Checkpoint
from .sweep_task import Function, Outcome, Pair, evaluate


def run_locally(
    function: Function, checkpoints: Sequence[Checkpoint], slices: Sequence[Any], pairs: Iterable[Pair], retries: int
) -> Generator[Outcome]:
    """Compute each pair, again after an error up to `retries` times."""
    for pair in pairs:
        yield _outcome(function, checkpoints[pair[0]], slices[pair[1]], pair, retries)


def _outcome(function: Function, checkpoint: Checkpoint, slice: Any, pair: Pair, retries: int) -> Outcome:
    for left in reversed(range(retries + 1)):
        try:
            return Outcome(pair, evaluate(function, checkpoint, slice))
        except Exception as error:
            if not left:
                return Outcome.failed(pair, error)
    raise AssertionError("retries are at least 0")
