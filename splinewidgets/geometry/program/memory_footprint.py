"""Memory footprint of a network: how many numbers of an input it holds where, known before it computes."""

from __future__ import annotations

from .program import Program


class MemoryFootprint:
    """Numbers held for each input, by step of a program.

    Values that share memory count once, as the largest of them; what an operation needs for itself does not count.
    """

    def __init__(self, program: Program) -> None:
        self._knots = {step.knot.layer: i for i, step in enumerate(program.steps) if step.knot is not None}
        self._live = {
            step.knot.layer: sum(axis.width for _, axis in step.knot.live)
            for step in program.steps
            if step.knot is not None
        }
        self._held: list[int] = []
        alive, roots = {0}, list(program.roots)
        for step in program.steps:
            alive.add(step.out)
            if step.knot is not None and step.knot.owned:
                # It overwrites its operand.
                roots[step.out] = roots[step.args[0].index]
            largest: dict[int, int] = {}
            for slot in alive:
                root = roots[slot]
                largest[root] = max(largest.get(root, 0), program.width(slot))
            self._held.append(sum(largest.values()))
            alive -= set(step.frees)

    def at(self, layer: int) -> int:
        """Numbers still needed at the knot of a layer, its pre-activations included."""
        return self._live[layer]

    def before(self, layer: int) -> int:
        """The most that is held at once from the input to the knot of a layer, the knot's own result included."""
        return max(self._held[: self._knots[layer] + 1])

    def after(self, layer: int) -> int:
        """The most that is held at once from the knot of a layer to the next, or to the output."""
        begin = self._knots[layer]
        return max(self._held[begin : self._knots.get(layer + 1, len(self._held)) + 1])

    def whole(self) -> int:
        """The most that is held at once on the whole way."""
        return max(self._held, default=0)
