"""The traits of `Playground`."""

from __future__ import annotations

from typing import get_args

import traitlets as t
from anywidget import WidgetTrait

from splinewidgets.pictures.scene.playground_input import (
    read_batch,
    read_drawn,
    read_formula,
    read_noise,
    read_rate,
    read_samples,
    read_weight_decay,
    read_widths,
)
from splinewidgets.pictures.wire_types.experiment import (
    Activation,
    DataKind,
    DrawnPoint,
    LossKind,
    OptimizerKind,
    Order,
    WireExamples,
)
from splinewidgets.widgets.host.background_widget import BackgroundWidget
from splinewidgets.widgets.host.checked import Checked
from splinewidgets.widgets.host.trait_types import Choice, Items, Number, Numbered, Payload, Text, Truth, Whole


class PlaygroundTraits(BackgroundWidget):
    """Traits only: the data, the network, how it is trained, and how far it is."""

    data = Choice(get_args(DataKind), "moons", help="Where points come from.").tag(sync=True)
    formula = Checked(
        Text("sin(3 x1) x2"), lambda _, given: read_formula(given), help="The targets of data='formula'."
    ).tag(sync=True)
    drawn = Checked(
        Items(t.Any()), lambda _, given: read_drawn(given), help="The points [x1, x2, class] of data='drawn'."
    ).tag(sync=True, wire=list[DrawnPoint])
    noise = Checked(Number(0.1), lambda _, given: read_noise(given), help="Standard deviation of the noise.").tag(
        sync=True
    )
    samples = Checked(Whole(500), lambda _, given: read_samples(given), help="How many points there are.").tag(
        sync=True
    )

    widths = Checked(
        Items(Whole(), [8, 8, 8]), lambda _, given: read_widths(given), help="Units of each hidden layer."
    ).tag(sync=True)
    activation = Choice(get_args(Activation), "relu", help="Of the hidden units.").tag(sync=True)
    skip = Truth(False, help="Whether layers of one width add their input to their output.").tag(sync=True)
    batch_norm = Truth(False, help="Whether pre-activations are normalized over the data.").tag(sync=True)
    seed = Whole(0, min=0, help="Of initial weights, noise and batches.").tag(sync=True)

    loss = Choice(get_args(LossKind), "cross_entropy", help="What is minimized.").tag(sync=True)
    optimizer = Choice(get_args(OptimizerKind), "adam", help="How.").tag(sync=True)
    rate = Checked(Number(0.01), lambda _, given: read_rate(given), help="The learning rate.").tag(sync=True)
    weight_decay = Checked(
        Number(0.0), lambda _, given: read_weight_decay(given), help="Of all parameters, decoupled from the loss."
    ).tag(sync=True)
    batch = Checked(Whole(0), lambda _, given: read_batch(given), help="Points a step; 0 for all.").tag(sync=True)

    playing = Truth(False, help="Whether it trains.").tag(sync=True)
    step = t.Int(0, help="Steps of training so far.").tag(sync=True, told=True)

    _order = Numbered(Order, help="A button that was pressed.")
    _examples = Payload(WireExamples, help="What it is trained on.").tag(sync=True, told=True)
    _own_data = t.Bool(False, help="Whether the points are the user's own, from Python.").tag(sync=True, told=True)
    _own_model = t.Bool(False, help="Whether the network is the user's own.").tag(sync=True, told=True)
    _own_step = t.Bool(False, help="Whether a step of training is the user's own.").tag(sync=True, told=True)
    _code = t.Unicode("", help="PyTorch that does the same.").tag(sync=True, told=True)
    # What is shown within it: a diagram of the network, the tiles, the graph above them, and curves over the steps.
    _explorer = WidgetTrait().tag(sync=True, told=True, wire=str | None)
    _diagram = WidgetTrait().tag(sync=True, told=True, wire=str | None)
    _surface = WidgetTrait().tag(sync=True, told=True, wire=str | None)
    _curves = WidgetTrait().tag(sync=True, told=True, wire=str | None)
