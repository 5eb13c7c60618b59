"""Each widget of `widgets.json` is whole: its class, its names, its entry, its bundle and its page."""

from __future__ import annotations

import ast
import pkgutil
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from wire_writer.files import INTERFACES

import splinewidgets
from splinewidgets import widgets
from splinewidgets.widget_list import HOMES, WIDGETS, Listed
from splinewidgets.widgets.host.displayed import Displayed

ROOT = Path(__file__).parents[1]
JS = ROOT / "js"
EACH = pytest.mark.parametrize(("bundle", "listed"), WIDGETS.items(), ids=list(WIDGETS))


def class_of(listed: Listed) -> Any:
    return getattr(import_module(f"splinewidgets.widgets.{listed.module}"), listed.widget)


@EACH
def test_its_class_has_its_bundle(bundle: str, listed: Listed) -> None:
    widget = class_of(listed)
    assert widget._bundle == bundle
    assert widget._esm == (ROOT / f"splinewidgets/static/{bundle}.js").read_text("utf-8")
    assert widget._css == (ROOT / f"splinewidgets/static/{bundle}.css").read_text("utf-8")


@EACH
def test_its_traits_are_written_for_typescript(bundle: str, listed: Listed) -> None:
    assert class_of(listed) in {widget for widget, _ in INTERFACES.values()}


@EACH
def test_its_name_is_loaded_on_first_use(bundle: str, listed: Listed) -> None:
    for package in (splinewidgets, widgets):
        assert (listed.widget in package.__all__) == (listed.page is not None)
        if listed.page is not None:
            assert getattr(package, listed.widget) is class_of(listed)


@EACH
def test_its_entry_and_its_page_are_there(bundle: str, listed: Listed) -> None:
    files = [JS / f"src/{bundle}.ts", JS / f"src/{bundle}.css"]
    if listed.page is not None:
        files += [JS / f"harness/{listed.page}.html", JS / f"harness/{listed.page}.ts"]
    assert [file for file in files if not file.is_file()] == []
    assert f'import "./{bundle}.css"' in files[0].read_text("utf-8")
    if listed.page is not None:
        page = files[2].read_text("utf-8")
        assert f"build/{listed.page}.js" in page and f"build/{listed.page}.css" in page


def test_nothing_is_built_that_is_not_listed() -> None:
    assert {file.stem for file in (JS / "src").glob("*.ts")} == WIDGETS.keys()
    assert {file.stem for file in (JS / "src").glob("*.css")} == WIDGETS.keys()


def test_no_widget_of_the_package_is_left_out() -> None:
    for module in pkgutil.walk_packages(widgets.__path__, f"{widgets.__name__}."):
        import_module(module.name)
    unseen, found = [Displayed], set()
    while unseen:
        kind = unseen.pop()
        unseen += kind.__subclasses__()
        if "_bundle" in kind.__dict__ and kind.__module__.startswith("splinewidgets."):
            found.add(kind)
    assert found == {class_of(listed) for listed in WIDGETS.values()}


@pytest.mark.parametrize("package", [splinewidgets, widgets], ids=["splinewidgets", "widgets"])
def test_type_checkers_know_its_name(package: Any) -> None:
    """They see the imports that are never run, and take as public what is imported `as` itself."""
    tree = ast.parse(Path(package.__file__).read_text("utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level]
    exported = {name.name for node in imports for name in node.names if name.asname == name.name}
    assert exported == HOMES.keys()
