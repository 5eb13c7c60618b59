"""From a scene to a picture: the window, its tessellation or samples of it, and the arrays that are drawn."""

from __future__ import annotations

import math
import time
from collections.abc import Hashable
from dataclasses import replace
from functools import partial

import numpy as np
import torch

from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.geometry.tessellation.tessellation import Tessellation
from splinewidgets.pictures.budget.attempts import Attempts, Progress, Stopped
from splinewidgets.pictures.budget.limits import Limits
from splinewidgets.pictures.budget.opening import widest
from splinewidgets.pictures.budget.precision import dtype_for
from splinewidgets.pictures.budget.sampling_steps import FINEST, SOON, SamplingSteps
from splinewidgets.pictures.rendering.predictions import Predictions
from splinewidgets.pictures.rendering.rendered import Rendered, RenderedTiles
from splinewidgets.pictures.rendering.rendered_cache import RenderedCache
from splinewidgets.pictures.rendering.rendered_samples import SLOW, UNCOMPILED, UNTIL, RenderedSamples
from splinewidgets.pictures.rendering.status_words import sampled_at, status_of, status_of_samples
from splinewidgets.pictures.rendering.tessellation_picture import image_of_slice, picture, picture_of_samples
from splinewidgets.pictures.scene.near_points import NearPoints, Neighborhood
from splinewidgets.pictures.scene.scene import Scene
from splinewidgets.pictures.scene.slice_input import ExplorerInput
from splinewidgets.pictures.wire_types.picture import WireAgain, WireImage


