"""Figure of a `TrainingExplorer`: the checkpoints that are shown, by their steps."""

from __future__ import annotations

from collections.abc import Sequence

from splinewidgets.pictures.figures.slice_figure import SliceContent, slice_keys, slice_view
from splinewidgets.pictures.number_format import count
from splinewidgets.pictures.sheets.sheet import Key, View
from splinewidgets.widgets.slice.comparing_explorer import ComparingExplorer
from splinewidgets.widgets.training.training_traits import TrainingTraits


class TrainingFigure(TrainingTraits, ComparingExplorer):
    """What of an explorer of a training stands on a figure."""

    def _captioned(self, content: SliceContent, network: int) -> View:
        tiles = content.picture["tile_sizes"]["shape"][0]
        detail = "sampled" if "grid" in content.picture else f"{count(tiles)} tile{'s' * (tiles != 1)}"
        return slice_view(content, self._moment(network), detail)

    def _figure_keys(self) -> Sequence[Key]:
        if self.compare != "difference":
            return super()._figure_keys()
        return slice_keys(self._content(), [f"Boundary at {self._moment(network)}" for network in (0, 1)])

    def _moment(self, network: int) -> str:
        """The step of the checkpoint, or of the reference."""
        index = self.reference if network else self.checkpoint
        return f"step {count(self.steps[index])}" if self.steps else ""
