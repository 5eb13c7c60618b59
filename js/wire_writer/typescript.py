"""Types of Python as text in TypeScript, laid out as biome lays it out."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NotRequired, Union, get_args, get_origin

from splinewidgets.pictures.wire_types.arrays import Array, Entries

WIDTH = 110
SCALARS = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    NoneType: "null",
    # Jupyter hands out views; the harness has what is shorter to write.
    memoryview: "DataView | ArrayBuffer | Uint8Array",
}


class Typing:
    """Turns types into text, and remembers which names it used.

    Parameters
    ----------
    names
        What has a name, aliases and `TypedDict`s.
    """

    def __init__(self, names: Mapping[Any, str]) -> None:
        self._names = names
        self.used: set[str] = set()

    def text(self, hint: Any) -> str:
        """A type.

        Raises
        ------
        TypeError
            If it is none that travels.
        """
        if hint in self._names:
            self.used.add(self._names[hint])
            return self._names[hint]
        return self.spelled_out(hint)

    def spelled_out(self, hint: Any) -> str:
        """A type by what it stands for, also where that has a name."""
        if hint in SCALARS:
            return SCALARS[hint]
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Literal:
            return " | ".join(f'"{each}"' for each in arguments)
        if origin in (Union, UnionType):
            return " | ".join(self.text(each) for each in arguments)
        if origin is Annotated and isinstance(arguments[1], Array):
            return self.text(arguments[0])
        if origin is Annotated and isinstance(arguments[1], Entries):
            entry = self.text(get_args(arguments[0])[0])
            return f"readonly [{', '.join(f'{name}: {entry}' for name in arguments[1].names.split())}]"
        if origin is list:
            entry = self.text(arguments[0])
            return f"({entry})[]" if " " in entry else f"{entry}[]"
        raise TypeError(f"{hint!r} was declared. It is none of the types that travel. Teach it to wire_writer.")

    def field(self, name: str, hint: Any, doc: str) -> str:
        """A field of an interface, under its description."""
        optional = get_origin(hint) is NotRequired
        if optional:
            (hint,) = get_args(hint)
        said = " ".join(each for each in (_contents(hint), doc) if each)
        return comment(said, "  ") + _assigned(f"  {name}{'?' * optional}:", self.text(hint))

    def alias(self, name: str, hint: Any, doc: str) -> str:
        """A type with a name."""
        return comment(doc) + _assigned(f"export type {name} =", self.spelled_out(hint))

    def interface(self, name: str, bases: Sequence[str], doc: str, fields: Sequence[str]) -> str:
        """An interface of fields as `field` makes them."""
        self.used.update(bases)
        if not fields and not bases:
            return f"{comment(doc)}export type {name} = Record<string, never>;\n"
        extending = f" extends {', '.join(bases)}" if bases else ""
        return f"{comment(doc)}export interface {name}{extending} {{\n{''.join(fields)}}}\n"


def comment(text: str, indent: str = "") -> str:
    """A description, in paragraphs; nothing of none."""
    if not text:
        return ""
    if len(text) + len(indent) + len("/**  */") <= WIDTH and "\n" not in text:
        return f"{indent}/** {text} */\n"
    room = WIDTH - len(indent) - len(" * ")
    paragraphs = [textwrap.wrap(paragraph, room, break_long_words=False) for paragraph in text.split("\n\n")]
    lines = [line for paragraph in paragraphs for line in ["", *paragraph]][1:]
    return "".join(f"{indent}{line}".rstrip() + "\n" for line in ["/**", *(f" * {line}" for line in lines), " */"])


def _assigned(name: str, text: str) -> str:
    line = f"{name} {text};\n"
    if len(line) <= WIDTH + 1:
        return line
    indent = (len(name) - len(name.lstrip())) * " "
    return name + "".join(f"\n{indent}  | {each}" for each in text.split(" | ")) + ";\n"


def _contents(hint: Any) -> str:
    """The shape and the dtype of an array."""
    if get_origin(hint) is not Annotated or not isinstance(array := get_args(hint)[1], Array):
        return ""
    *others, last = array.dtypes.split()
    dtypes = f"{', '.join(others)} or {last}" if others else last
    beyond = " or NaN" * array.nan + " or minus infinity" * array.minus_infinity
    shape = ", ".join(map(str, array.shape)) + "," * (len(array.shape) == 1)
    return f"({shape}) {dtypes}{beyond}."
