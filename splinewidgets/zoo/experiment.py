"""`Experiment`: points in the plane, a perceptron and how it is trained, in one record that can be run and printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import Tensor

from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.learning.live_training import MOMENTUM, LiveTraining, LossKind, OptimizerKind

from .architecture import Activation, Architecture
from .datasets import Dataset, two_moons
from .formula import Formula
from .planar_datasets import checkerboard, circles, formula_targets, gaussians, spirals

DataKind = Literal["moons", "spirals", "circles", "checkerboard", "gaussians", "formula", "drawn"]
DrawnPoint = tuple[float, float, int]

DATASETS: dict[str, tuple[Callable[..., Dataset], str]] = {
    "moons": (two_moons, "two_moons"),
    "spirals": (spirals, "spirals"),
    "circles": (circles, "circles"),
    "checkerboard": (checkerboard, "checkerboard"),
    "gaussians": (gaussians, "gaussians"),
}
# A line of the script; js/src/experiment/script.ts has it, too.
ONE_THREAD = "torch.set_num_threads(1)  # quicker for matrices this small, and adds them up in one order"
LEAST_POINTS = 2
# Of windows, where points may be drawn beside those that there are.
LEAST_REACH, ROOM = 1.2, 1.1
# A formula that is to be classified is by where it is positive.
SIGNS = ("not positive", "positive")


@dataclass(frozen=True, eq=False)
class Examples:
    """What is learned.

    Attributes
    ----------
    inputs : (N, 2) float32
    targets : (N,) int64 or (N, outputs) float32
        Classes, or numbers.
    names : tuple of str
        Of the classes; none where targets are numbers.

    Examples
    --------
    >>> Experiment(data="circles", samples=40).examples().names
    ('inside', 'outside')
    """

    inputs: Tensor
    targets: Tensor
    names: tuple[str, ...]

    @property
    def window(self) -> Slice:
        """The window around the origin that holds all points with some room, and [-1.2, 1.2] in each input."""
        (x1, x2) = (max(LEAST_REACH, ROOM * float(reach)) for reach in self.inputs.abs().amax(0))
        return Slice.box((-x1, x1), (-x2, x2))

    @property
    def outputs(self) -> int:
        """How many outputs a network needs."""
        return len(self.names) if self.names else self.targets.shape[1]


@dataclass(frozen=True)
class Experiment:
    """Data, a network and its training.

    Attributes
    ----------
    data : str
        "moons", "spirals", "circles", "checkerboard", "gaussians", "formula" or "drawn".
    formula : str
        What the targets of data="formula" are. With loss="cross_entropy" its sign is learned.
    drawn : tuple of (float, float, int)
        The points x1, x2 and their classes, of data="drawn".
    noise : float
        Standard deviation: of a formula in its values, else in each input.
    samples : int
        How many points.
    widths, activation, skip, batch_norm
        As of `Architecture`.
    loss, optimizer, rate, weight_decay, batch
        As of `LiveTraining`.
    seed : int
        Of data, initial weights and batches.

    Examples
    --------
    >>> experiment = Experiment(data="circles", widths=(8,), rate=0.03)
    >>> training = experiment.training()
    >>> training.run(200)
    >>> training.measures()["train_accuracy"] > 0.9
    True
    """

    data: DataKind = "moons"
    formula: str = "sin(3 x1) x2"
    drawn: tuple[DrawnPoint, ...] = ()
    noise: float = 0.1
    samples: int = 500
    widths: tuple[int, ...] = (8, 8, 8)
    activation: Activation = "relu"
    skip: bool = False
    batch_norm: bool = False
    loss: LossKind = "cross_entropy"
    optimizer: OptimizerKind = "adam"
    rate: float = 0.01
    weight_decay: float = 0.0
    batch: int = 0
    seed: int = 0

    def examples(self) -> Examples:
        """The points that are learned.

        Raises
        ------
        ValueError
            If a formula is NaN or infinite somewhere, or nothing is drawn.
        """
        if self.data == "formula":
            inputs, targets = formula_targets(Formula(self.formula), self.samples, self.noise, self.seed)
            if self.loss == "squared":
                return Examples(inputs, targets, ())
            return Examples(inputs, (targets[:, 0] > 0).long(), SIGNS)
        if self.data == "drawn":
            return self._drawn()
        made = DATASETS[self.data][0](self.samples, self.noise, seed=self.seed)
        return Examples(made.inputs, made.labels, made.class_names)

    def architecture(self, outputs: int) -> Architecture:
        """The network with so many outputs."""
        return Architecture(self.widths, 2, outputs, self.activation, self.skip, self.batch_norm)

    def training(self, examples: Examples | None = None) -> LiveTraining:
        """A training of the network from its initial weights, by default on the points of this experiment."""
        learned = self.examples() if examples is None else examples
        model = self.architecture(learned.outputs).module(self.seed)
        return LiveTraining(model, learned.inputs, learned.targets, **self.training_keywords)

    @property
    def training_keywords(self) -> dict[str, Any]:
        """What `LiveTraining` is told."""
        names = ("loss", "optimizer", "rate", "weight_decay", "batch", "seed")
        return {name: getattr(self, name) for name in names}

    def script(self, steps: int = 1000, outputs: int | None = None) -> str:
        """A script of PyTorch that trains the same network on the same points, to the same weights.

        Generated points come from this package; those that were drawn are in the script.

        Parameters
        ----------
        steps
            Of training.
        outputs
            Of the network, where the points are the reader's own.
        """
        count = self.examples().outputs if outputs is None else outputs
        architecture = self.architecture(count)
        parts = [
            f"import torch\nfrom torch import nn\n\n{ONE_THREAD}",
            architecture.blocks_code(),
            self._data_code() if outputs is None else "inputs, targets = ...  # your points (N, 2) and targets",
            f"torch.manual_seed({self.seed})\nmodel = {architecture.code()}",
            self._optimizer_code(),
            self._loop_code(steps),
        ]
        return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"

    def _drawn(self) -> Examples:
        if len(self.drawn) < LEAST_POINTS:
            raise ValueError(
                f"{len(self.drawn)} points are drawn. A training needs {LEAST_POINTS} at least. "
                "Set drawn=[[x1, x2, class], ...], or choose other data first and draw on the pad."
            )
        table = torch.tensor(self.drawn, dtype=torch.float64)
        labels = table[:, 2].long()
        names = tuple(str(label) for label in range(max(2, int(labels.max()) + 1)))
        return Examples(table[:, :2].float(), labels, names)

    def _data_code(self) -> str:
        if self.data == "drawn":
            points = ",\n    ".join(f"[{x1!r}, {x2!r}, {label}]" for x1, x2, label in self.drawn)
            return (
                f"points = torch.tensor([\n    {points},\n], dtype=torch.float64)\n"
                "inputs, targets = points[:, :2].float(), points[:, 2].long()"
            )
        if self.data == "formula":
            made = f"zoo.formula_targets({self.formula!r}, {self.samples}, noise={self.noise}, seed={self.seed})"
            code = f"from splinewidgets import zoo\n\ninputs, targets = {made}"
            return code if self.loss == "squared" else f"{code}\ntargets = (targets[:, 0] > 0).long()"
        made = f"zoo.{DATASETS[self.data][1]}({self.samples}, noise={self.noise}, seed={self.seed})"
        return f"from splinewidgets import zoo\n\npoints = {made}\ninputs, targets = points.inputs, points.labels"

    def _optimizer_code(self) -> str:
        settings = f"model.parameters(), lr={self.rate}, weight_decay={self.weight_decay}"
        if self.optimizer == "adam":
            return f"optimizer = torch.optim.AdamW({settings})"
        momentum = f", momentum={MOMENTUM}" * (self.optimizer == "momentum")
        return f"optimizer = torch.optim.SGD({settings}{momentum})"

    def _loop_code(self, steps: int) -> str:
        numbers = self.data == "formula" and self.loss == "squared"
        loss = "cross_entropy" if self.loss == "cross_entropy" else "mse_loss"
        lines = []
        if self.loss == "squared" and not numbers:
            lines += ["targets = nn.functional.one_hot(targets, model[-1].out_features).float()"]
        batches = 0 < self.batch < self.samples or (self.data == "drawn" and 0 < self.batch < len(self.drawn))
        chosen = "[chosen]" * batches
        if batches:
            lines += [
                f"random = torch.Generator().manual_seed({self.seed})",
                "order = torch.empty(0, dtype=torch.int64)",
            ]
        lines += [f"for step in range({steps}):"]
        if batches:
            lines += [
                f"    if len(order) < {self.batch}:",
                "        order = torch.randperm(len(inputs), generator=random)",
                f"    chosen, order = order[:{self.batch}], order[{self.batch}:]",
            ]
        lines += [
            f"    loss = nn.functional.{loss}(model(inputs{chosen}), targets{chosen})",
            "    optimizer.zero_grad()",
            "    loss.backward()",
            "    optimizer.step()",
            'print(f"loss {loss:.4g} in the last step")',
        ]
        return "\n".join(lines)
