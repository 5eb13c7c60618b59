"""What widgets show as files for papers and talks, without a browser."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from splinewidgets.pictures.sheets.files import read_look, read_path, require_matplotlib, write_figure
from splinewidgets.pictures.sheets.shapes import Figure, Image, Panel
from splinewidgets.pictures.sheets.sheet import Look, View, sheet
from splinewidgets.pictures.sheets.user_axes import draw_panel, read_axes
from splinewidgets.widgets.pages.page import MOST_BYTES, to_html
from splinewidgets.widgets.pages.questions import Known, Question, Wanted

# Inches of what is drawn on the axes of others, which give it their own.
DRAWN_WIDTH = 6.5
# Width over height of a picture of so many pixels, before it is drawn.
DRAWN_ASPECT = 1.5


class Saved:
    """A widget that can be saved as a figure: a subclass says what is on it (`_figure`)."""

    # Of every widget.
    comm: Any
    error: Any

    def save(
        self, path: str | os.PathLike[str], *, width: float = 6.5, dpi: float = 300.0, theme: str = "light"
    ) -> None:
        """Write what is on the screen as an SVG, PNG or PDF file, without a browser; waits for pending pictures.

        Tiles, lines and marks have the colors and the widths of the screen, text is text of 9 points, and the legend
        of what is shown stands below. In SVG and PDF all of it are vectors, but for what is made of samples (a network
        that is sampled, a density) and for views in space, where a picture of `dpi` says what hides what. Two calls
        give the same bytes.

        Parameters
        ----------
        path
            Its ending says which: .svg, .png or .pdf. The last two are drawn by matplotlib.
        width
            Inches.
        dpi
            Pixels an inch, of what is made of pixels.
        theme : 'light' or 'dark'

        Raises
        ------
        ValueError, TypeError
            If the ending is another one, or a number is not above 0.
        OSError
            If the file cannot be written; one of its name that is there stays as it is.
        ImportError
            If matplotlib is needed and not installed.
        RuntimeError
            If the widget is closed, or has no picture.
        """
        look, file = read_look(width, dpi, theme), read_path(path)
        write_figure(self._finished_figure(look), file, look)

    def to_html(
        self,
        path: str | os.PathLike[str],
        *,
        title: str | None = None,
        steps: Sequence[int] | None = None,
        measures: Sequence[str] | None = None,
        facts: bool = True,
        live: bool = False,
        max_bytes: int = MOST_BYTES,
    ) -> None:
        """Write a page that shows the widget in any browser, from the file, with no kernel and no request to anybody.

        Parameters
        ----------
        path
            Its name must end with .html.
        title, steps, measures, facts, live, max_bytes
            As for `splinewidgets.to_html`, which puts several widgets and texts on a page.

        Raises
        ------
        ValueError, TypeError, RuntimeError
            As for `splinewidgets.to_html`.
        OSError
            If the file cannot be written; one of its name that is there stays as it is.
        """
        to_html(path, self, title=title, steps=steps, measures=measures, facts=facts, live=live, max_bytes=max_bytes)

    # What a page without a kernel is to have an answer to: a subclass says what its own may ask.

    def _page_questions(self, wanted: Wanted) -> Iterable[Question]:
        """What is asked of the widget, one after the other."""
        del wanted
        return ()

    def _page_engine(self) -> Mapping[str, Any]:
        """What the page's engine needs to answer for the widget as Python does; ValueError says why it cannot."""
        raise ValueError(f"The page's engine does not know {type(self).__name__}.")

    def _page_answers(self, wanted: Wanted) -> Iterable[Known]:
        """What the widget knows without being asked."""
        del wanted
        return ()

    def to_matplotlib(self, ax: Any, *, dpi: float = 300.0, theme: str = "light") -> Any:
        """Draw what is on the screen on axes of matplotlib, in the colors of the screen; waits for pending pictures.

        Axes have the coordinates of what is shown, so that points and words of one's own can be added; legends and
        color bars are left to `save`. Lines and marks keep their widths, however large the axes are.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, or a sequence of them
            One for each picture: two side by side take two.
        dpi
            Pixels an inch, of what is made of pixels.
        theme : 'light' or 'dark'

        Returns
        -------
        matplotlib.axes.Axes, or a sequence of them
            What was given.

        Raises
        ------
        TypeError, ValueError
            If these are no axes, or not as many as pictures; and as for `save`.
        ImportError
            If matplotlib is not installed.
        RuntimeError
            If the widget is closed, or has no picture.
        """
        require_matplotlib("The axes are its own")
        look = read_look(DRAWN_WIDTH, dpi, theme)
        figure = self._finished_figure(look)
        for panel, each in zip(figure.panels, read_axes(ax, figure), strict=True):
            draw_panel(panel, each)
        return ax

    def _finished_figure(self, look: Look) -> Figure:
        """The figure of what has been asked for."""
        name = type(self).__name__
        if self.comm is None:
            raise RuntimeError(f"The {name} is closed. A figure is of what is shown. Make another one.")
        self._finish_picture()
        if not self._has_figure():
            why = (self.error or getattr(self, "status", "") or "Nothing is computed yet").rstrip(".")
            raise RuntimeError(f"The {name} has no picture. {why}. Set what is wrong, or make another one.")
        return self._figure(look)

    def _finish_picture(self) -> None:
        """Wait for pictures that have been asked for."""

    def _has_figure(self) -> bool:
        """Test whether there is something to draw."""
        return self._has_picture()

    def _has_picture(self) -> bool:
        raise NotImplementedError

    def _sentence(self) -> str:
        raise NotImplementedError

    def _still_pixels(self, pixels: int) -> Any:
        raise NotImplementedError

    def _figure(self, look: Look) -> Figure:
        """What is on the screen, called where there is something; by default the picture that a notebook keeps."""
        pixels = self._still_pixels(round((look.width * look.dpi) ** 2 / DRAWN_ASPECT))
        height, width = pixels.shape[:2]
        view = View(width / height, lambda box, _: Panel(box, [Image(pixels, box)]))
        return sheet([[view]], [], look, self._sentence())
