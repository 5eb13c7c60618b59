"""A torch model as a graph of affine parts and knots, with its parameters outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from ..argument_types import checked_dtype, device_of, truth
from ..device_precision import WITHOUT_FLOAT64, float64_device, full_precision
from ..export.export import export
from ..export.look import Look
from ..model.agreement import check_agreement
from ..model.fitting_tensors import fitting
from ..model.model_input import model_input
from ..model.model_output import pick
from ..model.state_dict_check import check_finite, check_read
from ..program.binding import bind
from ..program.execution import AfterAffine, AtKnot, Evaluation, run
from ..program.layer import Layer
from ..program.memory_footprint import MemoryFootprint
from ..program.program import Ends, Program
from ..progress import READING, Progress
from ..smooth.approximation_error import Approximation, stated
from .layer_facts import LayerFacts
from .network_end import NetworkEnd
from .parameter_space import ParameterSpace
from .unit_graph import UnitGraph
from .unit_graph_reader import unit_graph


class Network(NetworkEnd):
    """A piecewise-affine model, ready to be evaluated knot by knot.

    The parameters are copied: later training does not change them (see `with_parameters`). Making one follows a few
    calls of a copy, seconds for deep models; `tessellate` and the widgets remember it. A pickled one is not read again.

    Parameters
    ----------
    model
        Any module that takes one batch of inputs, in eval mode.
    example
        One input without batch dimension, any array-like.
    output
        Which of several tensors that the model returns: its key in a dict, or its position in a tuple.
    progress
        Called with 0 and words for what is done before each stage of reading. What it raises ends it.
    smooth_end
        Leave out a smooth function of each output at the end, too, such as tanh or `(tanh + 1) / 2`: `smooth_end`.

    Attributes
    ----------
    input_shape, output_shape : tuple of int
        Of one input and one output.
    layers : tuple of Layer
        The knots in the order of evaluation.
    dropped : str or None
        The softmax, log_softmax or sigmoid that was left out at the end, or the first part of a smooth end.
    end : Approximation or None
        What stands in for a sigmoid at the end, of a model that was linearized: the last layer.
    approximations : tuple of Approximation
        What stands in for smooth activations, and how far it is from them; empty for an exact network.

    Raises
    ------
    UnsupportedOperation
        If the model is not piecewise affine, naming the operation and its place.
    ValueError
        If the model fails on the example, mixes the inputs of a batch, has NaN or infinite parameters, or returns
        several tensors and `output` does not name one.

    References
    ----------
    Balestriero, Humayun and Baraniuk, On the Geometry of Deep Learning [balestriero2025geometry], equation (5).

    Examples
    --------
    >>> network = Network(nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1)), [0.0, 0.0])
    >>> network.layers
    (Layer(name='1', operation='relu', units=8),)
    """

    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...]
    layers: tuple[Layer, ...]
    dropped: str | None
    end: Approximation | None
    approximations: tuple[Approximation, ...]
    dtype: torch.dtype
    device: torch.device

    def __init__(
        self,
        model: nn.Module,
        example: Any,
        output: str | int | None = None,
        progress: Progress | None = None,
        *,
        smooth_end: bool = False,
    ) -> None:
        leaves_out: Ends = "smooth" if truth(smooth_end, "smooth_end") else "classes"
        example = model_input(model, example, "example")
        with full_precision(example.device):
            self.read(model, example, output, progress, leaves_out)

    def read(
        self, model: nn.Module, example: Tensor, output: Any, progress: Progress | None, leaves_out: Ends = "classes"
    ) -> tuple[Network, int, Look]:
        """Become that of a model; returns it with its end, its output's position, and what was seen of the model."""
        exported = export(model, example, output, progress)
        seen = exported.seen
        assert seen is not None
        with torch.inference_mode(False), torch.no_grad():
            program = Program(exported, leaves_out)
            check_finite(exported.tensors)
            own = seen.structure.tensors
            shapes = {name: tuple(own[name].shape) for name in model.state_dict() if name in own}
            batch, wanted = seen.batches[0], pick(seen.returned, exported.leaf)
            # Of the model's own tensors, those whose values Python was told.
            read = {name: own[name].detach() for name in seen.traces[0].read}
            given = shapes, exported.tensors, read, batch.dtype, batch.device
            whole = self._bind(program, *given)
            if self.dropped is not None:
                whole = Network.__new__(Network)._bind(Program(exported, "nothing"), *given)
            if progress is not None:
                progress(0.0, f"{READING}: comparing")
            check_agreement(whole, type(model).__name__, batch, wanted)
        return whole, exported.leaf, seen

    @classmethod
    def of_parameter(cls, model: nn.Module, name: str, data: Any) -> Network:
        """The model's outputs at fixed data as a function of one of its parameters.

        Its output is (B, *output_shape) for B data points, its tiles are where no activation of any of them changes.
        `with_parameters` takes the state_dict of a `ParameterSpace`.

        Parameters
        ----------
        model
            Any module, in eval mode.
        name
            Of one of `model.named_parameters()`.
        data
            (B, *input_shape) array-like.

        Raises
        ------
        UnsupportedOperation
            If the model is not piecewise affine in the parameter.
        ValueError
            If there is no such parameter, or the model fails on the data.

        Examples
        --------
        >>> Network.of_parameter(zoo.mlp((3, 8, 1)), "1.weight", torch.randn(20, 3))
        Network((8, 3) -> (20, 1), units at knots: 160, torch.float32)
        """
        return cls(ParameterSpace(model, name, data), model.get_parameter(name))

    def _bind(
        self,
        program: Program,
        shapes: dict[str, tuple[int, ...]],
        tensors: dict[str, Tensor],
        read: dict[str, Tensor],
        dtype: torch.dtype,
        device: torch.device,
    ) -> Network:
        self._program, self._shapes, self._tensors, self._read = program, shapes, tensors, read
        self.dtype, self.device = dtype, device
        axis = program.axes[0]
        assert axis is not None
        self.input_shape, self.output_shape = axis.shape[1:], tuple(program.output_shape)
        self.layers, self.dropped, self.end = tuple(program.layers), program.dropped, program.end
        self.approximations = tuple(program.approximations)
        self._steps = bind(program, tensors, dtype, device)
        self._siblings: dict[tuple[torch.dtype, torch.device], Network] = {(dtype, device): self}
        return self

    def __getstate__(self) -> tuple[Any, ...]:
        return self._program.made_of, self._shapes, self._tensors, self._read, self.dtype, self.device

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        (exported, leaves_out), shapes, tensors, *rest = state
        program = Program(replace(exported, tensors=tensors), leaves_out)
        self._bind(program, shapes, tensors, *rest)

    def with_parameters(self, state_dict: Mapping[str, Any]) -> Network:
        """The same graph with other parameters, for instance those of a checkpoint, whose names `fitting` reads.

        Raises ValueError if names or shapes differ from the model's, a value is NaN or infinite, or one steers the
        forward in Python and is another than when the network was made.
        """
        given = fitting(state_dict, self._shapes)
        check_read(self._read, given)
        return self.with_tensors({name: given[name].detach().clone() for name in self._tensors if name in self._shapes})

    @property
    def tensors(self) -> Mapping[str, Tensor]:
        """The copies of the model's parameters, buffers and constants that the graph refers to by name."""
        return self._tensors

    def with_tensors(self, others: Mapping[str, Tensor]) -> Network:
        """The same graph with other tensors of these names, which are not copied; they must be finite."""
        check_finite(others)
        given = self._shapes, {**self._tensors, **others}, self._read, self.dtype, self.device
        return Network.__new__(Network)._bind(self._program, *given)

    def to(self, dtype: torch.dtype | None = None, device: torch.device | str | None = None) -> Network:
        """The network in another dtype or on another device; itself where nothing changes.

        Raises ValueError for float64 on a device that has none.
        """
        where = (checked_dtype(dtype) or self.dtype, device_of(device) if device is not None else self.device)
        if where[0] == torch.float64 and where[1].type in WITHOUT_FLOAT64:
            raise ValueError(
                f"The dtype is torch.float64 and the device {where[1]}. That device has no float64. "
                "Pass dtype=torch.float32 or device='cpu'."
            )
        if where not in self._siblings:
            sibling = Network.__new__(Network)._bind(self._program, self._shapes, self._tensors, self._read, *where)
            sibling._siblings = self._siblings
            self._siblings[where] = sibling
        return self._siblings[where]

    def in_float64(self) -> Network:
        """The network in float64, on the CPU where its device has none."""
        return self.to(torch.float64, float64_device(self.device))

    def __call__(self, inputs: Float[Tensor, "points *input"]) -> Float[Tensor, "points *output"]:
        """The outputs (N, *output_shape) at inputs (N, *input_shape)."""
        return self.evaluate(inputs)

    def __repr__(self) -> str:
        units = ", ".join(str(layer.units) for layer in self.layers) or "none"
        parts = [f"{self.input_shape} -> {self.output_shape}", f"units at knots: {units}", str(self.dtype)]
        return f"Network({', '.join([*parts, *stated(self.approximations)])})"

    def evaluate(
        self,
        inputs: Float[Tensor, "points *input"],
        at_knot: AtKnot | None = None,
        after_affine: AfterAffine | None = None,
    ) -> Float[Tensor, "grown *output"]:
        """The outputs (N, *output_shape) at a batch that may grow at every knot, with the N after the last.

        Differentiable in the inputs where autograd is on. Neither TF32 nor autocast shortens what is computed here.

        Parameters
        ----------
        inputs
            (N, *input_shape), of the network's dtype and on its device.
        at_knot
            Called before each knot with the layer's index and its pre-activations (N, units), contiguous, whose zero
            sets separate the affine pieces; for a layer with `windows`, the entries (N, width) that these refer to.
            It may write to them; for relu, leaky_relu, prelu, abs and windows they are the knot's own operand. Copy
            what must be kept. It returns None or a function (N, k) -> (N', k) for every value still needed.
        after_affine
            Called after each affine operation that computes new values with them, (N, k); it may write to them.

        Raises
        ------
        ValueError
            If the inputs have another shape.
        """
        if inputs.shape[1:] != self.input_shape:
            raise ValueError(
                f"The inputs have shape {tuple(inputs.shape)}. The network takes batches of shape "
                f"(N, {', '.join(map(str, self.input_shape))}). Put one input in each row."
            )
        if len(inputs) == 0:
            return inputs.new_empty((0, *self.output_shape))
        with full_precision(self.device):
            return run(self._steps, self._program, inputs, at_knot, after_affine)

    def evaluation(self, inputs: Tensor, after_affine: AfterAffine | None = None, position: int = 0) -> Evaluation:
        """A batch (N, *input_shape), N > 0, or what the first steps made of one, on its way; told when to go on."""
        return Evaluation(self._steps, self._program, inputs, after_affine, position)

    @cached_property
    def memory_footprint(self) -> MemoryFootprint:
        """Memory that a batch takes on its way through the network."""
        return MemoryFootprint(self._program)

    @cached_property
    def layer_facts(self) -> LayerFacts:
        """Facts about the layers that a walk over a slice needs besides their values."""
        return LayerFacts(self, self._steps, self._program)

    @cached_property
    def unit_graph(self) -> UnitGraph:
        """The network as columns of units, and the weights between them, in float64."""
        return unit_graph(self.to(torch.float64, "cpu"))
