"""Whatever a user has allowed torch to shorten, float32 is float32 here, and what was allowed stays allowed."""

from __future__ import annotations

import threading

import pytest
import torch
from architectures import architecture
from perceptrons import random_perceptron
from torch.backends import cuda, cudnn, mkldnn

from splinewidgets.geometry import Network, Segment, Slice, tessellate, tessellate_segments
from splinewidgets.geometry.device_precision import full_precision

CPU = torch.device("cpu")
BOX = Slice.box((-3, 3), (-3, 3))


def settings() -> dict[str, object]:
    new = {"cuda": cuda.matmul, "conv": cudnn.conv, "cpu": mkldnn.matmul, "cpu conv": mkldnn.conv}
    return {"tf32": cudnn.allow_tf32, **{name: asked.fp32_precision for name, asked in new.items()}}


def shortened() -> list[str]:
    return [name for name, value in settings().items() if value in ("tf32", "bf16", True)]


@pytest.fixture(params=["old", "new", "mixed"])
def allowed(request):
    """Everything allowed that may be, in torch's old words, in its new ones, and in both."""
    if not hasattr(cuda.matmul, "fp32_precision"):
        pytest.skip("This torch has no settings for each operation.")
    if request.param != "new":
        torch.set_float32_matmul_precision("medium")
    if request.param != "old":
        cuda.matmul.fp32_precision, mkldnn.matmul.fp32_precision = "tf32", "bf16"
    mkldnn.conv.fp32_precision = "bf16"
    yield settings()
    torch.set_float32_matmul_precision("highest")
    mkldnn.conv.fp32_precision = cuda.matmul.fp32_precision = mkldnn.matmul.fp32_precision = "none"


def test_nothing_is_shortened_within_and_all_as_before_afterwards(allowed) -> None:
    assert len(shortened()) == len(allowed)
    with full_precision(CPU):
        assert not shortened()
        with full_precision(CPU):
            assert not shortened()
        assert not shortened()
    assert settings() == allowed


def test_all_is_as_before_after_an_error(allowed) -> None:
    network = Network(random_perceptron([2, 8, 1], 0, dtype=torch.float32), torch.zeros(2))
    seen = []

    def stop(fraction, name):
        seen.append(shortened())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tessellate(network, BOX, dtype=torch.float32, progress=stop)
    assert seen == [[]]
    assert settings() == allowed


def test_the_last_thread_to_leave_allows_it_again(allowed) -> None:
    entered, leave, seen = threading.Event(), threading.Event(), []

    def work() -> None:
        with full_precision(CPU):
            entered.set()
            leave.wait(10)
            seen.append(shortened())

    with full_precision(CPU):
        thread = threading.Thread(target=work)
        thread.start()
        assert entered.wait(10)
    seen.append(shortened())
    leave.set()
    thread.join()
    assert seen == [[], []]
    assert settings() == allowed


def test_torch_export_works_in_another_thread_meanwhile() -> None:
    """It reads an old setting, which fails where a new one says otherwise."""
    with full_precision(CPU):
        Network(random_perceptron([2, 4, 1], 0), torch.zeros(2))


@pytest.mark.parametrize("name", ("perceptron", "vgg"))
def test_short_products_change_no_tile(allowed, name) -> None:
    """On CPUs that multiply bfloat16 this is no formality: the model's own outputs change."""
    if name == "perceptron":
        model, inputs = random_perceptron([2, 40, 40, 40, 1], 0, dtype=torch.float32), torch.randn(3, 2)
    else:
        model, inputs = architecture(name)
        model, inputs = model.float(), inputs.float()
    with full_precision(CPU):
        wanted = tessellate(model, Slice.through(*inputs, margin=-0.3), dtype=torch.float32)
    given = tessellate(model, Slice.through(*inputs, margin=-0.3), dtype=torch.float32)
    assert given.layer_tile_counts == wanted.layer_tile_counts
    assert torch.equal(given.outputs, wanted.outputs)
    assert torch.equal(given.outputs_at(given.vertices), wanted.outputs_at(wanted.vertices))


def test_autocast_changes_no_tile() -> None:
    model = random_perceptron([2, 20, 20, 1], 0, dtype=torch.float32)
    network = Network(model, torch.zeros(2))
    wanted = tessellate(network, BOX, dtype=torch.float32)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        given = tessellate(network, BOX, dtype=torch.float32)
        afresh = tessellate(model, BOX, dtype=torch.float32)
        (pieces,) = tessellate_segments(network, [Segment([-3.0, -2.0], [3.0, 1.0])], dtype=torch.float32)
        assert torch.is_autocast_enabled("cpu")
    assert torch.equal(given.outputs, wanted.outputs)
    assert torch.equal(afresh.outputs, wanted.outputs)
    assert pieces.outputs.dtype == torch.float32


@pytest.mark.skipif(not torch.cuda.is_available(), reason="This machine has no cuda device.")
@pytest.mark.parametrize("name", ("resnet", "vgg"))
def test_tf32_changes_no_tile_on_cuda(allowed, name) -> None:
    model, inputs = architecture(name)
    network = Network(model.float(), inputs[0]).to(device="cuda")
    given = tessellate(network, Slice.through(*inputs), dtype=torch.float32)
    with full_precision(torch.device("cuda")):
        wanted = tessellate(network, Slice.through(*inputs), dtype=torch.float32)
    assert given.layer_tile_counts == wanted.layer_tile_counts
    assert torch.equal(given.outputs, wanted.outputs)
