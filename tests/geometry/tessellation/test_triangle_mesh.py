from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from splinewidgets.geometry import Manifold, Slice, tessellate
from splinewidgets.geometry.planar.triangle_quadrature import triangle_areas
from splinewidgets.zoo import mlp

SQUARE = Slice.box((-1, 1), (-1, 1))


def read_ply(file: Path) -> tuple[np.ndarray, np.ndarray]:
    """Rows of vertices, and of faces, as the header says that they are."""
    header, _, body = file.read_bytes().partition(b"end_header\n")
    lines = header.decode().splitlines()
    assert lines[:2] == ["ply", "format binary_little_endian 1.0"]
    counts = {line.split()[1]: int(line.split()[2]) for line in lines if line.startswith("element")}
    types = {"double": "<f8", "uchar": "u1"}
    fields = [
        (line.split()[2], types[line.split()[1]])
        for line in lines
        if line.startswith("property") and "list" not in line
    ]
    vertices = np.frombuffer(body, fields, counts["vertex"])
    faces = np.frombuffer(body[vertices.nbytes :], [("n", "u1"), ("corners", "<i4", 3)], counts["face"])
    assert len(body) == vertices.nbytes + faces.nbytes and (faces["n"] == 3).all()
    return vertices, faces["corners"]


@pytest.mark.parametrize("end", (nn.Identity(), nn.Tanh()), ids=("affine", "tanh"))
def test_the_triangles_of_a_surface_lie_over_the_tiles_at_the_models_values(end: nn.Module, tmp_path: Path) -> None:
    model = nn.Sequential(mlp((2, 16, 3), seed=1), end).double()
    tessellation = tessellate(model, SQUARE, smooth_end=True)
    mesh = tessellation.surface(2)
    areas = triangle_areas(mesh.vertices[mesh.triangles][:, :, :2])
    np.testing.assert_allclose(np.bincount(mesh.tiles, areas), tessellation.areas(), atol=1e-12)
    at = torch.from_numpy(mesh.vertices[:, :2].copy())
    np.testing.assert_allclose(mesh.vertices[:, 2], model(at).detach()[:, 2], atol=1e-12)
    mesh.save(tmp_path / "surface.ply")
    vertices, corners = read_ply(tmp_path / "surface.ply")
    np.testing.assert_array_equal(np.stack([vertices[axis] for axis in "xyz"], 1), mesh.vertices)
    np.testing.assert_array_equal(corners, mesh.triangles)
    mesh.save(tmp_path / "surface.obj")
    lines = [line.split() for line in (tmp_path / "surface.obj").read_text().splitlines()]
    np.testing.assert_array_equal([list(map(float, line[1:])) for line in lines if line[0] == "v"], mesh.vertices)
    np.testing.assert_array_equal([list(map(int, line[1:])) for line in lines if line[0] == "f"], mesh.triangles + 1)


def test_the_triangles_of_a_manifold_have_its_area_and_its_colors(tmp_path: Path) -> None:
    image = Manifold(tessellate(mlp((2, 16, 3), seed=1).double(), SQUARE))
    mesh = image.mesh()
    a, b, c = np.moveaxis(mesh.vertices[mesh.triangles], 1, 0)
    areas = np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2
    np.testing.assert_allclose(np.bincount(mesh.tiles, areas), image.areas, atol=1e-9)
    colors = np.random.default_rng(0).random((len(image.areas), 3))
    mesh.save(tmp_path / "manifold.ply", colors=colors)
    vertices, corners = read_ply(tmp_path / "manifold.ply")
    shades = np.stack([vertices[name] for name in ("red", "green", "blue")], 1)[corners]
    np.testing.assert_array_equal(shades, np.round(255 * colors[mesh.tiles])[:, None].repeat(3, 1))
    places = np.stack([vertices[axis] for axis in "xyz"], 1)[corners]
    np.testing.assert_array_equal(places, mesh.vertices[mesh.triangles])
    flat = Manifold(tessellate(mlp((2, 8, 2)), SQUARE)).mesh()
    assert (flat.vertices[:, 2] == 0).all()


def test_what_cannot_be_written_is_said_before_and_leaves_nothing(tmp_path: Path) -> None:
    tessellation = tessellate(mlp((2, 8, 5)), SQUARE)
    mesh = tessellation.surface()
    with pytest.raises(IndexError, match=r"Output 5 was asked for\. The network has 0 to 4"):
        tessellation.surface(5)
    with pytest.raises(ValueError, match=r"The path ends in '\.stl'"):
        mesh.save(tmp_path / "mesh.stl")
    with pytest.raises(ValueError, match=r"The colors have shape \(3,\)"):
        mesh.save(tmp_path / "mesh.ply", colors=[0, 0, 0])
    with pytest.raises(ValueError, match=r"Colors were given for an \.obj file"):
        mesh.save(tmp_path / "mesh.obj", colors=np.zeros((tessellation.tile_count, 3)))
    with pytest.raises(FileNotFoundError, match=r"Its directory must be there"):
        mesh.save(tmp_path / "nowhere" / "mesh.ply")
    with pytest.raises(ValueError, match=r"The axes are not given, and there are 5 outputs"):
        Manifold(tessellation).mesh()
    with pytest.raises(ValueError, match=r"The axes are \[0, 1, 7\]"):
        Manifold(tessellation).mesh(axes=(0, 1, 7))
    assert list(tmp_path.iterdir()) == []
