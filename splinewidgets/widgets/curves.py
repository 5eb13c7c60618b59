"""Curves of metrics over the checkpoints of a training, with a cursor; a click jumps to a checkpoint."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import bqplot
import ipywidgets
import numpy as np
import numpy.typing as npt

from .wording import THIN_SPACE, count

Metrics = Mapping[str, npt.NDArray[np.float64]]

# What `ProgressMeasures` measures, by title: patterns of names, and what is left of a name to tell curves apart.
GROUPS = {
    "Accuracy": r"(?P<rest>train|test)_accuracy|(?P<adversarial>adversarial)_accuracy_(?P<epsilon>.*)",
    "Local complexity": r"lc_(?P<rest>train|test|random)",
    "Tiles in the slice": r"tiles",
    "‖A‖ near the data": r"norm_(?P<rest>.*)",
    "Loss": r"loss|(?P<rest>.*)_loss",
}
# Metrics of which a curve is drawn only when asked for: there may be dozens.
DETAIL = re.compile(r"lc_(train|test|random)_\d+")
# Okabe and Ito's colors, which color-blind people tell apart; data of one kind have one color in all curves.
COLORS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#999999")
OWN_COLOR = {"train": 0, "test": 2, "random": 6}
CURSOR, REFERENCE = "#d62728", "#0072B2"
TICKS = 4
LARGE = {"M": 1e6, "G": 1e9}
HEIGHT, WIDTH, MARGIN = "150px", "240px", {"top": 8, "bottom": 26, "left": 40, "right": 20}


class Curves(ipywidgets.HBox):  # type: ignore[misc]
    """One small figure for each group of metrics, side by side.

    Parameters
    ----------
    groups
        Names of metrics by title; None for those that are usual.
    jump
        Called with the index of a checkpoint that was clicked.
    """

    def __init__(self, groups: Mapping[str, Sequence[str]] | None, jump: Callable[[int], None]) -> None:
        self._groups, self._jump = groups, jump
        self._drawn: dict[str, list[str]] = {}
        self._panels: list[Panel] = []
        self._pointed: tuple[int | None, int | None] = (None, None)
        super().__init__(layout=ipywidgets.Layout(flex_flow="row wrap", width="100%"))

    def draw(self, steps: Sequence[int], metrics: Metrics, growing: bool = False) -> None:
        """Draw metrics, each (len(steps),), NaN as a gap; `growing`, so that those asked for may come later.

        Raises
        ------
        ValueError
            If a metric was asked for and is not among them.
        """
        groups = grouped(metrics) if self._groups is None else chosen(self._groups, metrics, growing)
        before: list[Panel] = []
        if groups != self._drawn:
            self._drawn, before = groups, self._panels
            self._panels = [Panel(title, names, self._jump) for title, names in groups.items()]
            self.point_at(*self._pointed)
        for panel in self._panels:
            panel.draw(steps, metrics)
        # Once they are drawn: what changes while a browser makes a figure's view may find half of it.
        self.children = [panel.box for panel in self._panels]
        for panel in before:
            panel.close()

    def point_at(self, checkpoint: int | None, reference: int | None) -> None:
        """Move the cursor to a checkpoint, and another to what it is compared to."""
        self._pointed = (checkpoint, reference)
        for panel in self._panels:
            panel.point_at(checkpoint, reference)

    def close(self) -> None:
        """Remove the figures everywhere."""
        for panel in getattr(self, "_panels", []):
            panel.close()
        super().close()


class Panel:
    """A figure of a few metrics over the index of the checkpoint, since checkpoints are log-spaced in steps."""

    def __init__(self, title: str, names: Sequence[str], jump: Callable[[int], None]) -> None:
        self._names = list(names)
        # bqplot fails on an axis whose scale has no extent when it is first drawn.
        self._x, self._y, whole = (bqplot.LinearScale(min=0.0, max=1.0) for _ in range(3))
        labels = [short(name) for name in names]
        colors = colors_of(labels)
        self._lines = [
            bqplot.Lines(x=[0], y=[np.nan], scales={"x": self._x, "y": self._y}, colors=[color], stroke_width=1.8)
            for color in colors
        ]
        self._cursor, self._reference = (
            bqplot.Lines(
                x=[0, 0], y=[0, 1], scales={"x": self._x, "y": whole}, colors=[color], stroke_width=1.2,
                line_style=style, visible=False,
            )
            for color, style in ((CURSOR, "solid"), (REFERENCE, "dashed"))
        )  # fmt: skip
        # Invisible columns over the whole height: whoever clicks anywhere above a checkpoint means it.
        self._columns = bqplot.Bars(
            x=[0], y=[1], scales={"x": self._x, "y": whole}, colors=["#000000"], opacities=[0.0], padding=0.0
        )
        self._columns.on_element_click(lambda _, event: jump(int(event["data"]["index"])))
        small = {"font-size": "11px"}
        self._x_axis = bqplot.Axis(scale=self._x, grid_lines="none", tick_style=small)
        self._y_axis = bqplot.Axis(scale=self._y, side="left", grid_lines="solid", tick_style=small)
        self.figure = bqplot.Figure(
            marks=[*self._lines, self._reference, self._cursor, self._columns],
            axes=[self._x_axis, self._y_axis],
            background_style={"fill-opacity": "0"},
            fig_margin=MARGIN,
            padding_y=0.0,
            display_toolbar=False,
            layout=ipywidgets.Layout(height=HEIGHT, min_width=WIDTH, width="100%"),
        )
        legend = [(label, color) for label, color in zip(labels, colors, strict=True) if len(labels) > 1]
        self.box = ipywidgets.VBox(
            [heading(title, legend), self.figure], layout=ipywidgets.Layout(flex=f"1 1 {WIDTH}", min_width=WIDTH)
        )

    def draw(self, steps: Sequence[int], metrics: Metrics) -> None:
        """Draw the panel's metrics."""
        indices = np.arange(len(steps))
        columns = [metrics.get(name, np.full(len(steps), np.nan)) for name in self._names]
        with self.figure.hold_sync():
            for line, values in zip(self._lines, columns, strict=True):
                with line.hold_sync():
                    line.x, line.y = indices, np.where(np.isfinite(values), values, np.nan)
            with self._columns.hold_sync():
                self._columns.x, self._columns.y = indices, np.ones(len(steps))
            self._x.min, self._x.max = -0.5, max(len(steps) - 0.5, 0.5)
            ticks = np.unique(np.linspace(0, max(len(steps) - 1, 0), TICKS).round().astype(int))[: len(steps)]
            with self._x_axis.hold_sync():
                self._x_axis.tick_labels = {str(i): count(steps[i]) for i in ticks}
                self._x_axis.tick_values = ticks.astype(float)
            self._scale(np.concatenate(columns))

    def point_at(self, checkpoint: int | None, reference: int | None) -> None:
        """Move the cursors."""
        for cursor, index in ((self._cursor, checkpoint), (self._reference, reference)):
            with cursor.hold_sync():
                if index is not None:
                    cursor.x = [index, index]
                cursor.visible = index is not None

    def close(self) -> None:
        """Remove the panel everywhere."""
        figure, scales = self.figure, {id(scale): scale for mark in self.figure.marks for scale in mark.scales.values()}
        for part in (*figure.marks, *figure.axes, *scales.values(), figure.scale_x, figure.scale_y):
            part.close()
        close_all(self.box)

    def _scale(self, values: npt.NDArray[np.float64]) -> None:
        finite = values[np.isfinite(values)]
        shares = all("accuracy" in name for name in self._names)
        ticks = (
            round_ticks(0.0, 1.0) if shares or not len(finite) else round_ticks(min(0.0, finite.min()), finite.max())
        )
        self._y.min, self._y.max = float(ticks[0]), float(ticks[-1])
        with self._y_axis.hold_sync():
            self._y_axis.tick_labels = {in_javascript(tick): number_at(tick, shares) for tick in ticks}
            self._y_axis.tick_values = ticks


