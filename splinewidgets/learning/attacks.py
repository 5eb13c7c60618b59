"""Adversarial examples by projected gradient descent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from splinewidgets.geometry.argument_types import seed_number, truth
from splinewidgets.geometry.batch_size import batch_size
from splinewidgets.geometry.model.eval_mode import evaluating
from splinewidgets.geometry.model.first_call import check_first_call
from splinewidgets.geometry.model.model_input import model_input

from .accuracy import accuracy
from .attack_settings import Ball, check_attack
from .class_labels import check_classes, class_labels
from .logits import logits

# A forward keeps what its derivative needs, which then computes as much again.
PASSES = 3
# To this standard deviation scores are brought before their cross entropy is taken. The smaller, the more all classes
# count, and the larger, the more the one that leads alone, as in the margin. Of 1 to 6 this left the fewest digits.
SPREAD = 3.0


def pgd(
    model: nn.Module,
    inputs: Any,
    labels: Any,
    epsilon: Any,
    *,
    norm: str = "linf",
    steps: int = 10,
    step_size: float | None = None,
    bounds: tuple[Any, Any] | None = None,
    random_start: bool = True,
    restarts: int = 1,
    output: str | int | None = None,
    seed: int = 0,
) -> Float[Tensor, "inputs *input"]:
    """Move each input by at most epsilon to where another class leads that of its label by as much as possible.

    What stays right may still fall to a better attack: the accuracy that is left is an upper bound of that under the
    worst. In a slice, `Tessellation.nearest_boundary` knows.

    Two attacks are made: on the margin, by which the largest other score leads the label's, and on the cross entropy
    of the scores relative to their spread. Of all places that either came through, the input's own among them, each
    input gets the one with the largest margin. Scores are taken before a softmax or sigmoid at the end, and before the
    logarithm or clamp behind that, and compared in float64, so that their scale does not matter.

    Steps go along the sign of the gradient (linf) or the gradient made of length one (l2), and away from the input
    where scores are flat; after each the input is brought back into the ball and the bounds. A copy of the model is
    attacked, in eval mode; the model itself is left as it is.

    Parameters
    ----------
    model
        Maps (N, *input_shape) to scores (N, classes), or to one score for each of two classes, (N, 1) or (N,).
    inputs
        (N, *input_shape) array-like.
    labels
        (N,) array-like, indices of classes; (N, 1), or one-hot (N, classes).
    epsilon
        Radius of the ball around each input, in units of input space; for "linf" also an array-like that broadcasts to
        an input, such as one number for each channel, (channels, 1, 1).
    norm
        The ball's: "linf", the largest change of an entry, or "l2", the length of the change.
    steps, step_size
        How many, and how long in that norm; `2.5 epsilon / steps` by default.
    bounds
        The data's range (low, high), which the result keeps: numbers, or array-likes that broadcast to an input.
    random_start
        Start from a uniformly random point of the ball, and not from the input itself.
    restarts
        Number of times that both attacks are made. After the first, each start is a random one.
    output
        Which one holds the scores, where the model returns several tensors: a key of its dict, or a position.
    seed
        Of the starts; the global random state is left as it was.

    Returns
    -------
    Tensor
        (N, *input_shape), of the model's dtype and on its device.

    Raises
    ------
    ValueError
        If shapes do not fit, a label is no class, an input lies outside the bounds, scores have no derivatives, or an
        argument is out of range.

    References
    ----------
    Madry, Makelov, Schmidt, Tsipras and Vladu, Towards Deep Learning Models Resistant to Adversarial Attacks
    [madry2018towards], with cross entropy; Carlini and Wagner, Towards Evaluating the Robustness of Neural Networks
    [carlini2017evaluating], with the margin; Croce and Hein, Reliable Evaluation of Adversarial Robustness
    [croce2020reliable], on why the scale of scores must not matter.

    Examples
    --------
    >>> classifier = nn.Linear(2, 2)
    >>> attacked = pgd(classifier, torch.zeros(5, 2), torch.zeros(5), 0.1, norm="l2")
    >>> bool((attacked.norm(dim=1) < 0.1001).all())
    True
    """
    check_attack(epsilon, norm, steps, step_size, restarts)
    random_start, seed = truth(random_start, "random_start"), seed_number(seed)
    points = model_input(model, inputs, "inputs")
    ball = Ball.of(points, epsilon, norm, bounds)
    classes = class_labels(labels, len(points)).to(points.device)
    generator = torch.Generator().manual_seed(seed)
    starts = [
        ball.random_offsets(points, generator) if random_start or restart else torch.zeros_like(points)
        for restart in range(restarts)
    ]
    step = 2.5 * ball.radius / steps if step_size is None else step_size
    # What is made in inference mode has no derivatives; copies of it have.
    with torch.inference_mode(False), torch.no_grad(), evaluating(model) as copied:
        attack = _Attack(partial(logits, copied, output=output), ball, steps, step)
        points, classes = points.clone(), classes.clone()
        check_first_call(copied, points[:1], inputs)
        check_classes(classes, attack.scores(points[:1]).shape[1], labels)
        batch = batch_size(attack.scores, points[:1], PASSES)
        parts = zip(*(given.split(batch) for given in (points, classes, *starts)), strict=True)
        return torch.cat([attack.strongest(*part) for part in parts])


def adversarial_accuracy(
    model: nn.Module,
    inputs: Any,
    labels: Any,
    epsilon: Any,
    *,
    norm: str = "linf",
    steps: int = 10,
    step_size: float | None = None,
    bounds: tuple[Any, Any] | None = None,
    random_start: bool = True,
    restarts: int = 1,
    output: str | int | None = None,
    seed: int = 0,
) -> float:
    """The share of inputs that are still classified right after `pgd`, from 0 to 1; all arguments are those of `pgd`.

    Examples
    --------
    >>> [adversarial_accuracy(nn.Identity(), torch.eye(2), [0, 1], epsilon) for epsilon in (0.4, 0.6)]
    [1.0, 0.0]
    """
    attacked = pgd(
        model,
        inputs,
        labels,
        epsilon,
        norm=norm,
        steps=steps,
        step_size=step_size,
        bounds=bounds,
        random_start=random_start,
        restarts=restarts,
        output=output,
        seed=seed,
    )
    return accuracy(model, attacked, labels, output)


@dataclass(frozen=True)
class _Attack:
    """Both attacks on a classifier with these scores."""

    scores: Callable[[Tensor], Tensor]
    ball: Ball
    steps: int
    step: float | Tensor

    def strongest(self, points: Tensor, labels: Tensor, *starts: Tensor) -> Tensor:
        """Of all places that the attacks come through from points + each start the ones with the largest margins."""
        best, largest = points.clone(), margins(self.scores(points), labels)
        for start, loss in product(starts, ATTACKS):
            moved = self.ball.within(points + start)
            for _ in range(self.steps):
                with torch.enable_grad():
                    moved.requires_grad_()
                    scores = self.scores(moved)
                    _check_differentiable(scores)
                    # The sum: inputs do not depend on each other, and a mean would make their gradients small.
                    (gradient,) = torch.autograd.grad(loss(scores, labels).sum(), moved)
                moved = moved.detach()
                _keep_larger(best, largest, moved, margins(scores, labels))
                # Where the scores are flat, as behind a clamp, on and away from the input.
                flat = (torch.nan_to_num(gradient) == 0).flatten(1).all(1).reshape(-1, *[1] * (gradient.ndim - 1))
                uphill = torch.where(flat, moved - points, torch.nan_to_num(gradient))
                moved = moved + self.step * _direction(uphill, self.ball.norm)
                moved = self.ball.within(points + self.ball.projected(moved - points))
            _keep_larger(best, largest, moved, margins(self.scores(moved), labels))
        return best


def _check_differentiable(scores: Tensor) -> None:
    """Raise ValueError for scores without derivatives."""
    if not scores.requires_grad:
        raise ValueError(
            "The model returns scores without derivatives. An attack climbs along them. Leave out what rounds, "
            "detaches or forbids gradients."
        )


def _keep_larger(best: Tensor, largest: Tensor, moved: Tensor, margin: Tensor) -> None:
    """Write where an attack came to over what is best so far; of equal ones the later is kept."""
    better = margin >= largest
    best[better], largest[better] = moved[better], margin[better]


def margins(scores: Tensor, labels: Tensor) -> Tensor:
    """By how much the largest other score of each row (n, classes) leads that of the label, (n,)."""
    of_label = scores.gather(1, labels[:, None])
    others = scores.scatter(1, labels[:, None], -torch.inf)
    return others.amax(1) - of_label[:, 0]


def spread_cross_entropy(scores: Tensor, labels: Tensor) -> Tensor:
    """The cross entropy of each row (n, classes), brought to the standard deviation `SPREAD`, (n,)."""
    # Otherwise the other classes' shares of a sure classifier, and with them all gradients, round to zero.
    spread = scores.detach().std(1, correction=0, keepdim=True)
    scaled = SPREAD * scores / spread.clamp_min(torch.finfo(scores.dtype).tiny)
    return cross_entropy(scaled, labels, reduction="none")


ATTACKS = (margins, spread_cross_entropy)


def _direction(gradient: Tensor, norm: str) -> Tensor:
    """The steepest ascent of length one in the norm; zero where the gradient is."""
    if norm == "linf":
        return gradient.sign()
    flat = gradient.flatten(1)
    # First by the largest entry: the squares of a sure classifier's gradient underflow.
    flat = flat / flat.abs().amax(1, keepdim=True).clamp_min(torch.finfo(flat.dtype).tiny)
    return (flat / flat.norm(dim=1, keepdim=True).clamp_min(torch.finfo(flat.dtype).tiny)).reshape(gradient.shape)
