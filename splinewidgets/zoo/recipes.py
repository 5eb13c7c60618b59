"""Trainings that show something, recorded step by step: one line each in a notebook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch
from torch import nn

from splinewidgets.geometry import Slice
from splinewidgets.learning import History, ProgressMeasures

from .cache import cache_directory, digest
from .datasets import Dataset, digits, two_moons
from .descent import Loss
from .history_cache import remembered_history
from .models import mlp
from .training import RECIPE, train

# Part of every cache key. To be raised when `ProgressMeasures` changes what it measures.
MEASURED = 2


@dataclass(frozen=True)
class Recipe:
    """A training that shows something, with all that it depends on.

    `dataclasses.replace` makes another one of it.

    Attributes
    ----------
    name, shows
        What it is called, and what there is to see, in a sentence.
    samples
        Makes the data set. A random part of it, of `train_size` samples, is for training and the rest for testing.
    train_size
        How many samples are for training.
    sizes
        Units per layer of the perceptron.
    scale
        Factor on PyTorch's default initial weights and biases.
    steps, learning_rate, weight_decay, batch, loss
        As in `train`.
    window
        Makes, of the training set, the slice in which tiles are counted.
    epsilons
        Sizes of the attacks, in the largest change of an input's entry.
    vertices
        Of the cross-polytope about a sample that local complexity is measured with.
    seed
        Of the split into training and test set, the initial weights, the order of the samples and the measures.

    Examples
    --------
    >>> from dataclasses import replace
    >>> for recipe in (DELAYED_ROBUSTNESS, REGION_MIGRATION, TWO_MOONS):
    ...     print(f"{recipe.name}: {recipe.train_size} samples, {recipe.steps} steps")
    delayed robustness: 200 samples, 15000 steps
    region migration: 1000 samples, 14000 steps
    two moons: 100 samples, 10000 steps
    >>> quick = replace(TWO_MOONS, steps=2)
    """

    name: str
    shows: str
    samples: Callable[[], Dataset]
    train_size: int
    sizes: tuple[int, ...]
    scale: float
    steps: int
    learning_rate: float
    weight_decay: float
    window: Callable[[Dataset], Slice]
    epsilons: tuple[float, ...]
    vertices: int
    batch: int = 100
    loss: Loss = "mse"
    seed: int = 0

    def data(self) -> tuple[Dataset, Dataset]:
        """Return the training set and the test set."""
        samples = self.samples()
        return samples.split(self.train_size / len(samples), self.seed)

    def model(self) -> nn.Sequential:
        """Return the network before the first step."""
        model = mlp(self.sizes, self.seed)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.mul_(self.scale)
        return model

    def train(self, progress: bool = True) -> Learned:
        """Train, and measure at some twelve steps per factor of ten; or remember, if that was done before.

        The history is kept in the user's cache directory (or in `SPLINEWIDGETS_CACHE`), under a digest of all that it
        depends on. It gets there when it is whole, so an interrupted training leaves nothing. One that cannot be read
        is moved aside, with a warning, and made anew.

        Parameters
        ----------
        progress
            Show a progress bar.

        Raises
        ------
        OSError
            If the cache directory cannot be written.
        """
        seen, unseen = self.data()
        model, slice = self.model(), self.window(seen)
        path = cache_directory() / f"{self.name.replace(' ', '-')}-{self._digest(model, seen, unseen, slice)}"

        def record(history: History) -> None:
            measures = ProgressMeasures(
                seen, unseen, slice=slice, epsilons=self.epsilons, vertices=self.vertices, seed=self.seed
            )
            train(
                model,
                seen,
                steps=self.steps,
                batch=self.batch,
                learning_rate=self.learning_rate,
                weight_decay=self.weight_decay,
                loss=self.loss,
                seed=self.seed,
                progress=progress,
                history=history,
                measures=measures,
            )

        history = remembered_history(path, model, self.steps, record)
        return Learned(self, model, history, seen, unseen, slice)

    def _digest(self, model: nn.Module, seen: Dataset, unseen: Dataset, slice: Slice) -> str:
        training = (RECIPE, model, self.steps, self.batch, self.learning_rate, self.weight_decay, self.loss)
        measuring = (MEASURED, slice.bounds, self.epsilons, self.vertices)
        data = (seen.inputs, seen.labels, unseen.inputs, unseen.labels)
        return digest(
            f"{training} {measuring} {self.seed}", (*model.state_dict().values(), *data, slice.origin, slice.axes)
        )


@dataclass(frozen=True, eq=False)
class Learned:
    """Result of a recipe.

    Attributes
    ----------
    recipe : Recipe
    model : Sequential
        As it is at the end, in eval mode. `history[i].load_into(model)` makes it what it was at another step.
    history : History
        The recorded steps with all metrics of `ProgressMeasures`, and "loss" over the training set.
    train, test : Dataset
    slice : Slice
        In which the metric "tiles" was counted.

    Examples
    --------
    >>> from dataclasses import replace
    >>> learned = replace(TWO_MOONS, steps=2).train()
    >>> learned.history.steps
    [0, 1, 2]
    """

    recipe: Recipe
    model: nn.Sequential
    history: History
    train: Dataset
    test: Dataset
    slice: Slice


def _through_three_digits(dataset: Dataset) -> Slice:
    """The plane of one 0, one 1 and one 2, as far as 1.3 times the coordinates of the outermost of them."""
    slice = Slice.through(dataset.first(0), dataset.first(1), dataset.first(2))
    reach = 1.3 * float(abs(slice.anchors).max())
    return slice.with_bounds((-reach, reach, -reach, reach))


def _around_two_moons(_: Dataset) -> Slice:
    return Slice.box((-1.5, 1.5), (-1.5, 1.5))


# Late in these trainings Adam takes a leap now and then, and local complexity swings with it. At lower learning rates
# (3e-3 for region migration, 1e-3 for delayed robustness) it is chance whether the last step is one at which they show
# what they are for. At these rates five of six seeds and four of four did.
REGION_MIGRATION = Recipe(
    name="region migration",
    shows="Near the training data local complexity falls, rises, and falls below that elsewhere: tiles move away.",
    samples=digits,
    train_size=1000,
    sizes=(64, 200, 200, 200, 10),
    scale=1.0,
    steps=14_000,
    learning_rate=5e-3,
    weight_decay=0.3,
    window=_through_three_digits,
    epsilons=(0.05, 0.1, 0.2),
    vertices=50,
)

# Of attacked samples (0.1) none is right at interpolation and a third are at the end: by cross entropy alone, as in
# earlier work, 0.43 would seem so where 0.35 are.
DELAYED_ROBUSTNESS = Recipe(
    name="delayed robustness",
    shows="Long after all training samples are right, test samples become right too, and then attacked ones.",
    samples=digits,
    train_size=200,
    sizes=(64, 200, 200, 200, 10),
    scale=4.0,
    steps=15_000,
    learning_rate=2e-3,
    weight_decay=0.3,
    window=_through_three_digits,
    epsilons=(0.05, 0.1, 0.2),
    vertices=50,
)

TWO_MOONS = Recipe(
    name="two moons",
    shows="In the plane all tiles can be counted: long after interpolation far fewer are left.",
    samples=partial(two_moons, 1100),
    train_size=100,
    sizes=(2, 64, 64, 64, 2),
    scale=3.0,
    steps=10_000,
    learning_rate=5e-3,
    weight_decay=0.3,
    window=_around_two_moons,
    epsilons=(0.1, 0.2),
    vertices=4,
)
