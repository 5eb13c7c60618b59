"""What a user gives to `LossLandscape`, read or refused."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from splinewidgets.geometry.array_like import float64_array
from splinewidgets.learning.loss.condition_numbers import ConditionNumbers
from splinewidgets.learning.loss.exact_loss import ExactLoss
from splinewidgets.learning.loss.sampled_loss import SampledLoss
from splinewidgets.pictures.plain_values import names as read_names
from splinewidgets.pictures.plain_values import real, whole
from splinewidgets.pictures.scene.exact_landscape import ExactLandscape
from splinewidgets.pictures.scene.landscape import Landscape
from splinewidgets.pictures.scene.sampled_landscape import SampledLandscape

Floats = npt.NDArray[np.float64]
# Singular values by the names of what they are of; or what `condition_numbers` finds.
Spectra = dict[str, Floats] | ConditionNumbers

WANTED = "an ExactLoss, a SampledLoss, or (u, v, losses) of a grid"
REMEDY = "losses[i, j] is the loss at u[j], v[i]."
# Points on a side of a grid; a page would take long for more of them, and has no pixels to show them.
MOST_POINTS = 401


@dataclass(frozen=True)
class Shown:
    """One landscape, or two side by side, and what stands beside them."""

    landscapes: tuple[Landscape, ...]
    names: tuple[str, ...]
    spectra: Spectra | None = None


def read_shown(landscape: Any, other: Any = None, names: Any = (), spectra: Any = None) -> Shown:
    """What is to be shown.

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit.
    """
    landscapes: tuple[Landscape, ...] = (read_landscape(landscape, "landscape"),)
    if other is not None:
        landscapes += (read_landscape(other, "other"),)
    given = tuple(read_names(names, "names", "a name for each landscape", "Leave it out for none."))
    if len(given) not in (0, len(landscapes)):
        raise ValueError(
            f"names has {len(given)} names. There are {len(landscapes)} landscapes. Give one for each, or none."
        )
    default = ("first", "second") if len(landscapes) > 1 else ("",)
    return Shown(landscapes, given or default, read_spectra(spectra))


def read_landscape(given: Any, name: str) -> Landscape:
    """A landscape to look at.

    Raises
    ------
    TypeError, ValueError
        If it is none, or a grid that is none.
    """
    if isinstance(given, ExactLoss):
        return ExactLandscape(given)
    if isinstance(given, SampledLoss):
        _check_size(given.losses, name)
        return SampledLandscape(given)
    if isinstance(given, tuple | list) and len(given) == 3:
        return _read_grid(given, name)
    raise TypeError(f"{name} is a {type(given).__name__}. It must be {WANTED}. {REMEDY}")


def _read_grid(given: Sequence[Any], name: str) -> Landscape:
    u, v, losses = (
        float64_array(each, f"{part} of {name}") for part, each in zip(("u", "v", "losses"), given, strict=True)
    )
    for axis, ticks in (("u", u), ("v", v)):
        if ticks.ndim != 1 or len(ticks) < 2 or not np.isfinite(ticks).all() or (np.diff(ticks) <= 0).any():
            raise ValueError(f"{axis} of {name} is no ascending list of at least two numbers. It must be one. {REMEDY}")
    if losses.shape != (len(v), len(u)):
        raise ValueError(
            f"The losses of {name} have shape {losses.shape}. They must have {(len(v), len(u))}, a row for each v. "
            f"{REMEDY}"
        )
    _check_size(losses, name)
    return Landscape(u, v, losses)


def _check_size(losses: Floats, name: str) -> None:
    if max(losses.shape) > MOST_POINTS:
        raise ValueError(
            f"The grid of {name} has {losses.shape[1]} x {losses.shape[0]} points. At most {MOST_POINTS} on a side are "
            "drawn. Take every second or third row and column."
        )


def read_spectra(given: Any) -> Spectra | None:
    """Singular values in descending order, or condition numbers; None without.

    Raises
    ------
    TypeError, ValueError
        If it is neither.
    """
    if given is None or isinstance(given, ConditionNumbers):
        return given
    wanted = "what condition_numbers returns, or a mapping from names to singular values (k,)"
    if not isinstance(given, Mapping):
        raise TypeError(f"spectra is a {type(given).__name__}. It must be {wanted}. Leave it out for none.")
    found: dict[str, Floats] = {}
    for name, values in given.items():
        numbers = float64_array(values, f"spectrum {name!r:.40}")
        if numbers.ndim != 1 or not len(numbers) or not np.isfinite(numbers).all() or (numbers < 0).any():
            raise ValueError(
                f"spectra[{name!r:.40}] is no list of numbers from 0 on. spectra must be {wanted}. "
                "Give the singular values."
            )
        found[str(name)] = np.sort(numbers)[::-1]
    return found or None


@dataclass(frozen=True)
class Models:
    """What makes landscapes of a depth and a skip strength, when they are asked for.

    Attributes
    ----------
    make : callable
        make(depth, skip), and perhaps a keyword `progress`: a landscape, or a dict of what `read_shown` reads.
    """

    make: Callable[..., Any]
    depths: tuple[int, ...]
    skips: tuple[float, ...]

    def shown(self, depth: int, skip: float, progress: Callable[..., None]) -> Shown:
        """What is to be shown of a depth and a skip strength."""
        takes = "progress" in inspect.signature(self.make).parameters
        made = self.make(depth, skip, progress=progress) if takes else self.make(depth, skip)
        if not isinstance(made, Mapping):
            return read_shown(made)
        unknown = [name for name in made if name not in ("landscape", "other", "names", "spectra")]
        if unknown or "landscape" not in made:
            raise ValueError(
                f"make has returned a dict with {', '.join(map(str, made)) or 'nothing'}. It must have 'landscape', "
                "and may have 'other', 'names' and 'spectra'. Return these."
            )
        return read_shown(**made)


def read_models(make: Any, depths: Any, skips: Any) -> Models | None:
    """What makes landscapes; None without.

    Raises
    ------
    TypeError, ValueError
        If it is not callable, or depths and skips are no lists of numbers without repetition.
    """
    if make is None:
        if len(depths) or len(skips):
            raise ValueError("depths or skips was given without make. They are what make is called with. Give it, too.")
        return None
    if not callable(make):
        raise TypeError(f"make is a {type(make).__name__}. It must be a function of a depth and a skip. Pass one.")
    remedy = "List those that the sliders are to have."
    kept = (
        tuple(whole(each, "depths", "whole numbers, each once", remedy) for each in depths),
        tuple(real(each, "skips", "numbers, each once", remedy) for each in skips),
    )
    for name, found in zip(("depths", "skips"), kept, strict=True):
        if not found or len(set(found)) < len(found):
            raise ValueError(f"{name} is {list(found)}. It must have one number or more, each once. {remedy}")
    return Models(make, *kept)
