"""A model's eval mode, for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import torch
from torch import nn


@contextmanager
def evaluating(model: nn.Module) -> Iterator[None]:
    """Within, batch norm and dropout are those of eval mode; afterwards every module has the mode it had.

    What is computed within can be differentiated later, also where the caller is in `torch.inference_mode()`.
    """
    training = [module for module in model.modules() if module.training]
    with ExitStack() as stack:
        if torch.is_inference_mode_enabled():
            stack.enter_context(torch.inference_mode(False))
            stack.enter_context(torch.no_grad())
        for module in training:
            module.training = False
        try:
            yield
        finally:
            for module in training:
                module.training = True
