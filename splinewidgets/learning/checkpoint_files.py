"""`CheckpointFiles`: checkpoints that another program wrote, read where they lie."""

from __future__ import annotations

import glob
import os
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from splinewidgets.geometry.argument_types import wrong_type
from splinewidgets.geometry.model.state_dict_check import listed
from splinewidgets.geometry.whole_numbers import whole_number

from .checkpoint import Checkpoint
from .checkpoints import Checkpoints
from .state_dict_file import is_state_dict_file

# A file that was written within so many seconds may still be growing.
YOUNG = 1.0
REMEDY = "Pass a pattern such as 'runs/*.pt', or a list of paths."
# "epoch=3-step=1200" is step 1200.
_STEP = re.compile(r"(?:global_?)?(?:step|iter|iteration)s?[=_-]?(\d+)", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")

Files = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]


class CheckpointFiles(Checkpoints):
    """State dicts in files, as trainers write them, each at its step; made by `History.from_files`.

    The files are read when they are asked for, and never changed. They may be those of `torch.save` (a state dict, or a
    dict such as {"model": ..., "epoch": ...}), Lightning's `.ckpt`, safetensors, or folders as Hugging Face writes
    them, also in several shards; none is unpickled but by `weights_only`. Prefixes of wrappers are seen through, see
    `Checkpoint.load_into`.

    Parameters
    ----------
    files
        A pattern of paths, with ``*`` and ``**``, or a list of paths. New files of a pattern are taken in by `refresh`,
        once they have not been written to for a second.
    steps
        One for each of a list; by default the number behind "step" in a name, or the last number in it, or that in the
        name of its folder.
    part
        Of which of several sets in a file the weights are: the name of a dict, or what parameters' names begin with.
    may_be_empty
        Whether all files of a pattern may be still to come.

    Raises
    ------
    ValueError
        If there are no files, two are of one step, or a name has no number.
    TypeError
        If these are no paths, or steps no whole numbers.

    Examples
    --------
    >>> for epoch in range(3):
    ...     torch.save({"model": nn.Linear(2, 1).state_dict(), "epoch": epoch}, f"epoch-{epoch}.pt")
    >>> checkpoints = History.from_files("epoch-*.pt")
    >>> checkpoints.steps
    [0, 1, 2]
    >>> checkpoints[-1].load_into(nn.Linear(2, 1))
    Linear(in_features=2, out_features=1, bias=True)
    """

    def __init__(
        self,
        files: Files,
        *,
        steps: Sequence[int] | None = None,
        part: str | None = None,
        may_be_empty: bool = False,
    ) -> None:
        self._pattern: str | None = None
        if isinstance(files, str | os.PathLike):
            self._pattern = os.path.abspath(Path(files).expanduser())
            paths = self._matching()
        elif isinstance(files, Sequence) and all(isinstance(file, str | os.PathLike) for file in files):
            paths = [Path(file).expanduser().absolute() for file in files]
        else:
            raise wrong_type(files, "files", "a pattern of paths, or a list of paths", REMEDY)
        if part is not None and not isinstance(part, str):
            raise wrong_type(part, "part", "a name", "Pass such as 'model' or 'encoder'.")
        self._part = part or ""
        if self._pattern is not None and steps is not None:
            raise ValueError(
                "steps are given with a pattern, whose files come in no order of their own. Each step must belong to a "
                "file. Pass a list of paths with them."
            )
        if not paths and not (may_be_empty and self._pattern):
            raise ValueError(f"{str(files)!r:.200} has no checkpoints. There must be one at least. {REMEDY}")
        if missing := [str(path) for path in paths if not is_state_dict_file(path)]:
            raise ValueError(f"There is no checkpoint at {listed(missing)}. All must be there. {REMEDY}")
        self._steps = None if steps is None else dict(zip(paths, _read_steps(steps, len(paths)), strict=True))
        self._paths = paths
        self._found = self._in_order(paths)

    @property
    def place(self) -> str:
        """The pattern, or the folder of a list's files."""
        return self._pattern or os.path.commonpath([path.parent for path in self._paths])

    def refresh(self) -> bool:
        """Take in new files of the pattern; return whether there were any, or one is gone."""
        if self._pattern is None:
            return False
        before = set(self._paths)
        paths = [path for path in self._matching() if path in before or _age(path) > YOUNG]
        if set(paths) == before:
            return False
        self._found, self._paths = self._in_order(paths), paths
        return True

    def reader(self) -> CheckpointFiles:
        """Another object that reads the same files."""
        if self._pattern is not None:
            return CheckpointFiles(self._pattern, part=self._part, may_be_empty=True)
        return CheckpointFiles(self._paths, steps=self.steps_of(self._paths), part=self._part)

    def steps_of(self, paths: Sequence[Path]) -> list[int]:
        """The step of each file."""
        return [_step_in(path) if self._steps is None else self._steps[path] for path in paths]

    def _known(self) -> Sequence[Checkpoint]:
        return self._found

    def _matching(self) -> list[Path]:
        assert self._pattern is not None
        return sorted(filter(is_state_dict_file, map(Path, glob.glob(self._pattern, recursive=True))))

    def _in_order(self, paths: Sequence[Path]) -> list[Checkpoint]:
        by_step: dict[int, Path] = {}
        for step, path in zip(self.steps_of(paths), paths, strict=True):
            if step in by_step:
                raise ValueError(
                    f"{by_step[step]} and {path} are both of step {step}. Each step has one checkpoint. Pass a "
                    "narrower pattern, or a list of paths with steps=."
                )
            by_step[step] = path
        return [Checkpoint(step, {}, by_step[step], _part=self._part) for step in sorted(by_step)]


def _read_steps(given: Any, count: int) -> list[int]:
    remedy = "Leave them out for the numbers in the names."
    if isinstance(given, str) or not hasattr(given, "__iter__"):
        raise wrong_type(given, "steps", "a list of whole numbers", remedy)
    steps = [whole_number(step, "A step", remedy, least=0) for step in given]
    if len(steps) != count:
        raise ValueError(f"There are {len(steps)} steps and {count} files. Each file needs one. {remedy}")
    return steps


def _step_in(path: Path) -> int:
    """The step that a path says: in the file's own name, or in that of its folder."""
    for name in (path.name if path.is_dir() else path.stem, path.parent.name):
        if found := _STEP.findall(name) or _NUMBER.findall(name):
            return int(found[-1])
    raise ValueError(
        f"The name {path} has no number. A checkpoint is of a step. Name the steps: from_files([...], steps=[...])."
    )


def _age(path: Path) -> float:
    """Seconds since something was written to a file, or into a folder."""
    files = [path, *path.iterdir()] if path.is_dir() else [path]
    return time.time() - max(file.stat().st_mtime for file in files)
