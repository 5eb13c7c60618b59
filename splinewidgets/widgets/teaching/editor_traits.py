"""The traits of `HyperplaneEditor` that an explorer does not have."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import traitlets as t

from splinewidgets.pictures.scene.sequential_input import OVERLAYS, read_chosen, read_overlays
from splinewidgets.pictures.wire_types.arrangement import Edit, Overlay, WireArrangement
from splinewidgets.pictures.wire_types.picture import ChosenUnit
from splinewidgets.widgets.host.checked import Checked
from splinewidgets.widgets.host.trait_types import Items, Numbered, Payload, Point
from splinewidgets.widgets.pages.questions import Question, Wanted, each
from splinewidgets.widgets.slice.explorer_traits import ExplorerTraits

# A page without a kernel has the lines of so many units, each with all that can be drawn over it.
MOST_CHOSEN = 64


class EditorTraits(ExplorerTraits):
    """Traits only."""

    chosen = Checked(
        t.Any(None),
        lambda editor, given: read_chosen(given, editor.units),
        takes_back=False,
        help="The layer and the unit whose line is chosen, [layer, unit], or None.",
    ).tag(sync=True, wire=ChosenUnit | None)
    overlays = Checked(
        Items(t.Unicode()),
        lambda editor, given: read_overlays(given),
        help="What is drawn over the tiles: some of half-planes, signs, power diagram.",
    ).tag(sync=True, wire=list[Overlay])
    crossing = Point(help="The folds nearest to this point are measured, [u, v]; None for none.").tag(sync=True)

    _arrangement = Payload(WireArrangement, help="What is drawn over the picture.").tag(sync=True, told=True)
    _pivot = Point(help="Where the chosen line was taken by hand, [u, v], or None.").tag(sync=True, echo_update=False)
    _edit = Numbered(Edit, help="A change of the network by hand.")

    def _page_questions(self, wanted: Wanted) -> Iterable[Question]:
        yield from super()._page_questions(wanted)
        units = [[layer, unit] for layer, count in enumerate(self.units) for unit in range(count)]
        told = {self: ("_arrangement", "unit")}
        if len(units) <= MOST_CHOSEN:
            looks = [list(some) for size in range(len(OVERLAYS) + 1) for some in combinations(OVERLAYS, size)]
            yield Question("chosen lines", each(chosen=[None, *units], overlays=looks), told)
