from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from splinewidgets.geometry import Slice

SHAPES = [(2,), (3,), (784,), (3, 4, 5)]


def anchors(seed: int, shape: tuple[int, ...]) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(seed).normal(size=(3, *shape)))


def frame(slice: Slice) -> torch.Tensor:
    return slice.axes.reshape(2, -1)


def close(a, b, tolerance: float = 1e-12) -> bool:
    return bool(np.abs(np.asarray(a) - np.asarray(b)).max() <= tolerance)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", range(3))
def test_plane_of_three_anchors_holds_them(shape, seed) -> None:
    x = anchors(seed, shape)
    plane = Slice.through(*x)
    assert plane.input_shape == shape and plane.origin.dtype == torch.float64
    assert close(frame(plane) @ frame(plane).T, np.eye(2))
    assert close(plane.origin, x.mean(0))
    assert close(plane.embed(plane.anchors), x, 1e-11)
    assert close(plane.anchors, plane.project(x))
    assert plane.distance(x).max() < 1e-11
    # The first axis points from the first anchor to the second.
    assert plane.anchors[1, 0] > plane.anchors[0, 0] and close(*plane.anchors[:2, 1])


def test_distances_in_the_plane_are_distances_between_inputs() -> None:
    x = anchors(0, (784,))
    plane = Slice.through(*x)
    assert np.linalg.norm(plane.anchors[0] - plane.anchors[2]) == pytest.approx(float((x[0] - x[2]).norm()), rel=1e-12)


def test_window_is_a_square_around_the_anchors() -> None:
    for margin in (0.0, 0.3, 2.0):
        plane = Slice.through(*anchors(1, (5,)), margin=margin)
        u0, u1, v0, v1 = plane.bounds
        assert u1 - u0 == pytest.approx(v1 - v0)
        low, high = plane.anchors.min(0), plane.anchors.max(0)
        extent = (high - low).max()
        assert min(low[0] - u0, u1 - high[0], low[1] - v0, v1 - high[1]) == pytest.approx(margin * extent)


@pytest.mark.parametrize("shape", SHAPES)
def test_project_inverts_embed_for_any_axes(shape) -> None:
    random = np.random.default_rng(0)
    plane = Slice(random.normal(size=shape), random.normal(size=(2, *shape)), (-1, 1, -1, 1))
    uv = random.normal(size=(20, 2))
    x = plane.embed(uv)
    assert x.shape == (20, *shape) and x.dtype == torch.float64
    assert close(x[3], plane.origin + uv[3, 0] * plane.axes[0] + uv[3, 1] * plane.axes[1])
    assert close(plane.project(x), uv, 1e-10)
    assert plane.distance(x).max() < 1e-10
    assert plane.embed(np.empty((0, 2))).shape == (0, *shape)
    assert plane.project(x[:0]).shape == (0, 2)


def test_projection_is_the_nearest_point() -> None:
    random = np.random.default_rng(1)
    plane = Slice(random.normal(size=6), random.normal(size=(2, 6)), (-1, 1, -1, 1))
    x = torch.from_numpy(random.normal(size=(9, 6)))
    rest = x - plane.embed(plane.project(x))
    assert close(rest @ frame(plane).T, np.zeros((9, 2)))
    assert close(plane.distance(x), rest.norm(dim=1))


def test_box_is_the_plane_itself() -> None:
    plane = Slice.box((-1, 2), (3, 4))
    assert plane.bounds == (-1, 2, 3, 4) and plane.input_shape == (2,)
    assert torch.equal(plane.embed([[0.5, -7.0]]), torch.tensor([[0.5, -7.0]], dtype=torch.float64))
    assert plane.anchors.shape == (0, 2)


def test_other_bounds_keep_the_plane() -> None:
    plane = Slice.through(*anchors(2, (4,)))
    other = plane.with_bounds((0, 1, 2, 3))
    assert other.bounds == (0, 1, 2, 3) and torch.equal(other.axes, plane.axes)
    assert np.array_equal(other.anchors, plane.anchors) and plane.bounds != other.bounds


@pytest.mark.parametrize("given", [np.asarray, np.float32, torch.as_tensor, list, lambda x: x.requires_grad_()])
def test_anchors_are_any_array_like(given) -> None:
    x = anchors(3, (2, 3))
    plane = Slice.through(*(given(anchor) for anchor in x))
    assert not plane.origin.requires_grad
    assert close(plane.embed(plane.anchors), x.detach(), 1e-6)
    assert close(Slice(x[0], [x[1], x[2]], (0, 1, 0, 1)).axes, x[1:].detach())
    assert close(plane.project(list(x)), plane.anchors, 1e-6)


def test_slice_keeps_its_own_copy() -> None:
    origin, axes = torch.zeros(2).double(), torch.eye(2).double()
    plane = Slice(origin, axes, (0, 1, 0, 1))
    origin += 1
    axes *= 2
    assert close(plane.embed([[1, 0]]), [[1, 0]])


