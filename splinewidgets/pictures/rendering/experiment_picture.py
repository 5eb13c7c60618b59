"""What a page draws of the points that are learned."""

from __future__ import annotations

import numpy as np

from splinewidgets.pictures.scene.samples import Samples
from splinewidgets.pictures.wire import encode
from splinewidgets.pictures.wire_types.experiment import WireExamples
from splinewidgets.zoo.experiment import Examples

# Where points are drawn by hand, at least.
LEAST = 1.2


def examples_trait(examples: Examples) -> WireExamples:
    """The points, in a window that holds them all."""
    inputs = examples.inputs.numpy()
    reach = np.maximum(LEAST, 1.1 * np.abs(inputs).max(0))
    values = examples.targets if examples.names else examples.targets[:, 0]
    return {
        "points": encode(inputs.astype(np.float32)),
        "values": encode(values.numpy().astype(np.float32)),
        "names": list(examples.names),
        "window": [-float(reach[0]), float(reach[0]), -float(reach[1]), float(reach[1])],
    }


def samples_of(examples: Examples) -> Samples:
    """The points as an explorer shows them."""
    labels = examples.targets.numpy() if examples.names else None
    return Samples.read(examples.inputs.numpy(), labels, examples.names)
