"""Datasets and small models to start with: seeded, trained in seconds, nothing downloaded."""

from .constructed import folding_network, sawtooth_square, tent_map
from .datasets import Dataset, digits, two_moons
from .digit_generator import Boxes, DigitGenerator, digit_generator
from .gaussian_mixture import GaussianMixture, five_gaussians
from .initializations import Initializations, batch_normalized, initializations
from .models import convnet, mlp
from .point_sets import star, two_clusters
from .recipes import DELAYED_ROBUSTNESS, REGION_MIGRATION, TWO_MOONS, Learned, Recipe
from .training import accuracy, train
from .transformer import transformer
from .turning_points import TurningPoints, turning_points
from .warped_surface import WarpedSurface, warped_surface
from .wgan import wgan

__all__ = [
    "DELAYED_ROBUSTNESS",
    "REGION_MIGRATION",
    "TWO_MOONS",
    "Boxes",
    "Dataset",
    "DigitGenerator",
    "GaussianMixture",
    "Initializations",
    "Learned",
    "Recipe",
    "TurningPoints",
    "WarpedSurface",
    "accuracy",
    "batch_normalized",
    "convnet",
    "digit_generator",
    "digits",
    "five_gaussians",
    "folding_network",
    "initializations",
    "mlp",
    "sawtooth_square",
    "star",
    "tent_map",
    "train",
    "transformer",
    "turning_points",
    "two_clusters",
    "two_moons",
    "warped_surface",
    "wgan",
]
