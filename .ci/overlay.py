"""Lay the data of a pull request over the program of the branch that it is for.

    python3 .ci/overlay.py PULL_REQUEST BASE

In: two checkouts. Out: BASE, with the briefs, the hand-written pages and the record of what was
verified as PULL_REQUEST has them, and nothing else of it. What a stranger wrote is read as data by
a program that the project already trusts; only regular files are taken, links are refused.

Ends with 1 where something is refused. In a workflow it also says, as output `program`, whether
the pull request changes anything besides data: `changed` or `same`.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

FOLDER, PAGES, RECORD = "briefs", "docs", "verified.json"
MOST_FILES, MOST_BYTES = 20_000, 5_000_000


def main(pull_request: Path, base: Path) -> int:
    """Do it; gives the exit code."""
    program = "changed" if rest(pull_request) != rest(base) else "same"
    taken, refused = look(pull_request)
    for path, why in refused:
        # On one line and in ASCII: a name could otherwise pass for a command to the runner.
        print(f"::error title=Not taken from the pull request::{ascii(path)[1:-1]}: {why}")
    if refused:
        return 1
    shutil.rmtree(base / FOLDER, ignore_errors=True)
    for path in data(base):
        (base / path).unlink()
    for path in taken:
        target = base / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(pull_request / path, target, follow_symlinks=False)
    print(f"Took {len(taken)} files of data; the program of the pull request is {program}.")
    if output := os.environ.get("GITHUB_OUTPUT"):
        with open(output, "a", encoding="utf-8") as file:
            file.write(f"program={program}\n")
    return 0


def look(root: Path) -> tuple[list[str], list[tuple[str, str]]]:
    """The files of data to take, and what is refused, with the reason."""
    taken: list[str] = []
    refused: list[tuple[str, str]] = []
    for path in data(root):
        if why := fault(root / path):
            refused.append((path, why))
        else:
            taken.append(path)
    if len(taken) > MOST_FILES:
        refused.append((FOLDER, f"more than {MOST_FILES:,} files"))
    return taken, refused


def fault(path: Path) -> str:
    """Why something is not taken; empty where it is a plain file of a sane size."""
    if path.is_symlink() or not path.is_file():
        return "this is not a regular file"
    if path.stat().st_size > MOST_BYTES:
        return f"larger than {MOST_BYTES:,} bytes"
    return ""


def data(root: Path) -> Iterator[str]:
    """The paths of all data in a checkout; links are named, never followed."""
    for path in walk(root):
        if is_data(path):
            yield path


def is_data(path: str) -> bool:
    """Whether a path is data: briefs, hand-written pages, the record."""
    parts = path.split("/")
    if parts[0] == FOLDER or path in (PAGES, RECORD):
        return True
    return parts[0] == PAGES and len(parts) == 2 and path.endswith(".md")


def rest(root: Path) -> dict[str, bytes | str]:
    """Everything else of a checkout, by path, to be compared."""
    found: dict[str, bytes | str] = {}
    for path in walk(root):
        if not is_data(path):
            file = root / path
            found[path] = os.readlink(file) if file.is_symlink() else file.read_bytes()
    return found


def walk(root: Path, below: str = "") -> Iterator[str]:
    """Every path that is no folder, sorted; a link to a folder is none."""
    for entry in sorted(os.scandir(root / below), key=lambda entry: entry.name):
        path = f"{below}/{entry.name}" if below else entry.name
        if path == ".git":
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from walk(root, path)
        else:
            yield path


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
