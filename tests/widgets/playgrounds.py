"""What holds for a `Playground` at all times."""

from __future__ import annotations

import numpy as np
import torch

from splinewidgets import Network, Playground, linearize, tessellate


def shows_its_model(playground: Playground) -> bool:
    """Whether the tiles on the screen are those of the model as it is now."""
    shown = playground.explorer.tessellation
    now = tessellate(Network(linearize(playground.model), torch.zeros(2)), shown.slice)
    return shown.tile_count == now.tile_count and bool(np.allclose(np.sort(shown.areas()), np.sort(now.areas())))
