"""The reference: docstrings as they are, with the traits of widgets, citations, and no members that others made."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from ipywidgets import DOMWidget
from traitlets import HasTraits

# As in "On the Geometry of Deep Learning [balestriero2025geometry]".
CITED = re.compile(r"\[([a-z]+[12][0-9]{3}[a-z]+)\]")
# Code, which stays as it is; and what reStructuredText would take for markup, though it is mathematics: |w|, a lone
# star as in (N, *input_shape), and a name that ends with an underscore.
CODE = re.compile(r"(``.+?``|`[^`]*`)")
MATHEMATICS = re.compile(r"\||\*+(?=[\w.])(?![^*]*\S\*)|(?<=\w)_(?!\w)")
# As numpydoc writes an attribute that is a property.
ATTRIBUTE = re.compile(r"^(\s*):obj:`(\w+) <\.\w+>`")


def is_told(owner: type, name: str) -> bool:
    """Whether the docstring of a class has a line for one of its members."""
    return any(
        re.search(rf"^\s*(\w+, )*{name}(, \w+)*( : .*)?$", base.__doc__ or "", re.MULTILINE) for base in owner.__mro__
    )


def skipped(app: Any, what: str, name: str, member: Any, skip: bool, options: Any) -> bool | None:
    """Leave out members of other packages, traits, and what the docstring of the class tells already."""
    if what not in ("class", "exception"):
        return None
    made = getattr(member, "fget", None) or getattr(member, "func", None) or getattr(member, "__func__", member)
    module = getattr(made, "__module__", None) or ""
    if (
        name in dir(DOMWidget)
        or not module.startswith("splinewidgets")
        or not hasattr(made, "__qualname__")
        or isinstance(member, type)
    ):
        return True
    owner = getattr(import_module(module), made.__qualname__.rpartition(".")[0].partition(".")[0], None)
    return True if skip or (owner is not None and is_told(owner, name)) else None


def signature(app: Any, what: str, name: str, owner: Any, *_: Any) -> tuple[str, str] | None:
    """The arguments of a widget, which its metaclass hides."""
    if what != "class" or not issubclass(owner, HasTraits):
        return None
    taken = list(inspect.signature(owner.__init__).parameters.values())[1:]
    return str(inspect.Signature([each.replace(annotation=each.empty) for each in taken])), ""


def traits(owner: type[HasTraits]) -> Iterator[str]:
    """Lines about the traits that no parameter tells of."""
    for name, trait in sorted(owner.class_traits().items()):
        if name.startswith("_") or name in DOMWidget.class_trait_names() or is_told(owner, name):
            continue
        if trait.help:
            yield f"``{name}``"
            yield f"    {trait.help}"


def as_text(line: str) -> str:
    """A line in which mathematics is no markup, sources are cited by link, and an attribute is not linked to itself."""
    parts = CODE.split(ATTRIBUTE.sub(r"\1**\2**", line))
    parts[::2] = [CITED.sub(r":cite:p:`\1`", MATHEMATICS.sub(r"\\\g<0>", part)) for part in parts[::2]]
    return "".join(parts)


def completed(app: Any, what: str, name: str, owner: Any, options: Any, lines: list[str]) -> None:
    """Cite by link, and tell a widget's traits."""
    lines[:] = [line if line.lstrip().startswith((">>>", "..")) else as_text(line) for line in lines]
    if what == "class" and issubclass(owner, HasTraits):
        told = list(traits(owner))
        if told:
            lines += ["", ".. rubric:: Traits beside the parameters", "", *told, ""]


def setup(app: Any) -> dict[str, bool]:
    """Listen to autodoc, behind numpydoc."""
    app.connect("autodoc-skip-member", skipped)
    app.connect("autodoc-process-signature", signature)
    app.connect("autodoc-process-docstring", completed, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
