"""Every row of the table against torch itself."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from small_modules import Weighted
from torch import nn

from splinewidgets.geometry import Network, PiecewiseAffine


def filled(m: nn.Module) -> nn.Module:
    """The module in float64 and eval mode with random parameters and statistics."""
    random = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for tensor in (*m.parameters(), *m.buffers()):
            if tensor.is_floating_point():
                tensor.uniform_(0.2, 1.0, generator=random)
    return m.double().eval()


def twice(values):
    """Growth that repeats every row: exact whatever the operation."""
    return torch.cat([values, values])


def check(model: nn.Module, shape: tuple[int, ...], layers: int | None = None) -> Network:
    """The network equals the model in both precisions, on every batch size, and when the batch grows at its knots."""
    random = torch.Generator().manual_seed(0)
    network = Network(model.eval(), torch.zeros(shape, dtype=torch.float64))
    for dtype, tolerance in ((torch.float64, 1e-12), (torch.float32, 1e-4)):
        model.to(dtype)
        network = network.to(dtype)
        for count in (1, 2, 7):
            x = torch.randn((count, *shape), generator=random, dtype=torch.float64).to(dtype)
            with torch.no_grad():
                wanted = model(x.clone())
                given = x.clone()
                close = {"rtol": tolerance, "atol": tolerance * (1 + float(wanted.abs().max()))}
                torch.testing.assert_close(network(given), wanted, **close)
                grown = network.evaluate(given, at_knot=lambda layer, z: twice)
            assert torch.equal(given, x), "the caller's inputs were written to"
            assert len(grown) == count * 2 ** len(network.layers)
            torch.testing.assert_close(grown, torch.cat([wanted] * 2 ** len(network.layers)), **close)
    model.to(torch.float64)
    network = network.to(torch.float64)
    assert network.output_shape == tuple(wanted.shape[1:])
    if layers is not None:
        assert len(network.layers) == layers
    return network


AFFINE_CASES = {
    "add": (lambda s, x: x + s.w[0] + 1 + torch.add(x, x, alpha=2), (8,)),
    "sub rsub": (lambda s, x: 1 - (x - s.w[0]) - 3, (8,)),
    "neg": (lambda s, x: -x + x.negative(), (8,)),
    "mul": (lambda s, x: 2 * x * s.w[0], (8,)),
    "mul by a product of parameters": (lambda s, x: x.multiply((s.w.exp() * s.w).sum(0)), (8,)),
    "div": (lambda s, x: x / 3 / s.w[1].exp() + torch.true_divide(x, 2) + x.divide(5), (8,)),
    "cat stack": (lambda s, x: torch.stack([torch.cat([x, s.w[:1].expand(x.shape[0], -1)], 1)] * 2, 1), (8,)),
    "concat hstack": (lambda s, x: torch.hstack([torch.concat([x, x], 1), torch.concatenate([x, x], 1)]), (8,)),
    "mean": (lambda s, x: x.mean(1) + x.mean((1, 2))[:, None] + x.mean(-1).mean(-1, keepdim=True), (4, 4)),
    "sum": (lambda s, x: x.sum(1, keepdim=True) + x.sum((1, 2), keepdim=True), (4, 4)),
    "cumsum": (lambda s, x: x.cumsum(1).diff(dim=2), (3, 4)),
    "avg_pool1d": (lambda s, x: F.avg_pool1d(x, 2), (2, 8)),
    "avg_pool2d": (lambda s, x: F.avg_pool2d(x, 3, stride=2, padding=1), (2, 8, 8)),
    "avg_pool3d": (lambda s, x: F.avg_pool3d(x, 2), (2, 4, 4, 4)),
    "adaptive_avg_pool1d": (lambda s, x: F.adaptive_avg_pool1d(x, 3), (2, 8)),
    "adaptive_avg_pool2d": (lambda s, x: F.adaptive_avg_pool2d(x, (2, 3)), (2, 8, 8)),
    "adaptive_avg_pool2d to a point": (lambda s, x: F.adaptive_avg_pool2d(x, 1).flatten(1), (2, 8, 8)),
    "adaptive_avg_pool3d": (lambda s, x: F.adaptive_avg_pool3d(x, 2), (2, 4, 4, 4)),
    "pad": (lambda s, x: F.pad(F.pad(x, (1, 2)), (1, 1), mode="replicate"), (2, 8)),
    "pad circular": (lambda s, x: F.pad(F.pad(x, [1] * 4, mode="circular"), [1] * 4, mode="reflect"), (2, 4, 4)),
    "flip roll": (lambda s, x: x.flip(1).roll(1, 1) + torch.rot90(x, 1, (1, 2)), (3, 3)),
    "repeat tile": (lambda s, x: x.repeat(1, 2, 1) + x.tile(1, 2, 1), (3, 3)),
    "tril triu": (lambda s, x: x.tril() - x.triu(), (3, 3)),
    "linear": (lambda s, x: F.linear(F.linear(x, s.w), s.w * 2, s.w[0]), (8,)),
    "linear with the input as weight": (lambda s, x: F.linear(s.w, x.reshape(-1, 8)).T, (8,)),
    "matmul": (lambda s, x: x @ s.w, (4, 8)),
    "matmul from the left": (lambda s, x: (s.w @ x[..., None])[..., 0] + s.w[0], (8,)),
    "mm addmm": (lambda s, x: torch.addmm(x, torch.mm(x, s.w), s.w, beta=2, alpha=3), (8,)),
    "bmm": (lambda s, x: torch.bmm(s.w[None].expand(x.shape[0], -1, -1), x), (8, 3)),
    "baddbmm": (lambda s, x: torch.baddbmm(x, x, s.w[None].expand(x.shape[0], -1, -1)), (3, 8)),
    "einsum": (lambda s, x: torch.einsum("nij,jk->nki", x, s.w), (4, 8)),
    "einsum as a view": (lambda s, x: F.relu(torch.einsum("nij->nji", x)) + x.mT, (4, 3)),
    "addcmul": (lambda s, x: torch.addcmul(x, x, s.w[0], value=2), (8,)),
    "convolution": (
        lambda s, x: torch.convolution(x, s.w[None, None, :3, :3], s.w[0, :1], [1, 1], [1], [1, 1], False, [0, 0], 1),
        (1, 4, 4),
    ),
    "native_batch_norm": (
        lambda s, x: torch.native_batch_norm(x, s.w[0], s.w[1], s.w[2], s.w[3].exp(), False, 0.1, 1e-5)[0],
        (8, 2),
    ),
    "batch_norm": (lambda s, x: F.batch_norm(x, s.w[0], s.w[1].exp(), s.w[2], s.w[3]), (8, 2)),
    "index": (lambda s, x: x[:, [2, 0]] + x[:, torch.tensor([1, 1])], (3, 2)),
    "index_select": (lambda s, x: x.index_select(1, torch.tensor([1, 0])), (3, 2)),
    "gather": (lambda s, x: x.gather(1, torch.tensor([[[0, 1]]]).expand(x.shape[0], 1, 2)), (3, 2)),
    "index by row number": (lambda s, x: x[torch.arange(x.shape[0]), 1], (3, 2)),
    "where": (lambda s, x: torch.where(s.w[0] > 0, x, 2 * x), (8,)),
    "masked_fill": (lambda s, x: x.masked_fill(s.w[0] > 0, 3.0), (8,)),
    "assignment": (lambda s, x: assigned(x), (8,)),
    "view": (lambda s, x: x.view(x.shape[0], -1).reshape(-1, 4, 2).flatten(1).unflatten(1, (2, -1)), (2, 4)),
    "view by length": (lambda s, x: x.reshape(len(x), 8), (2, 4)),
    "squeeze": (lambda s, x: x[:, :1].squeeze(1).unsqueeze(1) + x[..., None].squeeze(), (8,)),
    "squeeze of several": (lambda s, x: x[:, None, :, None].squeeze((1, 3)), (8,)),
    "permute": (lambda s, x: x.permute(0, 2, 1).transpose(1, 2).movedim(1, 2), (2, 4)),
    "swapaxes": (lambda s, x: x.swapaxes(1, 2).moveaxis(1, 2).swapdims(1, 2), (2, 4)),
    "batch last and first again": (lambda s, x: (s.w @ x.T).t(), (8,)),
    "shape of another": (lambda s, x: x.view_as(x + 1).reshape_as(x + 2) + x[:, :1].expand_as(x), (8,)),
    "slice select": (lambda s, x: x[:, 0] + x[:, 1:3, ::2].select(2, 1).narrow(1, 0, 1) + x[..., -1], (4, 4)),
    "diagonal": (lambda s, x: torch.diagonal(x, dim1=1, dim2=2), (4, 4)),
    "expand": (lambda s, x: x[:, None].expand(-1, 3, -1).relu() + x[:, None].broadcast_to((x.shape[0], 3, 8)), (8,)),
    "split": (lambda s, x: x.split([3, 5], 1)[1] + x.split(4, 1)[0].sum(1, keepdim=True), (8,)),
    "chunk unbind": (lambda s, x: torch.stack(x.unbind(2), 1).chunk(2, 2)[1].tensor_split(2, 1)[0], (4, 4)),
    "unfold": (lambda s, x: x.unfold(1, 3, 2), (8,)),
    "nearest": (lambda s, x: F.interpolate(x, size=8)[..., None] + F.interpolate(x[..., None], size=(8, 3)), (2, 4)),
    "nearest in 3 dimensions": (lambda s, x: F.interpolate(x, scale_factor=2), (1, 2, 2, 2)),
    "nearest exact": (lambda s, x: F.interpolate(x, size=7, mode="nearest-exact")[..., None]
        + F.interpolate(x[..., None], size=(7, 2), mode="nearest-exact")
        + F.interpolate(x[..., None, None], size=(7, 2, 1), mode="nearest-exact")[..., 0], (2, 4)),
    "linear upsampling": (lambda s, x: F.interpolate(x, size=7, mode="linear", align_corners=True), (2, 4)),
    "bilinear": (lambda s, x: F.interpolate(x, scale_factor=2, mode="bilinear"), (2, 3, 3)),
    "bilinear without aliases": (lambda s, x: F.interpolate(x, size=2, mode="bilinear", antialias=True), (2, 4, 4)),
    "bicubic": (lambda s, x: F.interpolate(x, size=(3, 5), mode="bicubic"), (2, 4, 4)),
    "bicubic without aliases": (lambda s, x: F.interpolate(x, size=2, mode="bicubic", antialias=True), (2, 4, 4)),
    "trilinear": (lambda s, x: F.interpolate(x, scale_factor=2, mode="trilinear"), (1, 2, 2, 2)),
    "area": (lambda s, x: F.interpolate(x, size=2, mode="area"), (2, 4, 4)),
    "pixel shuffle": (lambda s, x: F.pixel_unshuffle(F.channel_shuffle(F.pixel_shuffle(x, 2), 1), 2), (4, 3, 3)),
    "fold unfold": (lambda s, x: F.fold(F.unfold(x, 2), (4, 4), 2), (2, 4, 4)),
    "lerp": (lambda s, x: torch.lerp(x, x.flip(1), 0.3) + torch.lerp(x, s.w[0], s.w[1]), (8,)),
    "tensordot": (lambda s, x: torch.tensordot(x, s.w, dims=1), (3, 8)),
    "embedding of constants": (lambda s, x: x + F.embedding(torch.tensor([2, 0, 1]), s.w), (3, 8)),
    "float casts": (lambda s, x: x.to(torch.float64).contiguous().clone().type_as(s.w) + x.detach() * 0, (8,)),
    "zeros": (lambda s, x: torch.hstack([torch.zeros(len(x), 2), torch.zeros_like(x), x, x.new_zeros(x.shape)]), (8,)),
    "ones": (lambda s, x: torch.hstack([torch.ones(len(x), 2), torch.ones_like(x), x, x.new_ones(len(x), 1)]), (8,)),
    "full": (lambda s, x: torch.hstack([torch.full_like(x, 3), x, x.new_full(x.shape, 4)]) + torch.full((), 5), (8,)),
    "dropout": (lambda s, x: F.dropout(x, 0.5, training=s.training) + F.dropout(x, 0.0, training=True), (8,)),
}  # fmt: skip


def assigned(x):
    y = x.clone()
    y[:, 0] = 0
    y[:, 1:3] += 1
    y[:, 3] = x[:, 7]
    return y


@pytest.mark.parametrize("name", AFFINE_CASES)
def test_affine_operations_agree_with_torch(name) -> None:
    function, shape = AFFINE_CASES[name]
    check(Weighted(function), shape)


@pytest.mark.parametrize("name", AFFINE_CASES)
def test_affine_operations_agree_with_torch_between_knots(name) -> None:
    """Before and after the operation the batch grows, and values may be overwritten."""
    function, shape = AFFINE_CASES[name]
    model = Weighted(lambda s, x: F.leaky_relu(function(s, x.abs()), 0.1))
    check(model, shape, layers=3 if name in {"expand", "einsum as a view"} else 2)


MODULES = {
    "linear": (nn.Linear(8, 3), (8,)),
    "linear on sequences": (nn.Linear(8, 3, bias=False), (4, 8)),
    "identity": (nn.Sequential(nn.Identity(), nn.Flatten()), (4, 2)),
    "conv1d": (nn.Conv1d(3, 4, 3, padding=1, stride=2), (3, 8)),
    "conv2d": (nn.Conv2d(3, 4, 3, padding="same", bias=False), (3, 6, 6)),
    "conv2d circular": (nn.Conv2d(3, 4, 3, padding=1, padding_mode="circular"), (3, 6, 6)),
    "conv2d depthwise": (nn.Conv2d(4, 4, 3, groups=4, dilation=2), (4, 6, 6)),
    "conv3d": (nn.Conv3d(2, 3, 2), (2, 3, 3, 3)),
    "conv_transpose1d": (nn.ConvTranspose1d(3, 2, 3, stride=2), (3, 4)),
    "conv_transpose2d": (nn.ConvTranspose2d(3, 2, 4, stride=2, padding=1), (3, 4, 4)),
    "conv_transpose3d": (nn.ConvTranspose3d(2, 2, 2), (2, 2, 2, 2)),
    "batch_norm1d": (nn.BatchNorm1d(5), (5,)),
    "batch_norm2d": (nn.BatchNorm2d(3, affine=False), (3, 4, 4)),
    "batch_norm and relu in place": (nn.Sequential(nn.BatchNorm2d(3), nn.ReLU(inplace=True)), (3, 4, 4)),
    "dropout": (nn.Sequential(nn.Dropout(), nn.Dropout2d(), nn.AlphaDropout()), (3, 4, 4)),
    "weight norm": (nn.utils.parametrizations.weight_norm(nn.Linear(8, 3)), (8,)),
    "spectral norm": (nn.utils.parametrizations.spectral_norm(nn.Linear(8, 3)), (8,)),
    "instance_norm": (nn.InstanceNorm2d(3, affine=True, track_running_stats=True), (3, 4, 4)),
    "paddings": (
        nn.Sequential(
            nn.ReflectionPad2d(1),
            nn.ReplicationPad2d(1),
            nn.ZeroPad2d(1),
            nn.CircularPad2d(1),
            nn.ConstantPad2d(1, 2.0),
        ),
        (2, 3, 3),
    ),
    "upsample": (nn.Sequential(nn.Upsample(scale_factor=2), nn.UpsamplingBilinear2d(scale_factor=2)), (2, 3, 3)),
    "average pooling": (nn.Sequential(nn.AvgPool2d(2), nn.AdaptiveAvgPool2d((1, None))), (3, 8, 8)),
}


@pytest.mark.parametrize("name", MODULES)
def test_affine_modules_agree_with_torch(name) -> None:
    module, shape = MODULES[name]
    network = check(filled(module), shape)
    assert len(network.layers) == ("relu" in name)


KNOT_CASES = {
    "relu": (F.relu, 1),
    "relu in place": (lambda x: (x * 1).relu_(), 1),
    "leaky_relu": (lambda x: F.leaky_relu(x, 0.2), 1),
    "leaky_relu in place": (lambda x: F.leaky_relu(x + 0, 0.2, inplace=True), 1),
    "prelu": (nn.PReLU(8, dtype=torch.float64), 1),
    "abs": (torch.abs, 1),
    "absolute": (torch.absolute, 1),
    "relu6": (F.relu6, 2),
    "hardtanh": (F.hardtanh, 2),
    "hardtanh with bounds": (lambda x: F.hardtanh(x, -0.5, 0.2), 2),
    "clamp": (lambda x: x.clamp(-0.3, 0.4), 2),
    "clip": (lambda x: x.clip(-0.3, 0.4), 2),
    "clamp below": (lambda x: torch.clamp(x, min=0.1), 1),
    "clamp above": (lambda x: torch.clamp(x, max=0.1), 1),
    "clamp_min": (lambda x: torch.clamp_min(x, 0.1), 1),
    "clamp_max": (lambda x: torch.clamp_max(x, 0.1), 1),
    "hardsigmoid": (lambda x: F.hardsigmoid(4 * x), 2),
    "hardsigmoid module": (nn.Hardsigmoid(), 2),
    "softshrink": (F.softshrink, 2),
    "softshrink module": (nn.Softshrink(0.1), 2),
    "threshold at its value": (lambda x: F.threshold(x, 0.1, 0.1), 1),
    "rrelu": (nn.RReLU(0.1, 0.3).eval(), 1),
    "relu6 module": (nn.ReLU6(inplace=True), 2),
    "max of two": (lambda x: torch.max(x, x.flip(1)), 1),
    "min of two": (lambda x: torch.min(x, x.flip(1)), 1),
    "fmax": (lambda x: torch.fmax(x, 0.5 * x), 1),
    "fmin": (lambda x: torch.fmin(x, 0.5 * x), 1),
    "maximum": (lambda x: torch.maximum(x, x.flip(1)), 1),
    "maximum with a constant": (lambda x: torch.maximum(torch.full((8,), 0.1, dtype=x.dtype), x), 1),
    "minimum": (lambda x: torch.minimum(x, 0.5 * x + 0.1), 1),
    "piecewise_affine": (PiecewiseAffine([-0.4, 0.1, 0.3], [0.2, -0.1, 0.5], (1.0, -0.5)), 3),
}


@pytest.mark.parametrize("name", KNOT_CASES)
@pytest.mark.parametrize("around", ["", "input", "affine", "both"])
def test_knots_agree_with_torch(name, around) -> None:
    function, cuts = KNOT_CASES[name]
    knot = function if isinstance(function, nn.Module) else Weighted(lambda s, x: function(x))

    def forward(s, x):
        y = F.linear(x, s.w) if around in ("affine", "both") else x
        z = s.m(y)
        return z + x + y if around in ("input", "both") else z

    network = check(Weighted(forward, filled(knot)), (8,), layers=1)
    assert network.layers[0].units == 8 * cuts


MAXIMA = {
    "max_pool1d": (lambda x: F.max_pool1d(x, 3, 2, 1), (2, 8)),
    "max_pool2d": (lambda x: F.max_pool2d(x, 3, stride=2, padding=1, ceil_mode=True), (2, 4, 4)),
    "max_pool3d": (lambda x: F.max_pool3d(x, 2), (1, 2, 4, 4)),
    "max_pool1d and indices": (lambda x: F.max_pool1d(x, 2, return_indices=True)[0], (2, 8)),
    "max_pool2d and indices": (lambda x: F.max_pool2d(x, 2, return_indices=True)[0], (2, 4, 4)),
    "max_pool3d and indices": (lambda x: F.max_pool3d(x, 2, return_indices=True)[0], (1, 2, 4, 4)),
    "adaptive_max_pool1d": (lambda x: F.adaptive_max_pool1d(x, 3), (2, 8)),
    "adaptive_max_pool2d": (lambda x: F.adaptive_max_pool2d(x, (2, 1)), (2, 4, 4)),
    "adaptive_max_pool3d": (lambda x: F.adaptive_max_pool3d(x, 2), (1, 3, 4, 4)),
    "amax amin": (lambda x: x.amax(2) + x.amin((1, 2), keepdim=True)[:, 0], (3, 4)),
    "cummax": (lambda x: x.cummax(1).values, (3, 4)),
    "cummin": (lambda x: x.cummin(2).values, (3, 4)),
    "sort": (lambda x: x.sort(1).values, (3, 4)),
    "sort, largest first": (lambda x: torch.sort(x, stable=True, dim=2, descending=True).values, (3, 4)),
    "topk": (lambda x: x.topk(2, 1).values, (3, 4)),
    "topk of the least": (lambda x: x.topk(2, largest=False).values, (3, 4)),
    "kthvalue": (lambda x: x.kthvalue(2, 1).values, (3, 4)),
    "median": (lambda x: x.median(1, keepdim=True).values, (3, 4)),
    "nanmedian": (lambda x: x.nanmedian(2).values, (3, 4)),
    "max min": (lambda x: x.max(1).values + x.min(dim=1, keepdim=True)[0][:, 0], (3, 4)),
}


@pytest.mark.parametrize("name", MAXIMA)
@pytest.mark.parametrize("around", [False, True])
def test_maxima_agree_with_torch(name, around) -> None:
    function, shape = MAXIMA[name]
    model = Weighted(lambda s, x: F.relu(function(x.abs() - x)) * 2 if around else function(x))
    check(model, shape, layers=(2 if name in ("amax amin", "max min") else 1) + 2 * around)


@pytest.mark.parametrize("name", KNOT_CASES)
def test_pre_activations_vanish_where_the_slope_changes(name) -> None:
    """Halfway between two points whose pre-activations have the same signs the knot is the mean of its values there."""
    function, _ = KNOT_CASES[name]
    knot = function if isinstance(function, nn.Module) else Weighted(lambda s, x: function(x))
    network = Network(filled(knot), torch.zeros(8, dtype=torch.float64))
    random = torch.Generator().manual_seed(0)
    a = 3 * torch.randn((500, 8), generator=random, dtype=torch.float64)
    b = a + 0.2 * torch.randn((500, 8), generator=random, dtype=torch.float64)
    signs = []
    with torch.no_grad():
        ends = [network.evaluate(x, at_knot=lambda layer, z: signs.append(z > 0)) for x in (a, b)]
        middle = network((a + b) / 2)
    same = (signs[0] == signs[1]).reshape(500, -1, 8).all(1)
    error = (middle - (ends[0] + ends[1]) / 2).abs()
    assert 0.5 < same.double().mean() < 1
    assert error[same].max() < 1e-12
    assert error[~same].max() > 1e-3


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "prelu", "abs"])
@pytest.mark.parametrize("view", ["contiguous", "transposed", "sliced", "merged", "batch second"])
def test_what_is_written_to_the_pre_activations_reaches_the_operand(name, view) -> None:
    function, _ = KNOT_CASES[name]
    knot = function if isinstance(function, nn.Module) else Weighted(lambda s, x: function(x))
    if name == "prelu":
        knot = nn.PReLU()  # one slope, for the channels' axis is elsewhere in some views
    arranged = {
        "contiguous": lambda x: x * 2,
        "transposed": lambda x: (x * 2).reshape(-1, 8, 1).transpose(1, 2),
        "sliced": lambda x: torch.cat([x, x], 1)[:, :8],
        "merged": lambda x: (x * 2).reshape(-1, 1, 8).expand(-1, 3, 8).reshape(-1, 8),
        "batch second": lambda x: torch.stack([x, x]),
    }[view]

    back = {"merged": lambda z: z.reshape(-1, 24), "batch second": lambda z: z.transpose(0, 1)}.get(view, lambda z: z)
    network = Network(filled(Weighted(lambda s, x: back(s.m(arranged(x))), filled(knot))), torch.zeros(8).double())

    def snap(layer, z):
        assert z.is_contiguous() and z.shape == (5, network.layers[layer].units)
        z.zero_()

    with torch.no_grad():
        assert not network.evaluate(torch.ones(5, 8).double(), at_knot=snap).any()
        assert network(torch.ones(5, 8).double()).any()
