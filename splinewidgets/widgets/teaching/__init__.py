"""Widgets for a class: small networks, under the hand."""
