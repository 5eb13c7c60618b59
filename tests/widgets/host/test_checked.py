"""A trait that is read, or refused: to Python by an exception, to the browser in `error`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import torch
import traitlets as t

from splinewidgets.pictures import plain_values
from splinewidgets.widgets.host.checked import Checked
from splinewidgets.widgets.host.messages import Listener
from splinewidgets.widgets.host.trait_types import Items, Number


def read_low(widget: Any, given: Any) -> float:
    low = plain_values.real(given, "low", "a number", "0 is usual.")
    if low > widget.high:
        raise ValueError(f"low is {low:g}. It must be at most {widget.high:g}. Set high first.")
    return low


class Range(Listener):
    _esm = "export default {}"

    high = t.Float(1.0).tag(sync=True)
    low = Checked(Number(0.0), read_low).tag(sync=True)
    quiet = Checked(Items(t.Int(), [1, 2]), lambda _, given: sorted(given), takes_back=False).tag(sync=True)


@pytest.fixture
def widget() -> Iterator[Range]:
    made = Range()
    yield made
    made.close()


def test_what_is_read_is_kept(widget: Range) -> None:
    assert widget.low == 0.0 and widget.quiet == [1, 2]
    widget.low = torch.tensor(0.5)
    assert widget.low == 0.5 and type(widget.low) is float
    widget.quiet = torch.tensor([3, 1])
    assert widget.quiet == [1, 3]


@pytest.mark.parametrize(("bad", "error"), [(2.0, ValueError), ("x", TypeError), (None, TypeError)])
def test_python_is_told_by_what_is_raised(widget: Range, bad: Any, error: type[Exception]) -> None:
    widget.low = 0.25
    with pytest.raises(error, match=r"^low is .*\. It must be .*\. .*\.$"):
        widget.low = bad
    assert widget.low == 0.25 and widget.error == ""
    with pytest.raises(error, match=r"^low is"):
        Range(low=bad)


def test_the_browser_is_told_in_error_and_the_last_good_value_comes_back(widget: Range) -> None:
    widget.set_state({"low": 0.25})
    seen: list[Any] = []
    widget.observe(lambda change: seen.append(change["new"]), "low")
    widget.set_state({"low": 2.0})
    # Told, even though it is what it was: the browser has another.
    assert widget.low == 0.25 and seen == [0.25]
    assert widget.error == "low is 2. It must be at most 1. Set high first."
    widget.set_state({"quiet": [4]})
    assert widget.error != ""
    widget.set_state({"low": 0.5})
    assert widget.low == 0.5 and widget.error == ""


def test_a_value_of_another_kind_is_passed_over(widget: Range) -> None:
    widget.set_state({"low": "x", "high": 3.0})
    assert widget.low == 0.0 and widget.high == 3.0
    assert widget.error == "The page sent 'x' for low. It must be a number. It is ignored."


def test_values_of_one_message_are_read_together(widget: Range) -> None:
    widget.set_state({"low": 5.0, "high": 9.0})
    assert (widget.low, widget.high, widget.error) == (5.0, 9.0, "")


def test_widgets_do_not_share_what_they_accepted() -> None:
    one, other = Range(), Range()
    one.quiet = [7]
    other.set_state({"low": 2.0})
    assert other.quiet == [1, 2] and other.low == 0.0 and one.quiet == [7]
    one.close()
    other.close()
