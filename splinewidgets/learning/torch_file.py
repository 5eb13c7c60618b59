"""Files of `torch.save`, read by `weights_only`: no code in them is run, and what they need it for is named."""

from __future__ import annotations

import argparse
import codecs
import warnings
from pathlib import Path, PosixPath, WindowsPath
from pickle import UnpicklingError
from threading import Lock
from typing import Any

import numpy as np
import torch

from splinewidgets.geometry.model.state_dict_check import listed

# What trainers put beside weights and what does nothing: settings, paths, numpy's numbers and arrays.
HARMLESS = [
    argparse.Namespace,
    PosixPath,
    WindowsPath,
    codecs.encode,  # of the bytes of an array
    np.ndarray,
    np.dtype,
    *{type(np.dtype(kind)) for kind in "?bBhHiIlLqQefdFD"},
    np._core.multiarray.scalar,  # type: ignore[attr-defined]
    np._core.multiarray._reconstruct,  # type: ignore[attr-defined]
]
# torch keeps its list of what is harmless for all threads together.
_ONE_AT_A_TIME = Lock()


def load_without_code(file: Path) -> Any:
    """What a file holds, with tensors on the CPU.

    Raises
    ------
    ValueError
        If it needs code.
    """
    try:
        with _ONE_AT_A_TIME, warnings.catch_warnings(), torch.serialization.safe_globals(list(HARMLESS)):
            for said in ("Detected pickle protocol", ".*TorchScript archive"):  # it is read, or refused below
                warnings.filterwarnings("ignore", said, UserWarning)
            return torch.load(file, map_location="cpu", weights_only=True)
    except RuntimeError as error:
        if "TorchScript" not in str(error):
            raise
        raise ValueError(
            f"The file {file} is a TorchScript archive, which is code. A state_dict is read. "
            "Save one: torch.save(torch.jit.load(file).state_dict(), other)."
        ) from error
    except UnpicklingError as error:
        raise ValueError(
            f"The file {file} is a pickle of more than tensors, or damaged{_named(file)}. Such a file could run any "
            "code and is not read. Save a state_dict: torch.save(model.state_dict(), file); of a file that you trust, "
            "torch.load(file, weights_only=False) gives the model, or the dict that has it."
        ) from error


def _named(file: Path) -> str:
    """Names of what a file needs code for, in parentheses."""
    try:
        names = torch.serialization.get_unsafe_globals_in_checkpoint(str(file))
    except Exception:  # it is no archive of torch's
        return ""
    harmless = {f"{getattr(known, '__module__', '')}.{getattr(known, '__name__', '')}" for known in HARMLESS}
    needed = sorted(set(map(str, names)) - harmless)
    return f": it needs {listed(needed)}" if needed else ""