def side(plane: Slice, index: int, uv) -> float:
    """On which side of the line through the other two anchors a point lies."""
    p, q = np.delete(plane.anchors, index, 0)
    (a, b), (c, d) = q - p, np.asarray(uv) - p
    return float(np.sign(a * d - b * c))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.integers(0, 2**31), st.sampled_from(SHAPES), st.integers(0, 2),
    st.sampled_from([1e-6, 1e-3, 1.0, 1e3]), st.sampled_from([1e-3, 1.0, 1e3]),
)  # fmt: skip
def test_hinge_turns_about_the_other_two_anchors(seed, shape, index, far, scale) -> None:
    x = anchors(seed, shape) * scale
    plane = Slice.through(*x)
    new = x[index] + far * scale * anchors(seed + 1, shape)[0]
    turned = plane.hinge(index, new)
    others = [i for i in range(3) if i != index]
    assert np.array_equal(turned.anchors[others], plane.anchors[others])
    assert close(turned.embed(turned.anchors[others]), x[others], 1e-12 * scale * max(far, 1))
    assert close(frame(turned) @ frame(turned).T, np.eye(2))
    assert turned.distance(new[None])[0] < 1e-12 * scale * max(far, 1)
    assert close(turned.embed(turned.anchors[index][None])[0], new, 1e-11 * scale * max(far, 1))
    assert turned.bounds == plane.bounds
    if shape != (2,):  # in two dimensions every move is within the plane
        assert side(turned, index, turned.anchors[index]) == side(plane, index, plane.anchors[index])


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("index", range(3))
def test_move_within_the_plane_leaves_the_frame(shape, index) -> None:
    plane = Slice.through(*anchors(4, shape))
    p, q = np.delete(plane.anchors, index, 0)
    for uv in (plane.anchors[index] + [0.2, -0.1], p + q - plane.anchors[index]):  # the second crosses the hinge
        moved = plane.hinge(index, plane.embed(uv[None])[0])
        assert torch.equal(moved.axes, plane.axes) and torch.equal(moved.origin, plane.origin)
        assert close(moved.anchors[index], uv)


def test_hinge_is_continuous() -> None:
    """A small move of the anchor is a small change of the frame, also through the old plane."""
    x = anchors(5, (10,))
    plane = Slice.through(*x)
    out = anchors(6, (10,))[0]
    for size in (1e-4, 1e-7, 1e-10, 1e-13):
        turned = plane.hinge(2, x[2] + size * out)
        assert close(turned.axes, plane.axes, 10 * size + 1e-14)


def test_frame_does_not_drift() -> None:
    """A thousand moves of a drag, some with thin triangles."""
    random = np.random.default_rng(0)
    x = anchors(7, (50,))
    plane = Slice.through(*x)
    first = plane.anchors.copy()
    for step in range(1000):
        index = int(random.integers(3))
        thin = x[0] + 1e-4 * torch.from_numpy(random.normal(size=50)) if index == 2 and step % 5 == 0 else None
        new = x[index] + torch.from_numpy(random.normal(size=50)) * 0.3 if thin is None else thin
        x[index] = new
        plane = plane.hinge(index, new)
    assert close(frame(plane) @ frame(plane).T, np.eye(2), 1e-13)
    assert close(plane.embed(plane.anchors), x, 1e-9)
    assert not np.array_equal(first, plane.anchors)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.lists(st.lists(st.integers(-3, 3), min_size=3, max_size=3), min_size=3, max_size=3))
def test_collinear_anchors_are_refused_and_no_others(points) -> None:
    x = np.array(points, float)
    if np.linalg.matrix_rank(x[1:] - x[0]) < 2:
        with pytest.raises(ValueError, match=r"coincide|lie on one line"):
            Slice.through(*x)
    else:
        assert Slice.through(*x).distance(x).max() < 1e-12


def test_planes_at_any_scale() -> None:
    for scale in (1e-9, 1e9):
        x = anchors(8, (4,)) * scale
        plane = Slice.through(*x)
        assert close(plane.embed(plane.anchors), x, 1e-12 * scale)
    far = anchors(8, (4,)) * 1e-3 + 1e4
    assert close(Slice.through(*far).embed(Slice.through(*far).anchors), far, 1e-10)


def test_repr_is_short() -> None:
    assert repr(Slice.box((-1, 1), (0, 2))) == "Slice([-1, 1] x [0, 2] of inputs of shape (2,), 0 anchors)"


NAN, INF = float("nan"), float("inf")
X = np.eye(3)


