"""An affine window through a network's input space: what is tessellated."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from jaxtyping import Float64
from torch import Tensor

from ..argument_types import real_number, real_numbers
from ..array_like import finite_tensor, float64_tensor
from ..planar.polygon import convex_corners, twice_area

Bounds = tuple[float, float, float, float]

# Anchors whose triangle is thinner than this, relative to its longest side, do not determine a plane.
COLLINEAR = 1e-9
# Axes whose products differ by less than this from those of orthonormal ones count as orthonormal.
ORTHONORMAL = 1e-9


@dataclass(frozen=True, eq=False, repr=False)
class Slice:
    """The points `x(u, v) = origin + u axes[0] + v axes[1]` with (u, v) within a rectangle or a convex polygon.

    Parameters
    ----------
    origin : (*input_shape) array-like
        One input, without batch dimension.
    axes : (2, *input_shape) array-like
        Linearly independent; (u, v) are lengths only if they are orthonormal.
    bounds : (u_min, u_max, v_min, v_max)
    anchors : (k, 2) array-like, optional
        Coordinates (u, v) of the inputs that the slice was laid through.
    polygon : (n, 2) array-like, optional
        Corners in order, either way round, of a convex window; `bounds` then becomes its bounding box. Kept
        counter-clockwise and without straight corners.

    Raises
    ------
    ValueError
        If shapes do not fit, an entry is NaN or infinite, the axes are parallel, or the window is empty or not convex.

    Examples
    --------
    >>> Slice.box((-1, 1), (-2, 2))
    Slice([-1, 1] x [-2, 2] of inputs of shape (2,), 0 anchors)
    >>> plane = Slice.through([1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0])
    >>> plane.embed([[0.0, 0.0]])
    tensor([[0.3333, 0.3333, 0.3333]], dtype=torch.float64)
    """

    origin: Float64[Tensor, "*input"]
    axes: Float64[Tensor, "2 *input"]
    bounds: Bounds
    anchors: Float64[np.ndarray, "anchors 2"] = field(default_factory=lambda: np.empty((0, 2)))
    polygon: Float64[np.ndarray, "corners 2"] | None = None

    def __post_init__(self) -> None:
        origin, axes = _tensor(self.origin, "origin").clone(), _tensor(self.axes, "axes").clone()
        if axes.shape != (2, *origin.shape):
            raise ValueError(
                f"The axes have shape {tuple(axes.shape)}. They must be two inputs, {(2, *origin.shape)}. "
                "Stack the two directions along a new first dimension."
            )
        first, second = axes.reshape(2, -1)
        lengths = first.norm() * second.norm()
        if not lengths > 0 or (second - first * (first @ second) / (first @ first)).norm() <= COLLINEAR * second.norm():
            raise ValueError("The two axes are parallel or zero. They must span a plane. Choose another direction.")
        anchors = _tensor(self.anchors, "anchors").clone().numpy()
        if anchors.ndim != 2 or anchors.shape[1] != 2:
            raise ValueError(
                f"The anchors have shape {anchors.shape}. They must be (k, 2) coordinates of the slice. "
                "Use Slice.through to lay a slice through inputs."
            )
        object.__setattr__(self, "origin", origin)
        object.__setattr__(self, "axes", axes)
        if self.polygon is not None:
            polygon = convex_corners(self.polygon)
            object.__setattr__(self, "polygon", polygon)
            object.__setattr__(self, "bounds", tuple(np.stack([polygon.min(0), polygon.max(0)], 1).ravel().tolist()))
        object.__setattr__(self, "bounds", _window(self.bounds))
        object.__setattr__(self, "anchors", anchors)

    def __repr__(self) -> str:
        return f"Slice({self.window} of inputs of shape {self.input_shape}, {len(self.anchors)} anchors)"

    @classmethod
    def through(cls, x1: Any, x2: Any, x3: Any, margin: float = 0.3) -> Slice:
        """The plane of three inputs, with orthonormal axes and the origin in their middle.

        The first axis points from the first anchor to the second. The window is the square around the anchors that
        leaves `margin` times their extent free on every side.

        Raises
        ------
        ValueError
            If the inputs differ in shape, are NaN or infinite, or do not determine a plane.
        """
        points = [_tensor(x, f"anchor {i + 1}") for i, x in enumerate((x1, x2, x3))]
        if not points[0].shape == points[1].shape == points[2].shape:
            shapes = ", ".join(str(tuple(p.shape)) for p in points)
            raise ValueError(
                f"The anchors have shapes {shapes}. They must be three inputs of one shape. "
                "Leave out the batch dimension."
            )
        margin = real_number(margin, "The margin", "0.3 is usual.")
        stacked = torch.stack(points)
        axes = _plane(stacked).reshape(2, *points[0].shape)
        origin = stacked.mean(0)
        placed = cls(origin, axes, (-1.0, 1.0, -1.0, 1.0))
        anchors = placed.project(stacked)
        return replace(placed, anchors=anchors, bounds=around(anchors, margin))

    @classmethod
    def box(cls, u: tuple[float, float], v: tuple[float, float]) -> Slice:
        """The whole plane, for a network with two inputs: `x = (u, v)`."""
        sides = (real_numbers(side, name, "(low, high)", "Give two numbers.") for name, side in (("u", u), ("v", v)))
        return cls(torch.zeros(2), torch.eye(2), sum(sides, ()))  # type: ignore[arg-type]

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Shape of one input."""
        return tuple(self.origin.shape)

    @property
    def corners(self) -> Float64[np.ndarray, "corners 2"]:
        """The window's corners, counter-clockwise, (n, 2)."""
        if self.polygon is not None:
            return self.polygon
        u0, u1, v0, v1 = self.bounds
        return np.array([[u0, v0], [u1, v0], [u1, v1], [u0, v1]])

    @property
    def area(self) -> float:
        """The window's area in squared units of (u, v)."""
        return twice_area(self.corners) / 2

    @property
    def window(self) -> str:
        """The window in words."""
        u0, u1, v0, v1 = self.bounds
        box = f"[{u0:g}, {u1:g}] x [{v0:g}, {v1:g}]"
        return box if self.polygon is None else f"{len(self.polygon)} corners in {box}"

    def embed(self, uv: npt.ArrayLike | Tensor) -> Float64[Tensor, "points *input"]:
        """Inputs (k, *input_shape) at the points (k, 2), float64."""
        points = float64_tensor(uv, "points")
        if points.ndim != 2 or points.shape[1] != 2:
            raise ValueError(
                f"The points have shape {tuple(points.shape)}. They must be (k, 2) coordinates of the slice. "
                "Pass [[u, v]] for a single point."
            )
        inputs = torch.addmm(self.origin.reshape(1, -1), points, self.axes.reshape(2, -1))
        return inputs.reshape(len(points), *self.input_shape)

    def project(self, inputs: Any) -> Float64[np.ndarray, "points 2"]:
        """Coordinates (k, 2) of the points of the slice's plane nearest to inputs (k, *input_shape)."""
        return (self._offsets(inputs) @ torch.linalg.pinv(self.axes.reshape(2, -1))).numpy()

    def distance(self, inputs: Any) -> Float64[np.ndarray, "points"]:
        """Distances (k,) of inputs (k, *input_shape) from the slice's plane, in units of input space."""
        offsets = self._offsets(inputs)
        axes = self.axes.reshape(2, -1)
        return (offsets - offsets @ torch.linalg.pinv(axes) @ axes).norm(dim=1).numpy()

    def _offsets(self, inputs: Any) -> Tensor:
        given = _tensor(inputs, "inputs")
        if given.shape[1:] != self.origin.shape:
            raise ValueError(
                f"The inputs have shape {tuple(given.shape)}. They must be a batch (k, *{self.input_shape}). "
                "Put one input in each row."
            )
        return given.reshape(len(given), self.origin.numel()) - self.origin.reshape(1, -1)

    def with_bounds(self, bounds: Bounds) -> Slice:
        """The same plane seen through another rectangle."""
        # Every frame of a drag comes here, so what was checked when this slice was made is not checked again.
        seen = copy(self)
        object.__setattr__(seen, "bounds", _window(bounds))
        object.__setattr__(seen, "polygon", None)
        return seen

    def with_polygon(self, corners: npt.ArrayLike | Tensor) -> Slice:
        """The same plane seen through a convex polygon with corners (n, 2), in order, either way round.

        Raises
        ------
        ValueError
            If the polygon is not convex or has no area.

        Examples
        --------
        >>> Slice.box((-1, 1), (-1, 1)).with_polygon([[0, 0], [1, 0], [0, 1]])
        Slice(3 corners in [0, 1] x [0, 1] of inputs of shape (2,), 0 anchors)
        """
        return replace(self, polygon=convex_corners(corners))

    def hinge(self, index: int, new_anchor: Any) -> Slice:
        """Move one anchor anywhere; the plane turns about the line through the other two.

        The coordinates of the other two stay what they are, and the moved anchor stays on its side of their line, so
        that a picture of the slice hinges and does not spin. The axes must be orthonormal and stay so. Where the new
        anchor lies in the plane, the plane and its axes stay.

        Raises
        ------
        ValueError
            If there are not three anchors, or the new one lies on the line through the other two.
        """
        flat = self.axes.reshape(2, -1)
        orthonormal = bool(((flat @ flat.T - torch.eye(2)).abs() < ORTHONORMAL).all())
        if len(self.anchors) != 3 or not orthonormal:
            raise ValueError(
                f"The slice has {len(self.anchors)} anchors and {'' if orthonormal else 'not '}orthonormal axes. "
                "Only a slice through three anchors with orthonormal axes can hinge. Make it with Slice.through."
            )
        if index not in (0, 1, 2):
            raise ValueError(f"The anchor's index is {index}. It must be 0, 1 or 2. Count the anchors from 0.")
        moved = _tensor(new_anchor, "new anchor")
        if moved.shape != self.origin.shape:
            raise ValueError(
                f"The new anchor has shape {tuple(moved.shape)}. It must be one input, {self.input_shape}. "
                "Leave out the batch dimension."
            )
        others = [i for i in range(3) if i != index]
        fixed = self.embed(self.anchors[others]).reshape(2, -1)
        _plane(torch.stack([*fixed, moved.reshape(-1)]))
        # In the plane's coordinates: along the hinge, and away from it toward the anchor's side.
        p, q = self.anchors[others]
        along = (q - p) / np.linalg.norm(q - p)
        away = np.array([-along[1], along[0]])
        away *= 1.0 if away @ (self.anchors[index] - p) >= 0 else -1.0
        line = torch.from_numpy(along) @ flat
        # Hinging a thousand times must not let the axes drift, however thin the triangle: normalize, project twice.
        line = line / line.norm()
        offset = moved.reshape(-1) - fixed[0]
        reach = offset - line * (offset @ line)
        reach = reach - line * (reach @ line)
        height = float(reach.norm())
        normal = torch.from_numpy(away) @ flat
        # A move within the plane may cross the line; only then does the anchor change sides.
        if float((reach - normal * (reach @ normal)).norm()) <= COLLINEAR * height:
            anchors = self.anchors.copy()
            anchors[index] = self.project(moved[None])[0]
            return replace(self, anchors=anchors)
        normal = reach / height
        # The unit vectors of u and v in terms of the hinge and its normal.
        turned = torch.from_numpy(along)[:, None] * line + torch.from_numpy(away)[:, None] * normal
        origin = fixed[0] - torch.from_numpy(p) @ turned
        anchors = self.anchors.copy()
        anchors[index] = p + along * float(offset @ line) + away * height
        axes = turned.reshape(2, *self.input_shape)
        return replace(self, origin=origin.reshape(self.input_shape), axes=axes, anchors=anchors)


