"""What torch offers is taken or refused by a true sentence; `torch_namespaces.py` tries all of it, this some."""

from __future__ import annotations

import warnings
from collections import Counter

import torch_namespaces

# One of so many functions is tried here: all of them take minutes.
SHARE = 12


def test_functions_of_torch_are_taken_or_refused_truly() -> None:
    counts: Counter[str] = Counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, function in list(torch_namespaces.functions().items())[::SHARE]:
            found, said = torch_namespaces.outcome(name, function)
            counts[found] += 1
            assert found in torch_namespaces.FINE, f"{name}: {found}. {said}"
    assert counts["taken"] > 10 and counts["refused truly"] > 5
