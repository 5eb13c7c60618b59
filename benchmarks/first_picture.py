"""How long a newcomer waits for the first picture of the start notebook, stage by stage.

Each row is a fresh process that does what the notebook's first cells do. Cold: nothing compiled and no network trained,
as on the first day; what compiles in a process of its own begins when the widget is imported. Warm: every later day.
A first picture is sampled where the geometry is not compiled yet; the exact one follows.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from typing import Any

STAGES = ("import", "data", "train", "network", "widget", "picture", "exact")


def first_picture() -> dict[str, Any]:
    """Seconds that each stage takes in this process, what the first picture is, and how many functions it compiled."""
    times: dict[str, Any] = {}
    started = time.perf_counter()

    def passed(stage: str) -> None:
        nonlocal started
        now = time.perf_counter()
        times[stage], started = now - started, now

    import torch

    from splinewidgets import SliceExplorer, zoo
    from splinewidgets.geometry import Network

    passed("import")
    from numba.core import event

    recorded = event.RecordingListener()
    with event.install_listener("numba:compile", recorded):
        digits = zoo.digits()
        seen, _ = digits.split(0.8)
        passed("data")
        model = zoo.train(zoo.mlp((64, 80, 80, 80, 10)), seen)
        passed("train")
        three = torch.stack([digits.first(0), digits.first(4), digits.first(7)])
        network = Network(model, three[0])
        passed("network")
        explorer = SliceExplorer(
            network,
            anchors=three,
            anchor_names=["0", "4", "7"],
            data=digits.inputs,
            labels=digits.labels,
            class_names=digits.class_names,
        )
        passed("widget")
        while not explorer._picture:
            time.sleep(0.001)
        passed("picture")
        points = explorer._picture.get("grid")
        times["first"] = "sampled at {} x {} points".format(*points) if points else "exact"
        assert explorer.tessellation.tile_count
        while explorer.state != "ready":
            time.sleep(0.001)
        passed("exact")
    explorer.close()
    times["compiled"] = sum(happened.is_start for _, happened in recorded.buffer)
    return times


def measured(directory: str, **environment: str) -> dict[str, Any]:
    """What `first_picture` says in a fresh process whose caches lie in a directory."""
    environment = {**os.environ, "NUMBA_CACHE_DIR": directory, "SPLINEWIDGETS_CACHE": directory, **environment}
    command = [sys.executable, __file__, "--here"]
    output = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    times: dict[str, Any] = json.loads(output.splitlines()[-1])
    return times


def show(name: str, times: dict[str, Any]) -> None:
    """Print a row, and below it the two sums that somebody waits for."""
    exact = sum(times[stage] for stage in STAGES)
    columns = "".join(f"{times[stage]:>9.1f}" for stage in STAGES)
    print(f"{name:<32}{columns}{times['compiled']:>10.0f}")
    print(f"  first picture after {exact - times['exact']:.1f} s, {times['first']}; exact tiles after {exact:.1f} s")
    sys.stdout.flush()


def main() -> None:
    """Print a row for each way to begin."""
    print(f"{'seconds':<32}{''.join(f'{stage:>9}' for stage in STAGES)}{'compiled':>10}")
    with tempfile.TemporaryDirectory() as directory:
        show("cold, compiled by itself", measured(directory, SPLINEWIDGETS_COMPILE="0"))
    with tempfile.TemporaryDirectory() as directory:
        show("cold, compiled in the background", measured(directory))
        subprocess.run(
            [sys.executable, "-m", "splinewidgets.compilation"],
            env={**os.environ, "NUMBA_CACHE_DIR": directory},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        show("warm", measured(directory))


if __name__ == "__main__":
    if "--here" in sys.argv:
        print(json.dumps(first_picture()))
    else:
        main()
