"""Choice among the tensors that a model returns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from torch import Tensor
from torch.utils import _pytree as pytree


class NoSuchOutput(ValueError):
    """A model returns no such output, or several of which none was chosen."""


def find_output(returned: Any, output: str | int | None, model: str) -> int:
    """The position of the chosen output among all that a model has returned, nested ones in order.

    Parameters
    ----------
    returned
        By a call of the model.
    output
        Its key in the dict, or its position in the tuple, that the model returns; None if there is but one.
    model
        The model's name.

    Raises
    ------
    NoSuchOutput
        If there are several and none is chosen, there is none of that name, or it is not one tensor.
    """
    returned = _as_dict(returned)
    leaves, arrangement = pytree.tree_flatten(returned)
    positions = pytree.tree_unflatten(list(range(len(leaves))), arrangement)
    tensors = [leaf for leaf, value in enumerate(leaves) if isinstance(value, Tensor)]
    if output is None:
        chosen: Any = tensors[0] if len(tensors) == 1 else None
    else:
        try:
            chosen = positions[output]
        except (KeyError, IndexError, TypeError):
            chosen = None
    if isinstance(chosen, int) and chosen in tensors:
        return chosen
    names = _names(positions, tensors)
    what = f"returns {_counted(len(tensors))}" if output is None else f"returns no single tensor as {output!r}"
    raise NoSuchOutput(
        f"{model} {what}. One tensor is needed"
        + (
            f", here {' or '.join(f'output={name!r}' for name in names)}. Pass the one to look at, "
            f"where it is asked for or as Network(model, example, output={names[0]!r})."
            if names
            else ". Wrap the model in a module that returns the one to look at."
        )
    )


def pick(returned: Any, leaf: int) -> Tensor:
    """The chosen one of the values that a call of the model has returned."""
    value: Tensor = pytree.tree_leaves(_as_dict(returned))[leaf]
    return value


def _as_dict(returned: Any) -> Any:
    """A mapping of a kind that torch takes for a single value, as a dict."""
    return dict(returned) if isinstance(returned, Mapping) and pytree.tree_is_leaf(returned) else returned


def _counted(count: int) -> str:
    return f"{count} tensors" if count else "no tensor"


def _names(returned: Any, tensors: list[int]) -> list[Any]:
    """The keys or positions of what can be chosen by `output`."""
    items = returned.items() if isinstance(returned, dict) else enumerate(returned) if _is_row(returned) else ()
    return [key for key, value in items if isinstance(value, int) and value in tensors]


def _is_row(returned: Any) -> bool:
    return isinstance(returned, tuple | list)
