"""State dicts in files: read without running any code that a file may hold, written in one piece or not at all.

What is written bears a checksum, without which a changed bit would only be another number.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import load, save
from torch import Tensor

from splinewidgets.files.checksum import BLANK, SHA256, checksums_of, with_checksum
from splinewidgets.files.disk import write_whole
from splinewidgets.geometry.model.fitting_tensors import state_dict_in
from splinewidgets.geometry.model.state_dict_check import listed

from .torch_file import load_without_code

SUFFIXES = (".safetensors", ".pt", ".pth", ".bin", ".ckpt")
# Under these a trainer puts the weights, so that they need not be named beside a part of them.
USUAL = ("state_dict", "model", "model_state_dict")
# What a folder of weights is known by, as Hugging Face writes it; an index names the files of several shards.
IN_FOLDERS = ("model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json")


def shapes_of(state_dict: Mapping[str, Any]) -> dict[str, tuple[int, ...]]:
    """The shape of each parameter and buffer, without extra state."""
    return {
        name: tuple(value.shape)
        for name, value in state_dict.items()
        if isinstance(value, Tensor) and not _is_extra(name)
    }


def is_state_dict_file(path: Path) -> bool:
    """Test whether a path is a file with the suffix of one with tensors, or a folder of such files."""
    if path.is_dir():
        return any((path / name).is_file() for name in IN_FOLDERS)
    return path.suffix in SUFFIXES and path.is_file()


def read_state_dict(file: Path, checksum: str = "", part: str = "") -> dict[str, Tensor]:
    """The tensors of a safetensors file, or of one that `torch.save` wrote, on the CPU.

    Parameters
    ----------
    file
        Where they are; or a folder of weights, as Hugging Face writes it.
    checksum
        What `write_state_dict` returned; if it is not known, a checksum that is in the file is believed.
    part
        Of which of several sets they are: the name of a dict, or what parameters' names begin with.

    Raises
    ------
    FileNotFoundError
        If there is none.
    ValueError
        If the file is truncated or damaged, not the one of the checksum, of another kind, a pickle of more than
        tensors, which could run code, or has no such part.
    TypeError
        If it holds something else than a state_dict.
    """
    content = _folder(file) if file.is_dir() else _content(file, checksum)
    return named_tensors(_part(content, part, file) if part else content, f"The file {file}")


def _folder(folder: Path) -> dict[str, Tensor]:
    """The tensors of a folder of weights."""
    name = next((name for name in IN_FOLDERS if (folder / name).is_file()), None)
    if name is None:
        raise FileNotFoundError(
            f"The folder {folder} has no weights. There must be one of {', '.join(IN_FOLDERS)}. Pass a file of its own."
        )
    if not name.endswith(".json"):
        return read_state_dict(folder / name)
    try:
        shards = sorted(set(json.loads((folder / name).read_text("utf-8"))["weight_map"].values()))
        beside = all(Path(shard).name == shard for shard in shards)
    except (ValueError, LookupError, AttributeError, TypeError) as error:
        raise damaged(folder / name, error) from error
    if not beside:
        raise damaged(folder / name, "it names files of other folders")
    return {name: tensor for shard in shards for name, tensor in read_state_dict(folder / shard).items()}


def _part(content: Any, part: str, file: Path) -> Any:
    """What is under a name in nested dicts, or the tensors whose names begin so, under what follows."""
    if isinstance(content, Mapping):
        if isinstance(content.get(part), Mapping):
            return content[part]
        begin = f"{part}."
        below = {name.removeprefix(begin): value for name, value in content.items() if str(name).startswith(begin)}
        if below:
            return below
        for name, value in content.items():
            if isinstance(value, Mapping) and (part.startswith(f"{name}.") or name in USUAL):
                return _part(value, part.removeprefix(f"{name}."), file)
    names = listed(map(str, content)) if isinstance(content, Mapping) else "no names"
    raise ValueError(f"The file {file} has no {part!r}. It has {names}. Pass the name of a dict in it, or a prefix.")


def _content(file: Path, checksum: str) -> Any:
    """What a file holds, read without running any code."""
    if file.suffix not in SUFFIXES:
        raise ValueError(
            f"The file {file} ends in {file.suffix or 'no suffix'}. A state_dict is read from {', '.join(SUFFIXES)}. "
            "Save one with safetensors.torch.save_file or torch.save."
        )
    _check_there(file)
    try:
        if file.suffix == ".safetensors":
            return loads(content_of(file), file, checksum)
        return load_without_code(file)
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


def dumps(state_dict: Mapping[str, Tensor]) -> bytes:
    """The content of a safetensors file with these tensors, for `loads`."""
    return save(apart(state_dict))


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


def named_tensors(given: Any, what: str) -> dict[str, Tensor]:
    """The tensors of a state dict, or of the one in a dict of more, by name and without extra state.

    Raises
    ------
    TypeError
        If it is no dict, or holds anything else.
    """
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


def apart(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Each tensor in memory of its own, as safetensors wants it; tied weights are written once each."""
    apart: dict[str, Tensor] = {}
    seen: set[int] = set()
    for name, tensor in tensors.items():
        value = tensor.detach().cpu().contiguous()
        where = value.untyped_storage().data_ptr()
        apart[name] = value.clone() if where in seen else value
        seen.add(where)
    return apart
