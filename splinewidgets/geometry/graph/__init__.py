"""Graphs of tiles: components, paths and spectra. numpy and scipy, never a network."""
