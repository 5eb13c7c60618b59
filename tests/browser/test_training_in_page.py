"""Training in a page of a real browser: in a worker from a blob, and without one where a page forbids them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from chromium import Chromium

SOURCE = Path(__file__).parents[2] / "splinewidgets" / "static" / "experiment.js"
FORBIDDEN = '<meta http-equiv="Content-Security-Policy" content="worker-src \'none\'">'
# Plays until so many reports were on the screen, each for a frame, and counts the workers that were made.
PLAY = """async ([source, reports]) => {
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const { Trainer, USUAL } = await import(address);
  const told = [];
  let done;
  const ended = new Promise((resolve) => { done = resolve; });
  const trainer = new Trainer((each) => {
    told.push(each);
    if (told.length === reports) trainer.ask({ to: "pause" });
    if (told.length > 2 && !each.report?.playing) done();
    requestAnimationFrame(() => trainer.ask({ to: "go on" }));
  }, source);
  trainer.ask({ to: "change", experiment: USUAL });
  trainer.ask({ to: "play" });
  const began = performance.now();
  await ended;
  const seconds = (performance.now() - began) / 1000;
  const inWorker = trainer.worker !== null;
  trainer.end();
  const steps = told.map(({ report }) => report.steps);
  const { train_accuracy: accuracy } = told.at(-1).report.measures;
  return { steps, seconds, inWorker, accuracy, errors: told.map(({ error }) => error).filter(Boolean) };
}"""


def played(chromium: Chromium, folder: Path, head: str, reports: int = 60) -> dict[str, Any]:
    """What was told while it played."""
    file = folder / "page.html"
    file.write_text(f"<!doctype html><meta charset=utf-8>{head}<title>Training</title>", encoding="utf-8")
    page, _ = chromium.page()
    page.context.set_offline(True)
    page.goto(file.as_uri())
    found: dict[str, Any] = page.evaluate(PLAY, [SOURCE.read_text(encoding="utf-8"), reports])
    page.context.close()
    return found


@pytest.mark.parametrize(("head", "in_worker"), [("", True), (FORBIDDEN, False)], ids=["worker", "forbidden"])
def test_it_plays_and_pictures_have_their_turn(chromium: Chromium, tmp_path: Path, head: str, in_worker: bool) -> None:
    found = played(chromium, tmp_path, head)
    assert found["errors"] == [] and found["inWorker"] == in_worker
    steps = found["steps"]
    assert steps == sorted(steps) and steps[-1] > 100
    assert found["accuracy"] > 0.9
