"""Which checkpoints a history has: the meaning of the lines of its index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from .append_only import AppendOnlyFile, Record
from .checkpoint import Checkpoint
from .metrics import from_json, in_json

INDEX = "index.jsonl"
FORMAT = "splinewidgets history 1"
PATTERN = "step-*.safetensors"


class HistoryIndex:
    """The checkpoints of a directory, as its index tells: a file that has no line there does not exist.

    There are three kinds of lines: a checkpoint, metrics noted later, and that what came after a step is forgotten. A
    checkpoint of a step that is there already replaces it.
    """

    checkpoints: tuple[Checkpoint, ...]

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lines = AppendOnlyFile(directory / INDEX, "the index of a history", FORMAT)
        self.checkpoints = ()
        self._names: set[str] = set()
        self.refresh()

    def refresh(self) -> bool:
        """Take in what was appended; return whether anything changed."""
        try:
            replaced, records = self._lines.read()
            if replaced:
                self._names.clear()
            known = {} if replaced else {checkpoint.step: checkpoint for checkpoint in self.checkpoints}
            for line, record in records:
                known = self._applied(known, line, record)
        except ValueError:
            self._lines.forget()  # to say so again next time
            self.checkpoints = ()
            raise
        if replaced or records:
            self.checkpoints = tuple(known.values())  # in one go: other threads may be reading
        return replaced or bool(records)

    def write(self) -> None:
        """Become the writer, and remove the files of no line that a killed writer left.

        Raises
        ------
        RuntimeError
            If somebody else is writing.
        """
        if self._lines.writing:
            return
        self._lines.close()
        self._lines.write(id=uuid4().hex)
        self.refresh()
        self._remove_orphans()

    def add(self, step: int, file: Path, metrics: Mapping[str, float]) -> None:
        """Append a checkpoint, whose file is in place."""
        self._append({"step": step, "file": file.name, "metrics": in_json(metrics)})

    def note(self, step: int, metrics: Mapping[str, float]) -> None:
        """Append metrics of a checkpoint."""
        self._append({"note": step, "metrics": in_json(metrics)})

    def rewind(self, step: int) -> None:
        """Append that what came after a step is forgotten."""
        self._append({"rewind": step})

    def free_file(self, step: int) -> Path:
        """A file for a checkpoint, of a name that none has."""
        # A name is never used again while a reader may still take it for that of a forgotten checkpoint.
        file, version = self._directory / f"step-{step:08}.safetensors", 1
        while file.name in self._names:
            version += 1
            file = self._directory / f"step-{step:08}-{version}.safetensors"
        return file

    def close(self) -> None:
        """Let others write."""
        self._lines.close()

    def _append(self, record: Record) -> None:
        before = self.checkpoints
        self._lines.append(record)
        self.refresh()
        for forgotten in {c.file for c in before} - {c.file for c in self.checkpoints}:
            forgotten.unlink(missing_ok=True)

    def _applied(self, known: dict[int, Checkpoint], line: int, record: Record) -> dict[int, Checkpoint]:
        try:
            match record:
                case {"step": int(step), "file": str(name), "metrics": dict(metrics)} if Path(name).name == name:
                    self._names.add(name)
                    known[step] = Checkpoint(step, from_json(metrics), self._directory / name)
                case {"note": int(step), "metrics": dict(metrics)}:
                    known[step] = replace(known[step], metrics={**known[step].metrics, **from_json(metrics)})
                case {"rewind": int(step)}:
                    return {s: checkpoint for s, checkpoint in known.items() if s <= step}
                case _:
                    raise KeyError(*record)
        except (KeyError, TypeError, ValueError) as error:
            raise self._lines.damaged(line) from error
        return known

    def _remove_orphans(self) -> None:
        known = {checkpoint.file.name for checkpoint in self.checkpoints}
        for pattern in (PATTERN, f".{PATTERN}.part"):
            for file in self._directory.glob(pattern):
                if file.name not in known:
                    file.unlink(missing_ok=True)
