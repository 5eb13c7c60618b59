"""Figures for papers: what each widget shows, as shapes on a sheet."""
