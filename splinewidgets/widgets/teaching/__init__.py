"""Widgets to teach with, for networks with two inputs."""
