"""Datasets and small models to start with: seeded, trained in seconds, nothing downloaded."""

from .datasets import Dataset, digits, two_moons
from .models import convnet, mlp
from .training import accuracy, train
from .transformer import transformer

__all__ = ["Dataset", "accuracy", "convnet", "digits", "mlp", "train", "transformer", "two_moons"]
