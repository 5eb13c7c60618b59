"""Datasets and small models to start with: seeded, trained in seconds, nothing downloaded."""

from .datasets import Dataset, digits, two_moons
from .digit_generator import Boxes, DigitGenerator, digit_generator
from .formula import Formula
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
    "Formula",
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
    "mlp",
    "train",
    "transformer",
    "turning_points",
    "two_moons",
    "warped_surface",
    "wgan",
]
