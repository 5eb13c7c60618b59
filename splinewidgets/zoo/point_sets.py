"""Unlabeled points in the plane: what batch normalization draws its hyperplanes to in the survey's figures."""

from __future__ import annotations

import math

import torch
from torch import Tensor

# Of the star, around its center.
OUTER, INNER, TIPS = 1.0, 0.45, 5


def star(count: int = 50, center: tuple[float, float] = (1.0, 0.5)) -> Tensor:
    """Points (count, 2) at equal steps along the outline of a star with five tips, one of them up.

    Its tips are 1 from the center and the corners between them 0.45.

    References
    ----------
    The survey [balestriero2025geometry], Figure 8.

    Examples
    --------
    >>> star(50).shape, star(10, center=(0.0, 0.0))[0].round().tolist()
    (torch.Size([50, 2]), [0.0, 1.0])
    """
    if count < 1:
        raise ValueError(f"count is {count}. A star needs at least one point. The survey has 50.")
    angles = math.pi / 2 + math.pi / TIPS * torch.arange(2 * TIPS, dtype=torch.float64)
    radii = torch.tensor([OUTER, INNER], dtype=torch.float64).repeat(TIPS)
    corners = torch.stack([radii * angles.cos(), radii * angles.sin()], 1)
    # All sides are equally long, so that the place along the outline is the number of the side and the share of it.
    place = torch.arange(count, dtype=torch.float64) * len(corners) / count
    side = place.long()
    along = (place - side)[:, None]
    points = (1 - along) * corners[side] + along * corners[(side + 1) % len(corners)]
    return (points + torch.tensor(center, dtype=torch.float64)).float()


def two_clusters(seed: int = 0) -> Tensor:
    """Points (40, 2), 20 each around (1.2, 0.8) and (0.5, 1.6), away from the origin.

    References
    ----------
    The survey [balestriero2025geometry], Figure 7.

    Examples
    --------
    >>> two_clusters().shape
    torch.Size([40, 2])
    """
    draw = torch.Generator().manual_seed(seed)
    one, other = torch.randn(2, 20, 2, generator=draw)
    return torch.cat([torch.tensor([1.2, 0.8]) + 0.25 * one, torch.tensor([0.5, 1.6]) + 0.2 * other])
