from __future__ import annotations

import numpy as np
import pytest
import torch

from splinewidgets.geometry import Slice, UnsupportedOperation, local_complexity, tessellate
from splinewidgets.zoo import accuracy, digits, train, transformer


def test_a_transformer_is_seeded_and_leaves_the_global_state_alone() -> None:
    state = torch.get_rng_state()
    one, same, other = transformer(), transformer(), transformer(seed=1)
    assert torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), same.parameters(), strict=True))
    assert not torch.equal(one.embedding.weight, other.embedding.weight)


@pytest.mark.parametrize("shape", [(8, 8), (3, 10)])
def test_it_maps_images_to_classes_each_on_its_own(shape: tuple[int, int]) -> None:
    model = transformer(shape, 7).eval()
    images = torch.rand(5, *shape)
    assert model(images).shape == (5, 7)
    torch.testing.assert_close(model(images)[2:3], model(images[2:3]))


def test_the_order_of_the_rows_matters() -> None:
    model, images = transformer(), torch.rand(5, 8, 8)
    assert not torch.allclose(model(images), model(images.flip(1)), atol=1e-4)


def test_it_learns_digits_it_has_not_seen() -> None:
    seen, unseen = digits().split()
    model = train(transformer(), seen, epochs=6, learning_rate=3e-3, progress=False, cache=False)
    assert accuracy(model, unseen) > 0.85


def test_local_complexity_counts_the_units_of_its_mlp_blocks() -> None:
    model, images = transformer(hidden=24), digits().inputs[:20]
    found = local_complexity(model, images, 2.0)
    assert found.names == ("blocks.0.mlp.1", "blocks.1.mlp.1")
    named = local_complexity(model, images, 2.0, layers=["blocks.0.mlp.0", "blocks.1.mlp.0"])
    assert np.array_equal(found.counts, named.counts)
    # Each of the 8 tokens has its own values of the 24 units.
    assert 24 < found.counts.max() <= 8 * 24
    assert local_complexity(model, images, 0.01).mean() < found.mean()


def test_a_tessellation_is_refused() -> None:
    images = digits().inputs
    with pytest.raises(UnsupportedOperation):
        tessellate(transformer().eval(), Slice.through(*images[:3]))


def test_impossible_transformers_are_refused() -> None:
    with pytest.raises(ValueError, match=r"The input shape is \(1, 8, 8\)\. A gray image has \(rows, columns\)"):
        transformer((1, 8, 8))
    for heads in (5, 0):
        with pytest.raises(ValueError, match=rf"A width of 32 is shared by {heads} heads\. Each must get"):
            transformer(heads=heads)
