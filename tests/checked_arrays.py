"""Arrays of public objects, checked against their annotations whenever a test makes an object or asks it something.

Axes of one name have one length in all that an object holds and returns. What an object says of itself is the length,
too: there are as many `tiles` as its `tile_count`, and `*input` is its `input_shape`. So it is with what it is made of
and with arguments.

jaxtyping's import hook would look at arguments before our functions do, so that whoever passes a wrong one would read
its words instead of ours; and it does not look at what a constructor makes of them.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Mapping
from functools import cached_property
from importlib import import_module
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from jaxtyping import Shaped, jaxtyped
from torch import Tensor
from typeguard import CollectionCheckStrategy, TypeCheckError, check_type

PACKAGES = ("geometry", "generation", "learning")
ARRAY = re.compile(r"\b(?:Bool|Float|Float32|Float64|Int|Int32|Int64|Real)\[(?:np\.ndarray|Tensor), '([^']*)'\]")
WORD = re.compile(r"([a-z]+)_(count|shape)")

# Names of axes and their lengths.
Axes = tuple[tuple[str, tuple[int, ...]], ...]


class Expected(NamedTuple):
    """An annotation of one array or several, the type that it is, and the names of their axes."""

    text: str
    hint: Any
    axes: tuple[str, ...]


# Of the fields of each public class, and the classes whose members are checked.
_fields: dict[type, dict[str, Expected]] = {}
_checked: set[type] = set()
_axes: WeakKeyDictionary[Any, Axes] = WeakKeyDictionary()
# Dtypes and shapes that were found to fit, where and beside which lengths: most calls are like others.
_fitting: set[Any] = set()


def check_public_arrays() -> None:
    """Check the arrays of all public classes and functions from now on, but for those of widgets."""
    for name in PACKAGES:
        package = import_module(f"splinewidgets.{name}")
        for public in package.__all__:
            value = getattr(package, public)
            if inspect.isclass(value):
                check_class(value)
            elif inspect.isfunction(value):
                for module in (package, import_module(value.__module__)):
                    setattr(module, public, checked(value))
    for measure in import_module("splinewidgets.geometry").MEASURES.values():
        object.__setattr__(measure, "of", checked(measure.of))


def check_class(cls: type) -> None:
    """Check what an object of this class holds once it is made, and what its properties and methods return."""
    for base in lineage(cls):
        if base not in _checked:
            _checked.add(base)
            check_members(base)
    _fields[cls] = {
        name: field
        for base in lineage(cls)
        for name, field in expected(base, vars(import_module(base.__module__))).items()
    }
    if _fields[cls]:
        constructor = "__new__" if issubclass(cls, tuple) else "__init__"
        setattr(cls, constructor, checked_constructor(getattr(cls, constructor)))


def check_members(cls: type) -> None:
    """Check what the properties and methods return that this class itself has."""
    for name, member in list(vars(cls).items()):
        if isinstance(member, property):
            setattr(cls, name, property(checked(member.fget), member.fset, member.fdel, member.__doc__))
        elif isinstance(member, cached_property):
            member.func = checked(member.func)
        elif inspect.isfunction(member) and name not in ("__init__", "__new__"):  # which may take array-likes
            setattr(cls, name, checked(member))


def lineage(cls: type) -> list[type]:
    """Our classes that it derives from, the first at first, and itself."""
    return [base for base in reversed(cls.__mro__) if base.__module__.split(".")[0] == "splinewidgets"]


def checked(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, whose arrays are looked at when it has returned: our errors come first."""
    arrays = expected(function, inspect.unwrap(function).__globals__)
    if not arrays:
        return function
    signature = inspect.signature(function)
    only_returned = arrays.keys() == {"return"}

    @functools.wraps(function)
    def wrapper(*args: Any, **keywords: Any) -> Any:
        __tracebackhide__ = True
        result = function(*args, **keywords)
        given = {} if only_returned else signature.bind(*args, **keywords).arguments
        values = {name: given[name] for name in arrays if name in given} | {"return": result}
        known = [axes(value) for value in (*args, *keywords.values()) if type(value) in _fields]
        check(function.__qualname__, values, arrays, sum(known, ()))
        return result

    return wrapper


