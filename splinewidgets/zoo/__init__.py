"""Datasets and small models to start with: seeded, trained in seconds, nothing downloaded."""

from .constructed import folding_network, sawtooth_square, tent_map
from .datasets import Dataset, digits, two_moons
from .digit_generator import Boxes, DigitGenerator, digit_generator
from .gaussian_mixture import GaussianMixture, five_gaussians
from .models import convnet, mlp
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
    "Learned",
    "Recipe",
    "TurningPoints",
    "WarpedSurface",
    "accuracy",
    "convnet",
    "digit_generator",
    "digits",
    "five_gaussians",
    "folding_network",
    "mlp",
    "sawtooth_square",
    "tent_map",
    "train",
    "transformer",
    "turning_points",
    "two_moons",
    "warped_surface",
    "wgan",
]
