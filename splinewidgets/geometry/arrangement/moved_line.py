"""A unit's line after a hand has moved or turned it: the smallest change of its w and b that does it.

A unit of any layer is w z(x) + b, where z is what the layers before make of an input x. Its line, folded at the lines
of these, is where that is zero: so it passes through a point x as soon as b = -w z(x), whichever tile that lies in.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .sequential_state import Floats, SequentialState

# A line has no direction where the units before it are dead: its gradient is then a rounding of what it is the sum of.
FLAT = 1e-12


def moved(state: SequentialState, layer: int, unit: int, to: npt.ArrayLike) -> SequentialState:
    """The state in which the line of a unit passes through a point: b alone changes, by the least that does it.

    All pieces of a folded line move in parallel to themselves, each as far as the layers before stretch the input
    there.

    Parameters
    ----------
    to : (2,)
        A point of the input space.

    Raises
    ------
    ValueError
        If the unit has no line near that point, for w is zero or all units before are dead there.
    """
    z = state.inputs(layer, to)[0]
    w = state.weights[layer][unit]
    _check_direction(state, layer, unit, to)
    return state.with_unit(layer, unit, w, -float(w @ z))


def turned(
    state: SequentialState, layer: int, unit: int, pivot: npt.ArrayLike, to: npt.ArrayLike, towards: Floats
) -> SequentialState:
    """The state in which the line of a unit passes through two points: w turns, and keeps its length.

    Of all w of that length for which it does, this one is the closest to the w of `state`, that of the beginning of the
    gesture: so it does not matter on which way the hand came. b follows, for the line to pass through the pivot.

    Parameters
    ----------
    pivot, to : (2,)
        Points of the input space.
    towards : (entries,)
        The w of just before. In the first layer there are two such w at a quarter turn, and this says which one: the
        side on which the unit is active turns along.

    Raises
    ------
    ValueError
        If the points are one to the unit, or no w does it.
    """
    near, far = np.concatenate([state.inputs(layer, pivot), state.inputs(layer, to)])
    w = state.weights[layer][unit]
    length, arm = float(np.linalg.norm(w)), far - near
    reach = float(np.linalg.norm(arm))
    if length == 0:
        raise without_line(state, layer, unit)
    if reach <= FLAT * max(1.0, float(np.abs(near).max(initial=0))):
        raise ValueError(
            f"Both points are one to unit {unit} of layer {layer}: the layers before make the same of them. "
            "A line turns about one point towards another. Take the handle further away."
        )
    direction = _across(w, arm / reach)
    size = float(np.linalg.norm(direction))
    if size <= FLAT * length:
        direction, size = _across(towards, arm / reach), 1.0
        size = float(np.linalg.norm(direction))
        if size <= FLAT * length:
            raise ValueError(
                f"The line of unit {unit} of layer {layer} cannot pass through both points. Its w would have to be "
                "zero. Turn it the other way."
            )
    turned_w = direction * (length / size)
    if turned_w @ towards < 0:
        turned_w = -turned_w
    return state.with_unit(layer, unit, turned_w, -float(turned_w @ near))


def without_line(state: SequentialState, layer: int, unit: int) -> ValueError:
    """What is wrong with a unit whose w is zero."""
    return ValueError(
        f"Unit {unit} of layer {layer} has no line: its w is 0. A line is where w x + b = 0 for a w that is not. "
        "Undo, remove the unit, or set its weights in the model and call update()."
    )


def _across(w: Floats, direction: Floats) -> Floats:
    """The part of w across a unit direction."""
    if len(w) == 2:
        # Of length 1 for any w, so that a quarter turn is like any other.
        normal = np.array([-direction[1], direction[0]])
        return normal if normal @ w >= 0 else -normal
    once: Floats = w - (w @ direction) * direction
    # Twice, since the first pass leaves a rounding error relative to what it removes.
    twice: Floats = once - (once @ direction) * direction
    return twice


def _check_direction(state: SequentialState, layer: int, unit: int, at: npt.ArrayLike) -> None:
    w = state.weights[layer][unit]
    if not w.any():
        raise without_line(state, layer, unit)
    normals = state.normals(layer, at)
    largest = float(np.abs(state.weights[layer]).sum() * max(1.0, float(np.abs(normals).max())))
    if float(np.abs(normals[unit]).max()) <= FLAT * largest:
        raise ValueError(
            f"Unit {unit} of layer {layer} has no line there: all units that it adds are dead. "
            "A line can be where one of them is active. Move it elsewhere."
        )