def checked_constructor(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same constructor, with a look at what the object holds."""

    @functools.wraps(function)
    def wrapper(this: Any, *args: Any, **keywords: Any) -> Any:
        __tracebackhide__ = True
        returned = function(this, *args, **keywords)
        made = this if returned is None else returned
        arrays = _fields.get(type(made), {})
        check(type(made).__name__, {name: getattr(made, name) for name in arrays}, arrays, said(made))
        return returned

    return wrapper


def expected(annotated: Any, names: Mapping[str, Any]) -> dict[str, Expected]:
    """Annotations of arrays, by name, of a function or class; those of functions that return arrays aside."""
    texts = {name: str(getattr(text, "__forward_arg__", text)) for name, text in annotated.__annotations__.items()}
    found = {name: (text, ARRAY.findall(text)) for name, text in texts.items() if "Callable" not in text}
    return {
        name: Expected(text, eval(text, dict(names)), tuple(" ".join(shapes).split()))
        for name, (text, shapes) in found.items()
        if shapes
    }


def axes(thing: Any) -> Axes:
    """Lengths of the axes of a public object, by name: those that it says, and those of its arrays."""
    if isinstance(thing, tuple):  # which cannot be remembered, and asks nothing
        return ()
    if thing not in _axes:
        found = dict(said(thing))
        for name, (_, _, names) in _fields[type(thing)].items():
            array = getattr(thing, name)
            if isinstance(array, np.ndarray | Tensor) and len(names) == array.ndim:
                lengths = zip(names, array.shape, strict=True)
                found |= {axis: (length,) for axis, length in lengths if axis.isidentifier()}
        _axes[thing] = tuple(found.items())
    return _axes[thing]


def said(thing: Any) -> Axes:
    """Lengths that an object says, such as `tile_count` and `input_shape`, and those of what it is made of."""
    found: dict[str, tuple[int, ...]] = {}
    for part in vars(thing).values() if hasattr(thing, "__dict__") else ():
        if type(part) in _fields:
            found |= axes(part)
    for name in dir(thing):
        if word := WORD.fullmatch(name):
            value = getattr(thing, name)
            found |= {f"{word[1]}s": (value,)} if word[2] == "count" else {f"*{word[1]}": tuple(value)}
    return tuple(found.items())


def check(whose: str, values: Mapping[str, Any], arrays: Mapping[str, Expected], known: Axes) -> None:
    """Raise AssertionError if one of the values is not what is expected of it, where these lengths are known."""
    __tracebackhide__ = True
    case = whose, tuple((name, look(value)) for name, value in values.items()), known
    if case in _fitting:
        return
    with jaxtyped("context"):
        for axis, shape in known:
            if any(axis in re.split("[+-]", name) for one in arrays.values() for name in one.axes):
                assert isinstance(np.broadcast_to(np.False_, shape), Shaped[np.ndarray, axis])
        for name, value in values.items():
            text, hint, _ = arrays[name]
            if not fits(value, hint):
                raise AssertionError(f"{whose}: {name} is {described(value)}. It must be {text} with {dict(known)}.")
    _fitting.add(case)


def look(value: Any) -> Any:
    """All of a value that its annotation is about: type, dtype and shape, of a container those of its items."""
    if isinstance(value, np.ndarray | Tensor):
        return type(value), value.dtype, value.shape
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list | tuple):
        return type(value), tuple(map(look, value))
    return type(value)


def fits(value: Any, hint: Any) -> bool:
    """Test whether a value is what its annotation says, of a container all of it."""
    if inspect.isclass(hint):
        return isinstance(value, hint)
    try:
        check_type(value, hint, collection_check_strategy=CollectionCheckStrategy.ALL_ITEMS)
    except TypeCheckError:
        return False
    return True


def described(value: Any) -> str:
    """Dtype and shape of an array, and of those in a list, tuple or dict."""
    if isinstance(value, np.ndarray | Tensor):
        return f"{type(value).__name__} {value.dtype} {tuple(value.shape)}"
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return f"{type(value).__name__} of {', '.join(map(described, value))}"
    return type(value).__name__
