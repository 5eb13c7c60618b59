from __future__ import annotations

import gc
import os
import subprocess
import sys

import pytest
from torch import nn

from splinewidgets.learning import History


@pytest.mark.parametrize(
    "write", [lambda h: h.keep(nn.Linear(1, 1), 9), lambda h: h.note(0, a=1), lambda h: h.rewind(0)]
)
def test_a_second_writer_is_refused(history: History, write: object) -> None:
    history.keep(nn.Linear(1, 1), 0)
    second = History(history.path)
    assert second.steps == [0]
    message = rf"Another object in this process \({os.getpid()}\) is writing .*\. Only one may at a time\. Close"
    with pytest.raises(RuntimeError, match=message):
        write(second)  # type: ignore[operator]
    assert second.steps == [0] and second.due(9)
    history.close()
    write(second)  # type: ignore[operator]
    with pytest.raises(RuntimeError, match="is writing"):
        history.keep(nn.Linear(1, 1), 10)


def test_a_writer_in_another_process_is_named(history: History) -> None:
    code = """
import sys, torch
from splinewidgets.learning import History
history = History(sys.argv[1])
history.keep(torch.nn.Linear(1, 1), 3)
print("ready", flush=True)
sys.stdin.read()
"""
    command = [sys.executable, "-c", code, str(history.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdout.readline() == "ready\n"
        with pytest.raises(RuntimeError, match=rf"Process {other.pid} is writing"):
            history.record(nn.Linear(1, 1), 5)
        other.kill()
    assert history.record(nn.Linear(1, 1), 5)
    assert history.steps == [3, 5]


def test_a_writer_that_is_collected_lets_go(history: History) -> None:
    path = history.path
    writer = History(path)
    writer.keep(nn.Linear(1, 1), 0)
    del writer
    gc.collect()
    history.keep(nn.Linear(1, 1), 1)
    assert history.steps == [0, 1]


def test_what_another_wrote_before_counts(history: History) -> None:
    with History(history.path) as other:
        other.keep(nn.Linear(2, 1), 100)
    with pytest.raises(ValueError, match=r"Step 50 is given after step 100"):
        history.record(nn.Linear(2, 1), 50)
    assert not history.record(nn.Linear(2, 1), 101)
    with pytest.raises(ValueError, match=r"has weight of shape \(1, 3\) instead of \(1, 2\)"):
        history.keep(nn.Linear(3, 1), 200)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_is_another_writer(history: History) -> None:
    code = """
import os, sys, torch
from splinewidgets.learning import History
history = History(sys.argv[1])
history.keep(torch.nn.Linear(1, 1), 0)
for close in (False, True):
    child = os.fork()
    if not child:
        try:
            history.close() if close else history.keep(torch.nn.Linear(1, 1), 1)
        except RuntimeError as error:
            print(error)
        sys.stdout.flush()
        os._exit(0)
    os.waitpid(child, 0)
    try:
        History(sys.argv[1]).keep(torch.nn.Linear(1, 1), 1)
    except RuntimeError as error:
        print(error)
history.keep(torch.nn.Linear(1, 1), 2)
print(os.getpid(), history.steps)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(history.path)], check=True, stdout=subprocess.PIPE, text=True
    )
    *said, last = done.stdout.splitlines()
    process, _, steps = last.partition(" ")
    assert steps == "[0, 2]" and len(said) == 3
    assert said[0].startswith(f"Process {process} is writing ")
    assert all(line.startswith(f"Another object in this process ({process}) is writing ") for line in said[1:])
