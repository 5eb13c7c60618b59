from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

import splinewidgets
from splinewidgets.widget_list import WIDGETS

ROOT = Path(__file__).parents[1]
JUPYTER = {"IPython", "anywidget", "comm", "ipykernel", "ipywidgets", "jupyter_client", "jupyter_core", "traitlets"}


def fresh(code: str) -> str:
    """Return what a new interpreter prints for `code`."""
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


def test_importing_the_package_loads_it_and_its_list_of_widgets_and_nothing_installed() -> None:
    """So it is instant, on a busy machine too."""
    code = "import sys; before = set(sys.modules); import splinewidgets; print(*set(sys.modules) - before)"
    loaded = set(fresh(code).split())
    installed = {name for name in loaded if name.split(".")[0] not in sys.stdlib_module_names}
    assert installed == {"splinewidgets", "splinewidgets.widget_list"}


def test_the_package_alone_brings_neither_torch_nor_jupyter() -> None:
    loaded = set(fresh("import splinewidgets, sys; print(*sys.modules)").split())
    assert loaded & {"torch", "numpy", "numba", *JUPYTER} == set()


def test_the_geometry_runs_without_jupyter() -> None:
    code = """
import sys, torch
from splinewidgets.geometry import Slice, tessellate
model = torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.ReLU(), torch.nn.Linear(8, 1))
tessellate(model, Slice.box((-1, 1), (-1, 1)))
print(*sys.modules)
"""
    loaded = set(fresh(code).split())
    assert loaded & JUPYTER == set()


def test_public_names_load_on_first_use() -> None:
    names = [*splinewidgets.__all__, "generation", "geometry", "learning", "widgets", "zoo"]
    code = f"""
import splinewidgets
for name in {names}:
    assert name in dir(splinewidgets)
    getattr(splinewidgets, name)
    print(name)
"""
    assert fresh(code).split() == names


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"module 'splinewidgets' has no attribute 'tesselate'"):
        splinewidgets.tesselate  # noqa: B018


def test_python_and_javascript_have_the_same_version() -> None:
    python = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    javascript = json.loads((ROOT / "js/package.json").read_text())["version"]
    cited = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(), re.MULTILINE)
    assert cited is not None and cited[1] == python
    assert python == javascript
    assert f"## {python}" in (ROOT / "CHANGELOG.md").read_text()


def test_the_lowest_versions_are_written_down_as_they_are_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    asked = dict(each.split(">=") for each in [*project["dependencies"], *extras["frames"], *extras["dask"]])
    lines = (ROOT / "constraints-lowest.txt").read_text().splitlines()
    tried = dict(line.split("==") for line in lines if "==" in line)
    del asked["torch"]  # as the file says
    for name, least in asked.items():
        assert re.fullmatch(rf"{re.escape(least)}(\.0)*", tried[name]), name


def test_what_people_install_has_an_extra_of_its_own() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert {"dashboard", "dask", "dev", "frames"} <= extras.keys()


def test_no_bundle_brings_a_source_map() -> None:
    static = files("splinewidgets").joinpath("static")
    for file in static.iterdir():
        assert file.name.endswith((".js", ".css"))
        assert "sourceMappingURL" not in file.read_text(encoding="utf-8")


def test_only_what_numba_compiles_goes_without_types() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]["overrides"]
    (exempt,) = (given["module"] for given in settings if "disallow_untyped_defs" in given)
    sources = {path: path.read_text() for path in (ROOT / "splinewidgets").rglob("*.py")}
    kernel = [path for path, text in sources.items() if re.search(r"^@(compiled|borrowing)\b", text, re.MULTILINE)]
    assert exempt == sorted(".".join(path.relative_to(ROOT).with_suffix("").parts) for path in kernel)


def test_the_package_is_typed() -> None:
    assert files("splinewidgets").joinpath("py.typed").is_file()


@pytest.mark.parametrize("name", WIDGETS)
def test_the_bundle_is_built_and_small(name: str) -> None:
    bundle = files("splinewidgets").joinpath(f"static/{name}.js")
    assert bundle.is_file(), "The bundle is missing. Tests need it. Run `make build`."
    assert len(bundle.read_bytes()) <= WIDGETS[name].bytes
