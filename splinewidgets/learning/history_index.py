"""Index of a history: its checkpoints, as the lines of a file."""

from __future__ import annotations

import os
import warnings
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from torch import Tensor

from splinewidgets.files.checksum import Record
from splinewidgets.geometry.model.state_dict_check import listed

from .append_only import AppendOnlyFile
from .checkpoint import Checkpoint
from .history_files import (
    INDEX,
    history_of,
    is_name,
    line_about,
    name_of,
    names_in,
    order_of,
    parts_in,
    record_in,
    remove_checkpoint,
    write_checkpoint,
)
from .metrics import from_json, in_json
from .optimizer_file import write_optimizer

FORMAT = "splinewidgets history"
TYPES = {"step": int, "note": int, "rewind": int, "file": str, "metrics": dict, "sha256": str, "optimizer": str}


class HistoryIndex:
    """The checkpoints of a directory, as its index tells, and those of which it tells no more, by their files.

    There are three kinds of lines: a checkpoint, metrics noted later, and that what came after a step is forgotten. A
    checkpoint of a step that is there already replaces it. A file is written before its line, so that of a healthy
    history one file, the newest, may have no line: that of a writer at work, or of one that was killed.

    Attributes
    ----------
    checkpoints : list of Checkpoint
        By step. Only ever appended to, or its entries replaced; another list takes its place for anything else, so
        that threads may go through one meanwhile.
    """

    checkpoints: list[Checkpoint]

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        without = "a checkpoint that it told of is found again by its file"
        self._lines = AppendOnlyFile(directory / INDEX, "the index of a history", FORMAT, without)
        self._history: str | None = None
        self._warned: set[str] = set()
        self._read_whole()

    def refresh(self) -> bool:
        """Take in what was appended; return whether anything changed."""
        if self._lines.header is None:  # there was nothing yet, or damage, which may be mended now
            before = self.checkpoints
            self._read_whole()
            return self.checkpoints != before
        try:
            replaced, records = self._lines.read()
            if not replaced:
                self.checkpoints = self._applied(self.checkpoints, records)
                self._check_notes()
        except ValueError:
            self._forget()  # to say so again next time
            raise
        if replaced:
            self._read_whole()
        return replaced or bool(records)

    def write(self) -> None:
        """Become the writer, give lines to checkpoints that have none, remove files that the index has forgotten.

        Raises
        ------
        RuntimeError
            If somebody else is writing.
        """
        if self._lines.writing:
            return
        self._lines.check_place()
        self._lines.close()
        self._lines.write(id=self._history or uuid4().hex, index=uuid4().hex)
        try:
            self._read_whole()
            for record in self._found:
                self._lines.append(record)
            self.refresh()
            self._remove_what_a_killed_writer_left()
        except BaseException:
            self._lines.close()
            raise

    def add(self, step: int, state_dict: dict[str, Tensor], metrics: Mapping[str, float], optimizer: Any) -> None:
        """Write a checkpoint into a file of a name that none has, beside it an optimizer's state, and append it."""
        assert self._history is not None, "only the writer adds"
        file = self._free_file(step)
        record: Record = {"step": step, "file": file.name, "metrics": in_json(metrics)}
        try:
            if optimizer is not None:
                record["optimizer"] = write_optimizer(optimizer, file)
            self._append({**record, "sha256": write_checkpoint(file, state_dict, self._history, record)})
        except OSError:
            remove_checkpoint(file)
            raise

    def note(self, step: int, metrics: Mapping[str, float]) -> None:
        """Append metrics of a checkpoint."""
        self._append({"note": step, "metrics": in_json(metrics)})

    def rewind(self, step: int) -> None:
        """Append that what came after a step is forgotten."""
        self._append({"rewind": step})

    def has(self, step: int) -> bool:
        """Test whether there is a checkpoint of a step."""
        return _has(self.checkpoints, step, _place(self.checkpoints, step))

    def close(self) -> None:
        """Let others write."""
        self._lines.close()

    def _forget(self) -> None:
        self._lines.forget()
        self.checkpoints = []
        # The checksum of each file that has, or had, a line; "" in the first version, which had none.
        self._checksums: dict[str, str] = {}
        # What the lines read last put an end to; lines of files that have none; notes of what is yet to be found.
        self._forgotten: list[Checkpoint] = []
        self._found: list[Record] = []
        self._early: list[tuple[int, Record]] = []

    def _read_whole(self) -> None:
        """Read the index from its beginning, and find by their files what it does not tell."""
        self._forget()
        names = names_in(self._directory)  # before the index, so that at most one is too new to be in it
        try:
            _, records = self._lines.read()
            known = self._applied([], records)
            if self._lines.header is not None:
                self._history = str(self._lines.header.get("id"))
            self._found = self._find([name for name in names if name not in self._checksums], known)
            notes, self._early = self._early, []
            known = self._applied(known, [*((0, record) for record in self._found), *notes])
            self._check_notes()
            self.checkpoints = self._without_lost_rewinds(known) if self._found else known
        except ValueError:
            self._forget()
            raise

    def _find(self, names: list[str], known: list[Checkpoint]) -> list[Record]:
        """Descriptions of files without a line: the newest of each step, if they are of this history."""
        records = {name: record for name in names if (record := record_in(self._directory / name))}
        if self._lines.header is None:
            self._history = history_of(records.values(), self._directory)
        ours = [record for record in records.values() if record["history"] == self._history]
        others = set(names) - {record["file"] for record in ours}
        foreign = [name for name in names if name in others and (self._directory / name).exists()]
        newest = {record["step"]: record for record in ours}
        for checkpoint in known:
            there = newest.get(checkpoint.step)
            if there and order_of(there["file"]) < order_of(checkpoint.file.name):
                del newest[checkpoint.step]
        self._tell(sorted(newest), foreign, known)
        return [{key: value for key, value in record.items() if key != "history"} for record in newest.values()]

    def _without_lost_rewinds(self, known: list[Checkpoint]) -> list[Checkpoint]:
        """The checkpoints that have files: where lines were lost, those may be missing that said that others end."""
        there = [checkpoint for checkpoint in known if checkpoint.file.exists()]
        if len(there) < len(known):
            first = next(i for i, checkpoint in enumerate(known) if i == len(there) or checkpoint != there[i])
            self._found = [{"rewind": known[first].step - 1}, *map(line_about, there[first:])]
        return there

    def _tell(self, found: list[int], foreign: list[str], known: list[Checkpoint]) -> None:
        index = self._directory / INDEX
        if foreign and not (known or found):
            raise ValueError(
                f"The directory {self._directory} holds {listed(foreign)}, of which no {INDEX} tells. It must be empty "
                f"or a history. Restore {INDEX} from a copy, or choose another path."
            )
        if foreign:
            self._warn(
                f"The directory {self._directory} holds {listed(foreign)}, which neither {INDEX} nor the files "
                "themselves tell to be of this history. They are left as they are. Move them away."
            )
        if len(found) > 1 or (found and known and found[0] < known[-1].step):
            self._warn(
                f"{index} tells nothing of {len(found)} checkpoints that are there, of steps {min(found)} to "
                f"{max(found)}: it was removed, cut or changed. They were found again by their files, but not the "
                "metrics noted later. Restore it from a copy if you miss any."
            )

    def _warn(self, text: str) -> None:
        if text not in self._warned:
            self._warned.add(text)
            warnings.warn(text, UserWarning, stacklevel=7)

    def _append(self, record: Record) -> None:
        self._forgotten = []
        self._lines.append(record)
        self.refresh()
        self._remove([checkpoint.file.name for checkpoint in self._forgotten])

    def _applied(self, known: list[Checkpoint], records: list[tuple[int, Record]]) -> list[Checkpoint]:
        for line, record in records:
            try:
                known = self._with(known, line, record)
            except (KeyError, TypeError, ValueError, OverflowError) as error:
                raise self._lines.damaged(line) from error
        return known

    def _with(self, known: list[Checkpoint], line: int, record: Record) -> list[Checkpoint]:
        """The checkpoints after a line; the list itself where it only grows or an entry is replaced."""
        if any(type(value) is not TYPES.get(key, type(value)) for key, value in record.items()):
            raise TypeError
        match record:
            case {"step": step, "file": name, "metrics": metrics} if is_name(name) and step >= 0:
                checksum = record.get("sha256", "")
                about = {"_checksum": checksum, "_optimizer": record.get("optimizer", "")}
                checkpoint = Checkpoint(step, from_json(metrics), self._directory / name, **about)
                self._checksums[name] = checksum
                self._early = [note for note in self._early if note[1]["note"] != step]
                at = _place(known, step)
                if _has(known, step, at):
                    self._forgotten.append(known[at])
                    known[at] = checkpoint
                elif at == len(known):
                    known.append(checkpoint)
                else:
                    known = [*known[:at], checkpoint, *known[at:]]
            case {"note": step, "metrics": metrics}:
                at = _place(known, step)
                if _has(known, step, at):
                    known[at] = replace(known[at], metrics={**known[at].metrics, **from_json(metrics)})
                else:
                    self._early.append((line, record))
            case {"rewind": step}:
                self._early = [note for note in self._early if note[1]["note"] <= step]
                at = _place(known, step + 1)
                self._forgotten += known[at:]
                known = known[:at]
            case _:
                raise KeyError(*record)
        return known

    def _check_notes(self) -> None:
        """Raise for notes of what there is not."""
        if self._early:
            raise self._lines.damaged(self._early[0][0])

    def _free_file(self, step: int) -> Path:
        # A name is never used again while a reader may still take it for that of a forgotten checkpoint.
        version = 1
        while (name := name_of(step, version)) in self._checksums or os.path.lexists(self._directory / name):
            version += 1
        return self._directory / name

    def _remove_what_a_killed_writer_left(self) -> None:
        """Remove parts of files, and files that lines of the index put an end to."""
        for file in parts_in(self._directory):
            file.unlink(missing_ok=True)
        there = names_in(self._directory)
        # Lines of the first version have no checksum, so that a damaged one would cost a good file.
        self._remove([name for name in there if self._checksums.get(name)])

    def _remove(self, names: list[str]) -> None:
        """Remove files that no checkpoint has, if they are what the index says."""
        kept = {checkpoint.file.name for checkpoint in self.checkpoints} if names else set()
        for name in names:
            if name in kept or name not in self._checksums:
                continue
            file, checksum = self._directory / name, self._checksums[name]
            if not checksum or (record_in(file) or {}).get("sha256") == checksum:
                remove_checkpoint(file)


def _place(checkpoints: list[Checkpoint], step: int) -> int:
    """Path of a checkpoint of a step, existing or not."""
    return bisect_left(checkpoints, step, key=lambda checkpoint: checkpoint.step)


def _has(checkpoints: list[Checkpoint], step: int, at: int) -> bool:
    return at < len(checkpoints) and checkpoints[at].step == step
