"""`Architecture`: what the checkpoints of a history have in common, the names and shapes of their tensors."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from torch import Tensor

from splinewidgets.geometry.model.fitting_tensors import COUNTERS, without_wrappers
from splinewidgets.geometry.model.state_dict_check import differences

from .checkpoint import Checkpoint
from .state_dict_file import shapes_of


class Architecture:
    """Names and shapes of a history's tensors, read from the last checkpoint where they are not known."""

    def __init__(self) -> None:
        # The file of the last checkpoint whose shapes are known, and the shapes.
        self._known: tuple[Path, dict[str, tuple[int, ...]]] | None = None

    def set(self, checkpoint: Checkpoint, state_dict: Mapping[str, Tensor]) -> None:
        """Remember that a checkpoint has these tensors."""
        self._known = checkpoint.file, shapes_of(state_dict)

    def named(self, state_dict: dict[str, Tensor], step: int, before: Checkpoint) -> dict[str, Tensor]:
        """The tensors of a step under the names of a checkpoint before, which wrappers may have changed.

        Raises
        ------
        ValueError
            If other names or shapes differ.
        """
        if self._known is None or self._known[0] != before.file:
            self.set(before, before.state_dict())
        assert self._known is not None
        shapes = self._known[1]
        if faults := differences(shapes, shapes_of(state_dict)):
            names = {without_wrappers(name): name for name in shapes}
            renamed = {names.get(without_wrappers(name), name): value for name, value in state_dict.items()}
            renamed = {name: value for name, value in renamed.items() if name in shapes or name not in COUNTERS}
            if differences(shapes, shapes_of(renamed)):
                raise ValueError(
                    f"The model of step {step} {faults}. A history is of one architecture, here that of step "
                    f"{before.step}. Choose another path for another model."
                )
            return renamed
        return state_dict