def close_all(box: ipywidgets.Box) -> None:
    """Remove a box and what is in it."""
    for child in box.children:
        if isinstance(child, ipywidgets.Box):
            close_all(child)
        else:
            child.close()
    box.close()


def heading(title: str, legend: Sequence[tuple[str, str]]) -> ipywidgets.VBox:
    """A title, and below it the names of curves in their colors, as text; of one height for all panels."""

    def text(words: str, **style: str) -> ipywidgets.Label:
        return ipywidgets.Label(words, style={"font_size": "12px", **style}, layout=line)

    # A label is a line of 28 px; the margins bring title and legend together.
    line = ipywidgets.Layout(height="28px", margin="-5px 6px -5px 0")
    names = ipywidgets.HBox(
        [text(label, text_color=color) for label, color in legend],
        layout=ipywidgets.Layout(height="18px", overflow="visible"),
    )
    return ipywidgets.VBox(
        [text(title, font_weight="bold"), names], layout=ipywidgets.Layout(padding=f"0 0 0 {MARGIN['left']}px")
    )


def round_ticks(low: float, high: float) -> npt.NDArray[np.float64]:
    """Round numbers at equal distances, from one at or below `low` to one at or above `high`, about `TICKS` of them."""
    span = high - low or abs(high) or 1.0
    rough = span / (TICKS - 1)
    power = 10.0 ** np.floor(np.log10(rough))
    step = power * next(factor for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * (1 - 1e-9))
    first, last = np.floor(low / step + 1e-9), np.ceil(high / step - 1e-9)
    ticks: npt.NDArray[np.float64] = step * np.arange(first, max(last, first + 1) + 1)
    return ticks


