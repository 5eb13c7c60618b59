"""Innermost line of a model's own code in a traceback."""

from __future__ import annotations

import traceback
from pathlib import Path

from torch import nn


def innermost_line(model: nn.Module, error: BaseException | None) -> str:
    """Words for the innermost forward of the model's modules that an error passed through, or none."""
    names = {id(module): name for name, module in model.named_modules()}
    while error is not None:
        for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
            module = names.get(id(frame.f_locals.get("self")))
            if module is not None and frame.f_code.co_name == "forward":
                where = f"at {module}" if module else "in its forward"
                return f" {where} ({Path(frame.f_code.co_filename).name}, line {line})"
        error = error.__cause__ or error.__context__
    return ""
