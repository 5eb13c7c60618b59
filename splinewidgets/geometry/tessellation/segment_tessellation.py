"""The pieces of a segment on which a network is affine, and the questions one asks of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from jaxtyping import Float, Float64, Int32, Int64
from torch import Tensor

from ..array_like import float64_array
from ..network.counted_end import check_values
from ..network.network import Network
from ..program.curved_lengths import curved_lengths
from ..slices.segment import Segment
from ..smooth.approximation_error import Approximation, stated
from .class_scores import class_scores
from .decision_boundary import largest, tie_tolerance
from .verification import Report, demand, is_rounding, run_checks


class DecisionChanges(NamedTuple):
    """Changes of the predicted class along a segment.

    Attributes
    ----------
    t : (S,) float64
        Positions, ascending.
    classes : (S, 2) int64
        The class before and the class after. For a scalar output 0 is negative and 1 positive.

    Examples
    --------
    >>> tessellate(nn.LeakyReLU(), Segment([-1.0, 1.0], [1.0, -1.0])).decision_changes()
    DecisionChanges(t=array([0.5]), classes=array([[1, 0]]))
    """

    t: Float64[np.ndarray, "changes"]
    classes: Int64[np.ndarray, "changes 2"]


@dataclass(frozen=True, eq=False)
class SegmentTessellation:
    """A segment cut into the pieces on which the network is affine; positions are t in [0, 1] of the segment.

    Attributes
    ----------
    network, segment
        What was tessellated.
    ends : (P + 1,) float64
        Where the pieces begin and end: 0, the breakpoints, 1. Piece i is from `ends[i]` to `ends[i + 1]`.
    layer, unit : (P - 1,) int32
        The layer and unit that change sign at each breakpoint; where several do, the first of the first layer.
    outputs : (P + 1, *network.output_shape) tensor
        The network's value at each of `ends`.
    layer_piece_counts : tuple of int
        How many pieces there are once each layer has cut.
    rounding : float
        The size of one rounding within the network, measured.
    approximations : tuple of Approximation
        What the network is exact for but the model is not; empty unless it was linearized. What they reach is that of
        all segments walked at once.

    Examples
    --------
    >>> tessellate(nn.ReLU(), Segment([-9.0], [9.0])).breakpoints
    array([0.5])
    """

    network: Network
    segment: Segment
    ends: Float64[np.ndarray, "pieces+1"]
    layer: Int32[np.ndarray, "pieces-1"]
    unit: Int32[np.ndarray, "pieces-1"]
    outputs: Float[Tensor, "pieces+1 *output"]
    layer_piece_counts: tuple[int, ...]
    rounding: float
    approximations: tuple[Approximation, ...] = ()

    def __repr__(self) -> str:
        dtype = str(self.outputs.dtype).removeprefix("torch.")
        parts = [f"{self.piece_count:,} pieces", dtype, *stated(self.approximations)]
        return f"<SegmentTessellation: {', '.join(parts)}>"

    @property
    def piece_count(self) -> int:
        """Number of pieces."""
        return len(self.ends) - 1

    @property
    def breakpoints(self) -> Float64[np.ndarray, "pieces-1"]:
        """Positions at which the pieces meet, ascending, (P - 1,)."""
        return self.ends[1:-1]

    def outputs_at(self, t: npt.ArrayLike) -> Float[Tensor, "points *output"]:
        """The network at positions (k,), evaluated, (k, *output_shape)."""
        with torch.no_grad():
            return self.network(self.segment.embed(t).to(self.network.device, self.network.dtype))

    def affine(self) -> tuple[Float64[np.ndarray, "pieces outputs"], Float64[np.ndarray, "pieces outputs"]]:
        """Slopes (P, C) and intercepts (P, C): output c is `slope t + intercept` on each piece, C outputs in a row.

        From the outputs at the ends of each piece, so the error is their rounding divided by its length.
        """
        values = self.outputs.detach().cpu().double().numpy().reshape(len(self.ends), -1)
        lengths = np.diff(self.ends)[:, None]
        slopes = np.diff(values, axis=0) / lengths
        return slopes, values[:-1] - slopes * self.ends[:-1, None]

    def image_length(self) -> float:
        """Length of the segment's image under the model, in units of output.

        The image is a polyline, whose length is exact; behind a smooth end, a sigmoid or tanh, it is curved, and its
        length an integral, to a millionth.

        Raises
        ------
        UnsupportedOperation
            If the model ends in a softmax, which its network leaves out.

        Examples
        --------
        >>> tessellate(nn.LeakyReLU(0.5), Segment([-2.0], [2.0])).image_length()
        3.0
        """
        check_values(self.network)
        values = self.outputs.detach().cpu().double().reshape(len(self.ends), -1)
        if (end := self.network.smooth_end) is not None:
            rows = values.numpy()
            return float(curved_lengths(end, rows[:-1], rows[1:]).sum())
        return float(values.diff(dim=0).norm(dim=1).sum())

    def locate(self, t: npt.ArrayLike) -> Int64[np.ndarray, "points"]:
        """The piece that holds each of the positions (k,), or -1 outside; a breakpoint belongs to the piece after."""
        points = float64_array(t, "points")
        if points.ndim != 1:
            raise ValueError(
                f"The points have shape {points.shape}. They must be (k,) positions along the segment. "
                "Pass [t] for a single point."
            )
        pieces = np.minimum(np.searchsorted(self.ends, points, "right") - 1, self.piece_count - 1)
        pieces[~((points >= 0) & (points <= 1))] = -1
        return pieces

    def decision_changes(self) -> DecisionChanges:
        """Changes of the class with the largest score; a piece on which classes tie has the first of them."""
        return self._decision_changes

    @cached_property
    def _decision_changes(self) -> DecisionChanges:
        scores = class_scores(self)
        tie = tie_tolerance(self, scores)
        at: list[float] = []
        classes: list[int] = []
        for piece in range(self.piece_count):
            for t, label in _envelope(scores[piece], scores[piece + 1], tie):
                if not classes or classes[-1] != label:
                    at.append(float(self.ends[piece] + (self.ends[piece + 1] - self.ends[piece]) * t))
                    classes.append(label)
        pairs = np.stack([classes[:-1], classes[1:]], 1).astype(np.int64)
        return DecisionChanges(np.array(at[1:]), pairs)

    def verify(self) -> Report:
        """Check every invariant on this segment and say what was checked.

        Raises
        ------
        AssertionError
            Naming the invariant that fails and by how much.
        """
        return run_checks(CHECKS, self)


def _envelope(start: npt.NDArray[np.float64], end: npt.NDArray[np.float64], tie: float) -> list[tuple[float, int]]:
    """Along one piece with these scores at its ends: where in 0..1 each class becomes the largest."""
    first = int(largest(np.where(start >= start.max() - tie, end, -np.inf)[None], tie)[0])
    found, t = [(0.0, first)], 0.0
    while end[found[-1][1]] < end.max() - tie:
        now = found[-1][1]
        # The first class to overtake this one, of several the one that then leads.
        gain = (end - start) - (end[now] - start[now])
        lead = start[now] - start
        with np.errstate(divide="ignore", invalid="ignore"):
            when = np.where(gain > 0, np.maximum(lead / gain, t), np.inf)
        t = float(when.min())
        rising = np.flatnonzero(when <= t)
        found.append((t, int(rising[np.argmax(end[rising])])))
    return found


def _ascending(result: SegmentTessellation) -> str:
    lengths = np.diff(result.ends)
    holds = bool((lengths > 0).all()) and result.ends[0] == 0 and result.ends[-1] == 1
    return demand(holds, f"from {result.ends[0]:g} to {result.ends[-1]:g}, shortest piece {lengths.min():.1e}")


def _is_rounding(result: SegmentTessellation, deviation: Tensor) -> bool:
    worst, inputs = float(deviation.abs().max()), result.segment.embed(result.ends)
    return is_rounding(result.network, inputs, result.rounding, worst)


def _values(result: SegmentTessellation) -> str:
    deviation = result.outputs_at(result.ends) - result.outputs
    fact = f"at the pieces' ends equal to the network's within {float(deviation.abs().max()):.1e}"
    return demand(_is_rounding(result, deviation), fact)


def _affine(result: SegmentTessellation) -> str:
    inside = result.outputs_at((result.ends[:-1] + result.ends[1:]) / 2)
    deviation = inside - (result.outputs[:-1] + result.outputs[1:]) / 2
    fact = f"in every piece's middle equal to the mean of its ends within {float(deviation.abs().max()):.1e}"
    return demand(_is_rounding(result, deviation), fact)


def _patterns(result: SegmentTessellation) -> str:
    """Across every breakpoint the unit that it is labeled with changes its sign or largest entry."""
    network = result.network.in_float64()
    middles = (result.ends[:-1] + result.ends[1:]) / 2
    same = 0

    def look(layer: int, z: Tensor) -> None:
        nonlocal same
        here = np.flatnonzero(result.layer == layer)
        same += int(network.layers[layer].same(z[here], z[here + 1], result.unit[here]).sum())

    with torch.no_grad():
        network.evaluate(result.segment.embed(middles).to(network.device), at_knot=look)
    count = len(result.layer)
    # As for tiles: a piece at the limit of the dtype's resolution can have its middle on the wrong side.
    allowed = count // 100 if result.outputs.dtype == torch.float32 else 0
    return demand(same <= allowed, f"{count - same} of {count} breakpoints separate their unit's states")


CHECKS: dict[str, Callable[[SegmentTessellation], str]] = {
    "pieces": _ascending,
    "outputs": _values,
    "affine": _affine,
    "patterns": _patterns,
}
