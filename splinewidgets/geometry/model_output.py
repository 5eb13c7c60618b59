"""Which of the tensors that a model returns to look at."""

from __future__ import annotations

from typing import Any

from torch import Tensor
from torch.export import ExportedProgram
from torch.export.graph_signature import OutputKind, TensorArgument
from torch.utils import _pytree as pytree


def find_output(program: ExportedProgram, output: str | int | None, model: str) -> tuple[int, int]:
    """The position of the chosen output among all, nested ones in order, and among those of the graph.

    Parameters
    ----------
    output
        Its key in the dict, or its position in the tuple, that the model returns; None if there is but one.
    model
        The model's name.

    Raises
    ------
    ValueError
        If there are several and none is chosen, there is none of that name, or it is not one tensor.
    """
    specs = program.graph_signature.output_specs
    positions = [i for i, spec in enumerate(specs) if spec.kind is OutputKind.USER_OUTPUT]
    arguments = [specs[i].arg for i in positions]
    returned = pytree.tree_unflatten(list(range(len(arguments))), program.call_spec.out_spec)
    tensors = [leaf for leaf, argument in enumerate(arguments) if isinstance(argument, TensorArgument)]
    if output is None:
        chosen: Any = tensors[0] if len(tensors) == 1 else None
    else:
        try:
            chosen = returned[output]
        except (KeyError, IndexError, TypeError):
            chosen = None
    if isinstance(chosen, int) and isinstance(arguments[chosen], TensorArgument):
        return chosen, positions[chosen]
    names = _names(returned)
    what = f"returns {_counted(len(tensors))}" if output is None else f"returns no single tensor as {output!r}"
    raise ValueError(
        f"{model} {what}. A tessellation needs one tensor"
        + (
            f", here {' or '.join(f'output={name!r}' for name in names)}. Pass the one to look at, "
            f"where it is asked for or as Network(model, example, output={names[0]!r})."
            if names
            else ". Wrap the model in a module that returns the one to look at."
        )
    )


def pick(returned: Any, leaf: int) -> Tensor:
    """The chosen one of the values that a call of the model has returned."""
    value: Tensor = pytree.tree_leaves(returned)[leaf]
    return value


def _counted(count: int) -> str:
    return f"{count} tensors" if count else "no tensor"


def _names(returned: Any) -> list[Any]:
    """The keys or positions of what can be chosen by `output`."""
    if isinstance(returned, dict):
        return [key for key, value in returned.items() if isinstance(value, int)]
    if isinstance(returned, tuple | list):
        return [i for i, value in enumerate(returned) if isinstance(value, int)]
    return []
