"""What the traits of a widget hold when they travel, as types."""

from __future__ import annotations

from typing import Any, Literal, Union

import traitlets as t

from splinewidgets.pictures.wire_types.arrays import Nothing
from splinewidgets.pictures.wire_types.picture import Point
from splinewidgets.widgets.host import trait_types
from splinewidgets.widgets.host.checked import Checked

SCALARS = {t.Unicode: str, t.Bool: bool, t.Int: int, t.Float: float}


def type_of(trait: t.TraitType[Any, Any]) -> Any:
    """What a trait holds, by its tag `wire` where its own type says too little.

    Raises
    ------
    TypeError
        If neither tells.
    """
    if "wire" in trait.metadata:
        return trait.metadata["wire"]
    if isinstance(trait, trait_types.Payload):
        return Union[trait.declared, Nothing]  # noqa: UP007, for a union may be given in it
    kind = trait.kind if isinstance(trait, Checked) else trait
    held = _held(kind, trait.name or "")
    return held | None if kind.allow_none else held


def _held(trait: t.TraitType[Any, Any], name: str) -> Any:
    if isinstance(trait, trait_types.Point):
        return Point
    if isinstance(trait, t.Enum):
        return Literal[tuple(trait.values or ())]
    if isinstance(trait, t.List):
        inner = trait._trait
        return list[inner.declared if isinstance(inner, trait_types.Payload) else _held(inner, name)]  # type: ignore[misc]
    for kind, held in SCALARS.items():
        if isinstance(trait, kind):
            return held
    raise TypeError(
        f"{name} has a {type(trait).__name__}, which may hold anything. TypeScript needs a type. "
        "Make it a Payload, or give it a tag `wire`."
    )
