"""`RunningExperiment`: an experiment under way, that can be changed, stepped, begun anew and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import torch
from torch import nn

from splinewidgets.geometry.complexity.local_complexity import local_complexity
from splinewidgets.geometry.limits import TooManyTiles
from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.smooth.linearize import linearize
from splinewidgets.geometry.tessellate import tessellate
from splinewidgets.learning.live_training import LiveTraining, Step
from splinewidgets.learning.training_record import TrainingRecord

from .experiment import Examples, Experiment
from .steps import one_thread

# Points at which local complexity is measured, and the radius around them.
PROBES, RADIUS = 100, 0.05
# More tiles than this are not counted: that would take longer than many steps.
MOST_TILES = 20_000
# Where another value begins anew, since it is of another network, and where it only goes on with another rate. All
# others go on with other points or another optimizer.
ANEW = ("widths", "activation", "skip", "batch_norm", "seed")
RATES = ("rate", "weight_decay")
OF_EXAMPLES = ("data", "formula", "drawn", "noise", "samples", "seed", "loss")


class RunningExperiment:
    """Trains what an `Experiment` describes, and follows when that changes.

    Parameters
    ----------
    experiment
        To begin with.
    examples, model, step
        One's own points, network or step of training, in the place of those that the experiment describes.

    Attributes
    ----------
    experiment : Experiment
    examples : Examples
    training : LiveTraining
    record : TrainingRecord
        States and metrics since the network was made: the loss, the accuracy, local complexity around the points, and
        the tiles in `examples.window`.
    """

    def __init__(
        self,
        experiment: Experiment,
        examples: Examples | None = None,
        model: nn.Module | None = None,
        step: Step | None = None,
    ) -> None:
        self._own_examples, self._own_model, self._step = examples, model, step
        self.experiment, self.record = experiment, TrainingRecord()
        self.examples = self._examples_of(experiment)
        # The network that was read last, of which model.
        self._read: tuple[nn.Module, Network] | None = None
        self.training = self._begun(experiment, self.examples)
        self._start = self.training.state()
        self.keep()

    def change_to(self, experiment: Experiment) -> None:
        """Go on as another experiment; from the initial weights where its network is another.

        Raises
        ------
        ValueError
            If its points cannot be made or do not fit. Then all stays as it was.
        """
        before = self.experiment
        changed = {name for name in vars(experiment) if getattr(before, name) != getattr(experiment, name)}
        examples = self._examples_of(experiment) if changed & {*OF_EXAMPLES} else self.examples
        anew = self._own_model is None and (changed & {*ANEW} or examples.outputs != self.examples.outputs)
        if anew:
            self.training = self._begun(experiment, examples)
            self._start = self.training.state()
        elif changed - {*RATES}:
            other = self._of(self.training.model, experiment, examples)
            other.steps = self.training.steps
            self.training = other
        elif changed:
            self.training.set_rate(experiment.rate, experiment.weight_decay)
        self.experiment, self.examples = experiment, examples
        self.training.settle()
        if anew:
            self.record.clear()
            self.keep()

    def begin_anew(self) -> None:
        """Go back to the initial weights."""
        self.training = self._of(self.training.model, self.experiment, self.examples)
        self.training.model.load_state_dict(self._start["model"])
        self.training.settle()
        self.record.clear()
        self.keep()

    def train(self, steps: int) -> None:
        """Make some steps, and record what is due.

        Raises
        ------
        ValueError
            If the loss or a weight is no number any more.
        """
        end = self.training.steps + steps
        while self.training.steps < end:
            with one_thread():
                self.training.run(min(end, self.record.next_due) - self.training.steps)
            if self.record.next_due <= self.training.steps:
                self.training.settle()
                self.keep()

    def set_parameter(self, name: str, place: tuple[int, ...], value: float) -> None:
        """Give an entry of a parameter another value, by hand; see `LiveTraining.set_parameter`."""
        self.training.set_parameter(name, place, value)
        self.training.settle()

    def keep_present(self) -> None:
        """Record the state of the present step, unless one is recorded: to go back to from what a hand changes."""
        if self.record.steps[-1:] != [self.training.steps]:
            self.keep()

    def go_to(self, index: int) -> None:
        """Go back to a state of the record."""
        self.record.go_to(self.training, index)

    def take_back(self, state: Mapping[str, Any]) -> None:
        """Go back to a state of the training, recorded or not."""
        self.training.restore(dict(state))
        self.record.forget_after(self.training.steps)

    def keep(self) -> None:
        """Record the present state with what is measured."""
        training, network = self.training, self.network()
        probes = training.inputs[:: max(1, len(training.inputs) // PROBES)]
        measured = training.measures()
        with suppress(TooManyTiles):
            measured["tiles"] = float(tessellate(network, self.examples.window, max_tiles=MOST_TILES).tile_count)
        if network.layers:
            counts = local_complexity(training.model, probes, RADIUS, vertices=4, batch=len(probes))
            measured["lc_train"] = counts.mean()
        self.record.keep(training, measured)

    def network(self) -> Network:
        """The network as it is now, its smooth activations replaced by chords."""
        model = self.training.model
        if self._read is None or self._read[0] is not model:
            self._read = model, Network(linearize(model), torch.zeros(2))
        return self._read[1].with_parameters(model.state_dict())

    def script(self, steps: int) -> str:
        """The script of the experiment; see `Experiment.script`."""
        return self.experiment.script(steps, None if self._own_examples is None else self._own_examples.outputs)

    def _examples_of(self, experiment: Experiment) -> Examples:
        return experiment.examples() if self._own_examples is None else self._own_examples

    def _begun(self, experiment: Experiment, examples: Examples) -> LiveTraining:
        model = self._own_model
        if model is None:
            model = experiment.architecture(examples.outputs).module(experiment.seed)
        return self._of(model, experiment, examples)

    def _of(self, model: nn.Module, experiment: Experiment, examples: Examples) -> LiveTraining:
        if experiment.batch_norm and experiment.batch == 1:
            raise ValueError(
                "Batches are of one point. Batch normalization needs two at least. Set batch=10, or 0 for all."
            )
        training = LiveTraining(
            model, examples.inputs, examples.targets, **experiment.training_keywords, step=self._step
        )
        training.settle()
        return training
