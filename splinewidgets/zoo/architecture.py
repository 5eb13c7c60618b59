"""`Architecture`: a perceptron in the words of its layers, made as a module and written as code."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import torch
from torch import nn

from .blocks import Absolute, MaxOut, Skip

Activation = Literal["relu", "leaky", "abs", "maxout", "gelu"]

LEAK = 0.1
ACTIVATIONS: dict[str, tuple[Callable[[], nn.Module], str]] = {
    "relu": (nn.ReLU, "nn.ReLU()"),
    "leaky": (lambda: nn.LeakyReLU(LEAK), f"nn.LeakyReLU({LEAK})"),
    "abs": (Absolute, "Absolute()"),
    "maxout": (MaxOut, "MaxOut()"),
    "gelu": (nn.GELU, "nn.GELU()"),
}


@dataclass(frozen=True)
class Architecture:
    """A perceptron with hidden layers of one kind.

    Attributes
    ----------
    widths : tuple of int
        Units of each hidden layer.
    inputs, outputs : int
    activation : 'relu', 'leaky', 'abs', 'maxout' or 'gelu'
        Of the hidden units; leaky ReLU has slope 0.1 below zero, a maxout unit is the larger of two
        affine functions.
    skip : bool
        Whether a layer with as many inputs as units adds its input to its output.
    batch_norm : bool
        Whether pre-activations of hidden layers are normalized. Momentum is 1: what evaluation uses are the statistics
        of the newest batch.

    Examples
    --------
    >>> model = Architecture((8, 8), skip=True).module(seed=1)
    >>> model(torch.zeros(5, 2)).shape
    torch.Size([5, 2])
    """

    widths: tuple[int, ...]
    inputs: int = 2
    outputs: int = 2
    activation: Activation = "relu"
    skip: bool = False
    batch_norm: bool = False

    def module(self, seed: int = 0) -> nn.Sequential:
        """The module, with PyTorch's default initialization; the global random state is left as it was."""
        with torch.random.fork_rng(devices=()):
            torch.manual_seed(seed)
            modules: list[nn.Module] = []
            for before, width in self._layers():
                layer = [each.make() for each in self._hidden(before, width)]
                modules += [Skip(*layer)] if self._skips(before, width) else layer
            return nn.Sequential(*modules, nn.Linear(self._last, self.outputs))

    def code(self) -> str:
        """The module as an expression of Python, with torch's `nn` and the blocks of `blocks_code`."""
        lines: list[str] = []
        for before, width in self._layers():
            layer = ", ".join(each.code for each in self._hidden(before, width))
            lines.append(f"Skip({layer})" if self._skips(before, width) else layer)
        lines.append(f"nn.Linear({self._last}, {self.outputs})")
        return "nn.Sequential(\n" + "".join(f"    {line},\n" for line in lines) + ")"

    def blocks_code(self) -> str:
        """The source of the blocks of its own that the code needs."""
        code = self.code()
        return "\n\n".join(inspect.getsource(each) for each in (Absolute, MaxOut, Skip) if f"{each.__name__}(" in code)

    @property
    def _last(self) -> int:
        return self.widths[-1] if self.widths else self.inputs

    def _layers(self) -> list[tuple[int, int]]:
        return list(zip((self.inputs, *self.widths), self.widths, strict=False))

    def _skips(self, before: int, width: int) -> bool:
        return self.skip and before == width

    def _hidden(self, before: int, width: int) -> list[_Part]:
        units = 2 * width if self.activation == "maxout" else width
        parts = [_Part(f"nn.Linear({before}, {units})", lambda: nn.Linear(before, units))]
        if self.batch_norm:
            parts.append(_Part(f"nn.BatchNorm1d({units}, momentum=1.0)", lambda: nn.BatchNorm1d(units, momentum=1.0)))
        make, code = ACTIVATIONS[self.activation]
        return [*parts, _Part(code, make)]


@dataclass(frozen=True)
class _Part:
    code: str
    make: Callable[[], nn.Module] = field(repr=False)
