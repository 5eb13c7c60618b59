"""`Playground`: a small network that learns under one's hand, with its exact tiles."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from torch import nn

from splinewidgets.geometry.whole_numbers import whole_number
from splinewidgets.learning.live_training import Step
from splinewidgets.learning.training_record import TrainingRecord
from splinewidgets.pictures.scene.playground_input import read_examples, read_model
from splinewidgets.pictures.scene.weight_edit import read_weight
from splinewidgets.widgets.host import bundle
from splinewidgets.widgets.host.keywords import dom_traits
from splinewidgets.widgets.host.messages import sequence_number
from splinewidgets.widgets.teaching.playground_figure import PlaygroundFigure
from splinewidgets.zoo.experiment import LEAST_POINTS, Experiment
from splinewidgets.zoo.running_experiment import RunningExperiment

# Seconds from one picture to the next, the least share of them that is trained, and steps between two looks at the
# clock.
FRAME, TRAINED, STEPS = 1 / 39, 0.3, 3
# Curves are sent again after so many seconds, at most.
CURVES = 0.25
SETTINGS = tuple(Experiment.__dataclass_fields__)


class Playground(PlaygroundFigure):
    """A small network that learns under one's hand: its exact tiles, its graph and its curves follow.

    Choose or draw points, choose a network and how it is trained; play, pause, step, reset. A click on a curve goes
    back to that step, with the optimizer as it was. Other points are learned from where the network is; another
    network begins anew. In the diagram of the network a hand takes weights and biases, also while it trains; what was
    there before is the last point of the curves.

    The network is a live module, `model`, and what is shown are its exact tiles in evaluation: batch normalization by
    the statistics of all points, with a GELU replaced by chords (the status states their error).

    Parameters
    ----------
    data : str or (inputs, targets)
        "moons", "spirals", "circles", "checkerboard", "gaussians", "formula" or "drawn"; or one's own points (N, 2) and
        their classes (N,), or numbers (N, outputs).
    model : torch.nn.Module
        One's own network of two inputs, in the place of the one that is described by `widths` and so on.
    train_step : callable
        train_step(model, inputs, targets) trains one's own way by one step, and returns the loss.
    class_names : sequence of str
        Of one's own classes.
    playing : bool
        Whether it trains at once.
    height : int
        Pixels of the canvases.
    formula, drawn, noise, samples, widths, activation, skip, batch_norm
    loss, optimizer, rate, weight_decay, batch, seed
        As of `zoo.Experiment`. Numbers as targets are learned with loss="squared".
    layout, tooltip, tabbable
        As for every ipywidget.

    Raises
    ------
    ValueError, TypeError
        If an argument does not fit.
    UnsupportedOperation
        If one's own model is not piecewise affine.

    Examples
    --------
    >>> playground = Playground("spirals", widths=(8, 8), activation="abs", rate=0.03)
    >>> playground.train(100)
    >>> playground.step, playground.explorer.tessellation
    (100, <Tessellation: ... tiles on ..., float64>)
    >>> print(playground.code()[:12])
    import torch
    """

    _bundle = "playground"

    def __init__(
        self,
        data: Any = "moons",
        model: nn.Module | None = None,
        *,
        train_step: Step | None = None,
        class_names: Sequence[str] | None = None,
        formula: str = "sin(3 x1) x2",
        drawn: Sequence[Any] = (),
        noise: float = 0.1,
        samples: int = 500,
        widths: Sequence[int] = (8, 8, 8),
        activation: str = "relu",
        skip: bool = False,
        batch_norm: bool = False,
        loss: str | None = None,
        optimizer: str = "adam",
        rate: float = 0.01,
        weight_decay: float = 0.0,
        batch: int = 0,
        seed: int = 0,
        playing: bool = False,
        height: int = 320,
        **more: Any,
    ) -> None:
        dom = dom_traits(type(self), more)
        bundle.require(type(self))
        own = None if isinstance(data, str) else read_examples(data, class_names)
        if model is not None:
            read_model(model)
        numbers = own is not None and not own.names
        # What was asked for and is not done yet.
        self._todo: list[tuple[str, int]] = []
        self._weights: list[Mapping[str, Any]] = []
        super().__init__(
            **({} if own is not None else {"data": data}),
            **{"formula": formula, "drawn": drawn, "noise": noise, "samples": samples},
            **{"widths": widths, "activation": activation, "skip": skip, "batch_norm": batch_norm},
            **{"loss": loss or ("squared" if numbers else "cross_entropy"), "optimizer": optimizer},
            **{"rate": rate, "weight_decay": weight_decay, "batch": batch, "seed": seed, "height": height},
            **dom,
            _own_data=own is not None,
            _own_model=model is not None,
            _own_step=train_step is not None,
        )
        self._running = RunningExperiment(self._experiment(), own, model, train_step)
        self._make_parts()
        self.observe(self._on_settings, SETTINGS)
        self.observe(self._on_order, "_order")
        self.observe(self._on_playing, "playing")
        self.playing = playing

    @property
    def model(self) -> nn.Module:
        """The network as it is now, itself; in eval mode while it does not train."""
        return self._running.training.model

    @property
    def history(self) -> TrainingRecord:
        """The states and metrics since the network was made."""
        return self._running.record

    def play(self) -> None:
        """Train until `pause`."""
        self.playing = True

    def pause(self) -> None:
        """Stop training, and return when it has stopped."""
        self.playing = False

    def train(self, steps: int = 1) -> None:
        """Make some steps, and return when they are made."""
        self._do("step", whole_number(steps, "steps", "It is how many steps are made."))

    def reset(self) -> None:
        """Begin anew from the initial weights."""
        self._do("reset", 0)

    def go_to(self, index: int) -> None:
        """Go back to a state of `history`, by its index; what came after it is forgotten."""
        states = len(self.history)
        if not -states <= index < states:
            raise ValueError(
                f"State {index} was asked for. There are {states}. Pass an index of playground.history.steps."
            )
        self._do("back", index % states)

    def code(self, steps: int | None = None) -> str:
        """A script of PyTorch that does the same, by default with as many steps as were made, or 1000.

        What a hand has changed in the weights is not in it.
        """
        return self._running.script(self._running.training.steps or 1000 if steps is None else steps)

    # What is asked.

    def _experiment(self) -> Experiment:
        values = {name: getattr(self, name) for name in SETTINGS}
        return Experiment(**{**values, "drawn": tuple(map(tuple, self.drawn)), "widths": tuple(self.widths)})

    def _do(self, what: str, how: int) -> None:
        self._todo.append((what, how))
        self._request(self._experiment())

    def _on_settings(self, change: Mapping[str, Any]) -> None:
        if change["new"] != change["old"]:  # equal when the browser sent what was refused
            self._request(self._experiment())

    def _on_playing(self, change: Mapping[str, Any]) -> None:
        if change["new"] != change["old"]:
            self._request(self._experiment())

    def _on_order(self, change: Mapping[str, Any]) -> None:
        order = change["new"]
        if not order:
            return
        with self._refusing():
            seq, action = sequence_number(order), order.get("action")
            if action not in ("step", "reset"):
                raise ValueError(f"The page asks to {action!r:.40}. There are 'step' and 'reset'. Send one of them.")
            self._do(action, 1)
            with self._publish():
                self._settle(seq)

    def _go_back(self, index: int) -> None:
        """Go back to where a curve was clicked."""
        if index < len(self.history):
            self._do("back", index)

    def _take_weight(self, edit: Mapping[str, Any]) -> None:
        """Change a weight that a hand has in the diagram."""
        self._weights.append(edit)
        self._request(self._experiment())

    # What is done, on the worker's thread.

    @property
    def _awaits_points(self) -> bool:
        """Whether a hand is still to draw what can be learned."""
        return self.data == "drawn" and not self._own_data and len(self.drawn) < LEAST_POINTS

    def _answer(self, request: Experiment) -> None:
        running = self._running
        if self._awaits_points:
            self._todo.clear()
            with self._publish():
                self._ready(f"Draw {LEAST_POINTS} points or more on the pad")
            return
        running.change_to(request)
        while self._todo:
            what, how = self._todo.pop(0)
            if what == "step":
                running.train(how)
            elif what == "reset":
                running.begin_anew()
            elif how < len(running.record):
                running.go_to(how)
        done, refusal = self._change_weights()
        self._show_examples()
        self._show_now()
        self.explorer.answer(done, refusal)
        self._send_curves()

    def _change_weights(self) -> tuple[int | None, ValueError | None]:
        """Make the changes that a hand has asked for; the number of the last one, and why it was refused."""
        edits, self._weights = self._weights, []
        done, refusal = None, None
        for edit in edits:
            refusal = None
            try:
                done = sequence_number(edit)
                change = read_weight(edit, self._running.network())
                if not self.playing:
                    self._running.keep_present()
                self._running.set_parameter(change.name, change.place, change.value)
            except ValueError as failure:
                refusal = failure
        return done, refusal

    def _failed(self) -> None:
        # What was asked of an experiment that cannot be is not done to another one.
        self._todo.clear()

    def _complete(self) -> None:
        """Train while it plays, until something is asked."""
        with self.diagram.hurrying():
            self._train_on()

    def _train_on(self) -> None:
        showing = 0.0
        while self.playing and not self._awaits_points and not self._work.superseded and not self._work.closed:
            until = time.perf_counter() + max(FRAME - showing, showing * TRAINED / (1 - TRAINED))
            try:
                while time.perf_counter() < until:
                    self._running.train(STEPS)
                trained = time.perf_counter()
                self._show_now()
                showing = time.perf_counter() - trained
            except Exception:
                self._running.take_back(self._seen)
                with self._publish():
                    self.playing = False
                raise
            if time.perf_counter() > self._curves_sent + CURVES:
                self._send_curves()
