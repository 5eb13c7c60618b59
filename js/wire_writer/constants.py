"""What the page's own training has in common with Python's: sources of blocks, names, defaults and limits."""

from __future__ import annotations

import dataclasses
import inspect
import json
from typing import Any

from splinewidgets.learning import live_training
from splinewidgets.pictures.scene import playground_input
from splinewidgets.zoo import architecture, blocks, experiment, formula
from wire_writer.typescript import WIDTH

FILE = "experiment_constants.ts"


def constants() -> str:
    """The text of the file."""
    named: dict[str, tuple[str, Any]] = {
        "LEAK": ("Slope of a leaky ReLU below zero.", architecture.LEAK),
        "MOMENTUM": ("Of SGD with momentum.", live_training.MOMENTUM),
        "DEFAULTS": ("What an experiment is where nothing else is said.", _defaults()),
        "LIMITS": ("The least and the most that a page trains.", _limits()),
        "CHOICES": ("What can be chosen.", _choices()),
        "SIGNS": ("Classes of a formula.", list(experiment.SIGNS)),
        "WINDOW": (
            "Reach of a window in each input, at least, and its room around the points.",
            {"least": experiment.LEAST_REACH, "room": experiment.ROOM},
        ),
        "MOST_DEPTH": ("Brackets that may be open in a formula.", formula.MOST_DEPTH),
        "MOST_LETTERS": ("Of a formula.", formula.MOST_LETTERS),
        "FORMULA_SIGNS": ("What formulas are made of, in words.", formula.KNOWN),
        "DATASET_FUNCTIONS": (
            "Where points come from, in `splinewidgets.zoo`.",
            {kind: name for kind, (_, name) in experiment.DATASETS.items()},
        ),
        "ACTIVATION_CODE": (
            "Activations as modules of PyTorch.",
            {kind: code for kind, (_, code) in architecture.ACTIVATIONS.items()},
        ),
        "BLOCK_SOURCES": (
            "Source of the modules that PyTorch does not have.",
            {each.__name__: inspect.getsource(each) for each in (blocks.Absolute, blocks.MaxOut, blocks.Skip)},
        ),
    }
    head = "// Written by `make wire` from splinewidgets/zoo and what stands below it: change these.\n"
    return "\n".join([head, *(_constant(name, *said) for name, said in named.items())])


def _constant(name: str, words: str, value: Any) -> str:
    text = _text(value)
    gap = "\n  " if isinstance(value, str) and "\n" not in text and len(text) > WIDTH // 2 else " "
    return f"/** {words} */\nexport const {name} ={gap}{text} as const;\n"


def _defaults() -> dict[str, Any]:
    return {field.name: field.default for field in dataclasses.fields(experiment.Experiment)}


def _limits() -> dict[str, Any]:
    return {
        "layers": playground_input.MOST_LAYERS,
        "units": playground_input.MOST_UNITS,
        "samples": playground_input.SAMPLES,
        "drawn": playground_input.MOST_DRAWN,
        "leastDrawn": experiment.LEAST_POINTS,
        "classes": playground_input.CLASSES,
        "noise": playground_input.MOST_NOISE,
    }


def _choices() -> dict[str, Any]:
    return {
        "data": [*experiment.DATASETS, "formula", "drawn"],
        "activation": list(architecture.ACTIVATIONS),
        "loss": list(live_training.LOSSES),
        "optimizer": ["sgd", "momentum", "adam"],
    }


def _text(value: Any, indent: str = "") -> str:
    """A value as biome writes it: an entry of an object in each line."""
    if isinstance(value, dict):
        lines = [f"{indent}  {name}: {_text(each, indent + '  ')},\n" for name, each in value.items()]
        return "{\n" + "".join(lines) + indent + "}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_text, value))}]"
    if isinstance(value, str) and ("\n" in value or len(value) > WIDTH // 2):
        escaped = value.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")
        return f"`{escaped}`"
    return json.dumps(value, ensure_ascii=False)
