"""Models from files: programs of torch.export, and factories with their weights."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import nn

from splinewidgets.learning import Checkpoint

KINDS = "MODEL.pt2, a program of torch.export, or MODEL.py:FACTORY"


def read_model(given: str, weights: Path | None = None, *, unpickle: bool = False) -> nn.Module:
    """The model of a file, in eval mode.

    Parameters
    ----------
    given
        `MODEL.pt2`, or `MODEL.py:FACTORY`: a function without arguments that returns a module, of a file that is run.
    weights
        What the factory's model loads.
    unpickle
        Whether files may be read that run code of whoever wrote them.

    Raises
    ------
    FileNotFoundError, ValueError, TypeError
        If there is no such file, it is of another kind, would have to be unpickled, or makes no model.
    """
    path, colon, factory = given.rpartition(":")
    if colon and path.endswith(".py"):
        model = _made(_existing(Path(path)), factory)
        if weights is not None:
            Checkpoint(0, {}, _existing(weights)).load_into(model)
        return model.eval()
    file = _existing(Path(given))
    if weights is not None:
        raise ValueError(f"--weights was given with {file.name}. It has its own weights. Leave them away.")
    if file.suffix == ".pt2":
        return _program(file, unpickle)
    if file.suffix in (".pt", ".pth") and unpickle:
        return _pickled(file)
    raise ValueError(
        f"The model is {file.name}. It must be {KINDS}, with --weights; a pickled module runs code when it is read. "
        "Export it, or pass --unpickle if you trust the file."
    )


def _existing(file: Path) -> Path:
    if not file.is_file():
        raise FileNotFoundError(f"There is no file {file}. A model is read from {KINDS}. Pass one that is there.")
    return file


def _made(file: Path, name: str) -> nn.Module:
    """What a function of a file returns."""
    spec = importlib.util.spec_from_file_location(file.stem, file)
    if spec is None or spec.loader is None:
        raise ValueError(f"{file} is no file of Python. It must have the factory {name}. Pass another one.")
    module = importlib.util.module_from_spec(spec)
    # What the file imports from beside it.
    sys.path.insert(0, str(file.parent.resolve()))
    try:
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
    finally:
        sys.path.pop(0)
    factory = getattr(module, name, None)
    if not callable(factory):
        raise ValueError(f"{file} has no function {name!r}. It must return the model. Name one that it has.")
    return _checked(factory(), f"{file.name}:{name}")


def _program(file: Path, unpickle: bool) -> nn.Module:
    try:
        with _weights_only(not unpickle):
            program = torch.export.load(file)
    except Exception as failure:
        raise ValueError(
            f"{file} cannot be read as a program of torch.export: {type(failure).__name__}: {failure!s:.300}. It must "
            "be one of this version of torch, without pickled objects. Export it anew, or pass --unpickle if you "
            "trust it."
        ) from failure
    # A program is in eval mode or not from when it was exported.
    return _checked(program.module(), file.name)


def _pickled(file: Path) -> nn.Module:
    return _checked(torch.load(file, weights_only=False, map_location="cpu"), file.name).eval()


def _checked(model: Any, where: str) -> nn.Module:
    if not isinstance(model, nn.Module):
        raise TypeError(f"{where} gave a {type(model).__name__}. It must give a torch.nn.Module. Return the model.")
    return model


@contextmanager
def _weights_only(strict: bool) -> Iterator[None]:
    """Block in which torch reads no pickled code, which it would fall back to by itself."""
    load = torch.load

    def strictly(*given: Any, **more: Any) -> Any:
        return load(*given, **{**more, "weights_only": True})

    torch.load = strictly if strict else load
    try:
        yield
    finally:
        torch.load = load
