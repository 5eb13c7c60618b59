"""What a page without a kernel knows of an explorer: its colors, and what its tiles tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from splinewidgets.pictures.plain_values import names
from splinewidgets.pictures.rendering.live_slice import live_slice
from splinewidgets.pictures.rendering.painter import Painter
from splinewidgets.pictures.rendering.rendered import Rendered, RenderedTiles
from splinewidgets.pictures.rendering.tile_facts import facts
from splinewidgets.pictures.scene.slice_input import ExplorerInput
from splinewidgets.widgets.pages.questions import Known, Question, Wanted, each
from splinewidgets.widgets.slice.explorer_traits import ExplorerTraits

# The bundle for whose views the page's engine answers.
LIVE = "slice_explorer"


class ExplorerPage(ExplorerTraits):
    """An explorer whose colors and facts a page can have."""

    _given: ExplorerInput
    _painter: Painter
    _shown: Rendered | None

    def _page_questions(self, wanted: Wanted) -> Iterable[Question]:
        yield Question("colors", each(color_by=self._measures_on_page(wanted)))

    def _measures_on_page(self, wanted: Wanted) -> list[str]:
        """The measures that are wanted, and the one of now."""
        known = [measure["name"] for measure in self._measures]
        if wanted.measures is None:
            return known
        given = names(wanted.measures, "measures", "names of measures", "Pass such as ['slope', 'area'].")
        if missing := [name for name in given if name not in known]:
            raise ValueError(f"measures asks for {missing[0]!r:.80}. There are {', '.join(known)}. Pass some of these.")
        return [name for name in known if name in given or name == self.color_by]

    def _page_answers(self, wanted: Wanted) -> Iterable[Known]:
        shown = self._shown
        if not wanted.facts or not isinstance(shown, RenderedTiles):
            return
        tiles = range(-1, shown.tile_count)
        told = [facts(shown, tile, self.class_names, thorough=True) for tile in tiles]
        now = self._facts_on_page()
        for pointed, trait in (("hovered", "_facts"), ("selected", "_selected_facts")):
            answers = [([tile, *now.values()], {self: {trait: rows}}) for tile, rows in zip(tiles, told, strict=True)]
            yield Known("facts of tiles", self, [pointed, *now], answers, {self: {trait: {}}})

    def _page_engine(self) -> Mapping[str, Any]:
        shown = self._shown
        if self._bundle != LIVE:
            return super()._page_engine()
        if not isinstance(shown, RenderedTiles):
            raise ValueError("The window is sampled. Zoom in until its tiles are shown.")
        return live_slice(self._given, shown.scene, self.color_by, self._painter.cutoff)

    def _facts_on_page(self) -> dict[str, object]:
        """The traits, and their values, that facts go with."""
        return {}
