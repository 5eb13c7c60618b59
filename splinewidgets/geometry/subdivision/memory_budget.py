"""Walk a slice within a memory budget: hold the values at the vertices where they fit, and compute them anew elsewhere.

The complex itself is small. What is large is the batch: feature maps at every vertex. Where they do not fit, a knot's
pre-activations are computed from the inputs, a chunk of vertices at a time, twice: for the signs, which are kept as
bits, and for where the signs change. Chunks that fit beside the one at work are computed once. As soon as what is still
needed fits, it is held again.
"""

from __future__ import annotations

import functools
from math import prod

import numpy as np
import psutil
import torch
from torch import Tensor

from ..limits import check_memory
from ..network.network import Network
from ..planar.rounding import PROBE, PROBES, sample
from ..program.execution import Evaluation
from ..program.growth import BentGrowth, Growth
from ..tessellation.tessellation import Tessellation
from .cutting_ahead import worth_cutting_ahead
from .perceptron_walk import MOST_NUMBERS
from .pre_activations import Recomputed
from .slice_walk import SliceWalk

# Of all there is; what the complex, torch's own workspace and the caller need comes on top.
SHARE = 0.25
# A chunk beyond this many vertices is no faster.
LARGEST_CHUNK = 1024


@functools.cache  # asked at every frame of a drag
def default_budget(device: torch.device) -> int:
    """A quarter of the memory of the machine, or of the device, in bytes."""
    if device.type == "cuda":
        return int(SHARE * torch.cuda.mem_get_info(device)[1])
    return int(SHARE * psutil.virtual_memory().total)


def checked_budget(memory: float | None, network: Network) -> int:
    """The budget in bytes.

    Raises
    ------
    TypeError
        If it is no number.
    ValueError
        If it is not finite or not positive, or too small for one vertex and the probes that measure rounding.
    """
    check_memory(memory)
    budget = default_budget(network.device) if memory is None else int(memory)
    least = (PROBES + 1) * network.memory_footprint.whole() * network.dtype.itemsize
    if budget < least:
        raise ValueError(
            f"The memory budget is {budget:,} bytes. One vertex of this network, with the probes that measure its "
            f"rounding, needs {least:,}. Pass memory={least:.0e} or more."
        )
    return budget


class _Released(Exception):
    """The values are gone, for they would not have fitted; the complex is cut up to and including a layer."""

    def __init__(self, layer: int) -> None:
        self.layer = layer


