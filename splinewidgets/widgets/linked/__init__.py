"""Widgets that stand beside an explorer and show its tiles in another way."""
