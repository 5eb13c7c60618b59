"""An experiment: data, a network, and how it is trained."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from splinewidgets.learning import live_training
from splinewidgets.pictures.wire_types.arrays import Array, Entries, WireArray
from splinewidgets.pictures.wire_types.picture import Box
from splinewidgets.zoo import architecture, experiment

DataKind = experiment.DataKind
"""Where points come from."""

Activation = architecture.Activation

LossKind = live_training.LossKind

OptimizerKind = live_training.OptimizerKind

DrawnPoint = Annotated[list[float], Entries("x1 x2 label")]
"""The inputs x1 and x2 of a point, and its class."""


class WireExamples(TypedDict):
    """The N points that a network is trained on."""

    points: Annotated[WireArray, Array("float32", ("N", 2))]
    values: Annotated[WireArray, Array("float32", ("N",))]
    """Classes, or targets where these are numbers."""
    names: list[str]
    """Of the classes; none where targets are numbers."""
    window: Box
    """What the pad shows: inputs x1 from ... to ..., x2 from ... to ..."""


class Order(TypedDict):
    """One thing to do."""

    action: Literal["step", "reset"]
    seq: int
