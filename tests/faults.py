"""Faults put in on purpose: does the test that must notice each one do so?

    python -m tests.faults [--list] [NAME or NUMBER ...]

`tests/faults.txt` has a fault a line, of the kind that people really make. Each goes into a fresh
copy of what is in git, where the test named with it runs; first, all these tests must pass in a
copy without a fault. A NAME may be a whole wing (`site`) or one fault (`site/csv-formula`). The
exit code is 1 where a fault is not caught, 2 where nothing can be tried.
"""

import argparse
import ast
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.guide import checkout
from tests.world import CHECKOUT

TABLE = Path(__file__).with_suffix(".txt")
LIMIT = 900
"""Seconds after which a test that has not ended counts as one that noticed nothing."""
CAUGHT, PASSED = 1, 0
"""Exit codes of pytest; each other one says that the test could not be run."""


@dataclass(frozen=True)
class Fault:
    """One mistake, and the test (`file` or `file::test`) that must notice it."""

    number: int
    name: str
    file: str
    there: str
    instead: str
    test: str

    @property
    def wing(self) -> str:
        """The part of the project that it is in."""
        return self.name.partition("/")[0]

    def stale(self, root: Path) -> str:
        """Why it cannot be put in any more; empty where it can."""
        file, (path, _, name) = root / self.file, self.test.partition("::")
        if not file.is_file():
            return f"there is no {self.file}"
        if count := file.read_text(encoding="utf-8").count(self.there) - 1:
            return f"{self.file} has its text {count + 1} times"
        if not (root / path).is_file():
            return f"there is no {path}"
        if name and name.partition("[")[0] not in _functions(root / path):
            return f"{path} has no {name}"
        return ""

    def put_in(self, root: Path) -> None:
        """Make the mistake in a copy of the checkout."""
        file = root / self.file
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(self.there, self.instead), encoding="utf-8")


def _functions(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def faults() -> list[Fault]:
    """All faults, in the order of the table."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = [line.split(" ¦ ") for line in lines if line and not line.startswith("#")]
    return [Fault(number, *row) for number, row in enumerate(rows, 1)]


def run(tests: Iterable[str], fault: Fault | None = None) -> tuple[int, str]:
    """Run tests in a copy, with a fault: the exit code of pytest, and what it said."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    with tempfile.TemporaryDirectory() as folder:
        root = checkout(Path(folder, "copy"))
        (root / ".venv").symlink_to(CHECKOUT / ".venv")
        if fault:
            fault.put_in(root)
        variables = {**os.environ, "TMPDIR": folder}
        try:
            ended = subprocess.run(
                command,
                cwd=root,
                env=variables,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=LIMIT,
            )
        except subprocess.TimeoutExpired:
            return PASSED, f"no end after {LIMIT} seconds"
        return ended.returncode, ended.stdout


def chosen(names: list[str]) -> list[Fault]:
    """The faults that a command names, all where it names none; ValueError for an unknown name."""
    known = [(fault, {fault.name, fault.wing, str(fault.number)}) for fault in faults()]
    for name in names:
        if not any(name in own for _, own in known):
            raise ValueError(f"there is no fault '{name}'; see --list")
    return [fault for fault, own in known if not names or own & set(names)]


def tried(fault: Fault) -> tuple[Fault, str, str]:
    """Put a fault in: what came of it, and what there is to read where it was not caught."""
    if why := fault.stale(CHECKOUT):
        return fault, "STALE", why
    code, said = run([fault.test], fault)
    if code == CAUGHT:
        return fault, "caught", ""
    return fault, "NOT CAUGHT" if code == PASSED else "NOT RUN", "" if code == PASSED else said


def main(arguments: list[str] | None = None, say: Callable[[str], None] = print) -> int:
    """Try the faults, a line each."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("names", nargs="*", metavar="NAME", help="default: all")
    parser.add_argument("--list", action="store_true", help="say what there is, try nothing")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="so many at once")
    options = parser.parse_args(arguments)
    try:
        found = chosen(options.names)
    except ValueError as error:
        parser.error(str(error))
    if options.list:
        for fault in found:
            say(f"{fault.number:3} {fault.name}: {fault.test}")
        return 0
    code, said = run(dict.fromkeys(fault.test for fault in found if not fault.stale(CHECKOUT)))
    if code != PASSED:
        say(f"{said}\nThese tests do not pass without a fault, so nothing can be tried.")
        return 2
    missed = 0
    with ThreadPoolExecutor(options.jobs) as pool:
        for fault, outcome, more in pool.map(tried, found):
            say(f"{fault.number:3} {fault.name}: {outcome}{f': {more}' if more else ''}")
            missed += outcome != "caught"
    say(f"{len(found) - missed} of {len(found)} caught.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(say=partial(print, flush=True)))
