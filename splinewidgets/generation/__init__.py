"""Sampling of generators: uniformly on the manifold, or from modes and anti-modes."""

from .jacobians import singular_values
from .manifold_sampler import ManifoldSampler, ManifoldSamples, uniform_on_manifold
from .polarity import magnet, polarity
from .pool import Pool, pool

__all__ = [
    "ManifoldSampler",
    "ManifoldSamples",
    "Pool",
    "magnet",
    "polarity",
    "pool",
    "singular_values",
    "uniform_on_manifold",
]
