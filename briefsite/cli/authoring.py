"""Commands that write briefs: new."""

import argparse
from pathlib import Path
from typing import Any

from briefsite import pipeline


def add(commands: Any) -> None:
    """Add the commands of this module."""
    command = commands.add_parser("new", help="begin a file: new source FILE")
    command.add_argument("kind", choices=["source"], help="what to begin")
    command.add_argument("file", type=Path, help="the archived text")
    command.add_argument("--id", help="the id of the record (default: from the file's name)")
    command.set_defaults(run=new)


def new(options: argparse.Namespace) -> int:
    """Begin a file."""
    record = pipeline.new_source(options.root, options.file, options.id)
    print(f"Wrote {record}.")
    print("Next: hold it against the text, put the text into the archive folder, then see")
    print("`build.py coverage --archive DIR` for what there is to write.")
    return 0
