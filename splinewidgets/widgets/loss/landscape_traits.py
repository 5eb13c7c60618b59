"""The traits of `LossLandscape`: what people set, and what travels to the browser."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

import traitlets as t

from splinewidgets.pictures.scene.loss_range import read_limits
from splinewidgets.pictures.wire_types.colors import Colormap
from splinewidgets.pictures.wire_types.landscape import (
    LandscapePart,
    LossScale,
    WireLandscape,
    WireLossRange,
    WirePlace,
    WirePlaceFacts,
    WirePlot,
    WireWay,
)
from splinewidgets.pictures.wire_types.picture import Point as WirePoint
from splinewidgets.pictures.wire_types.picture import Range
from splinewidgets.pictures.wire_types.space import WireCamera
from splinewidgets.widgets.host.background_widget import BackgroundWidget
from splinewidgets.widgets.host.checked import Checked
from splinewidgets.widgets.host.trait_types import (
    Choice,
    Items,
    Number,
    Numbered,
    Payload,
    Point,
    Positive,
    Whole,
    WholeBetween,
)
from splinewidgets.widgets.pages.questions import Question, Wanted, each

PARTS: tuple[LandscapePart, ...] = get_args(LandscapePart)
MOST_LEVELS = 60
MOST_STEPS = 2000


class Momentum(Number):
    """A number from 0 to less than 1."""

    info_text = "a number from 0 to less than 1"

    def validate(self, obj: object, value: object) -> float:
        """The number."""
        number = super().validate(obj, value)
        if not 0 <= number < 1:
            self.error(obj, value)
        return number


class LandscapeTraits(BackgroundWidget):
    """What they are checked against stands in the widget."""

    visible = Items(t.Enum(PARTS), list(PARTS), help="What is drawn.").tag(sync=True)
    scale = Choice(get_args(LossScale), "log", help="Scale of heights and colors.").tag(sync=True)
    limits = Checked(
        t.Any(None), lambda widget, given: read_limits(given), help="Losses of the lowest and highest color; or None."
    ).tag(sync=True, wire=Range | None)
    levels = WholeBetween(0, MOST_LEVELS, 12, help="Number of level lines.").tag(sync=True)
    colormap = Choice(get_args(Colormap), "viridis", help="Color map of the loss.").tag(sync=True)
    camera = Payload(WireCamera, help="From where surfaces are seen; {} for the first view.").tag(sync=True)
    marble = Point(help="Where the marble is let go; None for none.").tag(sync=True, wire=WirePoint | None)
    step_size = Positive(0.1, help="Length of a step of the marble for a slope of 1.").tag(sync=True)
    momentum = Momentum(0.0, help="Share of a move that the next one keeps.").tag(sync=True)
    steps = WholeBetween(1, MOST_STEPS, 200, help="Steps of the marble, at most.").tag(sync=True)
    selected = Whole(-1, help="The selected minimum or saddle of the list; -1 for none.").tag(sync=True)
    depth = Checked(
        Whole(0), lambda widget, given: widget._fitting("depth", given), help="Which of the depths is shown."
    ).tag(sync=True)
    skip = Checked(
        Number(0.0), lambda widget, given: widget._fitting("skip", given), help="Which of the skip strengths is shown."
    ).tag(sync=True)
    depths = t.List(t.Int(), help="Depths to choose from.").tag(sync=True, told=True)
    skips = t.List(t.Float(), help="Skip strengths to choose from.").tag(sync=True, told=True)

    _landscapes = t.List(Payload(WireLandscape), help="One, or two side by side.").tag(sync=True, told=True)
    _range = Payload(WireLossRange, help="What all of them have in common.").tag(sync=True, told=True)
    _ways = t.List(Payload(WireWay), help="Of the marble on each.").tag(sync=True, told=True)
    _plots = t.List(Payload(WirePlot), help="What stands beside.").tag(sync=True, told=True)
    _pointed = Numbered(WirePlace, help="Where the pointer is.")
    _facts = Payload(WirePlaceFacts, help="What there is to know of that place.").tag(sync=True, told=True)

    def _page_questions(self, wanted: Wanted) -> Iterable[Question]:
        del wanted
        if self.depths or self.skips:
            yield Question("landscapes", each(depth=self.depths or [0], skip=self.skips or [0.0]))
        yield Question("scales", each(scale=get_args(LossScale)))
