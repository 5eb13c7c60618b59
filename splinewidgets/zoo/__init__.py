"""Datasets and small models to start with: seeded, trained in seconds, nothing downloaded."""

from .architecture import Architecture
from .blocks import Absolute, MaxOut, Skip
from .constructed import folding_network, sawtooth_square, tent_map
from .datasets import Dataset, digits, two_moons
from .digit_generator import Boxes, DigitGenerator, digit_generator
from .experiment import Examples, Experiment
from .formula import Formula
from .gaussian_mixture import GaussianMixture, five_gaussians
from .initializations import Initializations, batch_normalized, initializations
from .models import convnet, mlp, strided_convnet
from .planar_datasets import checkerboard, circles, formula_targets, gaussians, spirals
from .point_sets import star, two_clusters
from .recipes import DELAYED_ROBUSTNESS, REGION_MIGRATION, TWO_MOONS, Learned, Recipe
from .residual_networks import residual_blocks, residual_convnet, residual_mlp
from .residual_recipes import ResidualRecipe, Trained
from .textures import textures
from .training import accuracy, train
from .transformer import transformer
from .turning_points import TurningPoints, turning_points
from .warped_surface import WarpedSurface, warped_surface
from .wgan import wgan

__all__ = [
    "DELAYED_ROBUSTNESS",
    "REGION_MIGRATION",
    "TWO_MOONS",
    "Absolute",
    "Architecture",
    "Boxes",
    "Dataset",
    "DigitGenerator",
    "Examples",
    "Experiment",
    "Formula",
    "GaussianMixture",
    "Initializations",
    "Learned",
    "MaxOut",
    "Recipe",
    "ResidualRecipe",
    "Skip",
    "Trained",
    "TurningPoints",
    "WarpedSurface",
    "accuracy",
    "batch_normalized",
    "checkerboard",
    "circles",
    "convnet",
    "digit_generator",
    "digits",
    "five_gaussians",
    "folding_network",
    "formula_targets",
    "gaussians",
    "initializations",
    "mlp",
    "residual_blocks",
    "residual_convnet",
    "residual_mlp",
    "sawtooth_square",
    "spirals",
    "star",
    "strided_convnet",
    "tent_map",
    "textures",
    "train",
    "transformer",
    "turning_points",
    "two_clusters",
    "two_moons",
    "warped_surface",
    "wgan",
]
