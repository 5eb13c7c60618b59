"""`ManifoldExplorer`: the manifold that a generator covers, tile by tile, beside the latents that it is made of."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, get_args

import numpy as np
import traitlets as t
from anywidget import WidgetTrait
from torch import nn

from splinewidgets.generation.latent_density import Given
from splinewidgets.generation.manifold_sampler import ManifoldSampler
from splinewidgets.geometry.flattened import rows_of
from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.tessellation.manifold import Manifold
from splinewidgets.pictures.principal_axes import PrincipalAxes
from splinewidgets.pictures.projection import Projection, read_projection
from splinewidgets.pictures.rendering.manifold_picture import ManifoldPicture, gray_range, output_picture
from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.scene.image_layout import ImageLayout
from splinewidgets.pictures.scene.manifold_input import (
    check_left_out,
    check_outputs,
    for_explorer,
    read_count,
    read_data,
    read_given_density,
    read_plane,
    read_unfold,
    sample_words,
)
from splinewidgets.pictures.scene.polarity_input import RHO_RANGE, read_rho
from splinewidgets.pictures.wire_types.arrays import Maybe
from splinewidgets.pictures.wire_types.explorer import WireDots
from splinewidgets.pictures.wire_types.manifold import Axes, ManifoldLayer, WireManifold, WirePointed, WirePoints
from splinewidgets.pictures.wire_types.picture import Range
from splinewidgets.widgets.host.checked import Checked
from splinewidgets.widgets.host.trait_types import Items, Number, Payload, Whole
from splinewidgets.widgets.linked.linked_view import SHARED, explorer_beside, in_python, taken_keywords
from splinewidgets.widgets.linked.manifold_still import ManifoldStill
from splinewidgets.widgets.linked.space_view import SpaceView
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

PARTS: tuple[ManifoldLayer, ...] = get_args(ManifoldLayer)
USUAL = 1000  # samples, where they can be drawn


class ManifoldExplorer(ManifoldStill):
    """The image of a generator's latent tiles, flat polygons that share edges as the tiles do: Figure 10.

    It stands beside a `SliceExplorer` on the latents, of which it shows whatever that shows. One that was made for it,
    `explorer`, is shown with it, on its left or above it; with `part = None` it is shown alone. Both are colored by how
    much larger each tile's image is than the tile, the volume factor sqrt(det(A' A)) of equation (10), unless another
    measure is chosen; a tile that is pointed at or selected in one is so in the other; and samples are drawn exactly: a
    tile by its chance, and a point of it. Where a page shows both, the color bar and the facts are the explorer's;
    alone, the manifold has its own.

    Parameters
    ----------
    generator : torch.nn.Module, Network or SliceExplorer
        A generator that is piecewise affine, up to a smooth function of each output by itself such as sigmoid or tanh
        at its end, for which an explorer is made, `explorer`; or the explorer to follow. Behind such an end vertices,
        areas, colors and samples are those of the values, and curved images are drawn flat between vertices.
    latents : (N, *latent_shape) array-like
        Latents to show on the plane, such as those of training data, and to choose anchors from.
    data : (M, *output_shape) array-like
        What the generator was trained on, to be drawn beside what it makes.
    projection : 'pca' or (int, int, int)
        How more than three outputs are drawn: their principal components in the window, or three of them.
    samples : int
        How many points are drawn from the window, 0 for none; 1000 by default where two latents vary, and else none.
    rho : float
        The polarity of samples, -1 to 2: 0 as latents are, 1 uniform on the manifold. The survey's exponent is rho / 2.
    density : 'uniform', 'normal', distribution or function
        Of two latents, as for `ManifoldSampler`. A normal one chooses the window, and what that leaves out is said;
        another that is set later is that of samples in the window as it is.
    condition, output
        What the generator takes beside a latent, and which of several tensors it returns; as for `pool`.
    coordinates, fixed
        Which two of many latents vary, by default the first, and a latent, or the index of one of `latents`, at which
        the others are fixed, by default 0.
    unfold : float
        0 to 1: how far a manifold in the plane is drawn out of it, along the first latent, to see its sheets.
    output_shape : tuple of int
        How to read outputs as images: (H, W), (H, W, 3) or (3, H, W).
    visible : sequence of str
        Of "tiles", "wire", "degenerate", "samples" and "data".
    height : int
        Pixels of the canvas.
    **keywords
        As for `SliceExplorer`, where a generator is given: of more than two latents the plane of three `anchors` is
        shown; the `domain` of two is (-1, 1) by default, or all `latents`, and the manifold ends there.

    Raises
    ------
    ValueError, TypeError
        If an argument does not fit, or the generator has one output only.
    UnsupportedOperation
        If the generator is not piecewise affine up to such an end, or ends in a softmax. `PolarityExplorer` shows any.

    Examples
    --------
    >>> explorer = ManifoldExplorer(zoo.mlp((2, 16, 3)), samples=2000, rho=1)
    """

    _bundle = "manifold_explorer"
    _shared = (*SHARED, "pointer")
    _tracks = True
    _drawn = (*SpaceView._drawn, "_manifold", "_samples", "_data", "visible", "unfold")

    visible = Items(t.Enum(PARTS), list(PARTS), help="What is drawn.").tag(sync=True)
    projection = Checked(
        t.Any("pca"),
        lambda shown, given: read_projection(given, shown._output_count),
        help="'pca', or three outputs to draw.",
    ).tag(sync=True, wire=Axes)
    rho = Checked(Number(0.0), lambda shown, given: read_rho(given), help="The polarity of the samples.").tag(sync=True)
    _rho_range = t.List(t.Float(), list(RHO_RANGE), help="Where its slider ends.").tag(sync=True, told=True, wire=Range)
    samples = Checked(
        Whole(0), lambda shown, given: read_count(given, shown._flat), help="How many samples are drawn."
    ).tag(sync=True)
    density = Checked(
        t.Any("uniform"), lambda shown, given: read_given_density(given), help="Of two latents, for their samples."
    )
    unfold = Checked(
        Number(0.0),
        lambda shown, given: read_unfold(given),
        help="How far a manifold in the plane is drawn out of it, 0 to 1.",
    ).tag(sync=True)
    pointer = in_python(SliceExplorer.pointer)

    _manifold = Payload(WireManifold, help="The images of tiles.").tag(sync=True, told=True)
    _samples = Payload(WirePoints, help="Points drawn from the manifold.").tag(sync=True, told=True)
    _data = Payload(WirePoints, help="What the generator was trained on.").tag(sync=True, told=True)
    _pointed = Payload(WirePointed, help="What the latent under the pointer becomes.").tag(sync=True, told=True)
    # What is shown with it, its latents; None for nothing.
    part = WidgetTrait().tag(sync=True, told=True, wire=str | None)
    _output_count = t.Int(help="How many numbers the generator makes.").tag(sync=True, told=True)
    _images = t.Bool(False, help="Whether these are pictures.").tag(sync=True, told=True)

    def __init__(
        self,
        generator: nn.Module | Network | SliceExplorer,
        latents: Any = None,
        *,
        data: Any = None,
        projection: Any = "pca",
        samples: int | None = None,
        rho: float = 0.0,
        density: Given = "uniform",
        condition: Any = None,
        output: str | int | None = None,
        coordinates: Sequence[int] | None = None,
        fixed: Any = None,
        unfold: float = 0.0,
        output_shape: Sequence[int] | None = None,
        visible: Sequence[str] = PARTS,
        height: int = 480,
        **keywords: Any,
    ) -> None:
        dom = taken_keywords(type(self), generator, keywords)
        chosen = {"condition": condition, "output": output, "coordinates": coordinates, "fixed": fixed}
        given: dict[str, Any] = {"density": read_given_density(density)}
        self._meaning = ""
        if not isinstance(generator, SliceExplorer):
            plane = read_plane(generator, keywords.get("anchors"), latents, **chosen)
            generator = plane.network
            keywords, self._meaning = for_explorer(plane, density, {"height": height, **keywords})
        else:
            check_left_out({"latents": latents, **chosen})
        network = generator.network if isinstance(generator, SliceExplorer) else generator
        check_outputs(network)
        outputs = math.prod(network.output_shape)
        self._layout = ImageLayout.of(network.output_shape, output_shape, "output")
        self._training_data = None if data is None else read_data(data, tuple(network.output_shape))
        self._principal = PrincipalAxes()
        self._shades: tuple[Hashable, tuple[float, float]] | None = None  # the range of gray, and of which network
        self._manifold_picture: ManifoldPicture | None = None
        self._latents: Maybe[WireDots] = {}
        # Exact samples are drawn of two numbers alone.
        self._flat = math.prod(network.input_shape) == 2
        given |= {
            "projection": read_projection(projection, outputs),
            "rho": read_rho(rho),
            "unfold": read_unfold(unfold),
            "samples": read_count(USUAL * self._flat if samples is None else samples, self._flat),
        }
        self.explorer, self._mine = explorer_beside(generator, **keywords)  # only now, for it sets to work
        super().__init__(
            **given,
            visible=visible,
            height=height,
            **dom,
            _output_count=outputs,
            _images=self._layout is not None,
        )
        self.observe(self._choose, "projection")
        self.observe(self._resample, ["rho", "samples", "density"])
        self.observe(self._show_latents, "visible")
        self._follow(self._point, ["pointer"])
        self.part = self.explorer if self._mine else None
        self._begin()

    def close(self) -> None:
        """Remove the widget everywhere, and the explorer that was made for it."""
        if getattr(self, "_followed", ()) and self.explorer._dots is self._latents:
            self.explorer._dots = {}
        super().close()

    @property
    def image(self) -> Manifold:
        """The manifold on the screen; waits for what was asked of the explorer."""
        self._require_explorer()
        return Manifold(self.explorer.tessellation)

    @property
    def sample_count(self) -> int:
        """`samples`, under its former name."""
        return int(self.samples)

    @sample_count.setter
    def sample_count(self, count: int) -> None:
        self.samples = count

    def _clear(self) -> None:
        self._manifold_picture = None
        self._manifold = self._data = self._samples = self._pointed = self._latents = {}
        self._show_latents()

    def _draw(self, shown: Rendered) -> None:
        self._manifold_picture = None  # of a former one nothing more is asked, should this one fail
        manifold = Manifold(shown.tessellation)
        moment = shown.scene.snapshot
        picture = ManifoldPicture(shown.number, manifold, self._onto_axes(manifold, moment))
        if self._layout is not None:
            low, high = gray_range(manifold)
            if self._shades is not None and self._shades[0] == moment:
                # Of all that was seen: what is bright in one window is so in the next.
                low, high = min(low, self._shades[1][0]), max(high, self._shades[1][1])
            self._shades = moment, (low, high)
        self._manifold_picture = picture
        self._manifold = picture.trait()
        self._data = {} if self._training_data is None else picture.dots(self._training_data)
        self._show_pointed(picture)
        self._show_samples(picture)

    def _onto_axes(self, manifold: Manifold, moment: Hashable) -> Projection:
        if self._output_count <= 3:
            return Projection.outputs(range(self._output_count), self._output_count)
        if self.projection != "pca":
            return Projection.outputs(self.projection, self._output_count)
        return self._principal.of(manifold, moment)

    def _resample(self, change: Mapping[str, Any]) -> None:
        if change["new"] == change["old"]:  # when the browser sent what was refused
            return
        with self.explorer.held():
            if self._manifold_picture is not None:
                self._attempt(self._show_samples, self._manifold_picture)

    def _show_samples(self, picture: ManifoldPicture) -> None:
        self._samples, self._latents, words = {}, {}, ""
        try:
            if self.samples:
                sampler = ManifoldSampler(picture.manifold, self.density)
                words = sample_words(sampler)
                drawn = sampler.sample(self.samples, self.rho)
                at = picture.manifold.tessellation.slice.project(drawn.latents)
                self._samples = picture.dots(rows_of(drawn.outputs), at)
                self._latents = picture.latent_dots(at)
        finally:
            self.status = " · ".join(filter(None, (picture.status(), self._meaning, words)))
            self._show_latents()

    def _show_latents(self, _: object = None) -> None:
        """On the explorer's canvas, where samples come from."""
        self.explorer._dots = self._latents if "samples" in self.visible else {}

    def _point(self, _: object) -> None:
        if self._manifold_picture is not None:
            self._show_pointed(self._manifold_picture)

    def _show_pointed(self, picture: ManifoldPicture) -> None:
        """What the generator makes of the latent under the pointer, or else in the middle of the window."""
        tessellation = picture.manifold.tessellation
        pointer = self.explorer.pointer
        at = None if pointer is None else np.array([pointer], np.float64)
        resting = at is None or tessellation.locate(at)[0] < 0
        uv = tessellation.slice.corners.mean(0, keepdims=True) if at is None or resting else at
        output = picture.manifold.outputs_at(uv).detach().cpu().double().numpy()
        place = picture.place(output, uv)[0]
        pointed: WirePointed = {"manifold": picture.number, "at": place.tolist(), "resting": bool(resting)}
        if self._layout is not None and self._shades is not None:
            pointed["picture"] = output_picture(self._layout, output, self._shades[1])
        self._pointed = pointed
