"""Calls of a model in eval mode, which leave no trace on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain
from typing import Any

import torch
from torch import Tensor, nn

from .chance import as_if_not_drawn
from .model_copy import model_copy


@contextmanager
def evaluating(model: nn.Module) -> Iterator[nn.Module]:
    """Yield a copy of a model to be called, whose batch norm and dropout are those of eval mode.

    Afterwards the model, its hooks' stores and its inputs are as they were, and nothing was drawn at random. What is
    computed within can be differentiated later, also where the caller is in `torch.inference_mode()`. Meanwhile the
    parameters are held twice.
    """
    with ExitStack() as stack:
        if torch.is_inference_mode_enabled():
            stack.enter_context(torch.inference_mode(False))
            stack.enter_context(torch.no_grad())
        devices = (tensor.device for tensor in chain(model.parameters(), model.buffers()))
        stack.enter_context(as_if_not_drawn(next(devices, torch.device("cpu"))))
        copied = model_copy(model)
        for module in copied.modules():
            module.training = False
        if isinstance(copied, torch.jit.ScriptModule):  # which takes no hooks
            copied = nn.Sequential(copied).eval()
        copied.register_forward_pre_hook(_given_clones, prepend=True)
        yield copied


def _given_clones(_: nn.Module, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    # A first operation in place would change what the caller keeps.
    return tuple(given.clone() if isinstance(given, Tensor) else given for given in inputs)


@contextmanager
def in_eval_mode(model: nn.Module) -> Iterator[None]:
    """Within, all modules are in eval mode, for what looks at a copy itself; afterwards each has the mode it had."""
    training = [module for module in model.modules() if module.training]
    for module in training:
        module.training = False
    try:
        yield
    finally:
        for module in training:
            module.training = True
