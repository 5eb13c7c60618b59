"""A trait whose values are read by its widget, or refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets as t


class Checked(t.TraitType[Any, Any]):
    """A trait whose values must fit its widget: its network, its data, its picture.

    What does not fit is refused in the sentences that `read` raises: to Python by this exception, to the browser in
    `error`, and the last good value comes back. The values of one message are read when all of them are set.

    Parameters
    ----------
    kind
        What a page may send, and the default: values of another type are ignored.
    read
        read(widget, value) is what is kept of any value; it raises ValueError or TypeError.
    takes_back
        Whether a value that fits takes back what was wrong before.
    """

    def __init__(
        self, kind: t.TraitType[Any, Any], read: Callable[[Any, Any], Any], takes_back: bool = True, help: str = ""
    ) -> None:
        self.kind, self.read, self.takes_back = kind, read, takes_back
        super().__init__(help=help)

    def class_init(self, cls: Any, name: str | None) -> None:
        """Name the trait and its kind, whose errors give the name."""
        super().class_init(cls, name)
        self.kind.class_init(cls, name)

    def default(self, obj: Any = None) -> Any:
        """Default of its kind."""
        return self.kind.default(obj)

    def validate(self, obj: Any, value: Any) -> Any:
        """The value to be read; a tensor becomes an array, since torch warns where both are compared."""
        value = value.detach().cpu().numpy() if hasattr(value, "detach") else value
        if obj._cross_validation_lock and self.name in obj._trait_values:
            # While notifications are held, what equals the present value is no change, and would never be read.
            kept = obj._accepted.get(self.name, obj._trait_values[self.name])
            return kept if _equal(kept, value) else value
        return value

    def _cross_validate(self, obj: Any, value: Any) -> Any:
        # As the function of a `validate` decorator is called, for which each class would have to name its traits.
        try:
            obj._accepted[self.name] = self.read(obj, value)
        except Exception as failure:
            obj._refuse(self.name, failure)
        else:
            if self.takes_back:
                obj._recover()
        return obj._accepted.get(self.name, self.default(obj))


def _equal(one: Any, other: Any) -> bool:
    """Test whether traitlets sees no change between two values."""
    try:
        return bool(one == other)
    except Exception:
        return False
