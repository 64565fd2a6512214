"""The command that describes the format to editors: schema."""

import argparse
from typing import Any

from briefsite import pipeline


def add(commands: Any) -> None:
    """Add the commands of this module."""
    command = commands.add_parser("schema", help="write the JSON Schemas for editors")
    words = "write nothing; fail where they differ from the models (ids may)"
    command.add_argument("--check", action="store_true", help=words)
    command.set_defaults(run=schema)


def schema(options: argparse.Namespace) -> int:
    """Write the schemas, or say which are stale."""
    folder = f"docs/{pipeline.SCHEMAS}"
    if options.check:
        stale = pipeline.stale_schemas(options.root)
        for name in stale:
            print(f"{folder}/{name} is not what the models say.")
        print("Run `build.py schema` and commit them." if stale else f"{folder} is up to date.")
        return 1 if stale else 0
    written = pipeline.write_schemas(options.root)
    for name in written:
        print(f"Wrote {folder}/{name}.")
    if not written:
        print(f"{folder} is up to date.")
    return 0
