"""Whether what a widget sends is what was declared."""

from __future__ import annotations

import math
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints

import numpy as np
from wire_writer.declared_traits import type_of

from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.arrays import Array, Entries
from splinewidgets.widgets.pages.shared_traits import traits_of

Sizes = dict[str, int]


def misfits_of(widget: Any) -> list[str]:
    """What of a widget's state, as it travels, is not as its traits are declared; empty where all is."""
    state = widget.get_state()
    return [
        wrong for name, trait in traits_of(type(widget)).items() for wrong in misfits(state[name], type_of(trait), name)
    ]


def misfits(value: Any, hint: Any, at: str = "it", sizes: Sizes | None = None) -> list[str]:
    """Why a value is none of a declared type, by places in it; `sizes` are what letters of shapes stand for so far."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return min((misfits(value, each, at, sizes) for each in arguments), key=len)
    if origin is Literal:
        return [] if value in arguments else [f"{at} is {value!r}, none of {arguments}"]
    if origin is Annotated and isinstance(arguments[1], Array):
        wrong = misfits(value, arguments[0], at)
        return wrong or _array_misfits(value, arguments[1], at, {} if sizes is None else sizes)
    if origin is Annotated and isinstance(arguments[1], Entries):
        count = len(arguments[1].names.split())
        wrong = misfits(value, arguments[0], at)
        return wrong or ([] if len(value) == count else [f"{at} has {len(value)} entries, not {count}"])
    if origin is list:
        if not isinstance(value, list | tuple):
            return [f"{at} is {value!r:.40}, no list"]
        return [wrong for i, each in enumerate(value) for wrong in misfits(each, arguments[0], f"{at}[{i}]")]
    if hasattr(hint, "__total__"):
        return _dict_misfits(value, hint, at)
    return [] if _is_plain(value, hint) else [f"{at} is {value!r:.40}, no {hint.__name__}"]


def _dict_misfits(value: Any, hint: Any, at: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{at} is {value!r:.40}, no {hint.__name__}"]
    fields = get_type_hints(hint, include_extras=True)
    wrong = [f"{at}.{name} is not declared" for name in value if name not in fields]
    sizes: Sizes = {}
    for name, field in fields.items():
        optional = get_origin(field) is NotRequired
        if name in value:
            wrong += misfits(value[name], get_args(field)[0] if optional else field, f"{at}.{name}", sizes)
        elif not optional:
            wrong.append(f"{at}.{name} is missing")
    return wrong


def _array_misfits(value: Any, declared: Array, at: str, sizes: Sizes) -> list[str]:
    array = decode(value)
    if array.dtype.name not in declared.dtypes.split():
        return [f"{at} is {array.dtype.name}, not {declared.dtypes}"]
    if array.ndim != len(declared.shape):
        return [f"{at} has shape {array.shape}, not {declared.shape}"]
    for size, wanted in zip(array.shape, declared.shape, strict=True):
        if size != (sizes.setdefault(wanted, size) if isinstance(wanted, str) else wanted):
            return [f"{at} has shape {array.shape}, not {declared.shape} with {sizes}"]
    strange = ~np.isfinite(array)
    strange &= ~(np.isnan(array) & declared.nan) & ~((array == -np.inf) & declared.minus_infinity)
    return [f"{at} has {array[strange][0]}"] if strange.any() else []


def _is_plain(value: Any, hint: Any) -> bool:
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, NoneType if hint is None else hint)
