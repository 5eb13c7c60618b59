"""The change between two states of one network, as a network of its own."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn

from splinewidgets.geometry.model.model_copy import model_copy


class Difference(nn.Module):
    """x -> later(x) - earlier(x), of a model and a copy of it.

    Its tiles are the common refinement of both models' tiles, exactly: on each, the change is one affine map, whose
    slope is that of one state minus that of the other.

    Parameters
    ----------
    model
        Its architecture is used for both. It is copied.
    """

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.earlier, self.later = (model_copy(model, functions=False) for _ in range(2))

    def forward(self, inputs: Tensor) -> Tensor:
        """The change of the output at each of the inputs."""
        change: Tensor = self.later(inputs) - self.earlier(inputs)
        return change

    @staticmethod
    def parameters_of(earlier: Mapping[str, Tensor], later: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """The state_dict of a difference from those of the two states."""
        both = {"earlier": earlier, "later": later}
        return {f"{when}.{name}": value for when, state in both.items() for name, value in state.items()}
