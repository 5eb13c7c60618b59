"""`Conditioned`: a model of several inputs, all but the first of which are fixed."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn

from ..argument_types import check_type
from ..array_like import finite_tensor


class Conditioned(nn.Module):
    """The function z -> model(z, condition), of a conditional generator at one condition, or of any such module.

    It is a module as others are: `tessellate`, the widgets and `pool` take it, and its conditions are buffers.

    Parameters
    ----------
    model
        Called with a batch of inputs (N, ...) and as many of each condition.
    conditions
        Array-likes without batch dimension, as many as the model takes beside its first input: the index of a class, a
        vector, an image. A number with a fraction, or an array of such, is of the model's dtype.

    Raises
    ------
    TypeError
        If the model is no module, or a condition cannot be read as an array.
    ValueError
        If there is no condition, or one has NaN or infinite entries.

    Examples
    --------
    >>> class Decoder(nn.Module):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.of_class, self.last = nn.Embedding(10, 4), nn.Linear(6, 3)
    ...     def forward(self, z, label):
    ...         return self.last(torch.cat([z, self.of_class(label)], 1).relu())
    >>> three = Conditioned(Decoder(), 3)
    >>> three(torch.zeros(5, 2)).shape, tessellate(three, Slice.box((-1, 1), (-1, 1))).tile_count
    (torch.Size([5, 3]), 4)
    """

    def __init__(self, model: nn.Module, *conditions: Any) -> None:
        super().__init__()
        remedy = "Wrap a function in a module whose forward calls it."
        check_type(model, nn.Module, "The model", "a torch.nn.Module", remedy)
        if not conditions:
            raise ValueError("There is no condition. A model of one input needs none. Pass what is to be fixed.")
        self.model = model
        self.count = len(conditions)
        parameter = next((p for p in model.parameters() if p.is_floating_point()), None)
        for index, given in enumerate(conditions):
            condition = finite_tensor(given, f"condition {index + 1}").clone()
            if parameter is not None:
                dtype = parameter.dtype if condition.is_floating_point() else condition.dtype
                condition = condition.to(parameter.device, dtype)
            self.register_buffer(f"condition_{index}", condition)

    def forward(self, inputs: Tensor) -> Any:
        """The model's outputs at a batch of inputs (N, ...)."""
        every = (condition.expand(len(inputs), *condition.shape) for condition in self.conditions())
        return self.model(inputs, *every)

    def conditions(self) -> list[Tensor]:
        """What is fixed, each as it is for one input."""
        return [self.get_buffer(f"condition_{index}") for index in range(self.count)]
