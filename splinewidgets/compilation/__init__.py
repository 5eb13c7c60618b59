"""Compiling the geometry's functions: once for an installation, ahead of the first picture, in a process of its own.

numba compiles a function when it is first called, and keeps the result on the disk. What is run by
`python -m splinewidgets.compilation` calls all of them, so that nobody waits later; importing `splinewidgets.widgets`
starts it where that was not done.
"""
