"""Which scores an attack sees: those behind what ends a model, in whatever form it gives them."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest
import torch
from torch import Tensor, nn

from splinewidgets.learning import adversarial_accuracy, pgd
from splinewidgets.learning.accuracy import accuracy
from splinewidgets.zoo import mlp, train, two_moons


def linear() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Flatten(), nn.Linear(6, 2, dtype=torch.float64))


@pytest.mark.parametrize("norm", ("linf", "l2"))
@pytest.mark.parametrize("end", (nn.Identity(), nn.Softmax(1), nn.LogSoftmax(-1)), ids=lambda end: type(end).__name__)
def test_the_scale_of_the_scores_changes_nothing(norm: str, end: nn.Module) -> None:
    """Powers of two, by which nothing is rounded: beyond some hundred a cross entropy has no gradient left."""
    data = two_moons(100)
    model = train(mlp((2, 32, 2)), data, epochs=20, learning_rate=1e-2, progress=False)
    wanted = pgd(model, data.inputs, data.labels, 0.15, norm=norm)
    for power in (-20, 20):
        scaled = deepcopy(model)
        with torch.no_grad():
            for parameter in scaled[-1].parameters():
                parameter.mul_(2.0**power)
        assert torch.equal(pgd(nn.Sequential(scaled, end), data.inputs, data.labels, 0.15, norm=norm), wanted)


class Behind(nn.Module):
    """Probabilities of sure scores, with what people put behind them so that their logarithms are finite."""

    def __init__(self, end: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.linear, self.end = linear(), end

    def forward(self, x: Tensor) -> Tensor:
        return self.end(1000 * self.linear(x))


@pytest.mark.parametrize(
    "end",
    [
        lambda z: z.softmax(1).clamp(1e-6, 1 - 1e-6),
        lambda z: torch.log(z.softmax(1)),
        lambda z: (z.softmax(1) + 1e-9).log(),
        lambda z: torch.softmax(z, 1).clamp_(1e-6).log(),
        lambda z: torch.log(1e-12 + torch.softmax(z[:, :, None], 1).squeeze(2)),
        lambda z: torch.sigmoid(z[:, 1] - z[:, 0]).clamp(1e-7, 1 - 1e-7),
    ],
    ids=("clamped", "log", "log of a little more", "in place", "in another shape", "one probability"),
)
def test_what_keeps_the_order_of_probabilities_hides_no_scores(end: Callable[[Tensor], Tensor]) -> None:
    points = torch.randn(100, 2, 3, generator=torch.Generator().manual_seed(3)).double()
    labels = linear()(points).argmax(1)
    plain = adversarial_accuracy(linear(), points, labels, 0.3)
    assert 0.1 < plain < 0.9
    assert adversarial_accuracy(Behind(end).double(), points, labels, 0.3) == plain


def test_a_function_that_turns_the_order_around_is_no_score() -> None:
    points = torch.randn(50, 2, 3, generator=torch.Generator().manual_seed(3)).double()
    labels = (-linear()(points)).argmax(1)
    assert accuracy(Behind(lambda z: 1 - z.softmax(1)).double(), points, labels) == 1


def test_flat_scores_are_left_outward() -> None:
    """Behind a clamp the gradient is zero; a start on the right side of the input still gets there."""

    class Clamped(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return torch.cat([x, -x], 1).clamp(-0.01, 0.01)

    points = torch.full((200, 1), 0.5, dtype=torch.float64)
    left = adversarial_accuracy(Clamped(), points, [0] * 200, 0.6)
    assert left < 0.7  # half of the starts, where a tenth lands beyond by itself


@pytest.mark.parametrize(
    "forward",
    [lambda z: z.detach(), torch.no_grad()(lambda z: 2 * z), lambda z: (z > 0).double()],
    ids=("detached", "no_grad", "compared"),
)
def test_scores_without_derivatives_are_refused(forward: Callable[[Tensor], Tensor]) -> None:
    with pytest.raises(ValueError, match=r"scores without derivatives\. .* Leave out what rounds"):
        pgd(Behind(forward).double(), torch.zeros(3, 2, 3), [0, 1, 0], 0.1)


def test_one_score_is_that_of_the_second_class() -> None:
    """A network with the scores (0, s), with s, with sigmoid(s), and with s without an axis of classes."""
    data = two_moons(100)
    one = mlp((2, 16, 1), 3)
    with torch.no_grad():
        one[-1].bias -= one(data.inputs).median()  # half of the inputs in each class
    two = deepcopy(one)
    two[-1] = nn.Linear(16, 2)
    with torch.no_grad():
        for new, old in zip(two[-1].parameters(), one[-1].parameters(), strict=True):
            new.zero_()[1] = 8 * old[0]
            old.mul_(8)
    ends = (nn.Identity(), nn.Sigmoid(), nn.Flatten(0), nn.Sequential(nn.LogSigmoid(), nn.Flatten(0)))
    for model in (nn.Sequential(one, end) for end in ends):
        for labels in (data.labels, data.labels[:, None], torch.eye(2)[data.labels]):
            assert accuracy(model, data.inputs, labels) == accuracy(two, data.inputs, data.labels)
        torch.testing.assert_close(
            pgd(model, data.inputs, data.labels, 0.2), pgd(two, data.inputs, data.labels, 0.2)
        )  # fmt: skip
