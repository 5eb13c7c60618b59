"""Widgets for losses as functions of parameters."""
