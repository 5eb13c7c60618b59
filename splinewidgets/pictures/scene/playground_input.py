"""Arguments of `Playground`, checked."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import nn

from splinewidgets.geometry.array_like import as_numpy, numbers
from splinewidgets.pictures import plain_values
from splinewidgets.pictures.wire_types.experiment import DrawnPoint
from splinewidgets.zoo.experiment import Examples
from splinewidgets.zoo.formula import Formula

# As many layers and units as are drawn and trained at frame rate.
MOST_LAYERS, MOST_UNITS = 6, 64
SAMPLES = (10, 5000)
MOST_DRAWN = 5000
# Classes that can be drawn by hand.
CLASSES = 4
MOST_NOISE = 1.0


def read_formula(given: Any) -> str:
    """The text of a formula that can be read."""
    return Formula(given).text


def read_drawn(given: Any) -> list[DrawnPoint]:
    """Points [x1, x2, class] that a hand has drawn."""
    wanted, remedy = "a list of points [x1, x2, class]", "Pass [[0.5, -0.2, 1], ...]."
    points = [_point(point, wanted, remedy) for point in plain_values.listed(given, "drawn", wanted, remedy)]
    if len(points) > MOST_DRAWN:
        raise ValueError(f"drawn has {len(points)} points. At most {MOST_DRAWN} are trained on. Draw fewer.")
    return points


def _point(given: Any, wanted: str, remedy: str) -> DrawnPoint:
    row = plain_values.listed(given, "A point of drawn", wanted, remedy)
    if len(row) != 3:
        raise ValueError(f"A point of drawn has {len(row)} numbers. It must be [x1, x2, class]. {remedy}")
    x1, x2 = (plain_values.real(each, "A coordinate of drawn", "a number", remedy) for each in row[:2])
    label = plain_values.whole(row[2], "A class of drawn", "a whole number", remedy)
    if not (math.isfinite(x1) and math.isfinite(x2)):
        raise ValueError(f"A point of drawn is at {x1}, {x2}. Both must be finite. Leave it out.")
    if not 0 <= label < CLASSES:
        raise ValueError(f"A class of drawn is {label}. There are 0 to {CLASSES - 1}. Pass one of these.")
    return [x1, x2, label]


def read_noise(given: Any) -> float:
    """Validate a standard deviation."""
    return _within("noise", given, 0.0, MOST_NOISE, "0.1 is usual.")


def read_samples(given: Any) -> int:
    """Validate a number of points."""
    return _counted("samples", given, *SAMPLES, "500 is usual.")


def read_widths(given: Any) -> list[int]:
    """Validate the units of each hidden layer."""
    widths = plain_values.wholes(given, "widths", "a list of whole numbers", "Pass [8, 8].")
    if len(widths) > MOST_LAYERS:
        raise ValueError(f"There are {len(widths)} hidden layers. At most {MOST_LAYERS} are trained here. Take fewer.")
    for width in widths:
        _counted("A width", width, 1, MOST_UNITS, "Pass [8, 8].")
    return widths


def read_rate(given: Any) -> float:
    """Validate a learning rate."""
    return plain_values.positive(given, "rate", "a positive number", "0.01 is usual.")


def read_weight_decay(given: Any) -> float:
    """Validate a weight decay."""
    return _within("weight_decay", given, 0.0, 1.0, "0 is usual.")


def read_batch(given: Any) -> int:
    """Validate the points of a step, 0 for all."""
    return _counted("batch", given, 0, SAMPLES[1], "0 takes all points.")


def _counted(name: str, given: Any, least: int, most: int, remedy: str) -> int:
    count = plain_values.whole(given, name, "a whole number", remedy)
    if not least <= count <= most:
        raise ValueError(f"{name} is {count}. It must be from {least} to {most}. {remedy}")
    return count


def _within(name: str, given: Any, least: float, most: float, remedy: str) -> float:
    number = plain_values.real(given, name, f"a number from {least:g} to {most:g}", remedy)
    if not least <= number <= most:
        raise ValueError(f"{name} is {number:g}. It must be from {least:g} to {most:g}. {remedy}")
    return number


def read_examples(given: Any, class_names: Any = None) -> Examples:
    """A caller's own points: inputs (N, 2), and classes (N,) or numbers (N, outputs)."""
    if not isinstance(given, tuple | list) or len(given) != 2:
        raise TypeError(
            f"data is {given!r:.80}. It must be the name of a data set, or (inputs, targets). "
            "Pass 'moons', or two arrays."
        )
    inputs = numbers(given[0], "inputs")
    if inputs.ndim != 2 or inputs.shape[1] != 2:
        raise ValueError(
            f"The inputs have shape {inputs.shape}. A playground is of points in the plane, (N, 2). "
            "Pass two of the columns, or use TrainingExplorer with a slice of more."
        )
    if len(inputs) < 2:
        raise ValueError(f"There is {len(inputs)} input. A training needs two at least. Pass more.")
    raw = as_numpy(given[1])
    if len(raw) != len(inputs):
        raise ValueError(f"There are {len(raw)} targets for {len(inputs)} inputs. There is one for each. Pass as many.")
    if raw.ndim == 1 and not np.issubdtype(raw.dtype, np.floating):
        distinct, labels = np.unique(raw, return_inverse=True)
        names = tuple(str(name) for name in (distinct if class_names is None else class_names))
        if not 2 <= len(distinct) <= len(names):
            raise ValueError(
                f"The targets are of {len(distinct)} classes, and {len(names)} are named. There must be two or more, "
                "each with a name. Pass numbers as floats if these are no classes."
            )
        return Examples(torch.tensor(inputs, dtype=torch.float32), torch.tensor(labels), names)
    targets = numbers(raw, "targets").reshape(len(inputs), -1)
    return Examples(torch.tensor(inputs, dtype=torch.float32), torch.tensor(targets, dtype=torch.float32), ())


def read_model(given: Any) -> nn.Module:
    """A caller's own network, of two inputs."""
    if not isinstance(given, nn.Module):
        raise TypeError(
            f"model is {given!r:.80}. It must be a torch.nn.Module. Leave it out for one that is made here."
        )
    training = given.training
    try:
        with torch.no_grad():
            shape = tuple(given.eval()(torch.zeros(2, 2)).shape)
    except Exception as failure:
        raise ValueError(
            f"The model fails on points of the plane, (2, 2): {failure}. A playground is of networks with two inputs. "
            "For others see TrainingExplorer, on the slice through three of their inputs."
        ) from failure
    finally:
        given.train(training)
    if len(shape) != 2 or shape[0] != 2:
        raise ValueError(f"The model makes {shape} of two points. It must make (2, outputs). Flatten what it returns.")
    return given
