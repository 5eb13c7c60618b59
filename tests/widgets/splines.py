"""Editors of splines, without a browser."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import nn

from splinewidgets import SplineEditor

X = np.linspace(-2, 2, 41)


class Page:
    """Sends messages as a page does."""

    def __init__(self, editor: SplineEditor) -> None:
        self.editor, self.seq = editor, 0

    def __call__(self, act: str, gesture: int = 0, **more: Any) -> None:
        self.seq += 1
        message = {"act": act, "seq": self.seq, "gesture": gesture or 1000 + self.seq, **more}
        self.editor.set_state({"_edit": message})
        assert self.editor._answered == self.seq


def values(model: nn.Module) -> Any:
    """What a module makes of X."""
    dtype = next(model.parameters()).dtype
    return model(torch.tensor(X, dtype=dtype)[:, None]).detach().double().numpy()[:, 0]
