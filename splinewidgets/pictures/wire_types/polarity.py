"""A pool of latents, and what the browser finds in what it draws from them."""

from __future__ import annotations

from typing import Annotated, NotRequired, TypedDict

from splinewidgets.pictures.wire_types.arrays import Array, WireArray


class WirePool(TypedDict):
    """N latents of a generator and what the browser needs to draw from them at any polarity, in the order sent."""

    id: int
    outputs: Annotated[WireArray, Array("float32", ("N", 2))]
    """What the generator makes of each, in two dimensions."""
    log_volumes: Annotated[WireArray, Array("float32", ("N",), minus_infinity=True)]
    """What rho multiplies in the log weight of each: log of the product of the singular values of the Jacobian there,
    less the log of the density that the latents were drawn from; minus infinity where there is no volume."""
    labels: NotRequired[Annotated[WireArray, Array("uint8", ("N",))]]
    """A class, an attribute or a mode of each."""
    cells: NotRequired[Annotated[WireArray, Array("uint16", ("N",))]]
    """The cell of the latent grid that each lies in."""
    cell_shares: NotRequired[Annotated[WireArray, Array("float32", ("K",))]]
    """The share of the manifold's area in each cell, which a uniform sample should have."""
    images: NotRequired[Annotated[WireArray, Array("uint8", ("n", "h", "w"))]]
    """Pictures of some latents."""
    image_rows: NotRequired[Annotated[WireArray, Array("uint32", ("n",))]]
    """Which latents these are."""


class WireTrainingData(TypedDict):
    """What the generator was trained on."""

    points: Annotated[WireArray, Array("float32", ("M", 2))]
    """In the coordinates of the pool's outputs."""


class Diagnostics(TypedDict):
    """What the page knows of the samples on the screen."""

    rho: float
    effective_sample_size: float
    """How many equally weighted latents the pool is worth, 1 to N."""
    chi_square: float | None
    """Per degree of freedom, of the samples over the cells; null without cells."""
    shares: list[float]
    """Of the samples, by label; empty without labels."""
    share_changes: list[float | None]
    """By label, how much more that is than the share in the pool, relative to it; null where the pool has none."""
    away: float | None
    """The share of the samples that lie where no data are; null without data."""
