"""Calls of a model, seen however they are made: of a module, a function, a method or a write in place.

torch shows a mode every function call, so that no part of the model has to be found and rewritten. What escapes
(`torch.ops.aten`) is not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from torch import Tensor
from torch.overrides import TorchFunctionMode


class FunctionCall(NamedTuple):
    """One call.

    Attributes
    ----------
    name
        The function's, without the underscores of writes in place.
    function, args, kwargs
        What is called.
    written
        The tensor that the function writes to, if it does.
    """

    name: str
    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    written: Tensor | None

    def returned(self) -> Any:
        """Result of the function; to be asked once."""
        return self.function(*self.args, **self.kwargs)


class FunctionCalls(TorchFunctionMode):
    """Within, every function that may depend on the input goes through `call`.

    A function of parameters and buffers alone, such as the softplus that keeps a scale positive, does not.

    Parameters
    ----------
    constants
        The parameters and buffers: what does not depend on the input.
    """

    def __init__(self, constants: Iterable[Tensor]) -> None:
        super().__init__()
        # By identity; held, so that no other tensor gets the identity of one that is gone.
        self._constants = {id(tensor): tensor for tensor in constants}

    def is_constant(self, tensor: Tensor) -> bool:
        """Test whether a tensor is computed from parameters and buffers alone."""
        return id(tensor) in self._constants

    def call(self, called: FunctionCall) -> Any:
        """Result of the function, or a replacement."""
        return called.returned()

    def __torch_function__(
        self, function: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = dict(kwargs or {})
        given = list(tensors_in((args, kwargs)))
        name = getattr(function, "__name__", "")
        writes = name == "__setitem__" or (name.endswith("_") and not name.endswith("__"))
        writes = writes or bool(kwargs.get("inplace", False))
        if all(id(tensor) in self._constants for tensor in given):
            result = function(*args, **kwargs)
            self._constants.update((id(tensor), tensor) for tensor in tensors_in(result))
        else:
            result = self.call(FunctionCall(name.strip("_"), function, args, kwargs, given[0] if writes else None))
            if writes:
                self._constants.pop(id(given[0]), None)
        return result


def tensors_in(value: Any) -> Iterator[Tensor]:
    """The tensors in nested lists, tuples and dicts."""
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from tensors_in(item)
    elif isinstance(value, dict):
        yield from tensors_in(tuple(value.values()))
