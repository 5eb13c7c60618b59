"""What a page without a kernel may be asked, and is to have an answer to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

# Traits by widget.
Changes = Mapping[Any, Mapping[str, Any]]


@dataclass(frozen=True)
class Wanted:
    """What a page is to know, of what would make it large.

    Attributes
    ----------
    steps : sequence of int, optional
        Training steps whose checkpoints are shown; by default all that were recorded.
    measures : sequence of str, optional
        Measures that color tiles; by default all that there are.
    facts : bool
        Whether tiles say what they are, one by one.
    """

    steps: Sequence[int] | None = None
    measures: Sequence[str] | None = None
    facts: bool = True


@dataclass(frozen=True)
class Question:
    """Values of traits that a page may set, each of which a widget is asked.

    Attributes
    ----------
    about : str
        What it adds to the page, in words.
    given : sequence of mappings
        Values by trait, of the same traits each time; those of messages without their numbers.
    told : mapping, optional
        The traits of each widget that are in an answer, see `Recorder.ask`.
    nearest : bool
        Whether other numbers than these get the answer to the nearest of them, and become it.
    """

    about: str
    given: Sequence[Mapping[str, Any]]
    told: Mapping[Any, Sequence[str]] | None = None
    nearest: bool = False


@dataclass(frozen=True)
class Known:
    """Answers that are known without asking.

    Attributes
    ----------
    about : str
        What they add to the page, in words.
    widget
        Whose traits are set.
    of : sequence of str
        These traits.
    answers : sequence of pairs
        Values of these, and what changes in each widget.
    otherwise : mapping, optional
        What changes for other values.
    """

    about: str
    widget: Any
    of: Sequence[str]
    answers: Sequence[tuple[Sequence[Any], Changes]]
    otherwise: Changes | None = None


def each(**values: Iterable[Any]) -> list[dict[str, Any]]:
    """Every choice of one value for each trait."""
    return [dict(zip(values, chosen, strict=True)) for chosen in product(*values.values())]
