"""Robustness of a prediction at a point of a slice: what is exact within the plane, and where attacks end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float64
from torch import Tensor, nn

from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.geometry.tessellation.class_scores import scores_at
from splinewidgets.geometry.tessellation.tessellation import Tessellation

from .attacks import pgd

# Where no radius is given: so much farther than the nearest boundary, or else this share of the window's height.
BEYOND, SHARE = 1.25, 0.25
STEPS, RESTARTS = 20, 2


@dataclass(frozen=True)
class Robustness:
    """What holds in the plane of a slice, exactly, around a point of it.

    Distances are in units of input space, for the axes of the slice are orthonormal.

    Attributes
    ----------
    point : (float, float)
        In (u, v).
    predicted : int
        The class there; of a scalar output 0 is negative and 1 positive.
    nearest : (float, float) or None
        The nearest point of the decision boundary in the window; None where there is none.
    distance : float
        How far that is; infinite where there is none.
    other : int
        The class beyond it; -1 where there is none.
    certified_radius : float
        The largest disc in the window without another class: in the plane of the slice, and not in all of input space.
    at_border : bool
        Whether the window ends that disc and not another class: a wider one may have a larger disc.
    radius : float
        Of the disc on which the local Lipschitz constant is meant, and within which attacks search.
    lipschitz : float
        The local Lipschitz constant within the plane on that disc, units of output per unit of input.
    tile : int
        The tile of the slice that attains it; -1 outside the window.
    """

    point: tuple[float, float]
    predicted: int
    nearest: tuple[float, float] | None
    distance: float
    other: int
    certified_radius: float
    at_border: bool
    radius: float
    lipschitz: float
    tile: int


@dataclass(frozen=True, eq=False)
class AttackEnd:
    """Where projected gradient descent ends, an upper bound on the distance to another class where it succeeds.

    Attributes
    ----------
    input : (*input_shape) tensor
    at : (float, float)
        Its place on the slice, or that of the nearest point of the slice's plane.
    distance : float
        From the point that was attacked, in units of input space.
    off_plane : float
        How far it is from the slice's plane.
    predicted : int
        The class there.
    succeeded : bool
        Whether that is another one.
    """

    input: Float64[Tensor, "*input"]
    at: tuple[float, float]
    distance: float
    off_plane: float
    predicted: int
    succeeded: bool


def robustness(tessellation: Tessellation, point: tuple[float, float], radius: float | None = None) -> Robustness:
    """What the tiles of a slice tell about a prediction at a point of it.

    Raises
    ------
    ValueError
        If the point is outside the window.
    """
    uv = np.array([point], np.float64)
    if tessellation.locate(uv)[0] < 0:
        raise ValueError(
            f"The point {[round(each, 4) for each in point]} is outside the window that is shown. "
            "Nothing is known of it. Move it into the window, or the window to it."
        )
    nearest, certified = tessellation.nearest_boundary(uv), float(tessellation.certified_radius(uv)[0])
    predicted = predicted_at(tessellation.network, tessellation.slice.embed(uv))
    distance = float(nearest.distances[0])
    radius = usual_radius(tessellation, distance) if radius is None else radius
    steep = tessellation.lipschitz(uv, radius)
    there = bool(np.isfinite(distance))
    pair = nearest.classes[0].tolist()
    return Robustness(
        point=point,
        predicted=predicted,
        nearest=(float(nearest.points[0, 0]), float(nearest.points[0, 1])) if there else None,
        distance=distance,
        other=(pair[1] if pair[0] == predicted else pair[0]) if there else -1,
        certified_radius=certified,
        at_border=certified < distance,
        radius=radius,
        lipschitz=float(steep.constants[0]),
        tile=int(steep.tiles[0]),
    )


def usual_radius(tessellation: Tessellation, distance: float) -> float:
    """A little more than the distance of the decision boundary; where there is none, a share of the window."""
    u0, u1, v0, v1 = tessellation.slice.bounds
    return BEYOND * distance if 0 < distance < np.inf else SHARE * min(u1 - u0, v1 - v0)


def attack_in_plane(network: Network, plane: Slice, point: tuple[float, float], radius: float) -> AttackEnd:
    """PGD that stays in the plane of the slice, within a disc of a radius around a point."""
    uv = torch.tensor([point], dtype=torch.float64)
    moved = _attacked(network, uv, radius, plane)
    return _ended(network, plane, plane.embed(uv), plane.embed(moved))


def attack_in_inputs(network: Network, plane: Slice, point: tuple[float, float], radius: float) -> AttackEnd:
    """PGD in all of input space, within the 2-norm ball of a radius around a point of the slice."""
    start = plane.embed([point])
    return _ended(network, plane, start, _attacked(network, start, radius, None))


def predicted_at(network: Network, inputs: Tensor) -> int:
    """The predicted class at one input (1, *input_shape)."""
    return int(scores_at(network, inputs)[0].argmax())


class _Classifier(nn.Module):
    """Scores of a network at inputs, or at points (n, 2) of a plane."""

    def __init__(self, network: Network, plane: Slice | None) -> None:
        super().__init__()
        self._evaluate = (network, plane)

    def __deepcopy__(self, memo: object) -> _Classifier:
        # A network is never changed: its weights need not be copied for each attack.
        del memo
        return _Classifier(*self._evaluate)

    def forward(self, points: Tensor) -> Tensor:
        network, plane = self._evaluate
        if plane is not None:
            axes = plane.axes.reshape(2, -1)
            points = (plane.origin.reshape(1, -1) + points @ axes).reshape(len(points), *plane.input_shape)
        return network(points.to(network.device, network.dtype)).reshape(len(points), -1)


def _attacked(network: Network, points: Tensor, radius: float, plane: Slice | None) -> Tensor:
    embedded = points if plane is None else plane.embed(points)
    label = predicted_at(network, embedded)
    classifier = _Classifier(network, plane)
    attacked = pgd(classifier, points, [label], radius, norm="l2", steps=STEPS, restarts=RESTARTS)
    return attacked.detach().cpu().double()


def _ended(network: Network, plane: Slice, start: Tensor, moved: Tensor) -> AttackEnd:
    ((u, v),) = plane.project(moved).tolist()
    predicted = predicted_at(network, moved)
    return AttackEnd(
        input=moved[0],
        at=(u, v),
        distance=float((moved - start).norm()),
        off_plane=float(plane.distance(moved)[0]),
        predicted=predicted,
        succeeded=predicted != predicted_at(network, start),
    )
