"""The traits of `InitializationExplorer`: what people set, and what travels to the browser."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

import traitlets as t

from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.pictures.scene.initialization_input import (
    read_depth,
    read_layer,
    read_points,
    read_seed,
    read_width,
)
from splinewidgets.pictures.wire_types.initialization import Look, WireCells, WireDataSet, WireLines, WireMeasures
from splinewidgets.pictures.wire_types.picture import Box, Point
from splinewidgets.widgets.host.background_widget import BackgroundWidget
from splinewidgets.widgets.host.checked import Checked
from splinewidgets.widgets.host.trait_types import Choice, Items, Payload, Whole
from splinewidgets.widgets.pages.questions import Question, Wanted, each


class InitializationTraits(BackgroundWidget):
    """What they are checked against stands in the explorer."""

    points = Checked(
        Items(t.List(t.Float())),
        lambda widget, given: widget._fitting_points(given),
        help="The data (N, 2), at least two.",
    ).tag(sync=True, wire=list[Point])
    depth = Checked(
        Whole(4), lambda widget, given: widget._own("depth", read_depth(given)), help="How many layers."
    ).tag(sync=True)
    width = Checked(
        Whole(16), lambda widget, given: widget._own("width", read_width(given)), help="Units in each, at most."
    ).tag(sync=True)
    seed = Checked(Whole(0), lambda widget, given: read_seed(given), help="Of the random weights.").tag(sync=True)
    layer = Checked(
        Whole(4), lambda widget, given: widget._fitting_layer(given), help="Which layer is shown, from 1 on."
    ).tag(sync=True)
    look = Choice(get_args(Look), "lines", help="Exact lines, or the density of a layer.").tag(sync=True)
    window = t.List(t.Float(), help="What is seen of the plane.").tag(sync=True, told=True, wire=Box)

    _zero_bias = Payload(WireLines | WireCells, help="With biases of zero.").tag(sync=True, told=True)
    _random_bias = Payload(WireLines | WireCells, help="With random biases.").tag(sync=True, told=True)
    _normalized = Payload(WireLines | WireCells, help="Batch normalized.").tag(sync=True, told=True)
    _own_bias = Payload(WireLines | WireCells, help="With the model's own biases, where it is the user's.").tag(
        sync=True, told=True
    )
    _own_model = t.Bool(False, help="Whether weights are the user's own.").tag(sync=True, told=True)
    _measures = t.List(Payload(WireMeasures), help="Of each of these networks.").tag(sync=True, told=True)
    _data_sets = t.List(Payload(WireDataSet), help="Points to begin with.").tag(sync=True, told=True)
    _fraction = t.Float(0.0, help="How far a long computation is, 0 to 1.").tag(sync=True, told=True)
    _stop = t.Int(0, help="Counts how often the page has asked to give up what is computed.").tag(
        sync=True, echo_update=False
    )

    # What is seen of the plane.
    _plane: Slice
    # Layers of a model, and units of the widest, where it is the user's own.
    _size: dict[str, int]

    def _page_questions(self, wanted: Wanted) -> Iterable[Question]:
        del wanted
        yield Question("layers", each(look=get_args(Look), layer=range(1, self.depth + 1)))

    def _fitting_points(self, given: Any) -> list[list[float]]:
        return read_points(given, self._plane, clamping=self._from_browser)

    def _own(self, name: str, given: int) -> int:
        if given != self._size.get(name, given):
            raise ValueError(
                f"{name} is {given}. The layers are those of your own model. Make an explorer without one."
            )
        return given

    def _fitting_layer(self, given: Any) -> int:
        return read_layer(given, self.depth)
