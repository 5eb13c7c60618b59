"""Draw from a generator with two latents exactly: no pool, no weights."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from jaxtyping import Float64

from splinewidgets.geometry.argument_types import check_type, seed_number
from splinewidgets.geometry.planar.triangle_quadrature import fans, triangle_areas
from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.geometry.tessellate import tessellate
from splinewidgets.geometry.tessellation.curved_tiles import CurvedTiles
from splinewidgets.geometry.tessellation.manifold import Manifold
from splinewidgets.geometry.whole_numbers import whole_number

from .curved_draw import drawn, proposals, tile_chances
from .envelope import Envelope, in_triangles
from .generator import Generator, one_output
from .latent_density import FunctionOnWindow, GaussianOnWindow, Given, on_window, read_density
from .latent_window import check_two, default_window, network_on
from .manifold_samples import ManifoldSamples
from .weights import Floats, check_alpha, check_rho, normalized

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class ManifoldSampler:
    """Draws from a manifold with two latents at any polarity, exactly.

    Latents in the window are drawn with the density `p^alpha volume^rho`, where p is that of the latents: independent
    samples of the density itself, where a `Pool` only has latents to choose from. By default alpha is 1 - rho, so that
    what is drawn has the generator's own density on the manifold to the power 1 - rho. Where sheets of the manifold
    overlap, each counts.

    Within a tile the volume is constant. Where latents are uniform, a tile is chosen with its probability, the area of
    its image where rho = 1, and in it a uniformly random point. Where they are not, points are drawn from pieces of
    tiles, on each of which the density has a bound, and accepted in proportion to it: rejection, which is exact for a
    normal distribution, and for a function as far as it is no larger between the points at which it was asked.

    Behind a smooth end, a sigmoid or tanh, the density varies within a tile. Points are then drawn by rejection, from
    bounds on parts of tiles, which is exact, too.

    Parameters
    ----------
    manifold
        Of a window of the two-dimensional latent space. What lies outside is not drawn: `outside_share`.
    density
        Of the latents: "uniform" in the window, "normal" with mean 0 and standard deviation 1, a
        `torch.distributions.Normal` or `MultivariateNormal`, or a function from latents (n, *latent_shape), float64, to
        the logarithms of their density (n,), up to a constant.

    Raises
    ------
    ValueError
        If a latent has not two coordinates, or there is no such density.

    References
    ----------
    Balestriero, Humayun and Baraniuk, On the Geometry of Deep Learning [balestriero2025geometry], (9) and (10). The
    code of [humayun2022magnet] and [humayun2022polarity] has alpha = 1 at each rho.

    Examples
    --------
    >>> generator = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 3))
    >>> manifold = Manifold(tessellate(generator, Slice.box((-1, 1), (-1, 1))))
    >>> ManifoldSampler(manifold).sample(1000).outputs.shape
    torch.Size([1000, 3])
    >>> modes = ManifoldSampler.of(generator, density="normal").sample(1000, rho=-0.5)
    """

    manifold: Manifold
    density: Given = "uniform"

    def __post_init__(self) -> None:
        check_type(self.manifold, Manifold, "The manifold", "a Manifold", "Write Manifold(tessellation).")
        check_two(self.manifold.tessellation.slice)
        read_density(self.density)

    def __repr__(self) -> str:
        density = self.density if isinstance(self.density, str) else type(self.density).__name__
        outside = f", {self.outside_share:.2g} of it outside" if self.outside_share else ""
        return f"<ManifoldSampler: {density} latents{outside}, {self.manifold!r}>"

    @classmethod
    def of(
        cls,
        generator: Generator,
        density: Given = "normal",
        *,
        window: Slice | None = None,
        condition: Any = None,
        output: str | int | None = None,
        memory: float | None = None,
    ) -> ManifoldSampler:
        """Tessellate a generator of two latents, (2,), (2, 1, 1) or so, where these lie, and sample from that.

        Parameters
        ----------
        generator
            A piecewise-affine module or `Network`, which may end in a smooth function of each output by itself, such
            as sigmoid or `(tanh + 1) / 2`.
        density
            As for `ManifoldSampler`.
        window
            By default the rectangle that leaves out a millionth of a normal distribution; other densities need one.
        condition, output
            As for `pool`.
        memory
            As for `tessellate`.

        Raises
        ------
        ValueError
            If there is no window and the density tells of none, a latent has not two coordinates, or an output is NaN
            or infinite.
        UnsupportedOperation
            If the generator is not piecewise affine but for a smooth end, or ends in a softmax.

        Examples
        --------
        >>> ManifoldSampler.of(zoo.mlp((2, 8, 3))).manifold.tessellation.slice
        Slice([-5.02631, 5.02631] x [-5.02631, 5.02631] of inputs of shape (2,), 0 anchors)
        """
        read = read_density(density)
        if window is None:
            window = default_window(read)
        check_two(window)
        network, window = network_on(one_output(generator, condition, None), window, output)
        return cls(Manifold(tessellate(network, window, memory=memory)), density)

    @cached_property
    def _density(self) -> GaussianOnWindow | FunctionOnWindow | None:
        return on_window(read_density(self.density), self.manifold.tessellation.slice)

    @property
    def knows_outside(self) -> bool:
        """Whether the density says how much of it lies outside of the window: a normal one does."""
        return isinstance(self._density, GaussianOnWindow)

    @cached_property
    def outside_share(self) -> float:
        """The share of a normal distribution outside of the window, which is not drawn; of others 0."""
        if not isinstance(self._density, GaussianOnWindow):
            return 0.0
        corners = self.manifold.tessellation.slice.corners
        fan = np.stack([np.broadcast_to(corners[0], (len(corners) - 2, 2)), corners[1:-1], corners[2:]], 1)
        norms = np.full(len(fan), self._density.log_norm)
        within = np.exp(Envelope.over(self._density, 1.0, fan, norms).log_masses()).sum()
        return max(0.0, float(1 - within))

    def probabilities(self, rho: float = 1.0, *, alpha: float | None = None) -> Float64[np.ndarray, "tiles"]:
        """The chance of each tile, (T,): the integral of `p^alpha volume^rho` over it, with the sum 1.

        Degenerate tiles have a chance at rho = 0 alone. Where the density is not constant, by quadrature, good to a
        relative 1e-9 of the whole for a normal distribution and 1e-4 for a function without jumps.

        Raises
        ------
        ValueError
            If rho or alpha is not from -5 to 5, or rho other than 0 where all tiles are degenerate.
        """
        count = self.manifold.tessellation.tile_count
        rho = check_rho(rho)
        if power := self._power(rho, alpha):
            envelope, tile_of = self._envelope(rho, power)
            return np.bincount(tile_of[envelope.triangles], normalized(envelope.log_masses()), count)
        if (curved := self._curved(rho)) is not None:
            return tile_chances(curved, rho)
        return np.bincount(self._tiles, self._chances(rho), count)

    def sample(self, count: int, rho: float = 1.0, *, alpha: float | None = None, seed: int = 0) -> ManifoldSamples:
        """Draw independent samples.

        Parameters
        ----------
        count
            How many.
        rho
            The polarity, from -5 to 5: 0 is the generator as it is, 1 is uniform on the manifold, less than 0 prefers
            modes. The survey's exponent is rho / 2.
        alpha
            The power of the latents' density, from -5 to 5; 1 - rho by default. Uniform latents have none.
        seed
            Of the draw.

        Raises
        ------
        ValueError
            As for `probabilities`, or if the count is below 1.
        """
        whole_number(count, "count", "It is how many samples are drawn.")
        seed_number(seed, least=0)
        rho = check_rho(rho)
        power = self._power(rho, alpha)
        random = np.random.default_rng(seed)
        if power:
            envelope, tile_of = self._envelope(rho, power)
            points, triangles = envelope.sample(count, random)
            tiles = tile_of[triangles]
        elif (curved := self._curved(rho)) is not None:
            tiles, points = drawn(curved, count, rho, random)
        else:
            chances = self._chances(rho)
            triangles = random.choice(len(chances), count, p=chances)
            tiles, points = self._tiles[triangles], in_triangles(self._corners[triangles], random)
        return ManifoldSamples(self.manifold.tessellation.slice.embed(points), self.manifold.outputs_at(points), tiles)

    def _power(self, rho: float, alpha: float | None) -> float:
        """The power of a density that varies; 0 where there is none."""
        if alpha is not None:
            check_alpha(alpha)
        if rho != 0 and self.manifold.degenerate.all():
            raise ValueError(
                "All tiles of the window are degenerate: their images have no area. Only with rho=0 is there anything "
                "to draw from. Choose another window or rho=0."
            )
        return 0.0 if self._density is None else float(1 - rho if alpha is None else alpha)

    def _curved(self, rho: float) -> CurvedTiles | None:
        """The tiles whose volume varies within them; None where that plays no part."""
        return self.manifold.curved if rho else None

    def _envelope(self, rho: float, power: float) -> tuple[Envelope, Ints]:
        """Pieces of triangles to draw from, and the tile of each of these triangles."""
        assert self._density is not None
        if (curved := self._curved(rho)) is None:
            return Envelope.over(self._density, power, self._corners, self._log_factors(rho)), self._tiles
        cells = proposals(curved, rho)

        def log_shares(points: Floats, triangles: Ints) -> Floats:
            return rho * curved.log_volumes(cells.tiles[triangles], points) - cells.bounds[triangles]

        return Envelope.over(self._density, power, cells.corners, cells.bounds, log_shares), cells.tiles

    def _log_factors(self, rho: float) -> Floats:
        """The logarithm of volume^rho on each triangle, where it is constant."""
        if not rho:
            return np.zeros(len(self._tiles))
        # Where the density is infinite a negative power of it says nothing of the tiles beside.
        factors: Floats = np.where(self.manifold.degenerate, -np.inf, rho * self.manifold.log_volume_factors)
        return factors[self._tiles]

    def _chances(self, rho: float) -> Floats:
        """Chance of each triangle, where the density is constant on it."""
        with np.errstate(divide="ignore"):
            return normalized(np.log(triangle_areas(self._corners)) + self._log_factors(rho))

    @cached_property
    def _fans(self) -> tuple[Ints, Ints]:
        return fans(self.manifold.tessellation.tile_offsets)

    @property
    def _tiles(self) -> Ints:
        """The tile of each triangle."""
        return self._fans[0]

    @cached_property
    def _corners(self) -> Floats:
        """Triangles (n, 3, 2) that make up the tiles."""
        tessellation = self.manifold.tessellation
        corners: Floats = tessellation.vertices[tessellation.tile_vertices[self._fans[1]]]
        return corners
