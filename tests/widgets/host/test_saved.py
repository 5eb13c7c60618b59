"""Every widget is saved as SVG, PNG and PDF, the same each time, and drawn on the axes of a user."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from matplotlib.figure import Figure
from small_widgets import VALUES, sentences, small

SVG = "{http://www.w3.org/2000/svg}"
SEVERAL = {
    "ManifoldExplorer",
    "InitializationExplorer",
    "DepthWidthExplorer",
    "LossLandscape",
    "Playground",
    "TileHistograms",
}


@pytest.fixture(scope="module")
def widgets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Any]]:
    """A small widget of each kind, made once."""
    history, made = tmp_path_factory.mktemp("saved") / "history", dict[str, Any]()

    def one(name: str) -> Any:
        if name not in made:
            made[name] = small(name, history)
        return made[name]

    yield one
    for each in made.values():
        each.close()


@pytest.mark.parametrize("name", sorted(VALUES))
def test_each_is_saved_as_each_kind_of_file(widgets: Callable[[str], Any], tmp_path: Path, name: str) -> None:
    widget = widgets(name)
    widget.save(tmp_path / "light.svg", dpi=60)
    root = ElementTree.parse(tmp_path / "light.svg").getroot()
    title = root.find(f"{SVG}title")
    assert title is not None and title.text == widget._sentence()
    assert root.attrib["width"] == "6.5in"
    assert list(root.iter(f"{SVG}text"))
    widget.save(tmp_path / "figure.png", width=3.25, dpi=80)
    header = (tmp_path / "figure.png").read_bytes()[:24]
    assert header.startswith(b"\x89PNG") and struct.unpack(">II", header[16:])[0] == 260
    widget.save(tmp_path / "figure.pdf", dpi=60)
    content = (tmp_path / "figure.pdf").read_bytes()
    assert content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")
    assert b"/Type /Font" in content and b"CreationDate" not in content


@pytest.mark.parametrize("name", sorted(VALUES))
def test_two_calls_give_the_same_bytes_and_two_themes_others(
    widgets: Callable[[str], Any], tmp_path: Path, name: str
) -> None:
    widget = widgets(name)
    for suffix in (".svg", ".png", ".pdf"):
        found = []
        for theme in ("light", "light", "dark"):
            widget.save(tmp_path / f"figure{suffix}", width=3.0, dpi=50, theme=theme)
            found.append((tmp_path / f"figure{suffix}").read_bytes())
        assert found[0] == found[1] != found[2]


@pytest.mark.parametrize("name", sorted(VALUES))
def test_each_is_drawn_on_axes(widgets: Callable[[str], Any], name: str) -> None:
    widget = widgets(name)
    axes = Figure().subplots(1, 9).tolist()
    with pytest.raises(ValueError, match=r"There (is|are) \d+ picture") as told:
        widget.to_matplotlib(axes, dpi=50)
    assert sentences(str(told.value)) == 3
    count = int(str(told.value).split("There ")[1].split()[1])
    assert (count > 1) == (name in SEVERAL)
    given = axes[:count] if count > 1 else axes[0]
    assert widget.to_matplotlib(given, dpi=50) is given
    assert all(ax.artists or ax.collections or ax.images or ax.lines for ax in axes[:count])
