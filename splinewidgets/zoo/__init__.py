"""Datasets and small models to start with: seeded, trained in seconds, nothing downloaded."""

from .datasets import Dataset, digits, two_moons
from .models import convnet, mlp
from .recipes import DELAYED_ROBUSTNESS, REGION_MIGRATION, TWO_MOONS, Learned, Recipe
from .training import accuracy, train
from .transformer import transformer
from .turning_points import TurningPoints, turning_points

__all__ = [
    "DELAYED_ROBUSTNESS",
    "REGION_MIGRATION",
    "TWO_MOONS",
    "Dataset",
    "Learned",
    "Recipe",
    "TurningPoints",
    "accuracy",
    "convnet",
    "digits",
    "mlp",
    "train",
    "transformer",
    "turning_points",
    "two_moons",
]
