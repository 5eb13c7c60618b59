"""A training as an animation: its checkpoints one after the other."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from splinewidgets.files.disk import write_whole
from splinewidgets.pictures import plain_values
from splinewidgets.pictures.sheets import files
from splinewidgets.pictures.sheets.animation_files import SUFFIXES, animation, check_animation, frame
from splinewidgets.widgets.training.training_figure import TrainingFigure

# Pixels an inch, where nothing is said: of a film and of a picture.
FILM, PICTURE = 100.0, 300.0


class TrainingAnimation(TrainingFigure):
    """An explorer of a training that can be saved as an animation."""

    def save(
        self,
        path: str | os.PathLike[str],
        *,
        width: float = 6.5,
        dpi: float | None = None,
        theme: str = "light",
        steps: Sequence[int] | None = None,
        fps: float = 5.0,
    ) -> None:
        """Write what is on the screen as an SVG, PNG or PDF file, or its checkpoints one after the other as GIF or MP4.

        For an animation the explorer shows each of them, twice: first so that colors get the range that holds all, for
        then they mean the same throughout. It goes back to its own in the end.

        Parameters
        ----------
        path
            Its ending says which: .svg, .png, .pdf, .gif or .mp4. All but the first are drawn by matplotlib, and an
            .mp4 is written by the program ffmpeg, which must be installed.
        width
            Inches.
        dpi
            Pixels an inch; by default 300, and 100 for an animation.
        theme : 'light' or 'dark'
        steps
            Of an animation, the training steps to show, in this order; by default all that were recorded.
        fps
            Checkpoints a second.

        Raises
        ------
        ValueError, TypeError
            If the ending is another one, a number is not above 0, or a step was not recorded.
        OSError
            If the file cannot be written; one of its name that is there stays as it is.
        ImportError
            If matplotlib is needed and not installed.
        RuntimeError
            If the widget is closed, has no picture, or ffmpeg is needed and not installed.
        """
        kinds = (*files.SUFFIXES, *SUFFIXES)
        file = files.read_path(path, kinds)
        suffix = file.suffix.lower()
        if suffix not in SUFFIXES:
            super().save(path, width=width, dpi=PICTURE if dpi is None else dpi, theme=theme)
            return
        look = files.read_look(width, FILM if dpi is None else dpi, theme)
        rate = plain_values.positive(fps, "fps", "a number of checkpoints a second, above 0", "5 is usual.")
        indices = self._indices(steps)
        check_animation(suffix)
        before = self.checkpoint
        try:
            for index in indices:
                self.checkpoint = index
            frames = []
            for index in indices:
                self.checkpoint = index
                frames.append(frame(self._finished_figure(look), look))
        finally:
            self.checkpoint = before
        write_whole(file, [animation(frames, suffix, rate)])

    def _indices(self, steps: Any) -> list[int]:
        """The checkpoints of these steps."""
        if not self.steps:
            raise ValueError(
                "There are no checkpoints. An animation shows one after the other. Give the explorer a history."
            )
        if steps is None:
            return list(range(len(self.steps)))
        given = plain_values.wholes(steps, "steps", "training steps, whole numbers", "Pass some of explorer.steps.")
        missing = [step for step in given if step not in self.steps]
        if missing or not given:
            what = f"steps asks for step {missing[0]}" if missing else "steps is empty"
            raise ValueError(f"{what}. It must be some of those that were recorded. Pass entries of explorer.steps.")
        return [self.steps.index(step) for step in given]
