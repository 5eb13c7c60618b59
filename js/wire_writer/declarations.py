"""What a file of `wire_types` declares: its aliases and `TypedDict`s, with their descriptions."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from types import ModuleType
from typing import Any, get_type_hints


@dataclass
class Declaration:
    """An alias, or a `TypedDict` where there are hints of fields.

    Attributes
    ----------
    name, doc : str
    value : Any
        What the name stands for.
    bases : list of str
        Names of those that a `TypedDict` extends, of which it has no record of its own.
    hints : dict or None
        The fields that it adds, with their types.
    docs : dict of str
        What is said of each, where something is.
    """

    name: str
    doc: str
    value: Any
    bases: list[str] = field(default_factory=list)
    hints: dict[str, Any] | None = None
    docs: dict[str, str] = field(default_factory=dict)


def declared_in(module: ModuleType) -> list[Declaration]:
    """All that travels, of what a file declares, in its order."""
    tree = ast.parse(inspect.getsource(module))
    docs = described(tree.body)
    found: list[Declaration] = []
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)]) if not _is_helper(getattr(module, name)):
                found.append(Declaration(name, docs.get(name, ""), getattr(module, name)))
            case ast.ClassDef(name=name) if hasattr(getattr(module, name), "__total__"):
                found.append(_typed_dict(statement, getattr(module, name)))
    return found


def described(body: Sequence[ast.stmt]) -> dict[str, str]:
    """The string below each assignment, by the name that is assigned."""
    docs: dict[str, str] = {}
    for statement, below in pairwise(body):
        match statement, below:
            case (
                ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                docs[name] = inspect.cleandoc(text)
    return docs


def _typed_dict(node: ast.ClassDef, value: Any) -> Declaration:
    hints = get_type_hints(value, include_extras=True)
    bases = [base.id for base in node.bases if isinstance(base, ast.Name) and base.id != "TypedDict"]
    targets = [each.target for each in node.body if isinstance(each, ast.AnnAssign)]
    own = {target.id: hints[target.id] for target in targets if isinstance(target, ast.Name)}
    return Declaration(node.name, ast.get_docstring(node) or "", value, bases, own, described(node.body))


def _is_helper(value: Any) -> bool:
    """Whether a name is none of TypeScript's: a variable of types, or what is to be filled in with one."""
    return bool(getattr(value, "__parameters__", ())) or not hasattr(value, "__args__")
