"""An optimizer's state in a file beside the checkpoint that it belongs to: written by torch, and read without code."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch
from torch.optim import Optimizer

from splinewidgets.files.disk import write_whole

from .state_dict_file import content_of, damaged

SUFFIX = ".optimizer.pt"
# What schedules of the learning rate note in an optimizer's groups.
SCHEDULED = {"initial_lr", "max_lr", "min_lr", "base_momentum", "max_momentum", "swa_lr"}


def optimizer_file(checkpoint: Path) -> Path:
    """The file of the optimizer's state, by that of the checkpoint."""
    return checkpoint.with_name(checkpoint.stem + SUFFIX)


def write_optimizer(state: dict[Any, Any], checkpoint: Path) -> str:
    """Write an optimizer's state of plain types, on the disk when this returns, and return the file's checksum.

    Raises
    ------
    OSError
        If it cannot be written: then nothing is left.
    """
    stream = BytesIO()
    torch.save(state, stream)
    write_whole(optimizer_file(checkpoint), [stream.getbuffer()])
    return sha256(stream.getbuffer()).hexdigest()


def read_optimizer(checkpoint: Path, checksum: str) -> dict[Any, Any]:
    """The state, on the CPU.

    Raises
    ------
    FileNotFoundError
        If it is gone.
    ValueError
        If it is not what was written.
    """
    file = optimizer_file(checkpoint)
    content = content_of(file)
    if sha256(content).hexdigest() != checksum:
        raise damaged(file, "its checksum is another")
    try:
        state: dict[Any, Any] = torch.load(BytesIO(content), map_location="cpu", weights_only=True)
    except (UnpicklingError, RuntimeError, EOFError) as error:
        raise damaged(file, error) from error
    return state


def check_optimizer(state: Mapping[Any, Any], optimizer: Optimizer, what: str) -> None:
    """Raise ValueError if an optimizer of another kind or of other parameters has made a state."""
    groups = state.get("param_groups", [])
    own = optimizer.state_dict()["param_groups"]
    counts, wanted = ([len(group.get("params", ())) for group in of] for of in (groups, own))
    if counts != wanted:
        raise ValueError(
            f"{what} has the state of an optimizer of {counts or 'no'} parameters, and {wanted} are given, group by "
            "group. They must be as many. Make the optimizer of the parameters that it had."
        )
    for group, given in zip(groups, own, strict=True):
        unknown, lacking = group.keys() - given.keys() - SCHEDULED, given.keys() - group.keys() - SCHEDULED
        if unknown and lacking:  # one alone is that of another version of torch
            raise ValueError(
                f"{what} has the state of an optimizer with {sorted(unknown)[0]} and without {sorted(lacking)[0]}, and "
                f"a {type(optimizer).__name__} is given. They must be of one kind. Pass one as it was recorded."
            )
