"""Curves of metrics over the checkpoints of a training, with a cursor; a click jumps to a checkpoint."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import traitlets as t

from splinewidgets.pictures.figures.metric_figure import ASPECT, metric_key, metric_view
from splinewidgets.pictures.sheets.chart import blank_view
from splinewidgets.pictures.sheets.shapes import Figure
from splinewidgets.pictures.sheets.sheet import Look, View, sheet
from splinewidgets.pictures.wire import encode
from splinewidgets.pictures.wire_types.gestures import Clicked
from splinewidgets.pictures.wire_types.training import WireFigure
from splinewidgets.widgets.host.messages import Listener, whole_number
from splinewidgets.widgets.host.trait_types import Payload

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
# Charts side by side on a figure.
IN_A_ROW = 3
OWN_COLOR = {"train": 0, "test": 2, "random": 6}


class Curves(Listener):
    """One small figure for each group of metrics, side by side.

    Parameters
    ----------
    groups
        Names of metrics by title; None for those that are usual.
    jump
        Called with the index of a checkpoint that was clicked.
    """

    _bundle = "training_curves"

    steps = t.List(t.Int(), help="The training step of each checkpoint.").tag(sync=True, told=True)
    _figures = t.List(Payload(WireFigure), help="Figures side by side.").tag(sync=True, told=True)
    checkpoint = t.Int(None, allow_none=True, help="Checkpoint at the cursor.").tag(sync=True, told=True)
    reference = t.Int(None, allow_none=True, help="Checkpoint that it is compared to.").tag(sync=True, told=True)
    _clicked = Payload(Clicked, help="A checkpoint that was clicked.").tag(sync=True, echo_update=False)

    def __init__(self, groups: dict[str, list[str]] | None, jump: Callable[[int], None]) -> None:
        self._groups, self._jump = groups, jump
        super().__init__()
        self.observe(self._on_clicked, "_clicked")

    def draw(self, steps: Sequence[int], metrics: Metrics, growing: bool = False) -> None:
        """Draw metrics, each (len(steps),), NaN as a gap; where `growing`, requested ones may come later.

        Raises
        ------
        ValueError
            If a metric was asked for and is not among them.
        """
        groups = grouped(metrics) if self._groups is None else chosen(self._groups, metrics, growing)
        with self.hold_sync():
            self.steps = list(steps)
            self._figures = [figure(title, names, metrics, len(steps)) for title, names in groups.items()]

    def point_at(self, checkpoint: int | None, reference: int | None) -> None:
        """Move the cursor to a checkpoint, and the other one to the reference."""
        with self.hold_sync():
            self.checkpoint, self.reference = checkpoint, reference

    def _has_picture(self) -> bool:
        return False

    def _has_figure(self) -> bool:
        return bool(self._figures)

    def _figure(self, look: Look) -> Figure:
        return sheet(self._figure_rows(), [metric_key(self._figures)], look, self._sentence())

    def _figure_rows(self) -> list[list[View]]:
        """Its charts, some to a row."""
        views = [metric_view(each, self.steps, self.checkpoint, self.reference) for each in self._figures]
        across = min(IN_A_ROW, len(views))
        views += [blank_view(ASPECT)] * (-len(views) % max(1, across))
        return [views[i : i + across] for i in range(0, len(views), max(1, across))]

    def _sentence(self) -> str:
        titles = ", ".join(each["title"] for each in self._figures) or "nothing yet"
        return f"Curves of {titles}, over {len(self.steps)} checkpoints."

    def _on_clicked(self, change: Mapping[str, Any]) -> None:
        try:
            index = whole_number(change["new"], "index", len(self.steps))
        except ValueError as failure:
            self.error = str(failure)
        else:
            self._jump(index)


def figure(title: str, names: Sequence[str], metrics: Metrics, count: int) -> WireFigure:
    """Figure of metrics, (count,) each, for the browser; missing ones are gaps."""
    values = np.array([metrics.get(name, np.full(count, np.nan)) for name in names], np.float64)
    labels = [short(name) for name in names]
    return {
        "title": title,
        "labels": labels,
        "colors": colors_of(labels),
        "values": encode(np.where(np.isfinite(values), values, np.nan)),
        "share": all("accuracy" in name for name in names),
    }


def grouped(metrics: Metrics) -> dict[str, list[str]]:
    """Usual metrics by title, then all others one by one."""
    groups = {title: [name for name in metrics if re.fullmatch(pattern, name)] for title, pattern in GROUPS.items()}
    known = {name for names in groups.values() for name in names}
    others = {name: [name] for name in metrics if name not in known and not DETAIL.fullmatch(name)}
    return {title: names for title, names in {**groups, **others}.items() if names}


def chosen(groups: dict[str, list[str]], metrics: Metrics, growing: bool) -> dict[str, list[str]]:
    """Requested metrics; none before the first is recorded."""
    missing = [name for names in groups.values() for name in names if name not in metrics]
    if missing and metrics and not growing:
        raise ValueError(f"curves asks for {missing[0]!r}. The history has {', '.join(metrics)}. Choose among these.")
    return groups if metrics else {}


def short(name: str) -> str:
    """Short name of a metric within its group."""
    for pattern in GROUPS.values():
        if found := re.fullmatch(pattern, name):
            parts: dict[str, Any] = found.groupdict()
            if parts.get("adversarial"):
                return f"ε={parts['epsilon']}"
            return parts.get("rest") or name
    return name


def colors_of(labels: Sequence[str]) -> list[str]:
    """Color of each label: its own, or else the next that is free."""
    taken = {OWN_COLOR[label] for label in labels if label in OWN_COLOR}
    free = [i for i in range(len(COLORS)) if i not in taken] or [0]
    others = iter(range(len(labels)))
    return [COLORS[OWN_COLOR[x] if x in OWN_COLOR else free[next(others) % len(free)]] for x in labels]
