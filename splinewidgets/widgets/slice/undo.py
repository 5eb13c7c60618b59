"""Undo and redo of an explorer: the moments before and after the present one."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from splinewidgets.pictures.scene.scene import Scene
from splinewidgets.widgets.host.messages import sequence_number
from splinewidgets.widgets.slice.chosen_places import NOWHERE, Places

# More steps than this are seldom walked back, and inputs are large: what is remembered may take so many bytes in all.
MOST_STEPS = 100
MOST_BYTES = 2**26


@dataclass(frozen=True, eq=False)
class Moment:
    """What undo goes back to: a scene, and where its chosen tiles are."""

    scene: Scene
    chosen: Places = NOWHERE

    @property
    def nbytes(self) -> int:
        """Bytes of its arrays: anchors and the plane through them are about twice the anchors."""
        return 2 * self.scene.anchors.nbytes + self.chosen.points.nbytes

    def has_view_of(self, other: Moment, of_snapshots: bool) -> bool:
        """Test whether the same is looked at, whatever is chosen in it."""
        one, two = self.scene, other.scene
        same = one.view == two.view and one.anchors is two.anchors
        return same and (one.snapshot is two.snapshot or not of_snapshots)


class Steps:
    """History of moments, in which undo and redo go back and forth; each step is one gesture.

    What Python sets between two gestures is one step, too: undo takes it back before any gesture that was earlier, and
    redo brings it back, so that nothing that was set is overwritten by the undo of something else.

    Parameters
    ----------
    of_snapshots
        Whether the snapshot of a scene is what a hand changes, too. Else it stays as it is.
    """

    def __init__(self, of_snapshots: bool = False) -> None:
        self._of_snapshots = of_snapshots
        self._past: list[Moment] = []
        self._future: list[Moment] = []
        self._last: Hashable = self
        self._recalled: Moment | None = None

    @property
    def back(self) -> int:
        """Number of steps that can be undone."""
        return len(self._past)

    @property
    def forth(self) -> int:
        """Number of steps that can be redone."""
        return len(self._future)

    def leave(self, before: Moment, after: Moment, by: Hashable) -> None:
        """Remember the moment `before` a change to the one `after`, once for successive changes by the same hand."""
        known = self._recalled is not None and after.scene is self._recalled.scene and after.chosen is before.chosen
        # Another shape of the canvas shows more or less of the same.
        if known or after.scene.aspect != before.scene.aspect or self._alike(before, after):
            return
        if by != self._last:
            self._past.append(before)
            self._forget()
        self._last = by
        self._future = []

    def recalled(self, present: Moment, undo: Mapping[str, Any]) -> Moment:
        """Moment after a `wire_types.gestures.Undo`. The canvas stays; so does the snapshot, unless edited."""
        seq, steps = sequence_number(undo), undo.get("steps")
        if not isinstance(steps, int) or isinstance(steps, bool):
            raise ValueError(f"A message to undo has steps={steps!r:.40}. It must be a whole number. Pass 1 or -1.")
        moment, left = present, abs(steps)
        from_, to = (self._past, self._future) if steps > 0 else (self._future, self._past)
        while left and from_:
            earlier = from_.pop()
            if not self._alike(earlier, moment):  # which it is where a gesture was refused
                to.append(moment)
                moment, left = earlier, left - 1
        if moment is present:
            return present
        self._last = self
        scene = present.scene
        if not moment.has_view_of(present, self._of_snapshots):
            seen = moment.scene.seen_in(moment.scene.view, scene.aspect)
            scene = replace(seen, snapshot=seen.snapshot if self._of_snapshots else scene.snapshot, seq=seq)
        self._recalled = Moment(scene, moment.chosen)
        return self._recalled

    def _alike(self, one: Moment, other: Moment) -> bool:
        return one.chosen is other.chosen and one.has_view_of(other, self._of_snapshots)

    def _forget(self) -> None:
        """Let go of the oldest steps where there are too many, or too large ones; the last one stays."""
        kept, nbytes = 0, 0
        for moment in reversed(self._past):
            nbytes += moment.nbytes
            if kept and (kept == MOST_STEPS or nbytes > MOST_BYTES):
                break
            kept += 1
        del self._past[:-kept]
