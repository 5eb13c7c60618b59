"""Pictures of a Sequential that is edited: the snapshot of a scene is a state of it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from splinewidgets.geometry.arrangement.sequential_state import SequentialState
from splinewidgets.geometry.network.network import Network
from splinewidgets.pictures.budget.limits import Limits
from splinewidgets.pictures.rendering.painter import Painter
from splinewidgets.pictures.scene.scene import Scene
from splinewidgets.pictures.scene.slice_input import ExplorerInput

# Networks, and graphs of other architectures, that are kept: undo goes back to the newest of them at once.
MOST_NETWORKS, MOST_GRAPHS = 32, 8


class SequentialPainter(Painter):
    """Paints scenes whose snapshot is a `SequentialState`."""

    def __init__(self, given: ExplorerInput, limits: Limits) -> None:
        super().__init__(given, limits)
        self._networks: OrderedDict[Hashable, Network] = OrderedDict()
        self._graphs: OrderedDict[Hashable, Network] = OrderedDict()

    def network(self, snapshot: Hashable) -> Network:
        """The network of a state: the graph of its architecture, with its numbers."""
        assert isinstance(snapshot, SequentialState)
        network = self._networks.pop(snapshot, None)
        if network is None:
            graph = self._graphs.pop(snapshot.architecture, None)
            if graph is None:
                graph = network = Network(snapshot.module(), [0.0] * snapshot.widths[0])
            else:
                network = graph.with_tensors(snapshot.tensors)
            self._graphs[snapshot.architecture] = graph
        self._networks[snapshot] = network
        for kept, most in ((self._networks, MOST_NETWORKS), (self._graphs, MOST_GRAPHS)):
            if len(kept) > most:
                kept.popitem(last=False)
        return network


def state_of(scene: Scene) -> SequentialState:
    """The state of a scene of a Sequential."""
    assert isinstance(scene.snapshot, SequentialState)
    return scene.snapshot
