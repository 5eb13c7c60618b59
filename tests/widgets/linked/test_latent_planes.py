from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn
from torch.distributions import Normal

from splinewidgets import ManifoldExplorer, ManifoldSampler, Network, PolarityExplorer, Restricted, Slice, SliceExplorer
from splinewidgets.pictures.wire import decode
from splinewidgets.zoo import mlp


class OfClass(nn.Module):
    """A generator of 64 latents and a class, which returns an image and its logarithm of variance."""

    def __init__(self) -> None:
        super().__init__()
        self.of_class, self.body = nn.Embedding(10, 64), mlp((64, 16, 9))

    def forward(self, z, label):
        image = self.body(z + self.of_class(label))
        return image.reshape(-1, 3, 3), -image


class Convolutional(nn.Module):
    """Images of latents (2, 1, 1)."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.ConvTranspose2d(2, 4, 2), nn.ReLU(), nn.ConvTranspose2d(4, 1, 2))

    def forward(self, z):
        return self.layers(z)


def test_one_class_on_a_plane_of_two_of_many_latents() -> None:
    generator = OfClass()
    latent = torch.randn(64, generator=torch.Generator().manual_seed(0))
    shown = ManifoldExplorer(generator, condition=3, output=0, coordinates=(5, 40), fixed=latent, samples=20)
    assert shown.explorer.axis_names == ["z[5]", "z[40]"]
    tessellation = shown.image.tessellation
    assert shown.samples == 20 and shown._samples and shown._images
    assert "z[5] and z[40] vary, 62 other latents fixed · condition 3" in shown.status
    uv = np.array([[0.3, -0.7]])
    whole = latent.clone()
    whole[5], whole[40] = 0.3, -0.7
    with torch.no_grad():
        wanted = generator(whole[None], torch.tensor([3]))[0]
    torch.testing.assert_close(tessellation.outputs_at(uv).float(), wanted, atol=1e-5, rtol=1e-5)
    shown.close()


def test_others_are_fixed_at_one_of_the_latents_or_at_zero() -> None:
    generator, latents = mlp((6, 8, 3)), np.random.default_rng(0).normal(size=(9, 6))
    for fixed, values, words in ((4, latents[4], "4 other latents fixed"), (None, np.zeros(6), "fixed at 0")):
        shown = ManifoldExplorer(generator, latents, coordinates=(1, 2), fixed=fixed, samples=0)
        wanted = generator(torch.tensor(np.r_[values[0], 0, 0, values[3:]][None]).float())
        found = shown.image.tessellation.outputs_at([[0.0, 0.0]]).float()
        torch.testing.assert_close(found, wanted.detach(), atol=1e-5, rtol=1e-5)
        assert words in shown.status
        shown.close()


def test_latents_of_a_convolutional_generator_are_a_plane() -> None:
    generator = Convolutional()
    shown = ManifoldExplorer(generator, samples=10)
    output = shown.image.tessellation.outputs_at([[0.5, -0.25]])
    assert shown._samples and shown.explorer.axis_names == ["z₁", "z₂"] and shown._images
    torch.testing.assert_close(output.float(), generator(torch.tensor([[[[0.5]], [[-0.25]]]])).detach())
    shown.close()
    latents = torch.randn(50, 2, 1, 1, generator=torch.Generator().manual_seed(0))
    beside = ManifoldExplorer(generator, latents, samples=0)
    assert beside.explorer._samples.inputs.shape == (50, 2)
    beside.close()


@pytest.mark.parametrize("samples", (0, 50))
def test_the_domain_follows_the_latents(samples: int) -> None:
    latents = 2 * torch.randn(500, 2, generator=torch.Generator().manual_seed(0))
    shown = ManifoldExplorer(mlp((2, 8, 3)), latents, samples=samples)
    u0, u1, v0, v1 = shown.image.tessellation.slice.bounds
    reach = float(latents.abs().max())
    assert max(u0, v0) <= -latents.abs().max(0).values.max() + 2 * reach and max(u1, v1) <= reach + 1e-6
    assert (shown.image.tessellation.locate(latents.double().numpy()) >= 0).all()
    assert "beyond" not in shown.status
    shown.close()
    cut = ManifoldExplorer(mlp((2, 8, 3)), latents, samples=samples, domain=(-1, 1))
    assert cut.image
    beyond = float((latents.abs() > 1).any(1).float().mean())
    assert f"{100 * beyond:.3g}\u2009% of the latents beyond the domain" in cut.status
    cut.close()


def test_samples_of_normal_latents_and_what_is_outside() -> None:
    shown = ManifoldExplorer(mlp((2, 8, 3)), samples=2000, density="normal")
    assert shown.image.tessellation.slice.bounds == pytest.approx((-5.02631, 5.02631) * 2, abs=1e-4)
    assert "samples of normal latents, less than 0.01\u2009% of which lie outside the window" in shown.status
    shown.view = (-1, 1, -1, 1)
    outside = ManifoldSampler(shown.image, "normal").outside_share
    assert 0.4 < outside < 0.6 and f"{100 * outside:.3g}\u2009% of which lie outside" in shown.status
    shown.rho = 1.0
    shown.close()
    wide = ManifoldExplorer(mlp((2, 8, 3)), samples=10, density=Normal(0.0, 0.1))
    assert wide.image.tessellation.slice.bounds[1] == pytest.approx(0.502631, abs=1e-5)
    wide.close()
    own = ManifoldExplorer(mlp((2, 8, 3)), samples=10, density=lambda z: -z.abs().sum(1))
    assert own.image
    assert "samples of the density given, in the window" in own.status
    own.close()


def test_another_density_is_drawn_from_in_the_window_that_there_is() -> None:
    shown = ManifoldExplorer(mlp((2, 8, 3)), samples=200)
    assert shown.image and "samples" not in shown.status
    before = shown.image.tessellation.slice.bounds
    shown.density = Normal(0.3, 0.05)
    assert "samples of normal latents" in shown.status
    u0, u1, _, _ = before
    assert u0 + (u1 - u0) * decode(shown._latents["points"]).mean() == pytest.approx(0.3, abs=0.03)
    assert shown.image.tessellation.slice.bounds == before
    drawn = shown._samples
    with pytest.raises(ValueError, match=r"density is 'gauss'\. It must be 'uniform' or 'normal'"):
        shown.density = "gauss"
    assert isinstance(shown.density, Normal) and shown._samples == drawn
    shown.density = lambda z: torch.zeros(3)
    assert "density makes shape (3,)" in shown.error
    shown.density = "uniform"
    assert not shown.error and "samples" not in shown.status
    shown.close()


def test_one_of_several_outputs_beside_other_widgets() -> None:
    generator = OfClass()
    anchors = torch.randn(3, 64, generator=torch.Generator().manual_seed(0))
    plane = Restricted(generator.body, (0, 1), np.zeros(64))

    class Both(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.plane = plane

        def forward(self, z):
            made = self.plane(z)
            return {"image": made, "negative": -made}

    both = Both()
    one = SliceExplorer(both, output="negative", class_names=())
    point = [[0.2, 0.4]]
    torch.testing.assert_close(
        one.tessellation.outputs_at(point).float(), -plane(torch.tensor(point)).detach(), atol=1e-5, rtol=1e-5
    )
    one.close()
    latents = 2 * torch.rand(1000, 2, generator=torch.Generator().manual_seed(0)) - 1
    polarity = PolarityExplorer(both, latents, output="image", samples=100)
    np.testing.assert_allclose(
        polarity.measured.log_volumes, PolarityExplorer(plane, latents, samples=100).measured.log_volumes
    )
    polarity.close()
    through = ManifoldExplorer(generator, anchors=anchors, condition=7, output=1)
    assert through.image
    assert "a plane through three of 64 latents · condition 7" in through.status
    through.close()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    (
        ({"generator": nn.Linear(1, 3)}, r"The generator has one latent\. .* walk_length"),
        ({"generator": mlp((6, 8, 3)), "coordinates": (0, 1)}, r"coordinates were given without fixed\."),
        ({"generator": mlp((6, 8, 3)), "coordinates": (0, 6), "fixed": np.zeros(6)}, r"A coordinate is 6\. .* to 5"),
        ({"generator": mlp((6, 8, 3)), "coordinates": (0, 0), "fixed": np.zeros(6)}, r"one or more, each once\."),
        ({"generator": mlp((6, 8, 3)), "coordinates": (0, 1, 2), "fixed": np.zeros(6)}, r"A plane has two, which vary"),
        ({"generator": mlp((6, 8, 3)), "fixed": np.zeros(6), "anchors": np.eye(6)[:3]}, r"anchors were given with"),
        ({"generator": mlp((2, 8, 3)), "density": "gauss"}, r"density is 'gauss'\."),
        ({"generator": mlp((6, 8, 3)), "latents": np.zeros((5, 6)), "samples": 3}, r"coordinates= and fixed="),
        ({"generator": Network(mlp((2, 8, 3)), np.zeros(2)), "output": 1}, r"A Network has one output already"),
        (
            {"generator": OfClass(), "condition": 1, "coordinates": (0, 1), "fixed": np.zeros(64)},
            r"output=0 or output=1",
        ),
    ),
)
def test_what_is_no_plane_is_refused(arguments, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        ManifoldExplorer(**arguments)


def test_a_network_has_no_condition_and_no_coordinates() -> None:
    network = Network(mlp((6, 8, 3)), np.zeros(6))
    for given in ({"condition": 1}, {"coordinates": (0, 1), "fixed": np.zeros(6)}):
        with pytest.raises(TypeError, match=r"The generator is a Network"):
            ManifoldExplorer(network, **given)
    explorer = SliceExplorer(mlp((2, 8, 3)))
    with pytest.raises(ValueError, match=r"condition was given with an explorer\."):
        ManifoldExplorer(explorer, condition=1)
    explorer.close()
    with pytest.raises(ValueError, match=r"The generator has one latent\."):
        ManifoldSampler.of(nn.Linear(1, 3), window=Slice.box((-1, 1), (-1, 1)))
