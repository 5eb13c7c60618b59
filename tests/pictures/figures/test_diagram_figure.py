"""Figures of diagrams: a line for each weight, names as text, and the paths of a tile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from splinewidgets.geometry.network.network import Network
from splinewidgets.pictures.figures.diagram_figure import diagram_keys, diagram_view
from splinewidgets.pictures.figures.diagram_paths import FADED, FRONT, Emphasis, paths_at
from splinewidgets.pictures.rendering.diagram_picture import network_picture
from splinewidgets.pictures.sheets.shapes import Curve, Figure, Panel, Shape, Text
from splinewidgets.pictures.sheets.sheet import Look, sheet
from splinewidgets.pictures.sheets.svg import svg
from splinewidgets.pictures.stills.diagram_drawing import draw_diagram
from splinewidgets.pictures.stills.diagram_layout import NEGATIVE, POSITIVE, DiagramLayout, width_of
from splinewidgets.pictures.wire_types.diagram import WireNetwork


class Skip(nn.Module):
    """Two layers of units, the second beside a skip connection."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second, self.last = nn.Linear(2, 5), nn.Linear(5, 5), nn.Linear(5, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        hidden = torch.relu(self.first(x))
        return self.last(torch.relu(self.second(hidden)) + hidden)


def skip_model(seed: int = 0) -> nn.Module:
    torch.manual_seed(seed)
    return Skip().double()


def skip(seed: int = 0) -> Network:
    return Network(skip_model(seed), [0.0, 0.0])


def pooled(seed: int = 0) -> Network:
    torch.manual_seed(seed)
    pool = (nn.Unflatten(1, (1, 4)), nn.MaxPool1d(2, stride=1), nn.Flatten())
    return Network(nn.Sequential(nn.Linear(2, 4), *pool, nn.Linear(3, 2)).double(), [0.0, 0.0])


def wire_of(network: Network, names: Iterable[str] = ("a", "b")) -> WireNetwork:
    return network_picture(network, 0, list(names), [], "")


def figure(wire: WireNetwork, emphasis: Emphasis | None = None, look: Look | None = None) -> Figure:
    seen, look = emphasis or Emphasis(), look or Look()
    return sheet([[diagram_view(wire, seen, 320.0, look)]], diagram_keys(wire, seen), look, "A network.")


def shapes_of(shapes: Iterable[Shape]) -> Iterator[Shape]:
    for shape in shapes:
        if isinstance(shape, Panel):
            yield from shapes_of([*shape.shapes, *shape.scales])
        else:
            yield shape


def lines(drawn: Figure, theme: str = "light") -> list[Curve]:
    """The curves of weights and biases in the panel."""
    signs = (POSITIVE[theme], NEGATIVE[theme])
    (panel,) = drawn.panels
    return [shape for shape in panel.shapes if isinstance(shape, Curve) and shape.color in signs]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_there_is_a_line_for_each_weight_and_bias(theme: str) -> None:
    model = skip_model()
    expected = 2 * 5 + 5 * 5 + 5 + 5 + 5 * 3 + (5 + 5 + 3)
    drawn = lines(figure(wire_of(Network(model, [0.0, 0.0])), look=Look(theme=theme)), theme)  # type: ignore[arg-type]
    assert len(drawn) == expected
    # Five weights of 1 to the sums from either column before them.
    above = sum(int((parameter > 0).sum()) for parameter in model.parameters()) + 10
    assert sum(line.color == POSITIVE[theme] for line in drawn) == above
    arcs = [line for line in drawn if len(line.points) > 2]
    assert len(arcs) == 5 and all(line.width == width_of(1.0) for line in arcs)


def test_a_weight_of_zero_has_no_line_and_width_goes_with_size() -> None:
    model = nn.Sequential(nn.Linear(2, 2, bias=False), nn.ReLU(), nn.Linear(2, 1, bias=False)).double()
    with torch.no_grad():
        model[0].weight.copy_(torch.tensor([[2.0, 0.0], [-1.0, 0.5]]))
        model[2].weight.copy_(torch.tensor([[-4.0, 1.0]]))
    drawn = lines(figure(wire_of(Network(model, [0.0, 0.0]))))
    assert [line.width for line in drawn] == [width_of(share) for share in (0.5, 0.25, 0.125, 1.0, 0.25)]
    assert [line.color == POSITIVE["light"] for line in drawn] == [True, False, True, False, True]


def test_names_are_text_and_stay_as_they_are() -> None:
    names = ["<b>a</b>", 'x & "y"']
    drawn = figure(wire_of(skip(), names))
    texts = [shape.text for shape in shapes_of(drawn.shapes) if isinstance(shape, Text)]
    assert set(names) <= set(texts) and "inputs · 2" in texts and "relu · 5" in texts
    file = svg(drawn).decode()
    assert "&lt;b&gt;a&lt;/b&gt;" in file and "x &amp; " in file and "<b>" not in file