class BudgetedWalk:
    """A walk over a slice that holds no more than `budget` bytes of values at a time."""

    def __init__(self, network: Network, walk: SliceWalk, budget: int) -> None:
        self.network, self.walk, self.budget = network, walk, budget
        self.footprint = network.memory_footprint

    def finished(self) -> Tessellation:
        """Walk to the end."""
        outputs = self._outputs()
        if outputs is None:
            self.walk.largest_output = self._largest_anew()
        return self.walk.finish(outputs)

    def _outputs(self) -> Tensor | None:
        """The outputs, a row for every vertex and probe; None where these alone are more than the budget."""
        try:
            ahead = self.walk.progress is None and self._fits(2 * MOST_NUMBERS) and worth_cutting_ahead()
            return self._walk_on(self.walk.start(ahead))
        except _Released as released:
            layer = released.layer
        while True:
            if self._fits(2 * self.vertices * max(self.footprint.after(layer), self.footprint.at(layer))):
                try:
                    return self._walk_on(self._hold_again(layer))
                except _Released as released:
                    layer = released.layer
            later = [i for i in range(layer + 1, len(self.network.layers)) if self.network.layers[i].units > 0]
            if not later:
                width = prod(self.network.output_shape)
                return self._outputs_anew() if self._fits((self.vertices + PROBES) * width) else None
            layer = later[0]
            self._cut_anew(layer)

    def _at_knot(self, layer: int, z: Tensor) -> Growth | BentGrowth:
        before = self.vertices
        grow = self.walk.at_knot(layer, z)
        if isinstance(grow, BentGrowth):
            # On the way to the next layer there are no more rows than before, and the responses.
            behind = self.network.layer_facts.width_behind(layer)
            rows, moved = before + PROBES, len(grow.entries) + 1
            needed = max((rows + moved) * self.footprint.after(layer), (rows + moved + grow.count) * behind)
        else:
            needed = self.vertices * self.footprint.after(layer) + before * self.footprint.at(layer)
        if not self._fits(needed):
            raise _Released(layer)
        return grow

    def _walk_on(self, evaluation: Evaluation) -> Tensor:
        while (found := evaluation.to_knot()) is not None:
            grow = self._at_knot(*found)
            del found  # or what has grown would stay in memory beside what it grew from
            evaluation.grow(grow)
        return evaluation.output

    @property
    def vertices(self) -> int:
        """Number of vertices so far."""
        return self.walk.complex.vertex_count

    def _fits(self, numbers: int) -> bool:
        return numbers * self.network.dtype.itemsize <= self.budget

    def _chunk(self, width: int) -> int:
        """So many vertices at once, of which each needs `width` numbers."""
        most = self.budget // (width * self.network.dtype.itemsize)
        return max(PROBES + 1, min(LARGEST_CHUNK, most))

    def _cut_anew(self, layer: int) -> None:
        about = self.network.layers[layer]
        if about.windows is not None and not self._fits(2 * self.vertices * self.footprint.at(layer)):
            needed = 2 * self.vertices * self.footprint.at(layer) * self.network.dtype.itemsize
            raise ValueError(
                f"The memory budget is {self.budget:,} bytes. {about.name} compares several values, which "
                f"must be held at all {self.vertices:,} vertices: {needed:,} bytes. Pass memory={needed:.0e} or a "
                "smaller window."
            )
        # Half is for the chunk at work; what it leaves is for those that are kept.
        width = self.footprint.before(layer)
        chunk = self._chunk(2 * width)
        room = self.budget - chunk * width * self.network.dtype.itemsize
        z = Recomputed(
            self.network, layer, self.walk.inputs, self.vertices, chunk, room, lambda: self.walk.announce(layer)
        )
        self.walk.cut_by_layer(layer, z, z.summands(self.walk.probes))

    def _hold_again(self, layer: int) -> Evaluation:
        """All that is needed from the knot of a layer on, which has cut already."""
        walk, chunk = self.walk, self._chunk(self.footprint.before(layer))
        rows = np.arange(self.vertices)
        parts = []
        for begin in range(0, len(rows), chunk):
            walk.announce(layer)
            parts.append(self.network.evaluation(walk.inputs(rows[begin : begin + chunk])))
            parts[-1].to_knot(layer)
        parts.append(self.network.evaluation(self._probes(), walk.probes.move))
        parts[-1].to_knot(layer)
        return Evaluation.joined(parts, walk.probes.move)

    def _outputs_anew(self) -> Tensor:
        network, walk, count, chunk = self.network, self.walk, self.vertices, self._chunk(self.footprint.whole())
        # Made first: small results between large passing ones would keep the memory of those from being used again.
        outputs = torch.empty((count + PROBES, *network.output_shape), dtype=network.dtype, device=network.device)
        for begin in range(0, count, chunk):
            rows = np.arange(begin, min(begin + chunk, count))
            outputs[rows[0] : rows[-1] + 1] = network(walk.inputs(rows))
        outputs[count:] = network.evaluate(self._probes(), after_affine=walk.probes.move)
        return outputs

    def _largest_anew(self) -> float:
        """What the rounding of the outputs is relative to, where these are not kept."""
        network, walk, count, chunk = self.network, self.walk, self.vertices, self._chunk(self.footprint.whole())
        moved = network.evaluate(self._probes(), after_affine=walk.probes.move)
        largest = float((moved - network(walk.inputs(sample(count)))).abs().max()) / PROBE
        for begin in range(0, count, chunk):
            rows = np.arange(begin, min(begin + chunk, count))
            largest = max(largest, float(network(walk.inputs(rows)).abs().max()))
        return largest

    def _probes(self) -> Tensor:
        """The probes of all vertices, as inputs."""
        self.walk.probed = self.vertices
        inputs = self.walk.inputs(sample(self.vertices))
        return self.walk.probes.moved(inputs.flatten(1)).reshape(inputs.shape)
