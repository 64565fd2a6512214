"""The command that tells what a change does to the briefs: diff."""

import argparse
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from briefsite import store
from briefsite.diff import output, states
from briefsite.problems import BriefsiteError
from briefsite.site import mkdocs
from briefsite.site import stale as upkeep

FORMATS = {
    "text": lambda compared: output.text(compared) + "\n",
    "markdown": output.markdown,
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
    _add_upkeep(commands)


def diff(options: argparse.Namespace) -> int:
    """Compare two states of the briefs."""
    compared = states.compare(options.root, options.base, options.head)
    told = FORMATS[options.format](compared)
    if not options.output:
        print(told, end="")
        return 0
    try:
        store.replace(options.output, told.encode())
    except OSError as error:
        raise BriefsiteError(f"cannot write {options.output}: {error.strerror}") from error
    return 0


# The command that looks for what time has done to the briefs: stale.


def _add_upkeep(commands: Any) -> None:
    command = commands.add_parser("stale", help="list the figures that are past their review")
    command.add_argument("--day", type=_day, help="as 2026-01-31 (default: today)")
    what = "for an issue; nothing where there is nothing to do"
    command.add_argument("--markdown", action="store_true", help=what)
    command.set_defaults(run=stale)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no day; write 2026-01-31") from None


def stale(options: argparse.Namespace) -> int:
    """List the figures that are past their review."""
    found = upkeep.stale(options.root, options.day or datetime.now(UTC).date())
    if options.markdown:
        repository = mkdocs.repository(options.root)
        print(upkeep.markdown("Figures past their review", found, repository), end="")
    else:
        print(upkeep.text(found) or "No figure is past its review.")
    return 1 if found else 0
