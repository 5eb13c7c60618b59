"""The command `splinewidgets`: a gallery of notebooks, and pictures of models from files."""
