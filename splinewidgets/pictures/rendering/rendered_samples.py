"""The sampled network on the screen, where its tiles are too many to be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.tessellation.tessellation import Tessellation
from splinewidgets.pictures.budget.sampling import Sampling
from splinewidgets.pictures.rendering.rendered import Rendered, Values
from splinewidgets.pictures.wire_types.explorer import WireSampled

# What samples a sample of differences tells: these are no derivatives at a point.
BETWEEN = {"slope": "Slope between samples", "volume": "Volume factor between samples"}
# Why there are no tiles yet where the network is sampled only until they can be computed.
UNCOMPILED = "waits for the geometry kernel to be compiled"
SLOW = "is another than a moment ago, and its tiles take a while"
# How long it stays so.
UNTIL = {UNCOMPILED: "until the geometry kernel is compiled", SLOW: "while its tiles are computed"}
# Samples that take as much room as a tile.
SAMPLES_A_TILE = 16


class NotTessellated(ValueError):
    """The window shows the sampled network, which has no tiles."""


@dataclass(eq=False, kw_only=True)
class RenderedSamples(Rendered):
    """The network at points on a grid over a window.

    Attributes
    ----------
    sampling
        What was found there.
    network
        What was sampled, in the type that tiles would be decided in.
    step
        Pixels of the canvas from one sample to the next.
    reason
        Why there are no tiles, in words.
    tried
        Whether an exact picture was tried as long as one may wait for it, or is out of reach.
    classes
        Whether outputs are scores of classes.
    left_out
        What is said of data that are near and not drawn; empty where all are.
    preview
        Whether it stands in for tiles that are still to come.
    """

    sampling: Sampling
    network: Network
    step: int
    reason: str
    tried: bool
    classes: bool
    left_out: str = ""
    preview: bool = False

    @property
    def tessellation(self) -> Tessellation:
        """There is none; raises `NotTessellated`."""
        cure = "Ask again when state is ready." if self.preview else "Zoom in, or raise max_tiles or max_seconds."
        raise NotTessellated(
            f"The window shows the sampled network: it {self.reason}. A sampled window has no tessellation. {cure}"
        )

    @property
    def is_preview(self) -> bool:
        """True if it stands in for tiles that cannot be computed yet."""
        return self.preview

    @property
    def tile_count(self) -> int:
        """No tiles are shown."""
        return 0

    @property
    def size(self) -> int:
        """Memory that keeping it takes, in tiles."""
        return self.sampling.count // SAMPLES_A_TILE

    @property
    def sampled(self) -> WireSampled:
        """Number of points, across and up."""
        return {"points": [self.sampling.columns, self.sampling.rows]}

    def measured_by(self, measure: str) -> str:
        """Measures that need tiles stand back: for the class, or for the slope where outputs are no scores."""
        if measure in BETWEEN or (measure == "class" and self.classes):
            return measure
        return "class" if self.classes else "slope"

    def label(self, measure: str) -> str:
        """Measure that is shown where one is asked for."""
        name = self.measured_by(measure)
        label = super().label(name)
        if name in BETWEEN:
            label = f"{BETWEEN[name]}, of the change" if self.of_change else BETWEEN[name]
        return label if name == measure else f"{label} ({measure} needs tiles)"

    def knows(self, measure: str) -> bool:
        """All that there is was measured at once."""
        return True

    def values(self, measure: str) -> Values:
        """A measure at each sample, row by row from the lower left; NaN outside of the window."""
        return self.sampling.measures[self.measured_by(measure)]

    def confidence(self) -> Values:
        """The softmax probability of the class at each sample."""
        return self.sampling.confidence

    def tile_at(self, uv: Any) -> int:
        """No tile."""
        return -1
