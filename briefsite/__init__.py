"""Briefs in YAML, checked and rendered into a static site; `build.py` at the top is the way in."""

import hashlib
import os
import sys
from functools import cache
from pathlib import Path

__version__ = "0.1.0"


def packages() -> list[str]:
    """Python and every package that it may load, with their versions: what all output rests on."""
    ends = (".dist-info", ".egg-info", ".egg-link", ".pth")
    folders = [folder for folder in sys.path if os.path.isdir(folder)]
    found = {name for folder in folders for name in os.listdir(folder) if name.endswith(ends)}
    return [sys.version, *sorted(found)]


@cache
def program() -> str:
    """A digest of the program itself."""
    files = sorted(Path(__file__).parent.rglob("*"))
    read = (file.read_bytes() for file in files if file.is_file() and file.suffix != ".pyc")
    return hashlib.sha256(b"".join(read)).hexdigest()
