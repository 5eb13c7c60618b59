"""Figures for papers: what widgets show, as shapes, and these as files."""
