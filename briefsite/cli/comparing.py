"""The command that tells what a change does to the briefs: diff."""

import argparse
from pathlib import Path
from typing import Any

from briefsite import comparing, review, store
from briefsite.problems import BriefsiteError

FORMATS = {
    "text": lambda compared: review.text(compared) + "\n",
    "markdown": review.markdown,
    "json": review.dump,
}


def add(commands: Any) -> None:
    """Add the commands of this module."""
    command = commands.add_parser("diff", help="say what a change does to the briefs")
    state = "a revision, a checkout or a folder of briefs"
    command.add_argument("base", metavar="BASE", help=f"compare with this: {state}")
    command.add_argument("--head", metavar="HEAD", help=f"{state} (default: this checkout)")
    command.add_argument("--format", choices=FORMATS, default="text", help="default: text")
    command.add_argument("--output", type=Path, metavar="FILE", help="default: print it")
    command.set_defaults(run=diff)


def diff(options: argparse.Namespace) -> int:
    """Compare two states of the briefs."""
    compared = comparing.compare(options.root, options.base, options.head)
    told = FORMATS[options.format](compared)
    if not options.output:
        print(told, end="")
        return 0
    try:
        store.replace(options.output, told.encode())
    except OSError as error:
        raise BriefsiteError(f"cannot write {options.output}: {error.strerror}") from error
    return 0
