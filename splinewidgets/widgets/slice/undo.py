"""Undo and redo of an explorer: the scenes before and after the one that is looked at."""

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
    """A line of scenes, in which undo and redo go back and forth; each step is what one hand did in one gesture.

    What Python sets between two gestures is one step, too: undo takes it back before any gesture that was earlier, and
    redo brings it back, so that nothing that was set is overwritten by the undo of something else.

    Parameters
    ----------
    of_moments
        Whether the moment of a scene is what a hand changes, too. Else it stays as it is.
    """

    def __init__(self, of_moments: bool = False) -> None:
        self._of_moments = of_moments
        self._past: list[Scene] = []
        self._future: list[Scene] = []
        self._last: Hashable = self
        self._recalled: Scene | None = None

    @property
    def back(self) -> int:
        """How many steps can be undone."""
        return len(self._past)

    @property
    def forth(self) -> int:
        """How many steps can be redone."""
        return len(self._future)

    def leave(self, before: Scene, after: Scene, by: Hashable) -> None:
        """Remember the scene `before` a change to the one `after`, once for all changes in a row by the same."""
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
        """The scene after a message that is to be a `wire_types.gestures.Undo`. The canvas stays."""
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
        self._recalled = replace(seen, moment=seen.moment if self._of_moments else present.moment, seq=seq)
        return self._recalled

    def _alike(self, one: Scene, other: Scene) -> bool:
        same = one.view == other.view and one.anchors is other.anchors
        return same and (one.moment is other.moment or not self._of_moments)