def test_all_is_on_the_sheet_however_narrow() -> None:
    deep = nn.Sequential(*(layer for _ in range(14) for layer in (nn.Linear(2, 2), nn.ReLU())), nn.Linear(2, 1))
    for network in (skip(), Network(deep.double(), [0.0, 0.0])):
        for width in (2.0, 6.5):
            (panel,) = figure(wire_of(network, ["a" * 50, "b"]), look=Look(width=width)).panels
            x, y, wide, high = panel.box
            for curve in (shape for shape in panel.shapes if isinstance(shape, Curve)):
                assert (curve.points >= (x, y)).all() and (curve.points <= (x + wide, y + high)).all()


def test_wide_columns_are_boxes_with_their_count() -> None:
    network = Network(nn.Sequential(nn.Linear(2, 60), nn.ReLU(), nn.Linear(60, 3)).double(), [0.0, 0.0])
    wire = wire_of(network)
    drawn = figure(wire, Emphasis(None, None, [-1, 15, -1]))
    assert {"60", "share active"} <= {shape.text for shape in shapes_of(drawn.shapes) if isinstance(shape, Text)}
    assert len(lines(drawn)) == 3, "the biases of the outputs"
    assert len(DiagramLayout(wire, 600.0, 320.0).bands()) == 2


@given(st.booleans(), st.integers(0, 1000), st.floats(-2, 2), st.floats(-2, 2))
def test_the_lines_of_a_tile_are_the_paths_that_its_map_consists_of(pool: bool, seed: int, x: float, y: float) -> None:
    """Without the others the map at the point is the same, and each of them leads on to an output."""
    network = pooled(seed) if pool else skip(seed)
    graph = network.unit_graph
    paths = paths_at(graph, [x, y])
    emphasis = Emphasis(paths)
    layout = DiagramLayout(wire_of(network), 600.0, 320.0)
    front = [edge for edge in layout.edges() if edge.source is not None and emphasis.strength(edge) == FRONT]
    assert {edge.to for edge in front if edge.to[0] != graph.output} <= {edge.source for edge in front}
    kept = [
        [np.zeros(connection.weights.shape) for connection in column.connections]  # type: ignore[union-attr]
        for column in graph.columns
    ]
    for edge in layout.edges():
        assert emphasis.strength(edge) in (FADED, FRONT)
        if edge.source is not None and emphasis.strength(edge) == FRONT:
            sources = [connection.source for connection in graph.columns[edge.to[0]].connections]
            kept[edge.to[0]][sources.index(edge.source[0])][edge.to[1], edge.source[1]] = edge.value
    maps = [np.eye(2)]
    for index, column in enumerate(graph.columns[1:], 1):
        slopes = paths.activity[index].slopes
        total = sum(
            weights @ maps[connection.source]
            for weights, connection in zip(kept[index], column.connections, strict=True)
        )
        maps.append(slopes[:, None] * total if column.kind == "unit" else total)
    np.testing.assert_allclose(maps[graph.output], paths.activity[graph.output].maps, atol=1e-12)
    for index, column in enumerate(graph.columns):
        zero = paths.activity[index].values == 0
        np.testing.assert_array_equal(paths.inactive(index), zero if column.kind == "unit" else False)


def test_units_that_are_not_active_are_dashed() -> None:
    network = skip()
    paths = paths_at(network.unit_graph, [-1.1, -0.6])
    drawn = figure(wire_of(network), Emphasis(paths))
    dashed = [shape for shape in drawn.panels[0].shapes if isinstance(shape, Curve) and shape.dashes]
    assert len(dashed) == sum(int(paths.inactive(i).sum()) for i in range(5)) > 0
    texts = [shape.text for shape in shapes_of(drawn.shapes) if isinstance(shape, Text)]
    assert "not active" in texts
    plain = [shape.text for shape in shapes_of(figure(wire_of(network)).shapes) if isinstance(shape, Text)]
    assert "not active" not in plain


def test_what_a_maximum_may_take_is_dashed() -> None:
    drawn = lines(figure(wire_of(pooled())))
    assert sum(bool(line.dashes) for line in drawn) == 6
    assert {line.width for line in drawn if line.dashes} == {width_of(1.0)}


def test_a_chosen_unit_has_its_edges_in_front() -> None:
    network, chosen = skip(), (1, 2)
    drawn = lines(figure(wire_of(network), Emphasis(None, chosen)))
    assert sum(line.opacity == FRONT for line in drawn) == 2 + 5 + 1 + 1, "in, out, its arc, its bias"


@pytest.mark.parametrize("hidden", [5, 60])
def test_the_still_has_both_signs_and_about_so_many_pixels(hidden: int) -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, hidden), nn.ReLU(), nn.Linear(hidden, 3)).double()
    pixels = draw_diagram(wire_of(Network(model, [0.0, 0.0])), 60_000)
    assert abs(pixels.shape[0] * pixels.shape[1] / 60_000 - 1) < 0.02
    blue = (pixels[..., 2].astype(int) - pixels[..., 0] > 60).sum()
    orange = (pixels[..., 0].astype(int) - pixels[..., 2] > 60).sum()
    assert blue > 100 and orange > 100
