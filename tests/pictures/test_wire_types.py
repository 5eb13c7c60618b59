"""What travels is declared in Python; TypeScript has it from there."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired, TypedDict

import numpy as np
import pytest
import traitlets as t
from misfits import misfits
from wire_writer.declarations import Declaration
from wire_writer.declared_traits import type_of
from wire_writer.files import FOLDER, INTERFACES, generated, named
from wire_writer.typescript import WIDTH, Typing, comment

from splinewidgets import widgets
from splinewidgets.pictures.wire import encode
from splinewidgets.pictures.wire_types.arrays import Array, Entries, Maybe, WireArray
from splinewidgets.widgets.pages.shared_traits import traits_of
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer


class Sample(TypedDict):
    count: int
    share: float
    seq: int | None
    at: Annotated[list[float], Entries("u v")]
    names: list[str]
    points: Annotated[WireArray, Array("float32", ("N", 2))]
    values: Annotated[WireArray, Array("float64", ("N",), nan=True)]
    logs: NotRequired[Annotated[WireArray, Array("float32 float64", ("K",), minus_infinity=True)]]


def sample(**other: Any) -> dict[str, Any]:
    made = {
        "count": 3,
        "share": 0.5,
        "seq": None,
        "at": [0.0, 1.0],
        "names": ["a"],
        "points": encode(np.zeros((3, 2), np.float32)),
        "values": encode(np.array([0, np.nan, 1])),
        "logs": encode(np.array([-np.inf, 1])),
        **other,
    }
    return {name: value for name, value in made.items() if value is not ...}


def test_the_types_of_the_browser_are_those_of_python() -> None:
    written = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.ts")}
    assert written == generated(), "run `make wire`"


@pytest.mark.parametrize("other", [{}, {"logs": ...}, {"seq": 3}, {"share": 1}, {"names": []}])
def test_what_is_declared_fits(other: dict[str, Any]) -> None:
    assert misfits(sample(**other), Sample) == [] == misfits(sample(**other), Maybe[Sample])
    assert misfits({}, Maybe[Sample]) == []


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"count": ...}, "it.count is missing"),
        ({"more": 1}, "it.more is not declared"),
        ({"count": 1.0}, "it.count is 1.0, no int"),
        ({"count": True}, "it.count is True, no int"),
        ({"count": np.int64(1)}, "it.count is"),
        ({"share": np.nan}, "it.share is nan, no float"),
        ({"share": None}, "it.share is None, no float"),
        ({"seq": "3"}, "it.seq is '3', no int"),
        ({"at": [0.0]}, "it.at has 1 entries, not 2"),
        ({"at": [0.0, np.inf]}, "it.at[1] is inf, no float"),
        ({"names": "a"}, "it.names is 'a', no list"),
        ({"points": [[0.0, 0.0]]}, "it.points is [[0.0, 0.0]], no WireArray"),
        ({"points": encode(np.zeros((3, 2)))}, "it.points is float64, not float32"),
        ({"points": encode(np.zeros((3, 3), np.float32))}, "it.points has shape (3, 3)"),
        ({"points": encode(np.zeros(6, np.float32))}, "it.points has shape (6,)"),
        ({"values": encode(np.zeros(4))}, "it.values has shape (4,), not ('N',) with {'N': 3}"),
        ({"values": encode(np.array([0, np.inf, 1]))}, "it.values has inf"),
        ({"points": encode(np.full((3, 2), np.nan, np.float32))}, "it.points has nan"),
        ({"logs": encode(np.array([np.nan]))}, "it.logs has nan"),
    ],
)
def test_what_is_not_declared_does_not_fit(other: dict[str, Any], words: str) -> None:
    (wrong,) = misfits(sample(**other), Sample)
    assert wrong.startswith(words)


@pytest.mark.parametrize(
    ("hint", "text"),
    [
        (int | None, "number | null"),
        (list[int | None], "(number | null)[]"),
        (Annotated[list[float], Entries("low high")], "readonly [low: number, high: number]"),
        (Annotated[WireArray, Array("uint8", (2,))], "WireArray"),
        (list[Annotated[list[str], Entries("label value")]], "(readonly [label: string, value: string])[]"),
    ],
)
def test_types_have_their_words_in_typescript(hint: Any, text: str) -> None:
    assert Typing({WireArray: "WireArray"}).text(hint) == text


def test_a_type_that_does_not_travel_is_refused() -> None:
    with pytest.raises(TypeError, match="none of the types that travel"):
        Typing({}).text(dict[str, int])


def test_long_descriptions_are_broken() -> None:
    lines = comment(20 * "some words " + "\n\nand more", "  ").splitlines()
    assert max(len(line) for line in lines) <= WIDTH and lines[0] == "  /**" and lines[-1] == "   */"
    assert "   *" in lines and " ".join(lines).count("words") == 20


def test_a_trait_without_a_type_is_refused() -> None:
    class Loose(t.HasTraits):
        anything = t.Dict().tag(sync=True)
        things = t.List(t.Dict()).tag(sync=True)

    for name in ("anything", "things"):
        with pytest.raises(TypeError, match=f"{name} has a Dict"):
            type_of(Loose.class_traits()[name])


def test_a_name_and_what_it_stands_for_are_declared_once() -> None:
    sides = Literal["left", "right"]
    side, other = Declaration("Side", "", sides), Declaration("Sample", "", Sample)
    assert named([side, other]) == {sides: "Side", Sample: "Sample"}
    for again in (Declaration("Side", "", Sample), Declaration("Hand", "", sides)):
        with pytest.raises(ValueError, match=f"{again.name} was declared, as Side was before"):
            named([side, again])


def test_every_widget_has_its_traits_in_typescript() -> None:
    assert {getattr(widgets, name) for name in widgets.__all__} <= {widget for widget, _ in INTERFACES.values()}


def test_all_files_are_found_in_one() -> None:
    doors = (FOLDER.parent / "wire.ts").read_text(encoding="utf-8")
    assert [name for name in generated() if f' * from "./generated/{name}";' not in doors] == []


def test_traits_that_ipywidgets_brings_are_none_of_ours() -> None:
    assert {"_picture", "view", "_ask"} <= traits_of(SliceExplorer).keys()
    assert not {"layout", "tooltip", "tabbable", "_view_name", "anchors", "still"} & traits_of(SliceExplorer).keys()
