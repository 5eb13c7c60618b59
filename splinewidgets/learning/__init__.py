"""How a network learns: checkpoints of a training run, and what is measured on them."""

from .attacks import adversarial_accuracy, pgd
from .progress_measures import ProgressMeasures

__all__ = ["ProgressMeasures", "adversarial_accuracy", "pgd"]
