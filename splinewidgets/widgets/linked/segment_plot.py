"""`SegmentPlot`: a network along a segment of a slice, as what it is there, affine splines of one variable."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import traitlets as t
from torch import nn

from splinewidgets.geometry.flattened import rows_of
from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.slices.segment import Segment
from splinewidgets.geometry.tessellate import tessellate
from splinewidgets.geometry.tessellation.segment_tessellation import SegmentTessellation
from splinewidgets.pictures.figures.segment_figure import segment_keys, segment_view
from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.rendering.rendered_samples import RenderedSamples
from splinewidgets.pictures.rendering.segment_picture import (
    MOST_DRAWN,
    segment_picture,
    segment_status,
    sign_changes,
)
from splinewidgets.pictures.rendering.surface_picture import output_names
from splinewidgets.pictures.scene.segment_input import across, read_outputs, read_segment
from splinewidgets.pictures.sheets.shapes import Figure
from splinewidgets.pictures.sheets.sheet import Look, sheet
from splinewidgets.pictures.stills.segment_drawing import draw_segment
from splinewidgets.pictures.wire_types import segment as wire_types
from splinewidgets.pictures.wire_types.segment import WireSegment
from splinewidgets.widgets.host.checked import Checked
from splinewidgets.widgets.host.still import Pixels
from splinewidgets.widgets.host.trait_types import Payload
from splinewidgets.widgets.linked.background_view import BackgroundView
from splinewidgets.widgets.linked.linked_view import explorer_beside, taken_keywords
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

# A segment with more pieces is refused: they could not be told apart, nor sent while a hand moves.
MOST_PIECES = 10_000


class SegmentPlot(BackgroundView):
    """The outputs of a network along a segment of a slice: exact affine splines of the distance from its start.

    Two handles on the explorer's slice are the ends of the segment. Drag them, or move them by keys, and the graphs
    follow. Breakpoints, where a unit of the network changes its sign, are marked in the color of its layer, as are
    crossings of the decision boundary and sign changes of outputs. A place pointed at on the graphs is shown on the
    slice, and the nearest place on the segment to the pointer on the slice is shown on the graphs.

    The segment is tessellated by itself, so that all of it is exact where the slice is only sampled, too, and beyond
    the window. Of more than ten outputs those are drawn that lead somewhere on the segment, then those with the largest
    values, and it is said so; `visible_outputs` chooses others.

    Parameters
    ----------
    model : torch.nn.Module, Network or SliceExplorer
        The explorer to stand beside, or what one is made for.
    segment : ((u, v), (u, v))
        The ends, in coordinates of the slice; by default across the window.
    visible_outputs : sequence of int
        Which outputs are drawn, ten at most; by default all, or those that lead somewhere.
    height : int
        Pixels of the plot.
    **keywords
        Of `SliceExplorer`, where a model is given.
    layout, tooltip, tabbable
        As for every ipywidget.

    Raises
    ------
    ValueError, TypeError
        If an argument does not fit.
    UnsupportedOperation
        If the model is not piecewise affine.

    References
    ----------
    Balestriero, Humayun and Baraniuk, On the Geometry of Deep Learning [balestriero2025geometry], equation (5), on a
    line.

    Examples
    --------
    >>> from ipywidgets import VBox
    >>> plot = SegmentPlot(zoo.mlp((2, 16, 2)), segment=[[-1.0, 0.0], [1.0, 0.5]])
    >>> both = VBox([plot.explorer, plot])
    >>> plot.breakpoints.shape == (plot.tessellation.piece_count - 1,)
    True
    """

    _bundle = "segment_plot"
    _drawn = ("_plot",)
    _tracks = True

    segment = Checked(
        t.Any(None),
        lambda plot, given: read_segment(given),
        help="The ends in coordinates of the slice, [[u, v], [u, v]]; None for a segment across the window.",
    ).tag(sync=True, wire=wire_types.Segment | None)
    visible_outputs = Checked(
        t.Any(None),
        lambda plot, given: read_outputs(given, plot._output_count, MOST_DRAWN),
        help="Which outputs are drawn; None for all, or those that lead somewhere.",
    ).tag(sync=True, wire=list[int] | None)
    _plot = Payload(WireSegment, help="Graphs along the segment.").tag(sync=True, told=True)

    def __init__(
        self,
        model: nn.Module | Network | SliceExplorer,
        *,
        segment: Any = None,
        visible_outputs: Sequence[int] | None = None,
        height: int = 260,
        **keywords: Any,
    ) -> None:
        dom = taken_keywords(type(self), model, keywords)
        ends = read_segment(segment)
        self.explorer, self._mine = explorer_beside(model, **keywords)
        self._output_count = math.prod(self.explorer.network.output_shape)
        self._line: SegmentTessellation | None = None
        # Of the last move of a handle.
        self._seq: int | None = None
        super().__init__(segment=ends, visible_outputs=visible_outputs, height=height, **dom)
        self.observe(self._ask_again, ["segment", "visible_outputs"])
        self._begin()

    @property
    def tessellation(self) -> SegmentTessellation:
        """The segment's own, after all requests; its positions are shares of the segment's length."""
        self._require_explorer()
        self._finish_picture()
        if self._line is None:
            raise RuntimeError(
                f"There is no segment. {self.error or 'The widget is closed, or its own thread asks.'} "
                "Set what is wrong, or make another plot."
            )
        return self._line

    @property
    def breakpoints(self) -> npt.NDArray[np.float64]:
        """Distances (P - 1,) from the start at which the pieces meet, in units of input space, ascending."""
        line = self.tessellation
        return line.segment.length() * line.breakpoints

    @property
    def crossings(self) -> npt.NDArray[np.float64]:
        """Distances (S,) from the start at which the predicted class changes, in units of input space, ascending."""
        line = self.tessellation
        return line.segment.length() * line.decision_changes().t

    def zero_crossings(self, output: int = 0) -> npt.NDArray[np.float64]:
        """Distances (Z,) from the start at which an output changes its sign, in units of input space, ascending.

        Of a stretch on which it is zero, that of its start.
        """
        read_outputs([output], self._output_count, 1)
        line = self.tessellation
        return np.array(sign_changes(line.segment.length() * line.ends, rows_of(line.outputs)[:, output]), np.float64)

    def _clear(self) -> None:
        """Nothing is cleared: a segment has pieces where the slice is sampled, too."""

    def _draw(self, shown: Rendered) -> None:
        if self.segment is None:
            self.segment = across(shown.window.bounds)  # which asks
        else:
            super()._draw(shown)

    def _answer(self, request: Any) -> None:
        with self.held():
            shown, ends, chosen, seq = self.explorer.shown, self.segment, self.visible_outputs, self._seq
        if shown is None:
            return
        if ends is None:
            with self._publish():
                self.segment = across(shown.window.bounds)  # which asks
            return
        plane, network = shown.scene.slice, _network_of(shown)
        line = tessellate(network, Segment(*plane.embed(ends)), max_tiles=MOST_PIECES)
        names = output_names(self.class_names, network.output_shape)
        classified = len(self.class_names) > 0
        plot = segment_picture(line, ends, names, classified, chosen)
        with self._publish():
            self._line, self._plot = line, plot
            self.status = segment_status(line, classified, bool(shown.sampled))
            self._show_ends(ends, seq)
        self._tell_failure("")

    def _show_ends(self, ends: list[list[float]], seq: int | None) -> None:
        named = zip(ends, ("start", "end"), strict=True)
        markers = [{"role": "segment", "at": at, "label": name, "handle": True} for at, name in named]
        self._draw_shapes(self._moved, seq, lines=[{"role": "segment", "points": ends}], markers=markers)

    def _moved(self, index: int, at: list[float], seq: int | None, done: bool) -> None:
        del done
        ends = [list(end) for end in self.segment]
        ends[index] = at
        self._seq = seq
        self.segment = ends

    def _has_picture(self) -> bool:
        return bool(self._plot)

    def _still_pixels(self, pixels: int) -> Pixels:
        return draw_segment(self._plot, pixels)

    def _figure(self, look: Look) -> Figure:
        with self.held():
            view = segment_view(self._plot)
            return sheet([[view]], segment_keys(self._plot), look, self._sentence())

    def _words(self) -> str:
        return f"{', '.join(self._plot['names'])} of the network along a segment: {self.status}"


def _network_of(shown: Rendered) -> Network:
    return shown.network if isinstance(shown, RenderedSamples) else shown.tessellation.network
