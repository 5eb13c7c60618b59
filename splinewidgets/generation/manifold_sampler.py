"""Draw from a generator with two latents exactly: no pool, no weights."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from jaxtyping import Float, Float64, Int64
from torch import Tensor

from splinewidgets.geometry.argument_types import check_type, seed_number
from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.geometry.tessellate import tessellate
from splinewidgets.geometry.tessellation.curved_tiles import CurvedTiles
from splinewidgets.geometry.tessellation.manifold import Manifold
from splinewidgets.geometry.whole_numbers import whole_number

from .curved_draw import drawn, points_in, tile_chances
from .generator import Generator
from .weights import Floats, check_rho, normalized


@dataclass(frozen=True, eq=False)
class ManifoldSamples:
    """Independent draws.

    Attributes
    ----------
    latents : (n, *input_shape) float64 tensor
    outputs : (n, *output_shape) tensor
    tiles : (n,) int64
        The tile that each latent lies in.

    Examples
    --------
    >>> samples = uniform_on_manifold(nn.Linear(2, 3), Slice.box((-1, 1), (-1, 1)), 4)
    >>> samples.latents.shape, samples.outputs.shape, samples.tiles
    (torch.Size([4, 2]), torch.Size([4, 3]), array([0, 0, 0, 0]))
    """

    latents: Float64[Tensor, "samples *input"]
    outputs: Float[Tensor, "samples *output"]
    tiles: Int64[np.ndarray, "samples"]


@dataclass(frozen=True, eq=False)
class ManifoldSampler:
    """Draws from a manifold with two latents at any polarity, exactly.

    Within a tile the density is constant. So a tile is chosen with its probability, the area of its image where
    rho = 1, and in it a uniformly random point: independent samples of the density itself, where a `Pool` only has
    latents to choose from. Where sheets of the manifold overlap, each counts.

    Behind a smooth end, a sigmoid or tanh, the density varies within a tile. Points are then drawn by rejection, from
    bounds on parts of tiles, which is exact, too.

    Parameters
    ----------
    manifold
        Of a window of the two-dimensional latent space, over which latents are uniform.

    Raises
    ------
    ValueError
        If a latent has not two coordinates.

    References
    ----------
    Balestriero, Humayun and Baraniuk, On the Geometry of Deep Learning [balestriero2025geometry], (9) and (10).

    Examples
    --------
    >>> generator = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 3))
    >>> manifold = Manifold(tessellate(generator, Slice.box((-1, 1), (-1, 1))))
    >>> ManifoldSampler(manifold).sample(1000).outputs.shape
    torch.Size([1000, 3])
    """

    manifold: Manifold

    def __post_init__(self) -> None:
        check_type(self.manifold, Manifold, "The manifold", "a Manifold", "Write Manifold(tessellation).")
        check_two(self.manifold.tessellation.slice)

    def probabilities(self, rho: float = 1.0) -> Float64[np.ndarray, "tiles"]:
        """The chance of each tile, (T,): its area times its volume factor to the power rho, with the sum 1.

        Degenerate tiles have a chance at rho = 0 alone.

        Raises
        ------
        ValueError
            If rho is not from -5 to 5, or other than 0 where all tiles are degenerate.
        """
        if (curved := self._curved(rho)) is not None:
            return tile_chances(curved, rho)
        starts = self.manifold.tessellation.tile_offsets[:-1]
        return np.add.reduceat(self._chances(rho), starts)

    def sample(self, count: int, rho: float = 1.0, *, seed: int = 0) -> ManifoldSamples:
        """Draw independent samples.

        Parameters
        ----------
        count
            How many.
        rho
            The polarity, from -5 to 5: 0 is uniform in the window of latents, 1 on the manifold, less than 0 prefers
            modes. The survey's exponent is rho / 2.
        seed
            Of the draw.

        Raises
        ------
        ValueError
            As for `probabilities`, or if the count is below 1.
        """
        whole_number(count, "count", "It is how many samples are drawn.")
        seed_number(seed, least=0)
        tessellation = self.manifold.tessellation
        random = np.random.default_rng(seed)
        if (curved := self._curved(rho)) is not None:
            return self._samples(*drawn(curved, count, rho, random))
        chances = self._chances(rho)
        triangles = random.choice(len(chances), count, p=chances)
        corners = tessellation.vertices[np.stack([corner[triangles] for corner in self._triangles], 1)]
        tiles = np.repeat(np.arange(tessellation.tile_count), np.diff(tessellation.tile_offsets))
        return self._samples(tiles[triangles], points_in(corners, random))

    def _samples(self, tiles: npt.NDArray[np.int64], uv: Floats) -> ManifoldSamples:
        return ManifoldSamples(self.manifold.tessellation.slice.embed(uv), self.manifold.outputs_at(uv), tiles)

    def _curved(self, rho: float) -> CurvedTiles | None:
        """The tiles whose density varies within them; None where it is constant."""
        check_rho(rho)
        if rho != 0 and self.manifold.degenerate.all():
            raise ValueError(
                "All tiles of the window are degenerate: their images have no area. Only with rho=0 is there anything "
                "to draw from. Choose another window or rho=0."
            )
        return self.manifold.curved if rho else None

    def _chances(self, rho: float) -> Floats:
        """Chance of the triangle that starts at each corner of each loop."""
        degenerate = self.manifold.degenerate
        # Where the density is infinite a negative power of it says nothing of the tiles beside.
        factors = (
            np.where(degenerate, -np.inf, rho * self.manifold.log_volume_factors) if rho else np.zeros(len(degenerate))
        )
        sizes = np.diff(self.manifold.tessellation.tile_offsets)
        with np.errstate(divide="ignore"):
            return normalized(np.log(self._twice_areas) + np.repeat(factors, sizes))

    @property
    def _triangles(self) -> tuple[npt.NDArray[np.int32], ...]:
        """Three vertices for each corner of each loop: the loop's first, itself, the next.

        They fan out from the first; at the first corner and the last of a loop they have no area.
        """
        tessellation = self.manifold.tessellation
        loops, offsets = tessellation.tile_vertices, tessellation.tile_offsets
        following = np.roll(loops, -1)
        following[offsets[1:] - 1] = loops[offsets[:-1]]
        return np.repeat(loops[offsets[:-1]], np.diff(offsets)), loops, following

    @cached_property
    def _twice_areas(self) -> Floats:
        first, second, third = (self.manifold.tessellation.vertices[corner] for corner in self._triangles)
        one, other = second - first, third - first
        return np.maximum(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0], 0)


def uniform_on_manifold(
    generator: Generator, window: Slice, count: int, *, seed: int = 0, memory: float | None = None
) -> ManifoldSamples:
    """Draw independent samples, exactly uniform on the image of a window of the generator's two latents.

    Parameters
    ----------
    generator
        A piecewise-affine module or `Network` with two inputs, which may end in a smooth function of each output by
        itself, such as sigmoid or `(tanh + 1) / 2`. For others see `magnet`.
    window
        Such as `Slice.box((-1, 1), (-1, 1))`.
    count
        How many.
    seed
        Of the draw.
    memory
        As for `tessellate`.

    Raises
    ------
    UnsupportedOperation
        If the generator is not piecewise affine but for such an end, or ends in a softmax.
    ValueError
        If a latent has not two coordinates, an output is NaN or infinite, or the image has no area.

    References
    ----------
    Balestriero, Humayun and Baraniuk, On the Geometry of Deep Learning [balestriero2025geometry], (9) and (10);
    Humayun, Balestriero and Baraniuk, MaGNET [humayun2022magnet], who weigh a pool.

    Examples
    --------
    >>> generator = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 3))
    >>> points = uniform_on_manifold(generator, Slice.box((-1, 1), (-1, 1)), 1000).outputs
    """
    check_two(window)
    whole_number(count, "count", "It is how many samples are drawn.")
    seed_number(seed, least=0)
    smooth_end = not isinstance(generator, Network)
    tessellated = tessellate(generator, window, memory=memory, smooth_end=smooth_end)
    return ManifoldSampler(Manifold(tessellated)).sample(count, seed=seed)


def check_two(window: Slice) -> None:
    """Raise ValueError if it is a window of more or less than two latents, TypeError if it is none."""
    check_type(window, Slice, "The window", "a Slice", "Write Slice.box((-1, 1), (-1, 1)).")
    if (coordinates := window.origin.numel()) != 2:
        raise ValueError(
            f"A latent has {coordinates} coordinate{'s' * (coordinates > 1)}. The exact sampler is for two, whose "
            "plane it tessellates. Use magnet or polarity, which draw from a pool."
        )
