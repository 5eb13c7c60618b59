"""Networks while they learn: their checkpoints, and what is measured at each."""

from .attacks import adversarial_accuracy, pgd
from .callback import HistoryCallback
from .checkpoint import Checkpoint
from .history import History
from .progress_measures import ProgressMeasures

__all__ = ["Checkpoint", "History", "HistoryCallback", "ProgressMeasures", "adversarial_accuracy", "pgd"]
