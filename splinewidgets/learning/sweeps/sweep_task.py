"""One pair of a checkpoint and a slice of a sweep: how it is computed, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..checkpoint import Checkpoint
from ..metrics import as_metrics

Function = Callable[[Checkpoint, Any], Mapping[str, float]]
# Positions in the sequences of checkpoints and of slices.
Pair = tuple[int, int]

RESERVED = ("step", "slice", "error")


@dataclass(frozen=True)
class Outcome:
    """Result of a pair: values, or else the error."""

    pair: Pair
    values: dict[str, float] = field(default_factory=dict)
    error: str = ""

    @classmethod
    def failed(cls, pair: Pair, error: Exception) -> Outcome:
        """That of a pair that was given up."""
        return cls(pair, error=f"{type(error).__name__}: {error}")


def evaluate(function: Function, checkpoint: Checkpoint, slice: Any) -> dict[str, float]:
    """The values of a function, as plain numbers.

    Raises
    ------
    TypeError, ValueError
        If it returns anything but real numbers, by names that are no columns already; and what the function raises.
    """
    values = function(checkpoint, slice)
    if not isinstance(values, Mapping):
        raise TypeError(
            f"The function returned a {type(values).__name__}. It must return a mapping of names to numbers. "
            'Write for example return {"tiles": count}.'
        )
    if taken := [name for name in values if name in RESERVED]:
        raise ValueError(
            f"The function returned a value named {taken[0]!r}. The columns {', '.join(RESERVED)} are there already. "
            "Choose another name."
        )
    return as_metrics(values)
