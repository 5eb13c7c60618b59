"""Samples of a scene that are shown in passing, until its tiles are there."""

from __future__ import annotations

from splinewidgets.compilation import background
from splinewidgets.pictures.principal_axes import same_plane
from splinewidgets.pictures.rendering.painter import Painter
from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.scene.scene import Scene
from splinewidgets.widgets.slice.explorer_traits import ExplorerTraits

# Where tiles take more seconds than this, a hand that turns the plane sees samples first.
SLOW = 0.5


class PassingSamples(ExplorerTraits):
    """An explorer that shows the sampled network while its tiles are waited for: for the compiler, or by a hand."""

    _painter: Painter
    _shown: Rendered | None
    # Seconds that tiles of another picture took last.
    _awaited = 0.0

    def _note(self, shown: Rendered, seconds: float) -> None:
        """Remember how long a picture took; of the first one other things did, which are done once."""
        if self._shown is not None and shown.number != self._shown.number and not shown.sampled:
            self._awaited = seconds

    def _pass(self, scene: Scene) -> None:
        """Show samples of a scene, on the worker's thread, where its tiles take long."""
        shown: Rendered | None = None
        while not background.ready() and (shown := self._painter.preview(scene, self._progress, shown)):
            self._show_samples(shown)
        if background.ready() and scene.live and self._awaited > SLOW and self._is_turned(scene):
            samples = self._painter.preview(scene, self._progress, awaited=self._awaited)
            if samples is not None:
                self._show_samples(samples)

    def _is_turned(self, scene: Scene) -> bool:
        """Test whether a scene's plane is another one: within the same, tiles that move along say more than samples."""
        return self._shown is not None and not same_plane(self._shown.scene.slice, scene.slice)

    def _show_samples(self, shown: Rendered) -> None:
        with self._publish():
            self._show(shown)
        self._answered_in_part()

    def _ready_with(self, shown: Rendered) -> None:
        """Set the status of a picture, exact or not; within `_publish`."""
        if not shown.is_preview:
            self._ready(shown.status)
        elif background.ready():
            self._ready(shown.status, "computing")
        else:
            self._ready(f"{shown.status}: {background.progress()}", "compiling")

    def _count(self, progress: str) -> None:
        with self._publish():
            if self.state == "compiling" and self._shown is not None:
                self.status = f"{self._shown.status}: {progress}"

    def _show(self, shown: Rendered) -> None:
        raise NotImplementedError
