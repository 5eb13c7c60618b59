"""Networks while they learn: their checkpoints, and what is measured at each."""

from .attacks import adversarial_accuracy, pgd
from .callback import HistoryCallback
from .checkpoint import Checkpoint
from .checkpoint_files import CheckpointFiles
from .checkpoints import Checkpoints
from .history import History
from .live_training import LiveTraining
from .local_complexity_of import LocalComplexityOf
from .loss.exact_loss import ExactLoss
from .loss.merge_tree import MergeTree
from .loss.minima import Minima
from .normalization import TotalLeastSquares, total_least_squares
from .progress_measures import ProgressMeasures
from .sweeps.sweep import sweep
from .tile_statistics import TileStatistics
from .training_record import TrainingRecord

__all__ = [
    "Checkpoint",
    "CheckpointFiles",
    "Checkpoints",
    "ExactLoss",
    "History",
    "HistoryCallback",
    "LiveTraining",
    "LocalComplexityOf",
    "MergeTree",
    "Minima",
    "ProgressMeasures",
    "TileStatistics",
    "TotalLeastSquares",
    "TrainingRecord",
    "adversarial_accuracy",
    "pgd",
    "sweep",
    "total_least_squares",
]
