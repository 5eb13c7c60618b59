"""What a `Playground` shows: the tiles, the graph above them, and curves over the steps."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from splinewidgets.pictures.number_format import count
from splinewidgets.pictures.rendering.experiment_picture import examples_trait, samples_of
from splinewidgets.widgets.host.displayed import Displayed
from splinewidgets.widgets.host.latest_only import waiting_again
from splinewidgets.widgets.host.still import Pixels, side_by_side
from splinewidgets.widgets.linked.network_diagram import NetworkDiagram
from splinewidgets.widgets.linked.spline_surface import SplineSurface
from splinewidgets.widgets.slice.live_explorer import LiveExplorer
from splinewidgets.widgets.teaching.playground_traits import PlaygroundTraits
from splinewidgets.widgets.training.metric_curves import Curves
from splinewidgets.zoo.experiment import Examples
from splinewidgets.zoo.running_experiment import RunningExperiment

# Pixels of the diagram's height.
DIAGRAM = 240


class PlaygroundParts(PlaygroundTraits):
    """Follows a running experiment with its parts."""

    explorer: LiveExplorer
    surface: SplineSurface
    diagram: NetworkDiagram
    curves: Curves

    _running: RunningExperiment
    _curves_sent = 0.0
    _shown_examples: Examples | None = None
    # The state of the training that is on the screen, to which one goes back that diverges.
    _seen: dict[str, Any]

    def close(self) -> None:
        """Remove the widget and all within it, and end its threads."""
        super().close()
        # Also called by `__del__`, even for a widget whose constructor raised.
        for part in ("diagram", "surface", "explorer", "curves"):
            if hasattr(self, part):
                getattr(self, part).close()

    def _make_parts(self) -> None:
        examples = self._running.examples
        self.curves = Curves(None, self._go_back)
        self.explorer = LiveExplorer(
            self._running.network(),
            data=examples.inputs.numpy(),
            labels=examples.targets.numpy() if examples.names else None,
            class_names=examples.names,
            axis_names=("x₁", "x₂"),
            color_by="class" if examples.names else "slope",
            height=self.height,
        )
        self.explorer.weight_hand = self._take_weight
        self.diagram = NetworkDiagram(self.explorer, height=DIAGRAM)
        self._curves, self._explorer, self._diagram = self.curves, self.explorer, self.diagram
        self._tell_examples(examples)
        self._tell_step()
        self._send_curves()

    def _show_examples(self) -> None:
        examples = self._running.examples
        if examples is not self._shown_examples:
            with waiting_again():
                self.explorer.show(self._running.network(), samples_of(examples), examples.names)
            self._tell_examples(examples)
        with self._publish():
            self._code = self.code(1000)

    def _tell_examples(self, examples: Examples) -> None:
        self._shown_examples = examples
        with self._publish():
            self._examples, self._code = examples_trait(examples), self.code(1000)
        self._make_surface(examples)

    def _make_surface(self, examples: Examples) -> None:
        targets = None if examples.names else examples.targets.numpy()
        surface = SplineSurface(self.explorer, examples.inputs.numpy(), targets, height=self.height)
        if hasattr(self, "surface"):
            surface.camera = self.surface.camera
            self.surface.close()
        self.surface = self._surface = surface

    def _show_now(self) -> None:
        running = self._running
        training = running.training
        training.settle()
        with waiting_again():
            self.explorer.show(running.network(), self.explorer._samples, running.examples.names)
        self._tell_step()

    def _tell_step(self) -> None:
        training = self._running.training
        measured = training.measures()
        parts = [f"step {count(training.steps)}", f"loss {measured['loss']:.3g}"]
        if "train_accuracy" in measured:
            parts.append(f"accuracy {100 * measured['train_accuracy']:.1f} %")
        self._seen = training.state()
        with self._publish():
            self.step = training.steps
            self._ready(" · ".join(parts))

    def _send_curves(self) -> None:
        self._curves_sent = time.perf_counter()
        record = self._running.record
        with self._publish():
            self.curves.draw(record.steps, record.metrics, growing=True)
            self.curves.point_at(len(record) - 1, None)

    def _take_weight(self, edit: Mapping[str, Any]) -> None:
        """Change a weight that a hand has in the diagram."""
        raise NotImplementedError

    def _go_back(self, index: int) -> None:
        """Go back to where a curve was clicked."""
        raise NotImplementedError

    # What a notebook keeps.

    @property
    def _drawn_parts(self) -> Sequence[Displayed]:
        return self.explorer, self.surface

    def _await_picture(self, seconds: float) -> None:
        self.explorer._await_picture(seconds)

    def _has_picture(self) -> bool:
        return self.explorer._has_picture()

    def _still_pixels(self, pixels: int) -> Pixels:
        pictures = [part._still_pixels(pixels // 2) for part in self._drawn_parts if part._has_picture()]
        return side_by_side(pictures)

    def _words(self) -> str:
        graph = self.surface._surface
        above = f", beside the graph of “{graph['label']}” above them" if graph else ""
        return f"{self.explorer._words()}{above} ({self.status})"
