"""Sampling of generators: uniformly on the manifold, or from modes and anti-modes."""

from .jacobians import singular_values
from .manifold_sampler import ManifoldSampler
from .manifold_samples import ManifoldSamples
from .polarity import magnet, polarity
from .pool import Pool, pool
from .uniform_on_manifold import uniform_on_manifold
from .walk_length import walk_length

__all__ = [
    "ManifoldSampler",
    "ManifoldSamples",
    "Pool",
    "magnet",
    "polarity",
    "pool",
    "singular_values",
    "uniform_on_manifold",
    "walk_length",
]