def in_javascript(x: float) -> str:
    """A number as JavaScript writes it, which is how bqplot looks for the label of a tick."""
    if x == 0 or 1e-6 <= abs(x) < 1e21:
        return np.format_float_positional(x + 0.0, trim="-")
    return re.sub(r"e([+-])0", r"e\1", repr(float(x)))


def number_at(tick: float, share: bool) -> str:
    """What stands at a tick."""
    if share:
        return f"{tick:.0%}"
    # More digits than these do not fit beside an axis.
    for unit, size in LARGE.items():
        if size <= abs(tick) < 1000 * size:
            return f"{tick / size:g}{THIN_SPACE}{unit}"
    if abs(tick) >= 1e6:
        return f"{tick:.2g}"
    return count(round(tick)) if abs(tick) >= 100 else f"{tick:g}"


def grouped(metrics: Metrics) -> dict[str, list[str]]:
    """The metrics that are usual, by title, then all others one by one."""
    groups = {title: [name for name in metrics if re.fullmatch(pattern, name)] for title, pattern in GROUPS.items()}
    known = {name for names in groups.values() for name in names}
    others = {name: [name] for name in metrics if name not in known and not DETAIL.fullmatch(name)}
    return {title: names for title, names in {**groups, **others}.items() if names}


def chosen(groups: Mapping[str, Sequence[str]], metrics: Metrics, growing: bool) -> dict[str, list[str]]:
    """The metrics that were asked for; none before the first was recorded."""
    wanted = {str(title): [str(name) for name in names] for title, names in groups.items()}
    missing = [name for names in wanted.values() for name in names if name not in metrics]
    if missing and metrics and not growing:
        raise ValueError(f"curves asks for {missing[0]!r}. The history has {', '.join(metrics)}. Choose among these.")
    return wanted if metrics else {}


def short(name: str) -> str:
    """What tells a metric from the others of its group."""
    for pattern in GROUPS.values():
        if found := re.fullmatch(pattern, name):
            parts: dict[str, Any] = found.groupdict()
            if parts.get("adversarial"):
                return f"ε={parts['epsilon']}"
            return parts.get("rest") or name
    return name


def colors_of(labels: Sequence[str]) -> list[str]:
    """A color for each label: its own, or else the next that is free."""
    taken = {OWN_COLOR[label] for label in labels if label in OWN_COLOR}
    free = [i for i in range(len(COLORS)) if i not in taken] or [0]
    others = iter(range(len(labels)))
    return [COLORS[OWN_COLOR[x] if x in OWN_COLOR else free[next(others) % len(free)]] for x in labels]
