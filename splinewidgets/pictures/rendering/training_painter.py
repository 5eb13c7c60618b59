"""Pictures of a network at checkpoints of its training, and of the change from one to another."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from torch import Tensor, nn

from splinewidgets.geometry.model.state_dict_check import listed
from splinewidgets.geometry.model.structure import Structure
from splinewidgets.geometry.network.forward_watch import ForwardWatch
from splinewidgets.geometry.network.network import Network
from splinewidgets.learning.checkpoint import Checkpoint
from splinewidgets.learning.checkpoint_network import checkpoint_network
from splinewidgets.learning.difference import Difference
from splinewidgets.pictures.budget.attempts import Abandoned, Progress
from splinewidgets.pictures.budget.limits import Limits
from splinewidgets.pictures.rendering.comparing_painter import ComparingPainter
from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.rendering.rendered_cache import RenderedCache
from splinewidgets.pictures.rendering.rendered_samples import RenderedSamples
from splinewidgets.pictures.scene.measures import MeasureFailed
from splinewidgets.pictures.scene.scene import Scene
from splinewidgets.pictures.scene.slice_input import ExplorerInput

# Networks, and tiles of pictures, that are kept: some hundred megabytes for networks of a million parameters.
MOST_NETWORKS, MOST_TILES = 32, 600_000
# Checkpoints that are painted while nothing is asked: more ahead than behind, as one watches.
AHEAD = (1, -1, 2, 3, 4, -2, 5, 6, 7, 8)


@dataclass(frozen=True)
class Snapshot:
    """Checkpoints that are looked at.

    Attributes
    ----------
    step, reference : int or None
        Steps of training; None is the model as it was given.
    compare : 'single', 'side' or 'difference'
        How the checkpoint is shown with the reference.
    """

    step: int | None
    reference: int | None = None
    compare: str = "single"

    @property
    def alone(self) -> Snapshot:
        """The checkpoint by itself."""
        return Snapshot(self.step)

    @property
    def before(self) -> Snapshot:
        """The reference by itself."""
        return Snapshot(self.reference)


class TrainingPainter(ComparingPainter):
    """Paints scenes whose snapshot is a `Snapshot`.

    Parameters
    ----------
    model
        Of which the checkpoints are.
    given, limits
        As for `Painter`.
    """

    def __init__(self, model: nn.Module, given: ExplorerInput, limits: Limits) -> None:
        super().__init__(given, limits, MOST_TILES)
        self._model, self._forwards = model, Structure(model).forwards
        self._watch = ForwardWatch(model, given.scene.slice.origin)
        self._networks: OrderedDict[Snapshot, Network] = OrderedDict()
        self._change: tuple[Difference, Network] | None = None
        self._checkpoints: dict[int, Checkpoint] = {}

    def take(self, checkpoints: Iterable[Checkpoint]) -> bool:
        """Paint these checkpoints from now on; returns whether any from before is gone or another."""
        taken, before = {checkpoint.step: checkpoint for checkpoint in checkpoints}, self._checkpoints
        # First, so that nothing of those before can get among what is remembered from now on.
        self._checkpoints = taken
        replaced = any(taken.get(step) != checkpoint for step, checkpoint in before.items())
        if replaced:
            self._networks = OrderedDict()
            self.kept = RenderedCache(MOST_TILES)
        return replaced

    def network(self, snapshot: Hashable) -> Network:
        """The network at a checkpoint, or the change from the reference to it.

        Raises
        ------
        ValueError
            If a checkpoint cannot be read or is of another architecture.
        """
        assert isinstance(snapshot, Snapshot)
        networks = self._networks  # `take` may put another in its place meanwhile
        network = networks.pop(snapshot, None) or self._read(snapshot)
        networks[snapshot] = network
        if len(networks) > MOST_NETWORKS:
            networks.popitem(last=False)
        return network

    def judging(self, snapshot: Hashable) -> Network:
        """The network at a checkpoint, also where its change is looked at."""
        assert isinstance(snapshot, Snapshot)
        return self.network(snapshot.alone)

    def paint(self, scene: Scene, progress: Progress) -> Rendered:
        """The scene's picture; side by side, that of the checkpoint."""
        shown = super().paint(parts(scene)[-1], progress)
        seen = shown.scene  # with the window that was chosen, where it was to be
        return replace(shown, scene=replace(scene, view=seen.view, opening=seen.opening, fitted=seen.fitted))

    def preview(
        self, scene: Scene, progress: Progress, before: Rendered | None = None, awaited: float = math.inf
    ) -> Rendered | None:
        """The scene sampled; side by side, the checkpoint alone."""
        shown = super().preview(parts(scene)[-1], progress, before, awaited)
        return None if shown is None else replace(shown, scene=scene)

    def refine(self, shown: Rendered, progress: Progress) -> Rendered | None:
        """A better picture of what is shown, side by side or not."""
        better = super().refine(replace(shown, scene=parts(shown.scene)[-1]), progress)
        return None if better is None else replace(better, scene=shown.scene)

    def paint_reference(self, scene: Scene, progress: Progress) -> Rendered | None:
        """The reference's picture, side by side."""
        return super().paint(parts(scene)[0], progress) if len(parts(scene)) > 1 else None

    def kept_of(self, scenes: Sequence[Scene]) -> list[int]:
        """The indices of those scenes, all of one window, of which all that they show is kept."""
        kept = self.snapshots(scenes[0])
        return [i for i, scene in enumerate(scenes) if kept.issuperset(snapshot_of(part) for part in parts(scene))]

    def paint_ahead(self, scenes: Iterable[Scene], color_by: str, progress: Progress) -> None:
        """Paint and measure what is not kept of scenes of one window, as long as nothing need be let go for it."""
        for scene in scenes:
            for part in parts(scene):
                if snapshot_of(part) not in self.snapshots(part):
                    try:
                        painted = super().paint(part, progress)
                    except Abandoned:
                        raise
                    except Exception:
                        continue  # nobody has asked for it yet; who does will be told
                    with suppress(MeasureFailed):  # the same
                        painted.values(color_by)
                    if not self.kept.room_for(painted.size):
                        return

    def _read(self, snapshot: Snapshot) -> Network:
        if snapshot.compare != "difference" and snapshot.step is None:
            return self._given.network
        self._check_modules()
        example = self._given.scene.slice.origin
        if snapshot.compare == "difference":
            states = (self._state(snapshot.reference), self._state(snapshot.step))
            if self._change is None:
                model = Difference(self._model).eval()
                self._change = model, Network(model, example)
            return checkpoint_network(*self._change, example, Difference.parameters_of(*states))
        network = checkpoint_network(self._model, self._given.network, example, self._state(snapshot.step))
        if _units(network) != _units(self._given.network):
            raise ValueError(
                f"The checkpoint of step {snapshot.step} steers the model's forward to other layers: {network!r} "
                f"instead of {self._given.network!r}. One explorer shows networks of the same layers. "
                "Load that checkpoint into the model and make an explorer of it."
            )
        return network

    def _check_modules(self) -> None:
        """Raise ValueError if the model does another thing than it did, for checkpoints hold numbers alone."""
        now = Structure(self._model).forwards
        if now != self._forwards:
            other = sorted({name or type(self._model).__name__ for name, _ in set(now) ^ set(self._forwards)})
            raise ValueError(
                f"The model has other modules than when the explorer was made, at {listed(other)}. Checkpoints hold "
                "numbers alone, so that it cannot be told which of them are of these. Make a new explorer for the new."
            )
        if self._watch.changed(self._model):
            raise ValueError(
                "The model does another thing than when the explorer was made: a setting, a hook or a part of its "
                "forward is another. Checkpoints hold numbers alone, so that it cannot be told which of them are of "
                "that. Make a new explorer for the new."
            )

    def _state(self, step: int | None) -> dict[str, Tensor]:
        return dict(self._model.state_dict() if step is None else self._checkpoints[step].state_dict())

    def _make(self, scene: Scene, progress: Progress, seconds: float) -> Rendered:
        snapshot = snapshot_of(scene)
        if snapshot.compare != "difference":
            return super()._make(scene, progress, seconds)
        earlier, later = (
            self.paint(replace(scene, snapshot=alone), progress) for alone in (snapshot.before, snapshot.alone)
        )
        shown = super()._make(scene, progress, seconds)
        drawn = shown.picture.copy()
        drawn["boundary"], drawn["reference_boundary"] = later.picture["boundary"], earlier.picture["boundary"]
        return replace(shown, picture=drawn, of_change=True)

    def _sampled(self, scene: Scene, progress: Progress, step: int | None, reason: str, tried: bool) -> RenderedSamples:
        shown = super()._sampled(scene, progress, step, reason, tried)
        return replace(shown, of_change=snapshot_of(scene).compare == "difference")


def _units(network: Network) -> list[tuple[str, int]]:
    return [(layer.name, layer.units) for layer in network.layers]


def compared(step: int | None, compare: str, reference: int | None) -> Snapshot:
    """The snapshot of a step; the reference counts only where there are two to be seen."""
    return Snapshot(step) if compare == "single" else Snapshot(step, reference, compare)


def snapshot_of(scene: Scene) -> Snapshot:
    """The snapshot of a scene of a training."""
    assert isinstance(scene.snapshot, Snapshot)
    return scene.snapshot


def parts(scene: Scene) -> list[Scene]:
    """The scenes that are shown side by side: the reference, if there is one, and the checkpoint."""
    snapshot = snapshot_of(scene)
    if snapshot.compare != "side":
        return [scene]
    return [replace(scene, snapshot=snapshot.before), replace(scene, snapshot=snapshot.alone)]
