"""Scenes in, arrays out: what widgets show, without Jupyter."""
