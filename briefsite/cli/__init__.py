"""The commands. The only place that prints or decides how the program ends.

A module a group of commands, each with `add(commands)`. Exit codes: 0 all is well, 1 the briefs or
the site have problems, 2 the run cannot be made.
"""

import argparse
import io
import os
import sys
from pathlib import Path

from briefsite.cli import build, check, diff, edit
from briefsite.problems import BriefsiteError

ROOT = Path(__file__).resolve().parent.parent.parent
GROUPS = (build, check, diff, edit)


def main(arguments: list[str] | None = None) -> int:
    """Run a command; without one, build."""
    options = parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has seen enough; nothing more is printed, not at the end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except BriefsiteError as error:
        print(f"build.py: {error}", file=sys.stderr)
        return 2
    return code


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    made = argparse.ArgumentParser(prog="build.py", description="Build the brief site.")
    made.add_argument("--root", type=Path, default=ROOT, help="the checkout (default: this one)")
    made.set_defaults(run=build.build, strict=False, no_pdf=False, form="text", report=None)
    commands = made.add_subparsers(title="commands", metavar="COMMAND")
    for group in GROUPS:
        group.add(commands)
    return made
