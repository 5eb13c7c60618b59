"""The page's own training, asked from Python: its TypeScript is bundled and run by node."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

JS = Path(__file__).parents[2] / "js"
# A few hundred trainings take seconds.
SECONDS = 120

# Answers to questions of a kind, of which `js/test/experiment/answers.ts` has the list.
Page = Callable[[str, Sequence[Any]], list[Any]]


class Refused(str):
    """The sentences by which the page refuses."""

    __slots__ = ()


def opened(folder: Path) -> Page:
    """A page that is bundled into a folder."""
    bundle = folder / "answers.mjs"
    esbuild = [JS / "node_modules" / ".bin" / "esbuild", "test/experiment/answers.ts", f"--outfile={bundle}"]
    subprocess.run([*esbuild, "--bundle", "--platform=node", "--format=esm", "--log-level=error"], cwd=JS, check=True)

    def ask(of: str, given: Sequence[Any]) -> list[Any]:
        questions = json.dumps([{"of": of, "given": each} for each in given])
        run = subprocess.run(["node", bundle], input=questions.encode(), capture_output=True, timeout=SECONDS)
        assert run.returncode == 0, run.stderr.decode()
        return [Refused(each["refused"]) if "refused" in each else each["answer"] for each in json.loads(run.stdout)]

    return ask
