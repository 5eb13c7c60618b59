"""Arrays as texts, for hosts in which buffers do not arrive: of every widget, from when its page asks for them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, get_type_hints

import numpy as np
import pytest
from explorers import from_browser
from ipywidgets.widgets.widget import _remove_buffers
from small_widgets import VALUES, small

from splinewidgets import Page, SliceExplorer, zoo
from splinewidgets.pictures.wire import decode, encode, in_text
from splinewidgets.pictures.wire_types.arrays import WireArray
from splinewidgets.widgets.host.messages import COLAB, TEXT, Listener


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("in_text") / "history"


@pytest.fixture
def made(history: Path) -> Iterator[Callable[[str], Any]]:
    """A small widget with a picture."""
    widgets = []

    def make(name: str) -> Any:
        widgets.append(small(name, history))
        widgets[-1]._await_picture(60)
        return widgets[-1]

    yield make
    for widget in widgets:
        widget.close()


def arrays(value: Any) -> list[Any]:
    """The arrays in a state, in their order."""
    if isinstance(value, Mapping) and "dtype" in value:
        return [value]
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return [array for part in parts for array in arrays(part)]


@pytest.mark.parametrize("name", sorted(VALUES))
def test_every_widget_sends_the_same_arrays_either_way(
    made: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    widget = made(name)
    before = widget.get_state()
    # It has arrays where inputs are images.
    assert bool(_remove_buffers(before)[2]) == (name != "RobustnessView")
    sent: list[tuple[dict[str, Any], list[Any]]] = []
    monkeypatch.setattr(widget, "_send", lambda message, buffers=None: sent.append((message["state"], buffers)))
    from_browser(widget, _ask={"seq": 1, "all": True, "text": True})
    state = {trait: value for part, _ in sent for trait, value in part.items()}
    assert state["_heard"] == 1 and not any(buffers for _, buffers in sent)
    told = {trait: value for trait, value in before.items() if arrays(value)}
    assert told.keys() <= state.keys()
    for trait, value in told.items():
        either = list(zip(arrays(value), arrays(state[trait]), strict=True))
        assert all(isinstance(text["buffer"], str) for _, text in either)
        for binary, text in either:
            np.testing.assert_array_equal(decode(text), decode(binary))


@pytest.mark.parametrize("name", sorted(VALUES))
def test_nothing_is_a_text_where_nobody_asked(made: Callable[[str], Any], name: str) -> None:
    widget = made(name)
    from_browser(widget, _ask={"seq": 1, "all": True})
    from_browser(widget, _ask={"seq": 2, "all": False, "text": "yes"})  # by mistake
    assert all(isinstance(array["buffer"], memoryview) for array in arrays(widget.get_state()))


@pytest.mark.parametrize("known", ["told", "colab"])
def test_a_host_may_be_known_ahead(monkeypatch: pytest.MonkeyPatch, known: str) -> None:
    if known == "told":
        monkeypatch.setenv(TEXT, "1")
    else:
        monkeypatch.setitem(sys.modules, COLAB, ModuleType(COLAB))
    explorer = SliceExplorer(zoo.mlp((2, 4, 2)), max_seconds=60.0)
    assert explorer.tessellation
    assert not _remove_buffers(explorer.get_state())[2]
    explorer.close()


def test_pages_and_figures_are_made_of_numbers_all_the_same(tmp_path: Path) -> None:
    sizes, pixels = [], []
    for text in (False, True):
        explorer = SliceExplorer(zoo.mlp((2, 4, 2)), max_seconds=60.0)
        assert explorer.tessellation
        from_browser(explorer, _ask={"seq": 1, "all": True, "text": text})
        sizes.append(Page([explorer]).sizes)
        explorer.save(tmp_path / "figure.svg", width=3.0)
        pixels.append((tmp_path / "figure.svg").read_bytes())
        explorer.close()
    assert sizes[0] == sizes[1] and pixels[0] == pixels[1]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 10_000_000])
def test_arrays_of_any_size_come_back(count: int) -> None:
    array = np.arange(count, dtype=np.float32)
    text = in_text({"one": [encode(array)], "two": "as it was"})
    assert text["two"] == "as it was"
    np.testing.assert_array_equal(decode(text["one"][0]), array)


@pytest.mark.parametrize("name", sorted(VALUES))
def test_pages_send_no_arrays(made: Callable[[str], Any], name: str) -> None:
    """What a page may set holds none, so that nothing has to be a text on the way to Python."""
    widget: Listener = made(name)
    for trait in widget.traits(sync=True).values():
        if not trait.metadata.get("told"):
            assert not declares_array(getattr(trait, "declared", None))


def declares_array(hint: Any) -> bool:
    if hint is WireArray:
        return True
    inner = get_type_hints(hint).values() if hasattr(hint, "__annotations__") else get_args(hint)
    return any(declares_array(part) for part in inner)
