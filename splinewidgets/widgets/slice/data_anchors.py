"""Anchors that are data: which ones they are, and how they are drawn by chance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import numpy as np
import traitlets as t

from splinewidgets.geometry.argument_types import seed_number
from splinewidgets.pictures.scene.scene import Scene
from splinewidgets.pictures.scene.triples import read_classes_of_triple, triples
from splinewidgets.pictures.wire import encode
from splinewidgets.pictures.wire_types.explorer import WireSample
from splinewidgets.pictures.wire_types.gestures import DrawnTriple
from splinewidgets.widgets.host.messages import sequence_number
from splinewidgets.widgets.host.trait_types import Numbered, Payload, Truth
from splinewidgets.widgets.slice.scene_traits import SceneTraits


class DataAnchors(SceneTraits):
    """An explorer whose anchors can be data, drawn by chance or chosen on the data map."""

    anchor_samples = t.List(
        t.Int(),
        help="Which of the data each anchor is, -1 for one that was moved elsewhere; empty where there is no data map.",
    ).tag(sync=True, told=True)
    snap_to_data = Truth(
        False, help="Whether anchors that are moved on the data map go from one sample to another."
    ).tag(sync=True)
    _triple = Numbered(DrawnTriple, help="Three of the data wanted as anchors, by chance.")
    _pointed_sample = t.Int(-1, help="Which of the data is under the pointer on the map, -1 for none.").tag(
        sync=True, echo_update=False
    )
    _sample = Payload(WireSample, help="That one as an image.").tag(sync=True, told=True)

    # Of the last draw: the next one takes the next, so that a session can be repeated.
    _seed = -1

    def draw_anchors(self, classes: str = "any", seed: int | None = None) -> list[int]:
        """Take three of the data by chance as anchors, and open the view on them; waits for the picture.

        Only classes that are shown are drawn from (`visible_classes`).

        Parameters
        ----------
        classes : 'any', 'same' or 'different'
            Any three data; three of one class, which has at least three; or one of each of three classes.
        seed
            The same seed draws the same data. By default one more than that of the draw before, beginning with 0.

        Returns
        -------
        list of int
            Which of the data they are, as in `anchor_samples`.

        Raises
        ------
        ValueError, TypeError
            If there are no three such data that span a plane, or an argument does not fit.

        Examples
        --------
        >>> digits = zoo.digits()
        >>> explorer = SliceExplorer(zoo.mlp((64, 8, 10)), data=digits.inputs, labels=digits.labels)
        >>> explorer.draw_anchors("same", seed=3) == explorer.anchor_samples
        True
        """
        drawn = self._with_triple(self._target, classes, seed)
        with self._asking():
            self._look_at(drawn)
        self._show_anchors(self._target)
        return list(drawn.rows)

    def _with_triple(self, scene: Scene, classes: Any, seed: int | None) -> Scene:
        """The scene opened on three of the data; raises ValueError where there are none."""
        choice = read_classes_of_triple(classes)
        self._seed = self._seed + 1 if seed is None else seed_number(seed, 0)
        samples = self._given.samples
        for rows in triples(samples, choice, self.visible_classes, self._seed):
            assert samples is not None
            try:
                through = scene.through_others(samples.inputs[list(rows)], rows)
            except ValueError:  # three on a line
                continue
            return replace(through, view=None, opening=True, fitted=False)
        raise ValueError("All data tried lie on a line. Three that span a plane were asked for. Give other data.")

    def _drawn_triple(self, scene: Scene, message: Mapping[str, Any]) -> Scene:
        """Scene after a `wire_types.gestures.DrawnTriple`."""
        seq = sequence_number(message)
        return replace(self._with_triple(scene, message.get("classes"), None), seq=seq)

    @t.observe("_triple")
    def _on_triple(self, change: Mapping[str, Any]) -> None:
        self._follow(self._drawn_triple, change)

    def _show_anchors(self, scene: Scene) -> None:
        self.anchor_samples = [] if self._given.data_map is None else list(scene.rows)
        # By identity, since traitlets takes equal arrays for different ones.
        if self.anchors is not scene.anchors:
            self.anchors = scene.anchors

    @t.observe("_pointed_sample")
    def _show_sample(self, change: Mapping[str, Any]) -> None:
        given, row = self._given, change["new"]
        if given.samples is None or given.layout is None or not 0 <= row < len(given.samples.inputs):
            return
        low, high = given.gray_range
        shares = (given.layout.pixels(given.samples.inputs[row][None])[0] - low) / ((high - low) or 1)
        # No picture waits for it, nor it for one.
        with self._publish():
            self._sample = {
                "row": row,
                "shape": given.layout.shape,
                "pixels": encode((255 * np.clip(shares, 0, 1)).round().astype(np.uint8)),
            }

    def _follow(self, gesture: Callable[[Scene, Mapping[str, Any]], Scene], change: Mapping[str, Any]) -> None:
        raise NotImplementedError

    def _asking(self) -> AbstractContextManager[None]:
        raise NotImplementedError

    def _look_at(self, scene: Scene, final: bool = False) -> None:
        raise NotImplementedError
