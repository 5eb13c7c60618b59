"""Accuracy of a classifier."""

from __future__ import annotations

from functools import partial
from typing import Any

import torch
from torch import nn

from splinewidgets.geometry.batch_size import batch_size
from splinewidgets.geometry.model.eval_mode import evaluating
from splinewidgets.geometry.model.first_call import whole_numbers_or
from splinewidgets.geometry.model.model_input import model_input

from .class_labels import check_classes, class_labels
from .logits import logits


@torch.no_grad()
def accuracy(model: nn.Module, inputs: Any, labels: Any, output: str | int | None = None) -> float:
    """The share of inputs (N, *input_shape) whose largest score is that of their label, from 0 to 1, in eval mode.

    Labels and scores are read as `class_labels` and `logits` say, which also tells of `output`. Whole numbers may be
    tokens, which a model looks up. An input with a score that is NaN counts as wrong.
    """
    points = model_input(model, inputs, "inputs")
    classes = class_labels(labels, len(points)).to(points.device)
    right = 0
    with evaluating(model) as copied:
        points = whole_numbers_or(copied, points, inputs)
        scores = partial(logits, copied, output=output)
        check_classes(classes, scores(points[:1]).shape[1], labels)
        batch = batch_size(scores, points[:1])
        for part, wanted in zip(points.split(batch), classes.split(batch), strict=True):
            found = scores(part)
            right += int(((found.argmax(1) == wanted) & ~found.isnan().any(1)).sum())
    return right / len(points)
