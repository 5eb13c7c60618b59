"""Networks while they learn: their checkpoints, and what is measured at each."""

from .attacks import adversarial_accuracy, pgd
from .callback import HistoryCallback
from .checkpoint import Checkpoint
from .history import History
from .live_training import LiveTraining
from .local_complexity_of import LocalComplexityOf
from .loss.condition_numbers import ConditionNumbers, condition_numbers
from .loss.exact_loss import ExactLoss
from .loss.local_hessian import LocalHessian
from .loss.merge_tree import MergeTree
from .loss.minima import Minima
from .loss.parameter_plane import ParameterPlane
from .loss.sampled_loss import SampledLoss, sampled_loss
from .loss.trajectory import Trajectory
from .normalization import TotalLeastSquares, total_least_squares
from .progress_measures import ProgressMeasures
from .sweeps.sweep import sweep
from .tile_statistics import TileStatistics
from .training_record import TrainingRecord

__all__ = [
    "Checkpoint",
    "ConditionNumbers",
    "ExactLoss",
    "History",
    "HistoryCallback",
    "LiveTraining",
    "LocalComplexityOf",
    "LocalHessian",
    "MergeTree",
    "Minima",
    "ParameterPlane",
    "ProgressMeasures",
    "SampledLoss",
    "TileStatistics",
    "TotalLeastSquares",
    "TrainingRecord",
    "Trajectory",
    "adversarial_accuracy",
    "condition_numbers",
    "pgd",
    "sampled_loss",
    "sweep",
    "total_least_squares",
]
