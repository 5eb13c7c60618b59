"""Limits that a caller sets on a computation, checked before it starts, and the error for one that is passed."""

from __future__ import annotations

import math
from numbers import Integral, Real
from typing import Any


class TooManyTiles(ValueError):
    """The slice has more tiles than `max_tiles` allows.

    Attributes
    ----------
    found : int
        Tiles there were when it stopped, more than `max_tiles`.
    before : int
        Tiles before the layer at which it stopped.
    layer : int
        Which layer made them too many.
    name : str
        That layer's name.

    Examples
    --------
    >>> try:
    ...     tessellate(zoo.mlp((2, 64, 64, 1)), Slice.box((-1, 1), (-1, 1)), max_tiles=100)
    ... except TooManyTiles as stopped:
    ...     print(stopped.before, stopped.found > 100)
    1 True
    """

    def __init__(self, limit: int, found: int, before: int, layer: int, name: str) -> None:
        self.limit, self.found, self.before, self.layer, self.name = limit, found, before, layer, name
        super().__init__(
            f"The slice has more than {limit:,} tiles at layer {layer} ({name}): {before:,} before that layer, and "
            f"{found:,} when it stopped. max_tiles is {limit:,}. Take a smaller window or raise max_tiles."
        )

    def __reduce__(self) -> tuple[type[TooManyTiles], tuple[int, int, int, int, str]]:
        return type(self), (self.limit, self.found, self.before, self.layer, self.name)


def check_limit(max_tiles: Any, remedy: str = "Leave it out for no limit.") -> int | None:
    """A `max_tiles` of any type of whole numbers as an int; refuses what is no count of tiles. None is no limit.

    Raises
    ------
    TypeError
        If it is no whole number: text, a truth value, a float.
    ValueError
        If it allows no tile at all.
    """
    if max_tiles is None:
        return None
    if isinstance(max_tiles, bool) or not isinstance(max_tiles, Integral):
        raise TypeError(
            f"max_tiles is {max_tiles!r}, a {type(max_tiles).__name__}. It must be a whole number of tiles, an int of "
            f"at least 1. {remedy}"
        )
    if max_tiles < 1:
        raise ValueError(f"max_tiles is {max_tiles}. It must be at least 1. {remedy}")
    return int(max_tiles)


def check_memory(memory: Any) -> None:
    """Refuse a `memory` that is no number of bytes; None is the default budget.

    Raises
    ------
    TypeError
        If it is no real number: text, a truth value.
    ValueError
        If it is not finite or not positive.
    """
    if memory is None:
        return
    if isinstance(memory, bool) or not isinstance(memory, Real):
        raise TypeError(
            f"memory is {memory!r}, a {type(memory).__name__}. It must be a number of bytes. Pass memory=2e9 for two "
            "gigabytes, or leave it out for a quarter of what there is."
        )
    # Whole numbers are finite, however many digits they have.
    if not (isinstance(memory, Integral) or math.isfinite(memory)) or memory <= 0:
        raise ValueError(
            f"memory is {memory}. It must be a finite number of bytes above 0. Pass memory=2e9 for two gigabytes, or "
            "leave it out for a quarter of what there is."
        )
