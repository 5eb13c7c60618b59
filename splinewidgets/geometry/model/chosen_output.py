"""A model that returns one of several tensors."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn

from .model_output import find_output, pick


class ChosenOutput(nn.Module):
    """The model, of whose outputs one is returned: that of a key or a position, as `find_output` has it."""

    def __init__(self, model: nn.Module, output: str | int) -> None:
        super().__init__()
        self.model, self.output = model, output

    def forward(self, *inputs: Any) -> Tensor:
        """The chosen output of a batch."""
        returned = self.model(*inputs)
        return pick(returned, find_output(returned, self.output, type(self.model).__name__))