@pytest.mark.parametrize(
    ("make", "fact"),
    [
        (lambda: Slice.through(X[0], X[1], X[0]), "Two of the anchors coincide"),
        (lambda: Slice.through(X[0], X[0] + 1, X[0] + 2), "The anchors lie on one line"),
        (lambda: Slice.through(X[0], X[1], X[2] * NAN), "There are NaN or infinite entries in the anchor 3"),
        (lambda: Slice.through(X[0], X[1] + INF, X[2]), "There are NaN or infinite entries in the anchor 2"),
        (lambda: Slice.through(X[0], X[1], np.ones(4)), "The anchors have shapes (3,), (3,), (4,)"),
        (lambda: Slice.through(*X, margin=-1), "The window is"),
        (lambda: Slice(X[0], X[1], (0, 1, 0, 1)), "The axes have shape (3,)"),
        (lambda: Slice(X[0], [X[1], 2 * X[1]], (0, 1, 0, 1)), "The two axes are parallel or zero"),
        (lambda: Slice(X[0], [X[1], 0 * X[1]], (0, 1, 0, 1)), "The two axes are parallel or zero"),
        (lambda: Slice(X[0] * NAN, X[1:], (0, 1, 0, 1)), "There are NaN or infinite entries in the origin"),
        (lambda: Slice(X[0], X[1:] + INF, (0, 1, 0, 1)), "There are NaN or infinite entries in the axes"),
        (lambda: Slice(X[0], X[1:], (0, 1, 0, 1), np.ones(3)), "The anchors have shape (3,)"),
        (lambda: Slice(X[0], X[1:], (0, 1, 0, 1), [[0, NAN]]), "There are NaN or infinite entries in the anchors"),
        (lambda: Slice(X[0], X[1:], (0, 0, 0, 1)), "The window is (0.0, 0.0, 0.0, 1.0)"),
        (lambda: Slice(X[0], X[1:], (0, 1, 1, 0)), "The window is (0.0, 1.0, 1.0, 0.0)"),
        (lambda: Slice(X[0], X[1:], (0, 1, 0, INF)), "The window is"),
        (lambda: Slice(X[0], X[1:], (0, 1, 0)), "The window is (0.0, 1.0, 0.0)"),
        (lambda: Slice.box((1, 1), (0, 1)), "The window is"),
        (lambda: Slice.box((0, 1), (0, 1)).with_bounds((1, 0, 0, 1)), "The window is"),
        (lambda: Slice.box((0, 1), (0, 1)).embed([0, 1]), "The points have shape (2,)"),
        (lambda: Slice.box((0, 1), (0, 1)).project([[0, 1, 2]]), "The inputs have shape (1, 3)"),
        (lambda: Slice.box((0, 1), (0, 1)).distance([[NAN, 1]]), "There are NaN or infinite entries in the inputs"),
        (lambda: Slice.box((0, 1), (0, 1)).hinge(0, [0, 1]), "The slice has 0 anchors"),
        (
            lambda: Slice(X[0], 2 * X[1:], (0, 1, 0, 1), X[:, :2]).hinge(0, X[0]),
            "The slice has 3 anchors and not",
        ),
        (lambda: Slice.through(*X).hinge(3, X[0]), "The anchor's index is 3"),
        (lambda: Slice.through(*X).hinge(-1, X[0]), "The anchor's index is -1"),
        (lambda: Slice.through(*X).hinge(0, [1, 2]), "The new anchor has shape (2,)"),
        (lambda: Slice.through(*X).hinge(0, [1, 2, NAN]), "There are NaN or infinite entries in the new anchor"),
        (lambda: Slice.through(*X).hinge(0, X[1]), "Two of the anchors coincide"),
        (lambda: Slice.through(*X).hinge(0, 2 * X[1] - X[2]), "The anchors lie on one line"),
    ],
)
def test_errors_name_the_fault_and_the_remedy(make, fact) -> None:
    with pytest.raises(ValueError) as error:
        make()
    assert str(error.value).startswith(fact), str(error.value)
    assert str(error.value).count(". ") >= 2


def test_what_is_no_array_is_refused() -> None:
    for anchor in ("abc", [[0, 1], [2]], [None, 1]):
        with pytest.raises(TypeError, match="The anchor 1 cannot be read as an array") as error:
            Slice.through(anchor, X[1], X[2])
        assert str(error.value).count(". ") == 2


def test_thin_triangles_have_orthonormal_frames_too() -> None:
    basis = torch.linalg.qr(torch.cat([anchors(9, (20,)), anchors(10, (20,))]).T)[0].T
    for height in (1e-2, 1e-5, 1e-8):
        x = basis[0] + torch.stack([basis[1] * 0, basis[1], 0.3 * basis[1] + height * basis[2]])
        plane = Slice.through(*x)
        assert close(frame(plane) @ frame(plane).T, np.eye(2))
        turned = Slice.through(*basis[:3]).hinge(2, basis[0] + (basis[1] - basis[0]) * 1.7 + height * basis[4])
        assert close(frame(turned) @ frame(turned).T, np.eye(2))


def test_hinging_makes_nearly_orthonormal_axes_orthonormal() -> None:
    plane = Slice.through(*anchors(11, (5,)))
    nearly = Slice(plane.origin, plane.axes * (1 + 1e-10), plane.bounds, plane.anchors)
    turned = nearly.hinge(0, anchors(12, (5,))[0])
    assert close(frame(turned) @ frame(turned).T, np.eye(2))
