"""Measures of a model in training."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from splinewidgets.geometry import Slice, tessellate
from splinewidgets.geometry.argument_types import check_type, real_number, real_numbers, seed_number
from splinewidgets.geometry.batch_size import batch_size
from splinewidgets.geometry.complexity.local_complexity import check_vertices, local_complexity
from splinewidgets.geometry.device_precision import widest_dtype
from splinewidgets.geometry.differentiating import variable
from splinewidgets.geometry.model.eval_mode import evaluating, in_eval_mode
from splinewidgets.geometry.model.first_call import check_first_call
from splinewidgets.geometry.model.model_input import model_input
from splinewidgets.geometry.model.model_output import find_output, pick
from splinewidgets.geometry.whole_numbers import whole_number

from .accuracy import accuracy
from .attack_settings import check_attack
from .attacks import PASSES, adversarial_accuracy
from .labeled_samples import labeled_samples

# Adversarial accuracy is that on so many test samples at most: the most expensive measure by sample.
ATTACKED = 400


class ProgressMeasures:
    """The metrics of a classifier in training, by name, for `History.record`.

    Called with a model they return

    - `train_accuracy`, `test_accuracy`, from 0 to 1, of all samples;
    - `adversarial_accuracy_0.1`, for each epsilon: of 400 test samples, chosen at random, after `pgd`
      in l-inf, of 10 steps each, within the data's range;
    - `lc_train`, `lc_test`, `lc_random`: the local complexity, averaged over train samples, test samples, and points
      that are uniformly random in `[low, high]^D` with the data's least and largest value, and `lc_train_1`, ... of
      each layer, that is of each activation in the order of evaluation;
    - `norm_train`: the Frobenius norm of the Jacobian `A` of all outputs with respect to the input, averaged over
      train samples;
    - `tiles`, if there is a slice: the exact number of tiles.

    Of a model that has diverged, with a parameter that is NaN or infinite, all of them are NaN.

    The model may be in training: copies of it are measured, in eval mode. It is as it was afterwards, and so is the
    global random state. The same points are taken every time.

    Parameters
    ----------
    train, test
        Objects with `inputs` (N, *shape) and `labels` (N,), such as `zoo.Dataset`; pairs of both; or datasets of torch,
        or DataLoaders of such, which are read once. Arrays may be of any kind, labels a column (N, 1) or one-hot rows.
    slice
        Where tiles are counted. A model is read once, and again only when it does another thing than before.
    epsilons
        Radii of the attacks, in units of input space.
    radius, vertices
        Of `local_complexity`; inputs with D entries allow 2 D vertices.
    points
        How many train, test and random points the local complexity and the norm are averaged over at most.
    output
        Which one holds the scores, where the model returns several tensors: a key of its dict, or a position.
    seed
        Of all that is random.

    Raises
    ------
    ValueError
        If the data are empty or of several shapes, labels are no indices of classes, the slice is one of another
        space, or a number is out of range.
    TypeError
        If a count is no whole number.

    References
    ----------
    Figure 9 of the survey [balestriero2025geometry]; Humayun, Balestriero and Baraniuk, Deep Networks Always Grok and
    Here is Why [humayun2024grok].

    Examples
    --------
    >>> train, test = zoo.two_moons(200).split()
    >>> measures = ProgressMeasures(train, test, epsilons=[0.1], vertices=4)
    >>> model = zoo.mlp((2, 16, 2))
    >>> with History("runs/moons") as history:
    ...     history.keep(model, 0, **measures(model))
    >>> sorted(history.metrics)[:3]
    ['adversarial_accuracy_0.1', 'lc_random', 'lc_random_1']
    """

    def __init__(
        self,
        train: Any,
        test: Any,
        *,
        slice: Slice | None = None,
        epsilons: Sequence[float] = (0.05, 0.1, 0.2),
        radius: float = 0.05,
        vertices: int = 50,
        points: int = 500,
        output: str | int | None = None,
        seed: int = 0,
    ) -> None:
        if slice is not None:
            check_type(slice, Slice, "The slice", "a Slice", "Leave it out to count no tiles.")
        real_numbers(epsilons, "epsilons", "a sequence of radii", "Give numbers in units of input space.")
        radius, seed = real_number(radius, "The radius", "0.05 is usual."), seed_number(seed)
        if output is not None:
            check_type(output, (str, int), "output", "a key or a position", "Leave it out for a model of one output.")
        train, test = labeled_samples(train, "train"), labeled_samples(test, "test")
        shape = train.inputs.shape[1:]
        if test.inputs.shape[1:] != shape:
            raise ValueError(
                f"The train inputs have shape {tuple(train.inputs.shape)} and the test inputs "
                f"{tuple(test.inputs.shape)}. Both must hold inputs of one shape. Split one data set."
            )
        if slice is not None and slice.input_shape != tuple(shape):
            raise ValueError(
                f"The slice is one of inputs of shape {slice.input_shape}, the data have {tuple(shape)}. "
                "They must be the same. Lay the slice through inputs of the data."
            )
        whole_number(points, "points", "500 are usual.")
        check_vertices(train.inputs, radius, vertices)
        for epsilon in epsilons:
            check_attack(epsilon)
        self.train, self.test, self.slice, self.epsilons = train, test, slice, tuple(epsilons)
        self.radius, self.vertices, self.seed = radius, vertices, seed
        self.output = output
        self.bounds = _range(train.inputs, test.inputs)
        generator = torch.Generator().manual_seed(seed)
        # By a generator of their own; in the order in which they are, where all are taken.
        order = torch.randperm(len(test.inputs), generator=torch.Generator().manual_seed(seed), device="cpu")
        self._attacked = order[:ATTACKED].sort().values
        low, high = self.bounds
        self._places = {
            "train": _some(train.inputs, points, generator),
            "test": _some(test.inputs, points, generator),
            "random": low + (high - low) * torch.rand(points, *shape, generator=generator, device="cpu"),
        }
        # Of a model that diverged before anything was measured; how many layers there are is seen by measuring.
        self._names: Iterable[str] = (
            *("train_accuracy", "test_accuracy", *map(attacked, epsilons), "lc_train", "lc_test", "lc_random"),
            *("norm_train", *(["tiles"] if slice is not None else [])),
        )

    def __call__(self, model: nn.Module) -> dict[str, float]:
        """Return the metrics of a model."""
        if not all(bool(torch.isfinite(parameter).all()) for parameter in model.parameters()):
            return dict.fromkeys(self._names, math.nan)
        metrics = {
            "train_accuracy": accuracy(model, self.train.inputs, self.train.labels, self.output),
            "test_accuracy": accuracy(model, self.test.inputs, self.test.labels, self.output),
            **self._robustness(model),
            **self._complexity(model),
            "norm_train": _mean_norm(model, self._places["train"], self.output),
            **self._tiles(model),
        }
        self._names = metrics.keys()
        return metrics

    def _robustness(self, model: nn.Module) -> dict[str, float]:
        inputs = self.test.inputs[self._attacked.to(self.test.inputs.device)]
        labels = self.test.labels[self._attacked.to(self.test.labels.device)]
        settings: dict[str, Any] = {"bounds": self.bounds, "seed": self.seed, "output": self.output}
        return {
            attacked(epsilon): adversarial_accuracy(model, inputs, labels, epsilon, **settings)
            for epsilon in self.epsilons
        }

    def _complexity(self, model: nn.Module) -> dict[str, float]:
        metrics: dict[str, float] = {}
        for place, inputs in self._places.items():
            found = local_complexity(model, inputs, self.radius, self.vertices, seed=self.seed)
            metrics[f"lc_{place}"] = found.mean()
            metrics.update((f"lc_{place}_{i}", mean) for i, mean in enumerate(found.by_layer().values(), 1))
        return metrics

    def _tiles(self, model: nn.Module) -> dict[str, float]:
        if self.slice is None:
            return {}
        with in_eval_mode(model):
            return {"tiles": float(tessellate(model, self.slice, output=self.output).tile_count)}


def attacked(epsilon: float) -> str:
    """The name of the accuracy after attacks of a radius."""
    return f"adversarial_accuracy_{epsilon:g}"


def _range(*inputs: Tensor) -> tuple[float, float]:
    return min(float(x.min()) for x in inputs), max(float(x.max()) for x in inputs)


def _some(inputs: Tensor, count: int, generator: torch.Generator) -> Tensor:
    """All of them, or so many at random."""
    chosen = torch.randperm(len(inputs), generator=generator, device="cpu")[:count]
    return inputs[chosen.to(inputs.device)]


def _mean_norm(model: nn.Module, inputs: Tensor, output: str | int | None) -> float:
    """The mean Frobenius norm of the Jacobians at inputs (N, *shape)."""
    points = model_input(model, inputs, "inputs")
    with evaluating(model) as copied, torch.no_grad():
        check_first_call(copied, points[:1], inputs)
        parts = points.split(batch_size(copied, points[:1], PASSES))
        squares = torch.cat([_squared_norms(copied, part, output) for part in parts])
    return float(squares.sqrt().mean())


def _squared_norms(model: nn.Module, inputs: Tensor, output: str | int | None) -> Tensor:
    """The squared Frobenius norms of the Jacobians at a batch (n, *shape), (n,), an output after the other."""
    squares = torch.zeros(len(inputs), dtype=widest_dtype(inputs.device), device=inputs.device)
    with torch.enable_grad():
        inputs = variable(inputs)
        # Inputs do not depend on each other, so the gradient of the sum is that of each.
        returned = model(inputs)
        outputs = pick(returned, find_output(returned, output, type(model).__name__))
        sums = outputs.reshape(len(inputs), -1).sum(0)
        for total in sums:
            (gradient,) = torch.autograd.grad(total, inputs, retain_graph=True, materialize_grads=True)
            squares += gradient.flatten(1).to(squares.dtype).square().sum(1)
    return squares.detach()
