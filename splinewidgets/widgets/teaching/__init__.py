"""Widgets for a lesson: networks small enough to see all of them."""
