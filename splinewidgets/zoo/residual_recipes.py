"""Trainings of plain and of residual networks on digits, whose loss landscapes differ (the survey's Figure 6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from torch import nn

from splinewidgets.learning import History

from .cache import cache_directory, digest
from .datasets import Dataset, digits
from .history_cache import remembered_history
from .residual_networks import residual_convnet, residual_mlp
from .training import RECIPE, train

TRAIN_SIZE = 1000
# About the mean of a pixel: the digits without it.
MEAN = 0.3
MOMENTUM, CLIP = 0.9, 1.0

NETWORKS: dict[str, Callable[..., nn.Sequential]] = {"mlp": residual_mlp, "convnet": residual_convnet}


@dataclass(frozen=True)
class ResidualRecipe:
    """A training of a network with skips of any strength on 1,000 digits, with all that it depends on.

    By stochastic gradient descent with momentum 0.9, and with gradients clipped at length 1, without which deep plain
    networks diverge.

    Attributes
    ----------
    network : "mlp" or "convnet"
        `residual_mlp` or `residual_convnet`.
    depth, skip
        As of these.
    steps, batch, learning_rate
        As in `train`.
    seed
        Of the split into training and test set, the initial weights and the order of samples.

    Examples
    --------
    >>> quick = ResidualRecipe(depth=2, skip=0.5, steps=5)
    >>> trained = quick.train(progress=False)
    >>> trained.history.steps
    [0, 1, 2, 3, 4, 5]
    """

    network: Literal["mlp", "convnet"] = "mlp"
    depth: int = 20
    skip: float = 1.0
    steps: int = 1500
    batch: int = 128
    learning_rate: float = 0.05
    seed: int = 0

    def __post_init__(self) -> None:
        if self.network not in NETWORKS:
            raise ValueError(
                f"The network is {self.network!r}. It can be 'mlp' or 'convnet'. Choose one of them, and its depth."
            )

    def data(self) -> tuple[Dataset, Dataset]:
        """Return the training set and the test set, digits with values from -0.3 to 0.7."""
        samples = digits()
        centered = replace(samples, inputs=samples.inputs - MEAN)
        return centered.split(TRAIN_SIZE / len(samples), self.seed)

    def model(self) -> nn.Sequential:
        """Return the network before the first step."""
        return NETWORKS[self.network](self.depth, self.skip, seed=self.seed)

    def train(self, progress: bool = True) -> Trained:
        """Train, and record the states at some twelve steps per factor of ten; or remember, if that was done before.

        The history is kept in the user's cache directory (or in `SPLINEWIDGETS_CACHE`), under a digest of all that it
        depends on.

        Parameters
        ----------
        progress
            Show a progress bar.

        Raises
        ------
        OSError
            If the cache directory cannot be written.
        """
        (seen, unseen), model = self.data(), self.model()
        settings = f"{RECIPE} {self} {MOMENTUM} {CLIP} {model}"
        name = digest(settings, (*model.state_dict().values(), seen.inputs, seen.labels))

        def record(history: History) -> None:
            train(
                model,
                seen,
                steps=self.steps,
                batch=self.batch,
                learning_rate=self.learning_rate,
                momentum=MOMENTUM,
                clip=CLIP,
                seed=self.seed,
                progress=progress,
                history=history,
            )

        history = remembered_history(cache_directory() / f"residual-{name}", model, self.steps, record)
        return Trained(self, model, history, seen, unseen)


@dataclass(frozen=True, eq=False)
class Trained:
    """Result of a `ResidualRecipe`.

    Attributes
    ----------
    recipe : ResidualRecipe
    model : Sequential
        As it is at the end, in eval mode. `history[i].load_into(model)` makes it what it was at another step.
    history : History
        The recorded steps, with "loss" over the training set.
    train, test : Dataset

    Examples
    --------
    >>> trained = ResidualRecipe(depth=1, steps=2).train(progress=False)
    >>> len(trained.train), trained.model.training
    (1000, False)
    """

    recipe: ResidualRecipe
    model: nn.Sequential
    history: History
    train: Dataset
    test: Dataset
