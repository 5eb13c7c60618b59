"""What a page without a kernel knows of a training: its checkpoints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from splinewidgets.widgets.pages.questions import Known, Question, Wanted, each
from splinewidgets.widgets.training.training_animation import TrainingAnimation

# What there is to know of a picture, of one beside it, and about a tile, which in another picture is not there.
SEEN = ("_picture", "_colors", "_layers", "_measures", "tile_count", "sampled", "status")
BESIDE = ("_reference_picture", "_reference_colors", "visible_layers")
POINTED = ("hovered", "selected", "_facts", "_selected_facts")


class TrainingPage(TrainingAnimation):
    """An explorer of a training whose checkpoints a page can have, alone, and compared as they are now."""

    # The curves of the metrics, another widget.
    curves: Any

    def _page_questions(self, wanted: Wanted) -> Iterable[Question]:
        if not self.steps:
            yield from super()._page_questions(wanted)
            return
        told = {self: (*SEEN, *BESIDE, *POINTED), self.curves: ("checkpoint", "reference")}
        ways = dict.fromkeys(("single", self.compare))
        shown = each(
            color_by=self._measures_on_page(wanted), compare=ways, checkpoint=sorted(self._indices(wanted.steps))
        )
        yield Question("checkpoints", shown, told)

    def _page_answers(self, wanted: Wanted) -> Iterable[Known]:
        yield from super()._page_answers(wanted)
        if not self.steps:
            return
        kept = self._indices(wanted.steps)
        # One that is not on the page gives way to the nearest that is.
        sought = {i: min(kept, key=lambda index: abs(index - i)) for i in range(len(self.steps))}
        seeks = [([{"which": "checkpoint", "index": i}], {self: {"checkpoint": at}}) for i, at in sought.items()]
        yield Known("checkpoints", self, ["_seek"], seeks)
        clicks = [([{"index": i}], {self: {"checkpoint": at}}) for i, at in sought.items()]
        yield Known("checkpoints", self.curves, ["_clicked"], clicks)

    def _facts_on_page(self) -> dict[str, object]:
        return {"checkpoint": self.checkpoint, "compare": self.compare} if self.steps else {}
