"""Undo and redo of an explorer: the scenes before and after the present one."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any

from splinewidgets.pictures.scene.scene import Scene
from splinewidgets.widgets.host.messages import sequence_number

# More steps than this are seldom walked back, and inputs are large: their scenes may take so many bytes in all.
MOST_STEPS = 100
MOST_BYTES = 2**26


class Steps:
    """History of scenes, in which undo and redo go back and forth; each step is one gesture.

    What Python sets between two gestures is one step, too: undo takes it back before any gesture that was earlier, and
    redo brings it back, so that nothing that was set is overwritten by the undo of something else.

    Parameters
    ----------
    of_snapshots
        Whether the snapshot of a scene is what a hand changes, too. Else it stays as it is.
    """

    def __init__(self, of_snapshots: bool = False) -> None:
        self._of_snapshots = of_snapshots
        self._past: list[Scene] = []
        self._future: list[Scene] = []
        self._last: Hashable = self
        self._recalled: Scene | None = None

    @property
    def back(self) -> int:
        """Number of steps that can be undone."""
        return len(self._past)

    @property
    def forth(self) -> int:
        """Number of steps that can be redone."""
        return len(self._future)

    def leave(self, before: Scene, after: Scene, by: Hashable) -> None:
        """Remember the scene `before` a change to the one `after`, once for successive changes by the same hand."""
        # Another shape of the canvas shows more or less of the same.
        if after is self._recalled or after.aspect != before.aspect or self._alike(before, after):
            return
        if by != self._last:
            # Anchors and the plane through them are about twice the anchors.
            most = max(1, min(MOST_STEPS, MOST_BYTES // max(1, 2 * before.anchors.nbytes)))
            self._past = [*self._past, before][-most:]
        self._last = by
        self._future = []

    def recalled(self, scene: Scene, undo: Mapping[str, Any]) -> Scene:
        """Scene after a `wire_types.gestures.Undo`. The canvas stays; so does the snapshot, unless edited."""
        seq, steps = sequence_number(undo), undo.get("steps")
        if not isinstance(steps, int) or isinstance(steps, bool):
            raise ValueError(f"A message to undo has steps={steps!r:.40}. It must be a whole number. Pass 1 or -1.")
        present, left = scene, abs(steps)
        from_, to = (self._past, self._future) if steps > 0 else (self._future, self._past)
        while left and from_:
            earlier = from_.pop()
            if not self._alike(earlier, scene):  # which it is where a gesture was refused
                to.append(scene)
                scene, left = earlier, left - 1
        if scene is present:
            return scene
        self._last = self
        seen = scene.seen_in(scene.view, present.aspect)
        snapshot = seen.snapshot if self._of_snapshots else present.snapshot
        self._recalled = replace(seen, snapshot=snapshot, seq=seq)
        return self._recalled

    def _alike(self, one: Scene, other: Scene) -> bool:
        same = one.view == other.view and one.anchors is other.anchors
        return same and (one.snapshot is other.snapshot or not self._of_snapshots)
