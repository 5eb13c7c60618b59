"""Arguments of `SliceExplorer`, checked and brought into one form."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from torch import nn

from splinewidgets.geometry.array_like import numbers
from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.network.one_network import one_network
from splinewidgets.geometry.slices.slice import Bounds
from splinewidgets.geometry.tessellation.measures import Measure
from splinewidgets.pictures import plain_values
from splinewidgets.pictures.scene.data_map import DataMap
from splinewidgets.pictures.scene.image_layout import ImageLayout
from splinewidgets.pictures.scene.layers import layers_trait
from splinewidgets.pictures.scene.legend import MARKS
from splinewidgets.pictures.scene.measures import listed, measures_of, read_own_measures
from splinewidgets.pictures.scene.samples import Samples
from splinewidgets.pictures.scene.scene import Domain, Scene
from splinewidgets.pictures.scene.slice_network import network_of, without_data

Anchors = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ExplorerInput:
    """The fixed things a `SliceExplorer` works with, and the scene it begins with.

    Attributes
    ----------
    network : Network
    scene : Scene
    samples : Samples or None
    data_map : DataMap or None
        Only where there are data that spread in two directions, and more than two inputs.
    layout : ImageLayout or None
        Where the inputs are images.
    gray_range : (float, float)
        Lowest and highest number in the data, or in the anchors without data.
    class_names : tuple of str
        One for each class; two for a scalar output; none where outputs are no scores of classes.
    own : dict
        Measures of the user's own.
    """

    network: Network
    scene: Scene
    samples: Samples | None
    data_map: DataMap | None
    layout: ImageLayout | None
    gray_range: tuple[float, float]
    class_names: tuple[str, ...]
    own: Mapping[str, Measure] = field(default_factory=dict)

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """All measures that tiles can be colored by."""
        names = [layer["name"] for layer in layers_trait(self.network)]
        return measures_of(self.network, names, self.class_names, self.own)

    @classmethod
    def read(
        cls,
        model: nn.Module | Network,
        anchors: Any,
        data: Any,
        labels: Any,
        input_shape: Sequence[int] | None,
        class_names: Sequence[str] | None,
        margin: float,
        domain: Sequence[float] | None = None,
        measures: Any = None,
        output: str | int | None = None,
    ) -> ExplorerInput:
        """Check and convert; raises ValueError, or what `Network` raises, on anything that does not fit."""
        margin = _read_margin(margin)
        own = read_own_measures(measures)
        limits = read_domain(domain)
        given = None if data is None else numbers(data, "data")
        if isinstance(model, Network):
            network = one_network(model, output)
        else:
            network = network_of(model, anchors, given, output=output)
        shape = tuple(network.input_shape)
        if given is not None and given.shape[1:] != shape:
            raise ValueError(
                f"data has inputs of shape {given.shape[1:]}. The network takes {shape}. Reshape the data."
            )
        names = _class_names(class_names, math.prod(network.output_shape))
        if labels is not None and given is None:
            raise ValueError("labels were given without data. They name the data's classes. Pass data= as well.")
        samples = None if given is None else Samples.read(given, labels, names)
        chosen = _default_anchors(shape, samples) if anchors is None else read_anchors(anchors, shape, samples)
        data_map = None
        if shape == (2,):
            scene = Scene.plane(chosen, None if samples is None else samples.inputs, margin, limits)
        else:
            scene = Scene.through(chosen, margin, limits)
            if samples is not None:
                scene = replace(scene, rows=samples.rows_of(chosen))
                # Anchors of one's own need no map: where the data have none, they are moved within the slice.
                data_map = DataMap.fit(samples.inputs) if anchors is None else DataMap.of(samples.inputs)
        layout = None if shape == (2,) and input_shape is None else ImageLayout.of(shape, input_shape)
        shades = samples.inputs if samples is not None else chosen
        gray_range = (float(shades.min(initial=0)), float(shades.max(initial=0))) if layout else (0.0, 1.0)
        return cls(network, scene, samples, data_map, layout, gray_range, names, own)

    def rows_of(self, anchors: Anchors) -> tuple[int, ...]:
        """Which of the data anchors are, -1 for those that are none; () without data."""
        return () if self.samples is None else self.samples.rows_of(anchors)

    @property
    def predicts(self) -> bool:
        """True if the data's labels are the network's classes, so that it can be wrong about them."""
        return self.samples is not None and bool(self.class_names) and self.samples.names == self.class_names

    @property
    def classes(self) -> list[str]:
        """The names of the classes that have colors: of the data where they have other ones than the network."""
        return list((self.samples.names if self.samples is not None else ()) or self.class_names)

    @property
    def marks(self) -> list[str]:
        """Marks that there are above the tiles."""
        there = (bool(self.class_names), self.samples is not None, self.predicts, len(self.scene.anchors) > 0)
        return [mark for mark, is_there in zip(MARKS, there, strict=True) if is_there]

    def traits(self) -> dict[str, Any]:
        """The widget's traits that do not change."""
        return {
            "_layers": layers_trait(self.network),
            "_measures": listed(self.measures),
            "class_names": list(self.class_names),
            "_marks": self.marks,
            "_classes": self.classes,
            "_map": self.data_map.trait(self.samples) if self.data_map and self.samples else {},
            # Only where there are further dimensions and no map to move on.
            "_can_tilt": self.data_map is None and math.prod(self.network.input_shape) > 2,
        }


