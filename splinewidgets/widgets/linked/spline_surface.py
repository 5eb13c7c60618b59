"""`SplineSurface`: a network as what it is, an affine spline: the graph of an output above its tiles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, get_args

import numpy as np
import torch
import traitlets as t
from torch import nn

from splinewidgets.geometry.array_like import numbers
from splinewidgets.geometry.flattened import rows_of
from splinewidgets.geometry.network.counted_end import check_values
from splinewidgets.geometry.network.network import Network
from splinewidgets.pictures import plain_values
from splinewidgets.pictures.figures.surface_figure import surface_keys, surface_view
from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.rendering.surface_picture import Values, output_names, points, surface
from splinewidgets.pictures.scene.near_points import Neighborhood
from splinewidgets.pictures.scene.samples import Samples
from splinewidgets.pictures.scene.slice_network import network_of
from splinewidgets.pictures.sheets.sheet import Key, View
from splinewidgets.pictures.stills.raster import Floats
from splinewidgets.pictures.stills.space_drawing import draw_surface
from splinewidgets.pictures.wire_types.space import SurfaceLayer, WireData, WireSurface
from splinewidgets.widgets.host.checked import Checked
from splinewidgets.widgets.host.still import Pixels
from splinewidgets.widgets.host.trait_types import Items, Number, Payload, Whole
from splinewidgets.widgets.linked.linked_view import TOLD, explorer_beside, taken_keywords
from splinewidgets.widgets.linked.space_view import SpaceView
from splinewidgets.widgets.pages.questions import Question, Wanted, each
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

PARTS: tuple[SurfaceLayer, ...] = get_args(SurfaceLayer)
# A page without a kernel has the graphs of so many outputs, the first ones.
MOST_OUTPUTS = 12


class SplineSurface(SpaceView):
    """The tiles of a slice, and above them the graph of one output: flat facets that meet in edges, Figure 3.

    It stands beside a `SliceExplorer`, of which it shows whatever that shows: drag, zoom or tilt there, and the surface
    follows; a tile that is pointed at or selected in one is so in the other, and both have the same colors. Where a
    page shows both, the color bar and the facts are the explorer's; alone, the surface has its own.

    Parameters
    ----------
    model : torch.nn.Module, Network or SliceExplorer
        A network, for which an explorer is made, `explorer`; or the explorer that is to be followed. Where it ends in
        a smooth function of each output by itself, such as a sigmoid, vertices stand at its values, and the surface is
        drawn flat between them, which its axis says.
    data : (N, *input_shape) array-like
        Points to show; by default the explorer's.
    targets : (N,) or (N, outputs) array-like
        What the network should be at the data; lines lead to what it is.
    output : int
        Which output's graph to show.
    visible : sequence of str
        Of "tessellation", "surface", "wire", "data" and "residuals".
    vertical_scale : float
        1 makes the range of the output half as high as the window is wide.
    height : int
        Pixels of the canvas.
    **keywords
        As for `SliceExplorer`, where a model is given.

    Raises
    ------
    ValueError, TypeError
        If an argument does not fit.
    UnsupportedOperation
        If the model is not piecewise affine up to such an end, or ends in a softmax.

    Examples
    --------
    >>> from ipywidgets import HBox
    >>> moons = zoo.two_moons()
    >>> surface = SplineSurface(zoo.mlp((2, 16, 1)), data=moons.inputs, targets=moons.labels)
    >>> both = HBox([surface.explorer, surface])
    """

    _bundle = "spline_surface"
    _drawn = (*SpaceView._drawn, "_surface", "_data", "visible", "vertical_scale")
    _told = (*TOLD, "status")

    output = Checked(
        Whole(0), lambda surface, given: read_output(given, len(surface.outputs)), help="Which output's graph is shown."
    ).tag(sync=True)
    visible = Items(t.Enum(PARTS), list(PARTS), help="What is drawn.").tag(sync=True)
    vertical_scale = Checked(
        Number(1.0),
        lambda surface, given: read_scale(given),
        help="Height of the output's range, in halves of the window's width.",
    ).tag(sync=True)
    _surface = Payload(WireSurface, help="Heights above the explorer's tiles.").tag(sync=True, told=True)
    _data = Payload(WireData, help="Points, targets and predictions.").tag(sync=True, told=True)
    outputs = t.List(t.Unicode(), help="Names of the outputs.").tag(sync=True, told=True)

    def __init__(
        self,
        model: nn.Module | Network | SliceExplorer,
        data: Any = None,
        targets: Any = None,
        *,
        output: int = 0,
        visible: Sequence[str] = PARTS,
        vertical_scale: float = 1.0,
        height: int = 480,
        **keywords: Any,
    ) -> None:
        dom = taken_keywords(type(self), model, keywords)
        if isinstance(model, nn.Module):
            given = None if data is None else numbers(data, "data")
            model = network_of(model, keywords.get("anchors"), given, leaves_out="smooth")
        self.explorer, self._mine = explorer_beside(model, data=data, height=height, **keywords)
        network = self.explorer.network
        check_values(network)
        samples = self.explorer._samples if data is None or self._mine else Samples.read(data)
        self._neighborhood = None if samples is None else Neighborhood(samples)
        self._samples, self._predicting = samples, network
        if samples is None and targets is not None:
            raise ValueError("targets were given without data. They belong to inputs. Pass data= as well.")
        self._predictions = np.empty((0, 0)) if samples is None else _predictions(network, samples)
        self._targets = None if targets is None else _targets(targets, self._predictions)
        super().__init__(
            output=output,
            visible=visible,
            vertical_scale=vertical_scale,
            height=height,
            **dom,
            outputs=output_names(self.explorer.class_names, network.output_shape),
        )
        self.observe(self._choose, "output")
        self._begin()

    def _page_questions(self, wanted: Wanted) -> Iterable[Question]:
        del wanted
        yield Question("outputs", each(output=range(min(len(self.outputs), MOST_OUTPUTS))))

    def _has_picture(self) -> bool:
        return bool(self._surface)

    def _still_pixels(self, pixels: int) -> Pixels:
        tiles, colors = self._colored_tiles()
        height = (self.vertical_scale, self.camera, pixels)
        return draw_surface(tiles, self._surface, self._data, colors, self._lines(), self.visible, *height).pixels()

    def _space_view(self, colors: Floats) -> View:
        tiles, _ = self._colored_tiles()
        seen = (self.visible, self.vertical_scale, self.camera)
        return surface_view(tiles, self._surface, self._data, colors, self._lines(), *seen)

    def _space_keys(self) -> list[Key]:
        return surface_keys(self._data, self.visible)

    def _words(self) -> str:
        return f"the graph of {self._surface['label']} above {self._words_of_tiles()}"

    def _clear(self) -> None:
        self._surface = self._data = {}

    def _draw(self, shown: Rendered) -> None:
        labels = [self.outputs[self.output], *(self.explorer.axis_names or ("u", "v"))]
        self._surface = surface(shown.tessellation, shown.number, self.output, labels, self._targets)
        if self._neighborhood is not None:
            self._predict(shown.tessellation.network)
            near = self._neighborhood.near(shown.tessellation.slice, shown.scene.anchor_distance)
            self._data = points(near, shown.tessellation.slice, self._predictions, self._targets, self.output)

    def _predict(self, network: Network) -> None:
        """Predict anew where the explorer has come to another network, as one of a training does."""
        if self._samples is not None and network is not self._predicting:
            self._predictions, self._predicting = _predictions(network, self._samples), network


def read_output(given: Any, count: int) -> int:
    """The index of an output."""
    index = plain_values.whole(given, "output", "the index of an output, a whole number", "0 is the first.")
    if not 0 <= index < count:
        raise ValueError(f"output is {index}. The network has outputs 0 to {count - 1}. Pass one of these.")
    return index


def read_scale(given: Any) -> float:
    """A factor for heights."""
    return plain_values.positive(given, "vertical_scale", "a positive number", "1 is usual.")


@torch.no_grad()
def _predictions(network: Network, samples: Samples) -> Values:
    inputs = torch.tensor(samples.inputs, dtype=network.dtype, device=network.device)
    return rows_of(network.whole(inputs))


def _targets(given: Any, predictions: Values) -> Values:
    array = numbers(given, "targets")
    targets = array.reshape(len(array), -1) if array.ndim else array
    if targets.shape != predictions.shape:
        raise ValueError(
            f"targets has shape {array.shape}. There are {len(predictions)} data and {predictions.shape[1:]} outputs. "
            f"Give one target for each, ({', '.join(map(str, predictions.shape))})."
        )
    return targets
