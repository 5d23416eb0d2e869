"""Widgets: one a file, its shape in DEFAULT_CSS."""
