"""The commands. The only place that prints or decides how the program ends.

A module a group of commands, each with `add(commands)`. Exit codes: 0 all is well, 1 the briefs or
the site have problems, 2 the run cannot be made, 3 another build is at work and is not waited for.
"""

import argparse
import atexit
import errno
import gc
import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

from briefsite import store
from briefsite.cli import unchanged
from briefsite.problems import BriefsiteError

ROOT = Path(__file__).resolve().parent.parent.parent


def main(arguments: list[str] | None = None) -> int:
    """Run a command; without one, build."""
    # What is built is for others to read, whatever the user's own files are.
    os.umask(0o022)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has seen enough; nothing more is printed, not at the end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except BriefsiteError as error:
        print(f"build.py: {error}", file=sys.stderr)
        return 3 if isinstance(error, store.Busy) else 2
    except OSError as error:
        print(f"build.py: {_in_words(error)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("build.py: stopped; the published site is as it was", file=sys.stderr)
        return 130
    return code


def _run(arguments: list[str]) -> int:
    """Run a command; the libraries are loaded where there is something to do."""
    wanted = unchanged.asked(arguments, ROOT)
    if wanted and unchanged.is_unchanged(wanted):
        site = wanted.root / "site"
        print(f"Nothing has changed since {site} was built; it stays as it is.")
        return 0
    # Nearly all that a run makes is kept to its end, so there is little to look for; what has been
    # looked at once is looked at again seldom.
    gc.set_threshold(100_000, 50)
    atexit.register(gc.freeze)  # nor need Python look through it before it ends
    options = parser(arguments).parse_args(arguments)
    options.root = options.root.resolve()
    try:
        return int(options.run(options))
    finally:
        gc.enable()


ADVICE = {
    "ENOSPC": "make room on the disk, then run it again",
    "EDQUOT": "make room on the disk, then run it again",
    "EROFS": "the checkout must lie where it can be written",
    "EACCES": "the files must be yours to read and to write",
    "EPERM": "the files must be yours to read and to write",
    "EMFILE": "allow more open files (`ulimit -n`), then run it again",
    "EBADMSG": "get the file back as it was, with `git status` and `git restore`",
    "ENOENT": "get the missing file back, with `git status` and `git restore`",
}


def _in_words(error: OSError) -> str:
    """What the system refused, and what to do about it."""
    what = error.strerror or str(error)
    where = f"{error.filename}: {what}" if error.filename else what
    advice = ADVICE.get(errno.errorcode.get(error.errno or 0, ""))
    return f"{where}; {advice}" if advice else where


LIGHT = ("check", "verify", "coverage", "explain", "list")
"""Commands of `cli.check` that need nothing of what builds."""


def _command(arguments: Sequence[str]) -> str:
    """The command that is called, behind `--root` and its folder; empty where none is."""
    first, *others = *arguments, ""
    return _command(others[1:-1]) if first == "--root" else first


def parser(arguments: Sequence[str] = ()) -> argparse.ArgumentParser:
    """The commands and their options; for a light command, given with its arguments, no others."""
    from briefsite.cli import check

    groups: list[ModuleType] = [check]
    run: Callable[[argparse.Namespace], int] = check.check
    if _command(arguments) not in LIGHT:
        from briefsite.cli import build, edit

        groups, run = [build, check, edit], build.build
    made = argparse.ArgumentParser(prog="build.py", description="Build the brief site.")
    made.add_argument("--root", type=Path, default=ROOT, help="the checkout (default: this one)")
    made.set_defaults(run=run, strict=False, no_pdf=False, form="text", report=None)
    made.set_defaults(no_wait=False, profile=False)
    commands = made.add_subparsers(title="commands", metavar="COMMAND")
    for group in groups:
        group.add(commands)
    return made