def _read_margin(given: Any) -> float:
    margin = plain_values.real(given, "margin", "a number of at least 0", "0.3 is usual.")
    if not (math.isfinite(margin) and margin >= 0):
        raise ValueError(f"margin is {margin}. It must be a number of at least 0. 0.3 is usual.")
    return margin


def read_anchors(given: Any, shape: tuple[int, ...], samples: Samples | None) -> Anchors:
    """Three anchors (3, *shape) from inputs or from indices into the data; any number where inputs are 2-D.

    Raises
    ------
    ValueError
        If the shape is wrong, an entry is not finite, or an index is out of range.
    """
    array = numbers(given, "anchors")
    if array.ndim == 1 and array.size and (array == np.round(array)).all():
        if samples is None:
            raise without_data(given, _sizes(shape))
        chosen = array.astype(int)
        if (chosen < -len(samples.inputs)).any() or (chosen >= len(samples.inputs)).any():
            raise ValueError(
                f"anchors are the indices {chosen.tolist()}. There are {len(samples.inputs)} data. "
                f"Pass indices from 0 to {len(samples.inputs) - 1}."
            )
        array = samples.inputs[chosen]
    if array.shape[1:] != shape or (len(array) != 3 and shape != (2,)):
        raise ValueError(
            f"anchors has shape {array.shape}. A slice takes three inputs of the network, (3, {_sizes(shape)}), or "
            "three indices into the data. Stack three inputs along a first dimension."
        )
    return array


def read_view(given: Any) -> Bounds | None:
    """A window (u0, u1, v0, v1), or None.

    Raises
    ------
    ValueError
        If it is not four finite numbers with u0 < u1 and v0 < v1.
    """
    if given is None:
        return None
    bounds = numbers(given, "view")
    if bounds.shape != (4,) or not (bounds[0] < bounds[1] and bounds[2] < bounds[3]):
        raise ValueError(
            f"view is {bounds.tolist()}. It must be (u0, u1, v0, v1) with u0 < u1 and v0 < v1. None is the whole slice."
        )
    u0, u1, v0, v1 = (float(x) for x in bounds)
    return (u0, u1, v0, v1)


def _default_anchors(shape: tuple[int, ...], samples: Samples | None) -> Anchors:
    if shape == (2,):
        return np.empty((0, 2))
    if samples is None:
        raise ValueError(
            f"Neither anchors nor data were given. A slice of inputs of shape {shape} needs three anchors. "
            f"Pass anchors=, three inputs (3, {_sizes(shape)}), or data= to choose from."
        )
    return samples.inputs[samples.three_apart()]


def _class_names(given: Sequence[str] | None, outputs: int) -> tuple[str, ...]:
    if given is None:
        return ("negative", "positive") if outputs == 1 else tuple(str(i) for i in range(outputs))
    names = tuple(
        plain_values.names(given, "class_names", "a list of names", "Name each class, or pass () if there are none.")
    )
    if names and len(names) != max(outputs, 2):
        raise ValueError(
            f"class_names has {len(names)} names. The network has {outputs} output{'s' * (outputs > 1)}, so there "
            f"are {max(outputs, 2)} classes. Name each of them, or pass () if outputs are no scores of classes."
        )
    return names


def _sizes(shape: tuple[int, ...]) -> str:
    return ", ".join(str(n) for n in shape)


def read_anchor_names(given: Sequence[str] | None, anchors: int) -> list[str]:
    """One name for each anchor: those given, or A, B, C."""
    if given is None:
        return [chr(ord("A") + i % 26) for i in range(anchors)]
    names = plain_values.names(given, "anchor_names", "a list of names", "Name each anchor, or leave it out.")
    if len(names) != anchors:
        raise ValueError(
            f"anchor_names has {len(names)} names. There are {anchors} anchors. Name each of them, or leave it out."
        )
    return names


def read_domain(given: Any) -> Domain | None:
    """The least and the largest that inputs can be, or None."""
    if given is None:
        return None
    limits = numbers(given, "domain")
    if limits.shape != (2,) or not limits[0] < limits[1]:
        raise ValueError(
            f"domain is {limits.tolist()}. It must be (low, high), the least and the largest that inputs can be. "
            "(-1, 1) is usual for latents. None shows all."
        )
    return (float(limits[0]), float(limits[1]))


def read_point(given: Any) -> list[float] | None:
    """A point [u, v] of a slice, or None.

    Raises
    ------
    ValueError
        If it is not two finite numbers.
    """
    if given is None:
        return None
    point = numbers(given, "point")
    if point.shape != (2,):
        raise ValueError(
            f"point has shape {point.shape}. It must be two coordinates of the slice, [u, v]. "
            "None is the middle of the window."
        )
    plain: list[float] = point.tolist()
    return plain
