"""State dicts in files: read without running any code that a file may hold, written in one piece or not at all.

What is written bears a checksum, without which a changed bit would only be another number.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load, save
from torch import Tensor, nn

from splinewidgets.files.checksum import BLANK, SHA256, checksums_of, with_checksum
from splinewidgets.files.disk import write_whole
from splinewidgets.geometry.model.fitting_tensors import state_dict_in

SUFFIXES = (".safetensors", ".pt", ".pth", ".bin", ".ckpt")


def state_dict_of(model: nn.Module | Mapping[str, Any] | str | os.PathLike[str]) -> dict[str, Tensor]:
    """The tensors of a model, a state dict or a file of one, on the CPU, contiguous and sharing no memory.

    They may share memory with the model's. Extra state that is not a tensor is left out.

    Raises
    ------
    TypeError
        If it is none of these, or holds anything but tensors.
    ValueError, FileNotFoundError
        If the file cannot be read, see `read_state_dict`.
    """
    if isinstance(model, str | os.PathLike):
        model = read_state_dict(Path(model))
    elif isinstance(model, nn.Module):
        model = model.state_dict()
    elif not isinstance(model, Mapping):
        raise TypeError(
            f"The model is a {type(model).__name__}. It must be a torch.nn.Module, a state_dict or the path of a file "
            "with one. Pass the model itself."
        )
    return _apart(_tensors(model, "The state_dict"))


def shapes_of(state_dict: Mapping[str, Any]) -> dict[str, tuple[int, ...]]:
    """The shape of each parameter and buffer, without extra state."""
    return {
        name: tuple(value.shape)
        for name, value in state_dict.items()
        if isinstance(value, Tensor) and not _is_extra(name)
    }


def read_state_dict(file: Path, checksum: str = "") -> dict[str, Tensor]:
    """The tensors of a safetensors file, or of one that `torch.save` wrote, on the CPU.

    Parameters
    ----------
    file
        Where they are.
    checksum
        What `write_state_dict` returned; if it is not known, a checksum that is in the file is believed.

    Raises
    ------
    FileNotFoundError
        If there is none.
    ValueError
        If the file is truncated or damaged, not the one of the checksum, of another kind, or a pickle of more than
        tensors, which could run code.
    TypeError
        If it holds something else than a state_dict.
    """
    if file.suffix not in SUFFIXES:
        raise ValueError(
            f"The file {file} ends in {file.suffix or 'no suffix'}. A state_dict is read from {', '.join(SUFFIXES)}. "
            "Save one with safetensors.torch.save_file or torch.save."
        )
    _check_there(file)
    try:
        if file.suffix == ".safetensors":
            return loads(content_of(file), file, checksum)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Detected pickle protocol", UserWarning)  # it is read, or refused below
            return _tensors(torch.load(file, map_location="cpu", weights_only=True), f"The file {file}")
    except UnpicklingError as error:
        raise ValueError(
            f"The file {file} is a pickle of more than tensors, or damaged. Such a file could run any code and is not "
            "read. Save a state_dict: torch.save(model.state_dict(), file)."
        ) from error
    except FileNotFoundError:
        raise _missing(file) from None  # removed since
    except (SafetensorError, RuntimeError, EOFError, KeyError, OSError) as error:
        raise damaged(file, error) from error


def content_of(file: Path) -> bytes:
    """Content of a file, for `loads`."""
    _check_there(file)
    return file.read_bytes()


def loads(content: bytes, file: Path, checksum: str = "") -> dict[str, Tensor]:
    """The tensors of the content of a safetensors file, whose name is for errors; see `read_state_dict`."""
    found, said = checksums_of(content)
    if said not in ("", found) or (checksum and not said):
        raise damaged(file, "its checksum is another")
    if checksum not in ("", found):
        raise damaged(file, "it is another file than was written there")
    try:
        return dict(sorted(load(content).items()))  # which come in any order
    except SafetensorError as error:
        raise damaged(file, error) from error


def metadata_in(file: Path) -> dict[str, str]:
    """Header of a safetensors file, of which only the length is checked.

    Raises
    ------
    FileNotFoundError
        If there is none.
    ValueError
        If it is truncated or damaged.
    """
    _check_there(file)
    try:
        with safe_open(file, "pt") as stream:
            return stream.metadata() or {}
    except FileNotFoundError:
        raise _missing(file) from None
    except (SafetensorError, OSError) as error:
        raise damaged(file, error) from error


def write_state_dict(state_dict: dict[str, Tensor], file: Path, **metadata: str) -> str:
    """Write a safetensors file, on the disk when this returns, and return its checksum.

    Raises
    ------
    OSError
        If it cannot be written: then nothing is left, and the error says how much was to be.
    """
    # Not save_file: it takes reading away from everybody else.
    parts, checksum = with_checksum(save(state_dict, {**metadata, SHA256: BLANK}))
    write_whole(file, parts)
    return checksum


def damaged(file: Path, error: Exception | str) -> ValueError:
    """The error for a file that is not as it was written."""
    reason = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
    return ValueError(
        f"The file {file} is truncated or damaged ({reason}). It must be whole to be read. "
        "Restore it from a copy, or do without this checkpoint."
    )


def _check_there(file: Path) -> None:
    if not file.is_file():
        raise _missing(file)


def _missing(file: Path) -> FileNotFoundError:
    return FileNotFoundError(
        f"There is no file {file}. A file with a state_dict is needed. It may have been removed or moved."
    )


def _tensors(given: Any, what: str) -> dict[str, Tensor]:
    if not isinstance(given, Mapping):
        raise TypeError(
            f"{what} is a {type(given).__name__}. A state_dict maps names to tensors. Save model.state_dict() instead."
        )
    tensors = {}
    for name, value in state_dict_in(given).items():
        if isinstance(value, Tensor):
            tensors[str(name)] = value
        elif not _is_extra(str(name)):
            raise TypeError(
                f"{what} holds a {type(value).__name__} under {name!r}. A state_dict maps names to tensors. "
                "Pass the state_dict of the model alone."
            )
    return tensors


def _is_extra(name: str) -> bool:
    return name.rpartition(".")[2] == "_extra_state"


def _apart(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Each tensor in memory of its own, as safetensors wants it; tied weights are written once each."""
    apart: dict[str, Tensor] = {}
    seen: set[int] = set()
    for name, tensor in tensors.items():
        value = tensor.detach().cpu().contiguous()
        where = value.untyped_storage().data_ptr()
        apart[name] = value.clone() if where in seen else value
        seen.add(where)
    return apart
