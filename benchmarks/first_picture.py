"""How long a newcomer waits for the first picture of the start notebook, stage by stage.

Each row is a fresh process that does what the notebook's first cells do. Cold: nothing compiled and no network trained,
as on the first day; what compiles in a process of its own begins when the widget is imported. Warm: every later day.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time

STAGES = ("import", "data", "train", "network", "tessellate", "ready")


def first_picture() -> dict[str, float]:
    """Seconds that each stage takes in this process, and how many functions it had to compile itself."""
    times: dict[str, float] = {}
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
        assert explorer.tessellation.tile_count
        passed("tessellate")
        while explorer.state != "ready":
            time.sleep(0.001)
        passed("ready")
    explorer.close()
    times["compiled"] = sum(happened.is_start for _, happened in recorded.buffer)
    return times


def measured(directory: str, **environment: str) -> dict[str, float]:
    """What `first_picture` says in a fresh process whose caches lie in a directory."""
    environment = {**os.environ, "NUMBA_CACHE_DIR": directory, "SPLINEWIDGETS_CACHE": directory, **environment}
    command = [sys.executable, __file__, "--here"]
    output = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    times: dict[str, float] = json.loads(output.splitlines()[-1])
    return times


def show(name: str, times: dict[str, float]) -> None:
    """Print a row."""
    total = sum(times[stage] for stage in STAGES)
    columns = "".join(f"{times[stage]:>11.1f}" for stage in STAGES)
    print(f"{name:<32}{columns}{total:>9.1f} s{times['compiled']:>11.0f}", flush=True)


def main() -> None:
    """Print a row for each way to begin."""
    print(f"{'':<32}{''.join(f'{stage:>11}' for stage in STAGES)}{'sum':>11}{'compiled':>11}")
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
