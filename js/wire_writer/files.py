"""Which files there are, and what is in each."""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from splinewidgets.pictures import wire_types
from splinewidgets.widgets.host.messages import Listener
from splinewidgets.widgets.linked.linked_view import LinkedView
from splinewidgets.widgets.linked.manifold_explorer import ManifoldExplorer
from splinewidgets.widgets.linked.network_diagram import NetworkDiagram
from splinewidgets.widgets.linked.robustness_view import RobustnessView
from splinewidgets.widgets.linked.segment_plot import SegmentPlot
from splinewidgets.widgets.linked.space_view import SpaceView
from splinewidgets.widgets.linked.spline_surface import SplineSurface
from splinewidgets.widgets.linked.tile_histograms import TileHistograms
from splinewidgets.widgets.linked.tile_inspector import TileInspector
from splinewidgets.widgets.loss.loss_landscape import LossLandscape
from splinewidgets.widgets.pages.shared_traits import ASKING, traits_of
from splinewidgets.widgets.polarity_explorer import PolarityExplorer
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer
from splinewidgets.widgets.teaching.depth_width_explorer import DepthWidthExplorer
from splinewidgets.widgets.teaching.hyperplane_editor import HyperplaneEditor
from splinewidgets.widgets.teaching.initialization_explorer import InitializationExplorer
from splinewidgets.widgets.teaching.playground import Playground
from splinewidgets.widgets.teaching.spline_editor import SplineEditor
from splinewidgets.widgets.training.metric_curves import Curves
from splinewidgets.widgets.training.training_explorer import TrainingExplorer
from wire_writer.constants import FILE, constants
from wire_writer.declarations import Declaration, declared_in
from wire_writer.declared_traits import type_of
from wire_writer.typescript import WIDTH, Typing

ASKED = "What every widget shares with a page, by which that learns whether anybody listens."
FOLDER = Path(__file__).parents[1] / "src" / "wire" / "generated"

# The interface of each widget's traits, and the one that it extends.
INTERFACES: dict[str, tuple[type[Listener], str | None]] = {
    "Asking": (Listener, None),
    "Traits": (SliceExplorer, None),
    "TrainingTraits": (TrainingExplorer, "Traits"),
    "EditorTraits": (HyperplaneEditor, "Traits"),
    "CurveTraits": (Curves, None),
    "LinkedTraits": (LinkedView, None),
    "DiagramTraits": (NetworkDiagram, "LinkedTraits"),
    "HistogramTraits": (TileHistograms, "LinkedTraits"),
    "SegmentTraits": (SegmentPlot, "LinkedTraits"),
    "RobustnessTraits": (RobustnessView, "LinkedTraits"),
    "InspectorTraits": (TileInspector, "LinkedTraits"),
    "SpaceTraits": (SpaceView, "LinkedTraits"),
    "SurfaceTraits": (SplineSurface, "SpaceTraits"),
    "ManifoldTraits": (ManifoldExplorer, "SpaceTraits"),
    "PolarityTraits": (PolarityExplorer, None),
    "PlaygroundTraits": (Playground, None),
    "InitializationTraits": (InitializationExplorer, None),
    "DepthWidthTraits": (DepthWidthExplorer, None),
    "SplineEditorTraits": (SplineEditor, None),
    "LandscapeTraits": (LossLandscape, None),
}


def generated() -> dict[str, str]:
    """The text of each file, by its name."""
    modules = [
        import_module(f"{wire_types.__name__}.{found.name}") for found in pkgutil.iter_modules(wire_types.__path__)
    ]
    declared = {module: declared_in(module) for module in modules}
    names = named([each for declarations in declared.values() for each in declarations])
    homes = {each.name: file_of(module) for module in modules for each in declared[module]}
    homes |= {name: file_of(import_module(widget.__module__)) for name, (widget, _) in INTERFACES.items()}
    files = {FILE: constants()}
    for module in modules:
        typing = Typing(names)
        parts = [_payload(each, typing) for each in declared[module]]
        files[file_of(module)] = _file(module, parts, typing, homes)
    for name, (widget, base) in INTERFACES.items():
        typing = Typing(names)
        parts = [_traits(name, widget, base, typing)]
        files[homes[name]] = _file(import_module(widget.__module__), parts, typing, homes)
    return files


def named(declarations: Sequence[Declaration]) -> dict[Any, str]:
    """The name of each alias and `TypedDict`.

    Raises
    ------
    ValueError
        If two share a name, or two aliases say the same: then it could not be told which of them is meant.
    """
    names: dict[Any, str] = {}
    for each in declarations:
        if each.value in names or each.name in names.values():
            raise ValueError(
                f"{each.name} was declared, as {names.get(each.value, each.name)} was before. All of wire_types are in "
                "one file of TypeScript, and aliases are known by what they say. Give it another name, or use that one."
            )
        names[each.value] = each.name
    return names


def file_of(module: ModuleType) -> str:
    """The name of the file for a module: that of the idea on either side."""
    return f"{module.__name__.split('.')[-1]}.ts"


def _payload(declared: Declaration, typing: Typing) -> str:
    if declared.hints is None:
        return typing.alias(declared.name, declared.value, declared.doc)
    fields = [typing.field(name, hint, declared.docs.get(name, "")) for name, hint in declared.hints.items()]
    return typing.interface(declared.name, declared.bases, declared.doc, fields)


def _traits(name: str, widget: type[Listener], base: str | None, typing: Typing) -> str:
    """The interface of a widget's traits, of which those of `Listener` that its views do not see have their own."""
    known = traits_of(INTERFACES[base][0]) if base else {}
    traits = {
        each: trait
        for each, trait in traits_of(widget).items()
        if (each in ASKING) == (widget is Listener) and each not in known
    }
    fields = [typing.field(each, type_of(trait), trait.help) for each, trait in traits.items()]
    doc = f"What `{widget.__name__}` shares with its views." if widget is not Listener else ASKED
    return typing.interface(name, [base] if base else [], doc, fields)


def _file(module: ModuleType, parts: list[str], typing: Typing, homes: dict[str, str]) -> str:
    """A file for a module, with what it needs of the other files."""
    here = file_of(module)
    imports: dict[str, list[str]] = {}
    for name in sorted(typing.used):
        if homes[name] != here:
            imports.setdefault(homes[name], []).append(name)
    head = f"// Written by `make wire` from {module.__name__.replace('.', '/')}.py: change that.\n"
    lines = "".join(_import(names, file) for file, names in sorted(imports.items()))
    return "\n".join([head, *([lines] if lines else []), *parts])


def _import(names: list[str], file: str) -> str:
    line = f'import type {{ {", ".join(names)} }} from "./{file}";\n'
    if len(line) <= WIDTH + 1:
        return line
    return "import type {\n" + "".join(f"  {name},\n" for name in names) + f'}} from "./{file}";\n'
