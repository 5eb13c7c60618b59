"""`ForwardWatch`: whether a model still does what it did, whatever its weights are now."""

from __future__ import annotations

from typing import Any

from torch import nn

from ..model.agreement import near
from ..model.model_input import model_input
from ..model.settings import settings
from .remembered_network import followed


class ForwardWatch:
    """What a model does in eval mode, to be compared later.

    Its settings are compared, as those that `remembered_network` compares; where they differ, a forward is followed,
    operation by operation, so that a counter is no change. What cannot be followed is not told.

    Parameters
    ----------
    model
        In whatever mode; it is left as it is.
    example
        One input (*input_shape).
    """

    def __init__(self, model: nn.Module, example: Any) -> None:
        self._example = example
        self._parts = _parts(model)
        self._seen = self._followed(model)

    def changed(self, model: nn.Module) -> bool:
        """Test whether the forward consists of other operations than it did, or they have other settings."""
        if self._seen is None or not self._seen.trace.comparable or self._seen.trace.read:
            return False
        parts = _parts(model)
        if parts is not None and parts == self._parts:
            return False
        now = self._followed(model)
        if now is not None and (now.structure != self._seen.structure or now.trace != self._seen.trace):
            return True
        self._parts = parts
        return False

    def _followed(self, model: nn.Module) -> Any:
        return followed(model, near(model_input(model, self._example, "example")), evaluating=True)


def _parts(model: nn.Module) -> list[Any] | None:
    """The model's settings, but for the mode in which it is."""
    found = settings(model)
    if found is None:
        return None
    modes = [i for i, part in enumerate(found.parts) if isinstance(part, str) and part == "training"]
    return [part for i, part in enumerate(found.parts) if i - 1 not in modes]
