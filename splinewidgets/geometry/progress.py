"""Progress of a long computation."""

from __future__ import annotations

from collections.abc import Callable

# Called with the fraction done and words for what is done, such as a layer's name. What it raises ends the computation.
Progress = Callable[[float, str], None]

# What a model's export is called; it comes before anything of which a fraction could be told.
READING = "reading the model"
