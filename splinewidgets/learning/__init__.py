"""Networks while they learn: their checkpoints, and what is measured at each."""

from .callback import HistoryCallback
from .checkpoint import Checkpoint
from .history import History
from .sweep import sweep
from .tile_statistics import TileStatistics

__all__ = ["Checkpoint", "History", "HistoryCallback", "TileStatistics", "sweep"]
