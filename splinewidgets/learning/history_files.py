"""The checkpoint files of a history: what they are called, and what each says of itself."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from itertools import chain, count
from pathlib import Path

from torch import Tensor

from splinewidgets.files.checksum import SHA256, Record, line_of, record_of
from splinewidgets.geometry.model.state_dict_check import listed

from .checkpoint import Checkpoint
from .metrics import from_json, in_json
from .optimizer_file import optimizer_file
from .state_dict_file import metadata_in, write_state_dict

INDEX = "index.jsonl"

# The name, in the metadata of a file, of the line of the index that it belongs to, which also names the history.
LINE = "splinewidgets.checkpoint"

_NAME = re.compile(r"step-(\d{8,})(?:-(\d+))?\.safetensors", re.ASCII)
_OPTIMIZER = re.compile(_NAME.pattern.replace("safetensors", "optimizer\\.pt"), re.ASCII)
_PART = re.compile(rf"\.({_NAME.pattern}|{_OPTIMIZER.pattern})(\.[0-9a-f]{{32}})?\.part", re.ASCII)


def check_directory(path: Path) -> None:
    """Raise ValueError if there is a file at a path, or a directory that holds other things than a history."""
    if path.exists() and not path.is_dir():
        raise ValueError(f"The path {path} is a file. A history is a directory. Choose a path that does not exist.")
    if path.is_dir() and not (path / INDEX).exists():
        names = [file.name for file in path.iterdir() if not file.name.startswith(INDEX)]
        # Checkpoints' files say themselves whether they are.
        others = [name for name in names if not (is_name(name) or is_part(name) or is_optimizer(name))]
        if others:
            raise ValueError(
                f"The directory {path} holds {listed(sorted(others))} and no {INDEX}. It must be empty or a history. "
                "Choose another path."
            )


def free_directory(path: Path) -> Path:
    """The path, or the first of path-2, path-3 and so on, where there is nothing yet."""
    names = (path.with_name(f"{path.name}-{number}") for number in count(2))
    return next(
        free for free in chain([path], names) if not (free.exists() and (free.is_file() or any(free.iterdir())))
    )


def name_of(step: int, version: int) -> str:
    """The name of the file for a step that was recorded so many times."""
    return f"step-{step:08}{f'-{version}' if version > 1 else ''}.safetensors"


def is_name(name: str) -> bool:
    """Test whether a checkpoint's file may be called so."""
    return _NAME.fullmatch(name) is not None


def is_optimizer(name: str) -> bool:
    """Test whether the file of an optimizer's state may be called so."""
    return _OPTIMIZER.fullmatch(name) is not None


def is_part(name: str) -> bool:
    """Test whether what a killed writer left of a checkpoint's file may be called so."""
    return _PART.fullmatch(name) is not None


def order_of(name: str) -> tuple[int, int]:
    """The step and the version in a name."""
    found = _NAME.fullmatch(name)
    assert found is not None
    return int(found[1]), int(found[2] or 1)


def names_in(directory: Path) -> list[str]:
    """The names in a directory that a checkpoint's file may have, by step and version; none if it is not there."""
    try:
        return sorted(filter(is_name, os.listdir(directory)), key=order_of)
    except (FileNotFoundError, NotADirectoryError):
        return []


def parts_in(directory: Path) -> list[Path]:
    """Leftovers of killed writers in a directory of checkpoints' files, also optimizers' states without one."""
    names = os.listdir(directory)
    alone = set(filter(is_optimizer, names)) - {optimizer_file(Path(name)).name for name in names if is_name(name)}
    return [directory / name for name in names if is_part(name) or name in alone]


def write_checkpoint(file: Path, state_dict: dict[str, Tensor], history: str, record: Mapping[str, object]) -> str:
    """Write a checkpoint's file, which says of itself what its line of the index says, and return its checksum.

    Raises
    ------
    OSError
        If it cannot be written, see `write_state_dict`.
    """
    about = line_of({"history": history, **record}).decode()
    return write_state_dict(state_dict, file, **{LINE: about})


def remove_checkpoint(file: Path) -> None:
    """Remove a checkpoint's file, and that of the optimizer's state."""
    file.unlink(missing_ok=True)
    optimizer_file(file).unlink(missing_ok=True)


def record_in(file: Path) -> Record | None:
    """Description in a checkpoint's file of itself; None if it is no such file, is damaged, or is gone.

    Files of the first version of histories say nothing.

    Returns
    -------
    dict
        With "history", and "step", "file", "metrics", "sha256" and perhaps "optimizer" as in the index.
    """
    try:
        metadata = metadata_in(file)
        said = {**record_of(metadata[LINE].encode()), "sha256": metadata[SHA256]}
        record = {key: said[key] for key in ("history", "step", "file", "metrics", "sha256")}
        if isinstance(said.get("optimizer"), str):
            record["optimizer"] = said["optimizer"]
        from_json(record["metrics"])
    except (LookupError, AttributeError, TypeError, ValueError, OverflowError, FileNotFoundError):
        return None
    same = record["file"] == file.name and record["step"] == order_of(file.name)[0]
    return record if same and isinstance(record["history"], str) else None


def line_about(checkpoint: Checkpoint) -> Record:
    """The line of the index for a checkpoint."""
    metrics, name = in_json(checkpoint.metrics), checkpoint.file.name
    about = {"step": checkpoint.step, "file": name, "metrics": metrics, "sha256": checkpoint._checksum}
    return {**about, "optimizer": checkpoint._optimizer} if checkpoint._optimizer else about


def history_of(records: Iterable[Record], directory: Path) -> str | None:
    """The one history that files belong to; None if there are none.

    Raises
    ------
    ValueError
        If they are of several.
    """
    histories = sorted({record["history"] for record in records})
    if len(histories) > 1:
        raise ValueError(
            f"The directory {directory} holds checkpoints of the histories {listed(histories)}, and no index that says "
            "which it is. It must be of one. Move those of the others away."
        )
    return histories[0] if histories else None