class Painter:
    """Tessellates scenes, or samples them, and lays them out for the browser; keeps those that it made last.

    Parameters
    ----------
    given
        What the explorer works with.
    limits
        What an exact picture may cost.
    most_kept
        How many tiles may be kept, in all pictures together; the last picture is kept in any case.
    """

    # Whether one has painted in this process: the first has to wait for the geometry kernel to be compiled.
    compiled = False

    def __init__(self, given: ExplorerInput, limits: Limits, most_kept: int = 0) -> None:
        self._given, self._limits = given, limits
        self._neighborhood = None if given.samples is None else Neighborhood(given.samples, limits.near)
        self._predictions = None if given.samples is None or not given.predicts else Predictions(given.samples)
        self._pictures = 0
        self._attempts = Attempts(limits.max_tiles)
        self._steps = SamplingSteps(self._attempts, limits.height)
        self.kept = RenderedCache(most_kept)
        # Of the slice and the snapshot that a window was chosen for: what is beyond it, in words.
        self._beyond: tuple[Slice | None, Hashable, str] = (None, None, "")

    @property
    def cutoff(self) -> float | None:
        """Distance from which on data are not drawn; None where it is chosen for each slice."""
        return self._limits.near

    def network(self, snapshot: Hashable) -> Network:
        """The network of a snapshot."""
        del snapshot
        return self._given.network

    def judging(self, snapshot: Hashable) -> Network:
        """The network of a snapshot that is right or wrong about the data."""
        return self.network(snapshot)

    def snapshots(self, scene: Scene) -> set[Hashable]:
        """The snapshots at which the picture of the scene's window is kept."""
        return self.kept.snapshots(*self._window(scene))

    def paint(self, scene: Scene, progress: Progress) -> Rendered:
        """A scene, tessellated, or sampled where that would take too many tiles or too long.

        Where only its anchors differ from a picture that is kept, that one is used. A scene that is still to be opened
        comes back with the window that was chosen for it.

        Raises
        ------
        ValueError
            If the view cannot be resolved.
        """
        if scene.opening:
            return self._opened(scene, progress)
        pictures = self.kept  # another may be put in its place meanwhile
        kept = pictures.find(scene.snapshot, *self._window(scene))
        if kept is None or (isinstance(kept, RenderedSamples) and not kept.tried and not scene.live):
            shown = self._made(scene, progress)
        else:
            shown = self._relabeled(scene, kept)
        pictures.use(shown, instead=kept)
        return shown

    def preview(
        self, scene: Scene, progress: Progress, before: Rendered | None = None, awaited: float = math.inf
    ) -> Rendered | None:
        """The scene sampled, for which nothing has to be compiled; finer than `before`, or None where that takes long.

        The scene comes back as it is, also where it is still to be opened. `awaited` are the seconds that tiles would
        take, without end where they wait for the compiler; None where samples would not be there much sooner.
        """
        network, (window, dtype) = self.network(scene.snapshot), self._window(scene)
        if isinstance(before, RenderedSamples):
            step = self._steps.finer(network, scene, before.window, before.step, SOON)
        elif self.kept.find(scene.snapshot, window, dtype) is not None:
            return None
        else:
            step = self._steps.ahead(network, scene, window, awaited)
        if step is None:
            return None
        reason = UNCOMPILED if awaited == math.inf else SLOW
        shown = self._sampled(scene, progress, step, reason, tried=False)
        status = f"{sampled_at(*shown.sampled['points'])}, {UNTIL[reason]}"
        return replace(shown, scene=scene, status=status, preview=True)

    def refine(self, shown: Rendered, progress: Progress) -> Rendered | None:
        """A better picture of a scene that was sampled: exact, or with more samples; None where there is none."""
        if not isinstance(shown, RenderedSamples) or shown.preview:
            return None
        scene, window, step = shown.scene, shown.window, shown.step
        finer = partial(self._steps.finer, self.network(scene.snapshot), scene, window, step)
        soon = finer(SOON)
        better: Rendered | None = None
        if soon is not None:
            better = self._sampled(scene, progress, soon, shown.reason, shown.tried)
        elif not shown.tried:
            seconds = self._limits.max_seconds
            reason = self._hopeless(scene, window, seconds, daring=True)
            try:
                better = self._make(scene, progress, seconds) if reason is None else None
            except Stopped as stopped:
                reason = stopped.words
            if better is None:
                better = self._resampled(shown, reason or shown.reason)
        elif (later := finer(FINEST)) is not None:
            better = self._sampled(scene, progress, later, shown.reason, True)
        if better is not None:
            self.kept.use(better, instead=shown)
        return better

    def _window(self, scene: Scene) -> tuple[Slice, torch.dtype]:
        window = scene.window()
        return window, dtype_for(window, self._limits.dtype, self._given.network.device)

    def _opened(self, scene: Scene, progress: Progress) -> Rendered:
        seconds = self._limits.opening_seconds

        def attempt(scale: float, seconds: float) -> Tessellation:
            return self._tessellated(scene.opened(scale), progress, seconds)

        window, dtype = self._window(scene)
        network = self.network(scene.snapshot).to(dtype=dtype)
        try:
            most = partial(self._attempts.limit, network, window.origin, seconds)
            found = widest(attempt, most, seconds, network.device)
        except Stopped as stopped:
            return self._sampled(scene.opened(1), progress, None, stopped.words, False)
        self._beyond = scene.slice, scene.snapshot, found.words
        return self.paint(scene.opened(found.scale), progress)

    def _made(self, scene: Scene, progress: Progress) -> Rendered:
        window, _ = self._window(scene)
        seconds = self._limits.opening_seconds if scene.live else self._limits.max_seconds
        reason = self._hopeless(scene, window, seconds, daring=not scene.live)
        if reason is None:
            try:
                return self._make(scene, progress, seconds)
            except Stopped as stopped:
                reason = stopped.words
        return self._sampled(scene, progress, None, reason, tried=not scene.live)

    def _hopeless(self, scene: Scene, window: Slice, seconds: float, daring: bool) -> str | None:
        """Reason not to try an exact picture, in words."""
        network = self.network(scene.snapshot).to(dtype=self._window(scene)[1])
        limit = self._attempts.limit(network, window.origin, seconds)
        return self._attempts.hopeless(scene.snapshot, window, limit, daring)

    def _make(self, scene: Scene, progress: Progress, seconds: float) -> Rendered:
        """The exact picture; raises `Stopped` where it takes too many tiles or seconds."""
        tessellation = self._tessellated(scene, progress, seconds)
        window, dtype = self._window(scene)
        points = self._points(scene, window)
        drawn = picture(
            self._next(),
            scene.seq,
            tessellation,
            scene.uv,
            self._handles(scene),
            points,
            self._image(window),
            classes=bool(self._given.class_names),
        )
        status = status_of(tessellation, self._attempts.taken)
        of, snapshot, beyond = self._beyond
        if beyond and scene.fitted and scene.slice is of and scene.snapshot == snapshot:
            status = f"{status} · {beyond}"
        if points.left_out:
            status = f"{status} · {points.left_out}"
        return RenderedTiles(
            scene=scene,
            window=window,
            dtype=dtype,
            picture=drawn,
            status=status,
            measures=self._given.measures,
            tiles=tessellation,
        )

    def _tessellated(self, scene: Scene, progress: Progress, seconds: float) -> Tessellation:
        window, dtype = self._window(scene)
        network = self.network(scene.snapshot).to(dtype=dtype)
        found = self._attempts.tessellate(scene.snapshot, network, window, seconds, progress)
        if not Painter.compiled:
            # Compiled by its first use: better now than under a hovering pointer.
            found.locate(found.centroids()[:1])
            Painter.compiled = True
        return found

    def _sampled(self, scene: Scene, progress: Progress, step: int | None, reason: str, tried: bool) -> RenderedSamples:
        """The scene sampled with a step, by default the finest that is done at once."""
        started = time.perf_counter()
        window, dtype = self._window(scene)
        network = self.network(scene.snapshot)
        step = step or self._steps.first(network, scene, window)
        found = self._steps.sample(network, scene, window, step, lambda: progress(0.0, "sampling"))
        points = self._points(scene, window)
        shown = RenderedSamples(
            scene=scene,
            window=window,
            dtype=dtype,
            picture=picture_of_samples(
                self._next(),
                scene.seq,
                window,
                (found.columns, found.rows),
                scene.uv,
                self._handles(scene),
                points,
                self._image(window),
            ),
            status="",
            measures=self._given.measures,
            sampling=found,
            network=network.to(dtype=dtype),
            step=step,
            reason=reason,
            tried=tried,
            classes=bool(self._given.class_names),
            left_out=points.left_out,
        )
        shown.status = self._status_of_samples(shown, time.perf_counter() - started)
        return shown

    def _resampled(self, shown: RenderedSamples, reason: str) -> RenderedSamples:
        """The same samples, of which it is known now that no tiles are to be had."""
        told = replace(shown, reason=reason, tried=True)
        told.status = self._status_of_samples(told, math.nan)
        return told

    def _status_of_samples(self, shown: RenderedSamples, seconds: float) -> str:
        pixels = self._limits.height**2 * shown.scene.aspect
        small = self._attempts.tiles(shown.scene.snapshot, shown.window) > pixels
        return status_of_samples(shown, seconds, small)

    def _next(self) -> int:
        self._pictures += 1
        return self._pictures

    def _relabeled(self, scene: Scene, before: Rendered) -> Rendered:
        again: WireAgain = {
            "id": before.number,
            "seq": scene.seq,
            "anchors": scene.uv.tolist(),
            "handles": self._handles(scene).tolist(),
        }
        return replace(before, scene=scene, picture={**before.picture, **again})

    def _image(self, window: Slice) -> WireImage | None:
        layout = self._given.layout
        return None if layout is None else image_of_slice(layout, window, self._given.gray_range)

    def _handles(self, scene: Scene) -> np.ndarray:
        if self._given.data_map is None:
            return np.empty((0, 2))
        return self._given.data_map.coordinates(scene.anchors)

    def _points(self, scene: Scene, window: Slice) -> NearPoints:
        if self._neighborhood is None:
            return NearPoints.none()
        near = self._neighborhood.near(window, scene.anchor_distance)
        if self._predictions is None:
            return near
        return replace(near, missed=self._predictions.missed(self.judging(scene.snapshot), near.rows))
