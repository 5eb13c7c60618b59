"""A tessellation in one safetensors file, which holds no code, and says when it is not what was written.

The arrays are under their own names, those of the slice behind `slice.`, weights behind `network.`; all else is JSON in
the header's metadata.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from splinewidgets.files.checksum import BLANK, SHA256, checksums_of, with_checksum
from splinewidgets.files.disk import check_plain, write_whole

from ...argument_types import check_path, truth
from ...network.absent_network import AbsentNetwork
from ...network.network_checksum import layers_of, network_checksum
from ...program.layer import Layer
from ...smooth.approximation_error import Approximation
from ..class_scores import BATCH, scores_before_end
from .loaded_arrays import ARRAYS, arrays_in, slice_in
from .loaded_network import fitting_network
from .writable import check_writable

if TYPE_CHECKING:
    from ..tessellation import Tessellation

FORMAT, VERSION = "splinewidgets.tessellation", 1
WEIGHTS = "network."
# What reading another file than one of ours raises.
UNREADABLE = (json.JSONDecodeError, UnicodeDecodeError, RecursionError, KeyError, SafetensorError, AttributeError)


def save_tessellation(tessellation: Tessellation, path: Any, weights: Any) -> None:
    """Write the file; see `Tessellation.save`."""
    check_path(path, "The path", "Name a file, such as tiles.safetensors.")
    file, weights, network = Path(path), truth(weights, "weights"), tessellation.network
    check_writable(file)
    window = tessellation.slice
    tensors = {name: torch.from_numpy(getattr(tessellation, field)) for name, field in ARRAYS.items()}
    tensors |= {
        "outputs": tessellation.outputs.detach().cpu(),
        "slice.origin": window.origin,
        "slice.axes": window.axes,
    }
    tensors["slice.bounds"] = torch.tensor(window.bounds, dtype=torch.float64)
    tensors["slice.anchors"] = torch.from_numpy(window.anchors)
    if window.polygon is not None:
        tensors["slice.polygon"] = torch.from_numpy(window.polygon)
    if network.end is not None:
        tensors["before_end"] = _before_end(tessellation)
    absent = isinstance(network, AbsentNetwork)
    if weights and not absent:
        tensors |= {WEIGHTS + name: tensor.detach().cpu() for name, tensor in network.tensors.items()}
    about = {
        "layer_tile_counts": tessellation.layer_tile_counts,
        "rounding": tessellation.rounding,
        "output_rounding": tessellation.output_rounding,
        "unresolved": tessellation.unresolved,
        "merged": tessellation.merged,
        "approximations": [asdict(one) for one in tessellation.approximations],
        "network": {
            "checksum": network.checksum if isinstance(network, AbsentNetwork) else network_checksum(network),
            "dtype": str(network.dtype).removeprefix("torch."),
            "layers": layers_of(network),
            "input_shape": network.input_shape,
            "output_shape": network.output_shape,
            "dropped": network.dropped,
            "end": None if network.end is None else asdict(network.end),
            "approximations": [asdict(one) for one in network.approximations],
        },
    }
    metadata = {"format": FORMAT, "version": str(VERSION), "about": json.dumps(about), SHA256: BLANK}
    # Each in memory of its own, as safetensors wants it.
    whole = {name: tensor.clone(memory_format=torch.contiguous_format) for name, tensor in tensors.items()}
    write_whole(file, with_checksum(save(whole, metadata))[0])


def load_tessellation(path: Any, model: Any) -> Tessellation:
    """Read the file; see `Tessellation.load`."""
    from ..tessellation import Tessellation

    check_path(path, "The path", "Name a file that Tessellation.save wrote.")
    file = Path(path)
    tensors, about = _read(file)
    try:
        arrays, window = arrays_in(tensors), slice_in(tensors)
        absent = _absent(about["network"], tensors)
        if (window.input_shape, arrays["outputs"].shape[1:]) != (absent.input_shape, absent.output_shape):
            raise ValueError("slice and outputs do not fit the network")
        loaded = Tessellation(
            **arrays,
            slice=window,
            network=absent,
            layer_tile_counts=tuple(about["layer_tile_counts"]),
            rounding=float(about["rounding"]),
            output_rounding=float(about["output_rounding"]),
            unresolved=int(about["unresolved"]),
            merged=int(about["merged"]),
            approximations=tuple(map(_approximation, about["approximations"])),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise damaged(file, f"it lacks what a tessellation has: {type(error).__name__}") from error
    if model is None:
        return loaded
    weights = {name.removeprefix(WEIGHTS): t for name, t in tensors.items() if name.startswith(WEIGHTS)}
    return replace(loaded, network=fitting_network(model, loaded, absent, weights))


def damaged(file: Path, reason: str) -> ValueError:
    """The error for a file that is not as it was written."""
    return ValueError(
        f"The file {file} is no tessellation, or damaged ({reason}). It must be as Tessellation.save wrote it. "
        "Restore it from a copy, or tessellate anew."
    )


def _read(file: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    check_plain(file, links=True)
    if not file.exists():
        raise FileNotFoundError(
            f"There is no file {file}. It must be one that Tessellation.save wrote. It may have been removed or moved."
        )
    content = file.read_bytes()
    try:
        header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
        metadata = header.get("__metadata__", {})
        if metadata.get("format") != FORMAT:
            raise damaged(file, "it does not say that it is one")
        if not metadata["version"].isdecimal():
            raise damaged(file, "its version is no number")
        if int(metadata["version"]) > VERSION:
            raise ValueError(
                f"The file {file} has version {metadata['version']} of its format. This splinewidgets reads versions "
                f"up to {VERSION}. Install the splinewidgets that wrote it, or a later one."
            )
        found, said = checksums_of(content)
        if found != said:
            raise damaged(file, "its checksum is another")
        return load(content), json.loads(metadata["about"])
    except (
        json.JSONDecodeError,
        UnicodeDecodeError,
        RecursionError,
        KeyError,
        SafetensorError,
        AttributeError,
    ) as error:
        raise damaged(file, type(error).__name__) from error


def _before_end(tessellation: Tessellation) -> Tensor:
    network = tessellation.network
    if isinstance(network, AbsentNetwork):
        assert network.before_end is not None
        return torch.from_numpy(network.before_end)
    inputs = tessellation.slice.embed(tessellation.vertices).to(network.device, network.dtype)
    return torch.cat([torch.from_numpy(scores_before_end(network, part)) for part in inputs.split(BATCH)])


def _absent(said: dict[str, Any], tensors: dict[str, Tensor]) -> AbsentNetwork:
    before_end = None if said["end"] is None else tensors["before_end"].numpy()
    shape = len(tensors["vertices"]), math.prod(said["output_shape"])
    if before_end is not None and (before_end.shape != shape or before_end.dtype != np.float64):
        raise ValueError("scores do not fit the vertices")
    return AbsentNetwork(
        input_shape=tuple(said["input_shape"]),
        output_shape=tuple(said["output_shape"]),
        layers=tuple(Layer(name, operation, units) for name, operation, units in said["layers"]),
        dropped=said["dropped"],
        end=None if said["end"] is None else _approximation(said["end"]),
        approximations=tuple(map(_approximation, said["approximations"])),
        dtype={"float32": torch.float32, "float64": torch.float64}[said["dtype"]],
        checksum=said["checksum"],
        before_end=before_end,
    )


def _approximation(said: dict[str, Any]) -> Approximation:
    pairs = {name: None if said[name] is None else tuple(said[name]) for name in ("span", "reached")}
    return Approximation(**{**said, **pairs, "knots": tuple(said["knots"])})
