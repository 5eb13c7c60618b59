"""Pictures of widgets on the axes of a user."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from splinewidgets.pictures.sheets.shapes import Figure, Panel


def read_axes(given: Any, figure: Figure) -> list[Any]:
    """The axes to be drawn on, one for each picture of a figure.

    Raises
    ------
    TypeError
        If these are no axes of matplotlib.
    ValueError
        If there are fewer or more than pictures.
    """
    from matplotlib.axes import Axes

    axes = [given] if isinstance(given, Axes) else given
    if hasattr(axes, "ravel"):  # an array, as of `plt.subplots`
        axes = axes.ravel().tolist()
    if not isinstance(axes, Sequence) or not all(isinstance(each, Axes) for each in axes):
        raise TypeError(
            f"ax is {given!r:.80}. It must be Axes of matplotlib, or several. Pass those of `plt.subplots()`."
        )
    wanted = len(figure.panels)
    if len(axes) != wanted:
        raise ValueError(
            f"ax has {len(axes)} axes. There {'is 1 picture' if wanted == 1 else f'are {wanted} pictures'} to draw. "
            f"Pass {wanted}, such as `plt.subplots(1, {wanted})[1]`."
        )
    return list(axes)


def draw_panel(panel: Panel, ax: Any) -> None:
    """Draw a picture on axes in its own coordinates: what lies on it, and the window with its names."""
    from matplotlib.transforms import Affine2D

    from splinewidgets.pictures.sheets.matplotlib_axes import Canvas

    left, top, width, height = panel.box
    window = panel.window
    x0, x1, y0, y1 = (0.0, width, 0.0, height) if window is None else window
    places = Affine2D().translate(-left, -top - height).scale((x1 - x0) / width, (y0 - y1) / height).translate(x0, y0)
    ax.set(xlim=(x0, x1), ylim=(y0, y1))
    if window is None:
        ax.set_axis_off()
        ax.set_aspect("equal")
    else:
        ax.set(xlabel=panel.labels[0], ylabel=panel.labels[1])
        # One unit of input space is as long across as upwards.
        ax.set_aspect(height / width * (x1 - x0) / (y1 - y0))
    Canvas(ax, places).draw(panel.shapes)
