"""A world of three axes, z up, seen in perspective, as js/src/space/camera.ts. Pixels count from the top left."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from splinewidgets.pictures.sheets.shapes import Floats

# Half of what the eye sees from top to bottom, as a tangent: 28 degrees in all.
SPREAD = math.tan(math.radians(14))
# The nearest depth that is drawn, as a share of the distance.
NEAREST = 0.01
# Each round of centering leaves less than a fifth of what was off.
ROUNDS = 6


@dataclass(frozen=True)
class Camera:
    """An eye at a distance from what is in the middle of the picture; angles in radians."""

    azimuth: float
    elevation: float
    distance: float
    target: Floats
    """(3,)."""
    width: float
    height: float

    @property
    def frame(self) -> Floats:
        """To the right, upwards, and from the target toward the eye: rows (3, 3)."""
        ca, sa = math.cos(self.azimuth), math.sin(self.azimuth)
        ce, se = math.cos(self.elevation), math.sin(self.elevation)
        return np.array([[-sa, ca, 0], [-se * ca, -se * sa, ce], [ce * ca, ce * sa, se]])

    @property
    def eye(self) -> Floats:
        """Where it is."""
        return self.target + self.distance * self.frame[2]

    def seen(self, points: Floats) -> Floats:
        """Points (n, 3) of the world as [x, y, depth] (n, 3): how far before the eye, below 0 behind it."""
        right, up, back = ((np.asarray(points, np.float64) - self.target) @ self.frame.T).T
        depth = self.distance - back
        gain = self.height / (2 * SPREAD * np.where(depth == 0, np.finfo(float).tiny, depth))
        return np.column_stack([self.width / 2 + gain * right, self.height / 2 - gain * up, depth])

    def in_front(self, seen: Floats) -> Floats:
        """The same with depths that are linear on the picture, in pixels: what hides what is found by these."""
        shares = 1 - self.distance / np.maximum(seen[:, 2], NEAREST * self.distance)
        return np.column_stack([seen[:, :2], self.height / (2 * SPREAD) * shares])


def fitted(
    azimuth: float, elevation: float, bounds: tuple[Floats, Floats], width: float, height: float, margin: float
) -> Camera:
    """The camera of a direction that sees all of a box, in the middle and as large as the picture allows."""
    low, high = bounds
    corners = np.array([[x, y, z] for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])])
    camera = Camera(azimuth, elevation, 1.0, (low + high) / 2, width, height)
    for _ in range(ROUNDS):
        camera = replace(camera, distance=_reach(camera, corners, margin))
        # Nearer things look larger, so that the middle of a box is not the middle of its picture.
        seen = camera.seen(corners)
        off = (np.array([width, height]) - seen[:, :2].min(0) - seen[:, :2].max(0)) / 2
        unit = 2 * SPREAD * camera.distance / height
        right, up, _ = camera.frame
        camera = replace(camera, target=camera.target - unit * off[0] * right + unit * off[1] * up)
    return replace(camera, distance=_reach(camera, corners, margin))


def _reach(camera: Camera, points: Floats, margin: float) -> float:
    """The distance from which points just fit into the picture, with a margin in pixels."""
    tall = SPREAD * max(0.25, 1 - 2 * margin / camera.height)
    wide = SPREAD * camera.width / camera.height * max(0.25, 1 - 2 * margin / camera.width)
    right, up, back = ((points - camera.target) @ camera.frame.T).T
    return float((back + np.maximum(np.abs(right) / wide, np.abs(up) / tall)).max())
