"""Briefs in YAML, checked and rendered into a static site; `build.py` at the top is the way in."""

__version__ = "0.1.0"