def around(anchors: npt.NDArray[np.float64], margin: float) -> Bounds:
    """The square window around points (k, 2) that leaves `margin` times their extent free on every side."""
    low, high = anchors.min(0), anchors.max(0)
    u, v = (low + high) / 2
    half = float((high - low).max()) * (0.5 + margin)
    return (float(u - half), float(u + half), float(v - half), float(v + half))


def _plane(points: Tensor) -> Tensor:
    """Orthonormal axes (2, D) of the plane of three points."""
    flat = points.reshape(3, -1)
    first, second = flat[1] - flat[0], flat[2] - flat[0]
    sides = torch.stack([first, second, second - first]).norm(dim=1)
    longest = sides.max()
    if not longest > 0 or sides.min() <= COLLINEAR * longest:
        raise ValueError("Two of the anchors coincide. They must be three different inputs. Move one of them.")
    first = first / first.norm()
    second = second - first * (first @ second)
    second = second - first * (first @ second)
    if second.norm() <= COLLINEAR * longest:
        raise ValueError("The anchors lie on one line. They must span a plane. Move one of them off the line.")
    return torch.stack([first, second / second.norm()])


def _tensor(given: Any, name: str) -> Tensor:
    return finite_tensor(given, name).to("cpu", torch.float64)


def _window(bounds: Any) -> Bounds:
    given = real_numbers(bounds, "The window", "(u_min, u_max, v_min, v_max)", "Give four numbers.")
    if len(given) != 4 or not all(np.isfinite(given)) or not (given[0] < given[1] and given[2] < given[3]):
        raise ValueError(
            f"The window is {given}. It must be (u_min, u_max, v_min, v_max) with min < max. Swap or widen it."
        )
    return given
