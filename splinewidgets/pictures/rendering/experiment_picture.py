"""What a page draws of the points that are learned."""

from __future__ import annotations

import numpy as np

from splinewidgets.pictures.scene.samples import Samples
from splinewidgets.pictures.wire import encode
from splinewidgets.pictures.wire_types.experiment import WireExamples
from splinewidgets.zoo.experiment import Examples


def examples_trait(examples: Examples) -> WireExamples:
    """The points, in a window that holds them all."""
    inputs = examples.inputs.numpy()
    values = examples.targets if examples.names else examples.targets[:, 0]
    return {
        "points": encode(inputs.astype(np.float32)),
        "values": encode(values.numpy().astype(np.float32)),
        "names": list(examples.names),
        "window": list(examples.window.bounds),
    }


def samples_of(examples: Examples) -> Samples:
    """The points as an explorer shows them."""
    labels = examples.targets.numpy() if examples.names else None
    return Samples.read(examples.inputs.numpy(), labels, examples.names)
