"""Data that comes with scikit-learn or out of a seed."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

# Within scikit-learn.
DIGITS = "datasets/data/digits.csv.gz"


@dataclass(frozen=True, eq=False)
class Dataset:
    """Labeled samples.

    Attributes
    ----------
    inputs : (N, *shape) float32
    labels : (N,) int64
        Indices into `class_names`.
    class_names : tuple of str

    Examples
    --------
    >>> moons = two_moons(100)
    >>> train, test = moons.split(0.7)
    >>> len(train), len(test), moons.class_names
    (70, 30, ('upper', 'lower'))
    """

    inputs: Tensor
    labels: Tensor
    class_names: tuple[str, ...]

    def __len__(self) -> int:
        """Number of samples."""
        return len(self.inputs)

    def first(self, label: int) -> Tensor:
        """Return the first sample of a class, of shape `shape`."""
        (found,) = torch.nonzero(self.labels == label, as_tuple=True)
        if not len(found):
            raise ValueError(
                f"No sample has the label {label!r}. The labels are 0 to {len(self.class_names) - 1}. "
                "Ask for one of them."
            )
        return self.inputs[found[0]]

    def split(self, fraction: float = 0.8, seed: int = 0) -> tuple[Dataset, Dataset]:
        """Return a random `fraction` of the samples, and the rest.

        Raises
        ------
        ValueError
            If one of the two parts would be empty.
        """
        count = round(fraction * len(self))
        if not 0 < count < len(self):
            raise ValueError(
                f"A fraction of {fraction} splits {len(self)} samples into {count} and {len(self) - count}. "
                "Both parts need samples. Choose a fraction between 0 and 1."
            )
        order = torch.randperm(len(self), generator=torch.Generator().manual_seed(seed))
        one, other = (
            Dataset(self.inputs[i], self.labels[i], self.class_names) for i in order.split([count, len(self) - count])
        )
        return one, other


def digits() -> Dataset:
    """Return the 1,797 handwritten digits that scikit-learn bundles: 8 x 8 images with values from 0 to 1.

    References
    ----------
    E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998.

    Examples
    --------
    >>> digits().inputs.shape
    torch.Size([1797, 8, 8])
    """
    pixels, labels = _bundled_digits()
    images = torch.tensor(pixels, dtype=torch.float32).reshape(-1, 8, 8) / 16  # the scan counts ink in 4 x 4 blocks
    return Dataset(images, torch.tensor(labels, dtype=torch.int64), tuple("0123456789"))


def _bundled_digits() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Pixels (N, 64), 0 to 16, and labels (N,), from scikit-learn's file, for importing it takes a second."""
    found = find_spec("sklearn")
    assert found is not None and found.origin is not None, "scikit-learn is installed with this package"
    file = Path(found.origin).parent / DIGITS
    if file.is_file():
        table = np.loadtxt(file, delimiter=",")
        return table[:, :-1], table[:, -1]
    from sklearn.datasets import load_digits

    return load_digits(return_X_y=True)


def two_moons(samples: int = 1000, noise: float = 0.1, seed: int = 0) -> Dataset:
    """Return two interleaved half circles in the plane, centered and scaled into [-1, 1] but for the noise.

    Examples
    --------
    >>> two_moons(100).inputs.shape
    torch.Size([100, 2])
    """
    from sklearn.datasets import make_moons

    points, labels = make_moons(samples, noise=noise, random_state=seed)
    # Without noise the moons fill [-1, 2] x [-1/2, 1].
    centered = (points - (0.5, 0.25)) / 1.5
    return Dataset(
        torch.tensor(centered, dtype=torch.float32),
        torch.tensor(labels, dtype=torch.int64),
        ("upper", "lower"),
    )
