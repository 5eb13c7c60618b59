"""`PolarityExplorer`: samples of a generator, from its modes to its anti-modes, under one slider."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace as replaced
from typing import Any

import torch
import traitlets as t
from jaxtyping import Real

from splinewidgets.generation.generator import Generator, one_output
from splinewidgets.generation.pool import Pool, pool
from splinewidgets.geometry.array_like import numbers
from splinewidgets.geometry.whole_numbers import whole_number
from splinewidgets.pictures.figures.density_figure import density_bar, density_view
from splinewidgets.pictures.rendering.pool_picture import PoolPicture
from splinewidgets.pictures.scene.polarity_input import RHO_RANGE, names_of, read_rho
from splinewidgets.pictures.sheets.shapes import Figure
from splinewidgets.pictures.sheets.sheet import Look, sheet
from splinewidgets.pictures.stills.density_drawing import density, draw_density
from splinewidgets.pictures.stills.slice_drawing import beside
from splinewidgets.pictures.wire import decode, encode, in_float32
from splinewidgets.pictures.wire_types.picture import Box, Pair, Range
from splinewidgets.pictures.wire_types.polarity import Diagnostics, WirePool, WireTrainingData
from splinewidgets.widgets.host import bundle
from splinewidgets.widgets.host.checked import Checked
from splinewidgets.widgets.host.keywords import dom_traits
from splinewidgets.widgets.host.status_traits import StatusTraits
from splinewidgets.widgets.host.still import Pixels
from splinewidgets.widgets.host.trait_types import Number, Payload, Truth, Whole


class PolarityExplorer(StatusTraits):
    """A slider for the polarity rho of a generator's samples: modes below 0, uniform on the manifold at 1.

    The browser has the pool of latents and weighs them by itself, so that samples, densities and numbers follow the
    hand without a question to Python. rho is that of `Pool`; the survey's exponent is rho / 2.

    Parameters
    ----------
    generator : torch.nn.Module or Network
    latents : Pool or (N, *latent_shape) array-like
        A pool, or the latents to make one of, which takes seconds for hundreds of thousands.
    data : (M, *output_shape) array-like
        What the generator was trained on, for its density beside that of the samples.
    labels : (N,) array-like of int
        Classes, modes or attributes of what the generator makes of each latent; shares are shown.
    class_names : sequence of str
    condition, output
        As for `pool`: what the generator takes beside latents, and which of several tensors it returns.
    axes : (int, int), optional
        Which outputs to show; by default the two there are, or the principal components of what is generated.
    output_shape : tuple of int
        How to read outputs as images: (H, W), (H, W, 3) or (3, H, W).
    rho : float
        From -1 to 2.
    samples : int
        How many are drawn.
    replace : bool
        Whether a latent may be drawn again.
    height : int
        Pixels.
    still : bool
        Whether a display keeps a picture, of at most 100 kB, for those who read the notebook without a kernel.
    layout, tooltip, tabbable
        As for every ipywidget.

    Raises
    ------
    ValueError, TypeError
        If an argument does not fit, outputs are NaN or infinite, or no latent has a volume.

    Examples
    --------
    >>> latents, data = 2 * torch.rand(10_000, 2) - 1, zoo.five_gaussians().sample(1000)
    >>> explorer = PolarityExplorer(zoo.mlp((2, 16, 2)), latents, data=data, samples=2000)
    """

    _bundle = "polarity_explorer"
    _drawn = ("_pool", "_data", "rho")

    rho = Checked(Number(0.0), lambda explorer, given: read_rho(given), help="The polarity.").tag(sync=True)
    _rho_range = t.List(t.Float(), list(RHO_RANGE), help="Ends of the slider.").tag(sync=True, told=True, wire=Range)
    samples = Whole(20_000, min=1, help="Number of samples.").tag(sync=True)
    replace = Truth(False, help="Whether a latent may be drawn again.").tag(sync=True)
    diagnostics = Payload(
        Diagnostics,
        help="Counts of the browser at rest: rho, effective_sample_size, chi_square (a degree of freedom), shares, "
        "share_changes (by how much more than in the pool, relative to that), away (the share where no data are).",
    ).tag(sync=True, echo_update=False)

    _pool = Payload(WirePool, help="Latents and their outputs.").tag(sync=True, told=True)
    _data = Payload(WireTrainingData, help="Points of the training data.").tag(sync=True, told=True)
    bounds = t.List(t.Float(), help="The window (x0, x1, y0, y1) of both densities.").tag(
        sync=True, told=True, wire=Box
    )
    axes = t.List(t.Unicode(), help="Names of the two dimensions.").tag(sync=True, told=True, wire=Pair)

    def __init__(
        self,
        generator: Generator,
        latents: Any,
        data: Any = None,
        *,
        labels: Any = None,
        class_names: Sequence[str] | None = None,
        condition: Any = None,
        output: str | int | None = None,
        axes: tuple[int, int] | None = None,
        output_shape: Sequence[int] | None = None,
        rho: float = 0.0,
        samples: int = 20_000,
        replace: bool = False,
        height: int = 480,
        **more: Any,
    ) -> None:
        dom = dom_traits(type(self), more)
        bundle.require(type(self))
        rho = read_rho(rho)
        samples = whole_number(samples, "samples", "It is how many are drawn.")
        generator = one_output(generator, condition, output)
        if not isinstance(latents, Pool):
            given = pool(generator, latents, labels=labels)
        else:
            given = latents if labels is None else replaced(latents, labels=labels)
        names = names_of(given, class_names)
        if samples > len(given.latents) and not replace:
            raise ValueError(
                f"{samples:,} samples are to be drawn of {len(given.latents):,} latents. There must be no more than "
                "latents. Give more latents, ask for fewer samples, or pass replace=True."
            )
        if len(given.latents) < 2:
            raise ValueError("1 latent was given. A density takes many. Pass some thousands, (N, *latent_shape).")
        if given.dead_fraction == 1:
            raise ValueError(
                f"None of the {len(given.latents):,} latents has a volume. Samples are weighed by it. "
                "Measure the pool with a smaller top_k, or where the generator is not flat."
            )
        real = None if data is None else numbers(data, "data")
        picture = PoolPicture(generator, given, axes, real, output_shape)
        self.measured = given
        super().__init__(
            rho=rho,
            state="ready",
            samples=samples,
            replace=replace,
            height=height,
            _pool=picture.trait(),
            _data={} if picture.data is None else {"points": encode(in_float32(picture.data))},
            bounds=picture.bounds(),
            axes=picture.names,
            class_names=names,
            status=picture.status(),
            **dom,
        )

    def _has_picture(self) -> bool:
        return True

    def _still_pixels(self, pixels: int) -> Pixels:
        generated = density(decode(self._pool["outputs"]), self.measured.weights(self.rho), self.bounds)
        densities = [generated]
        if self._data:
            densities.insert(0, density(decode(self._data["points"]), None, self.bounds))
        top = max(float(each.max()) for each in densities)
        return beside(*(draw_density(each, top, pixels // len(densities)) for each in densities))

    def _figure(self, look: Look) -> Figure:
        weights = self.measured.weights(self.rho)
        named = [(density(decode(self._pool["outputs"]), weights, self.bounds), f"Samples at rho = {self.rho:g}")]
        if self._data:
            named.insert(0, (density(decode(self._data["points"]), None, self.bounds), "Data"))
        top = max(float(values.max()) for values, _ in named)
        views = [density_view(values, top, self.bounds, self.axes, caption) for values, caption in named]
        return sheet([views], [density_bar(top)], look, self._sentence())

    def _words(self) -> str:
        data = "data, and on their right of " if self._data else ""
        return f"the density of {data}what a generator makes at rho = {self.rho:g} ({self.status})"

    @property
    def drawn(self) -> Real[torch.Tensor, "samples *latent"]:
        """Latents (samples, *latent_shape) drawn at the present rho; others than the browser's, of the same weights."""
        return self.measured.latents[self.measured.sample(self.samples, self.rho, replace=self.replace)]
