"""Bends inside of functions: what a whole function consists of, below the calls that Python makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from ..model.torch_calls import tensors_in
from ..operations.written_memory import plain_name
from .bends import COMPARISONS, cuts, takes_some


class HiddenBends(TorchDispatchMode):
    """Within, tells of all that bends but what is called `openly`.

    Parameters
    ----------
    tell
        Called with the name of what bends, as ATen has it, and that of the function which it is within.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # of torch
        self._tell = tell
        # Name of a function; None where all is known.
        self._function: str | None = ""

    def openly(self) -> AbstractContextManager[None]:
        """Within, what bends is known."""
        return self._calling(None)

    def within(self, function: str) -> AbstractContextManager[None]:
        """Within, a function is called of which it is not known whether it bends."""
        return self._calling(function)

    @contextmanager
    def _calling(self, function: str | None) -> Iterator[None]:
        before, self._function = self._function, function
        try:
            yield
        finally:
            self._function = before

    def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        if self._function is not None and any(tensor.is_floating_point() for tensor in tensors_in(args)):
            name = plain_name(function)
            with torch.no_grad():
                bent = (
                    name in COMPARISONS or takes_some(name, args, kwargs) or any(True for _ in cuts(name, args, kwargs))
                )
            if bent:
                self._tell(f"{name} in {self._function}" if self._function else name)
        return function(*args, **kwargs)
