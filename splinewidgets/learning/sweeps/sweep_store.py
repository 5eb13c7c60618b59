"""The rows of a sweep on disk, so that one that was interrupted goes on where it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from splinewidgets.files.checksum import Record

from ..append_only import AppendOnlyFile
from ..checkpoint import Checkpoint
from ..metrics import from_json, in_json
from .digest import digest, name_of
from .sweep_task import Function, Outcome, Pair

FORMAT = "splinewidgets sweep"


class SweepStore:
    """Results per pair, of one function and its slices; checkpoints may be added later.

    A row is of a checkpoint's step and content, so that it is never taken for that of another training. Errors are not
    kept: what failed is tried again next time.
    """

    def __init__(
        self, file: Path, function: Function, checkpoints: Sequence[Checkpoint], slices: Sequence[Any]
    ) -> None:
        self._lines = AppendOnlyFile(file, "the store of a sweep", FORMAT, "what it told is computed again")
        self._header = {
            "function": name_of(function),
            "settings": digest(function),
            "slices": digest(list(slices)),
        }
        self._contents = [_content(checkpoint) for checkpoint in checkpoints]
        self._steps = [checkpoint.step for checkpoint in checkpoints]

    @contextmanager
    def writing(self) -> Iterator[list[Outcome]]:
        """Yield what is there already of these checkpoints; more can be added within.

        Raises
        ------
        RuntimeError
            If another sweep is writing.
        ValueError
            If the store is of another function or other slices, or damaged.
        """
        try:
            self._lines.write(**self._header)
            _, records = self._lines.read()
            self._check_header(self._lines.header or {})
            yield self._known(records)
        finally:
            self._lines.close()

    def add(self, outcome: Outcome) -> None:
        """Append what came of a pair."""
        if not outcome.error:
            self._lines.append({**self._row(outcome.pair), "values": in_json(outcome.values)})

    def _row(self, pair: Pair) -> Record:
        return {"step": self._steps[pair[0]], "content": self._contents[pair[0]], "slice": pair[1]}

    def _known(self, records: list[tuple[int, Record]]) -> list[Outcome]:
        values = {}
        for line, record in records:
            match record:
                case {"step": int(step), "content": str(content), "slice": int(slice), "values": dict(given)}:
                    values[step, content, slice] = from_json(given)
                case _:
                    raise self._lines.damaged(line)
        return [
            Outcome((i, j), found)
            for i, key in enumerate(zip(self._steps, self._contents, strict=True))
            for (*known, j), found in values.items()
            if key == tuple(known)
        ]

    def _check_header(self, header: Record) -> None:
        for what, wanted in self._header.items():
            if header.get(what) != wanted:
                named = {"function": f"the function {header.get(what)}", "settings": "the same function otherwise set"}
                raise ValueError(
                    f"The store {self._lines.file} is of {named.get(what, 'other slices')}. A store is of one function "
                    "with its settings and slices. Choose another path for this sweep."
                )


def _content(checkpoint: Checkpoint) -> str:
    try:
        return digest(checkpoint.state_dict())
    except (OSError, ValueError):
        return ""  # its pairs will say what is wrong, and errors are not kept
