"""`Playground`: a small network that learns under one's hand, with its exact tiles."""

from splinewidgets.widgets.teaching.playground_traits import PlaygroundTraits


class Playground(PlaygroundTraits):
    """A small network that learns under one's hand."""

    _bundle = "playground"
