"""The pre-activations of one knot at every vertex: all at hand, or computed anew, a chunk of vertices at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ..network.network import Network
from ..planar.rounding import LOOKED_AT, PROBES, Probes, summands
from ..planar.signs import WORD, locate_cuts, sign_bits

Bits = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]


class PreActivations(Protocol):
    """Values of a layer that cutting a complex needs."""

    def chunks(self) -> Iterator[tuple[int, Tensor]]:
        """The first vertex of each chunk, and its pre-activations (n, width); together all of them, in order."""

    def at(self, vertices: npt.NDArray[np.int64]) -> Tensor:
        """The pre-activations at some vertices, (n, width)."""

    def signs(self, tolerance: Tensor) -> tuple[Bits, Bits, bool]:
        """Packed signs at every vertex, and whether there is any zero; see `sign_bits`."""

    def locate(self, tolerance: Tensor, ends: Ints, unit: Ints) -> tuple[Floats, Floats]:
        """Positions at which units (M,) cut edges with these ends (M, 2); see `locate_cuts`."""


class Held:
    """Pre-activations (V, units) in memory; those within the tolerance of zero become zero."""

    def __init__(self, values: Tensor) -> None:
        self._values = values

    @property
    def on_cpu(self) -> bool:
        """True if they can be read as an array."""
        return self._values.device.type == "cpu"

    @property
    def array(self) -> npt.NDArray[Any]:
        """The values, (V, units)."""
        values: npt.NDArray[Any] = self._values.numpy()
        return values

    def chunks(self) -> Iterator[tuple[int, Tensor]]:
        """All of them."""
        yield 0, self._values

    def at(self, vertices: npt.NDArray[np.int64]) -> Tensor:
        """The pre-activations at some vertices."""
        return self._values[torch.from_numpy(vertices)]

    def signs(self, tolerance: Tensor) -> tuple[Bits, Bits, bool]:
        """Packed signs at every vertex."""
        return sign_bits(self._values, tolerance)

    def locate(self, tolerance: Tensor, ends: Ints, unit: Ints) -> tuple[Floats, Floats]:
        """Positions at which units cut edges with these ends."""
        device, columns = self._values.device, self._values.shape[1]
        units = torch.from_numpy(unit).to(device, torch.int64)
        a, b = torch.from_numpy(ends.T.astype(np.int64)).to(device)
        flat = self._values.reshape(-1)
        return locate_cuts(flat[a * columns + units], flat[b * columns + units], tolerance[units])


class Recomputed:
    """Pre-activations of which not all fit into memory: the others are computed from the inputs at every use.

    Parameters
    ----------
    network, layer
        Whose knot.
    inputs
        The inputs (n, *input_shape) at vertices (n,).
    count
        How many vertices there are.
    chunk
        How many of them may be computed at once; more than `PROBES`.
    room
        Bytes of them that may be kept between uses.
    watch
        Called before each chunk, as a long way deserves word of it.
    """

    def __init__(
        self,
        network: Network,
        layer: int,
        inputs: Callable[[npt.NDArray[np.int64]], Tensor],
        count: int,
        chunk: int,
        room: int,
        watch: Callable[[], None],
    ) -> None:
        self._network, self._layer, self._inputs = network, layer, inputs
        self._count, self._chunk, self._room, self._watch = count, chunk, room, watch
        # By the first vertex of each chunk.
        self._kept: dict[int, Tensor] = {}

    def summands(self, probes: Probes) -> Tensor:
        """Scale of each unit's rounding, (units,), from the input on."""
        count = min(self._count, LOOKED_AT, self._chunk - PROBES)
        rows = np.linspace(0, self._count - 1, count).astype(np.int64)
        probed = probes.attach(self._inputs(rows).reshape(count, -1), count)
        evaluation = self._network.evaluation(probed.reshape(-1, *self._network.input_shape), probes.move)
        found = evaluation.to_knot(self._layer)
        assert found is not None
        return summands(found[1], count, count)

    def at(self, vertices: npt.NDArray[np.int64]) -> Tensor:
        """The pre-activations at some vertices."""
        found = self._network.evaluation(self._inputs(vertices)).to_knot(self._layer)
        assert found is not None
        return found[1]

    def chunks(self) -> Iterator[tuple[int, Tensor]]:
        """The first vertex of each chunk, and its pre-activations, kept as long as there is room."""
        for begin in range(0, self._count, self._chunk):
            self._watch()
            z = self._kept.get(begin)
            if z is None:
                z = self.at(np.arange(begin, min(begin + self._chunk, self._count)))
                size = z.untyped_storage().nbytes()
                if size <= self._room:
                    self._kept[begin], self._room = z, self._room - size
            yield begin, z

    def signs(self, tolerance: Tensor) -> tuple[Bits, Bits, bool]:
        """Packed signs at every vertex."""
        words = -(-len(tolerance) // WORD)
        positive, negative = (np.empty((self._count, words), np.uint64) for _ in range(2))
        any_zero = False
        for begin, z in self.chunks():
            rows = slice(begin, begin + len(z))
            positive[rows], negative[rows], zero = sign_bits(z, tolerance)
            any_zero |= zero
        return positive, negative, any_zero

    def locate(self, tolerance: Tensor, ends: Ints, unit: Ints) -> tuple[Floats, Floats]:
        """Positions at which units cut edges with these ends."""
        device = tolerance.device
        found = torch.empty((2, len(unit)), dtype=tolerance.dtype, device=device)
        units = torch.from_numpy(unit).to(device, torch.int64)
        ordered = [np.argsort(end, kind="stable") for end in ends.T]
        for begin, z in self.chunks():
            for side, (end, order) in enumerate(zip(ends.T, ordered, strict=True)):
                first, last = np.searchsorted(end, [begin, begin + len(z)], sorter=order)
                here = torch.from_numpy(order[first:last]).to(device)
                rows = torch.from_numpy(end[order[first:last]].astype(np.int64) - begin).to(device)
                found[side, here] = z[rows, units[here]]
        return locate_cuts(found[0], found[1], tolerance[units])
