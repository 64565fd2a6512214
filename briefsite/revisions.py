"""The files of a Git revision, read without touching the checkout.

In: a checkout and the name of a revision. Out: files in a folder. Blobs are read as they are:
`git archive` obeys the attributes of the very revision it packs, which can leave files out.
"""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from briefsite.problems import BriefsiteError


def find(root: Path, name: str) -> str | None:
    """The commit that a name stands for; None where it stands for none."""
    # A name is never taken for an option, and is not more than a name of a commit.
    command = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"]
    answer = _git(root, *command)
    return answer.stdout.decode().strip() if answer.returncode == 0 else None


def extract(root: Path, commit: str, names: tuple[str, ...], folder: Path) -> None:
    """Write the files below these names, as they were in a commit, into a folder.

    What is no plain file there, such as a link, becomes a folder: whoever reads a file of that
    name says so.
    """
    listed = list(_listed(root, commit, names))
    blobs = _blobs(root, [blob for mode, blob, _ in listed if _is_file(mode)])
    for mode, blob, path in listed:
        target = folder / path
        if _is_file(mode):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(blobs[blob])
        else:
            target.mkdir(parents=True, exist_ok=True)


def _is_file(mode: str) -> bool:
    return mode.startswith("100")


def _listed(root: Path, commit: str, names: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Mode, blob and path of each file, relative to the checkout."""
    listed = _read(root, "ls-tree", "-r", "-z", commit, "--", *names)
    for line in listed.split(b"\0"):
        if line:
            head, _, name = line.partition(b"\t")
            mode, _, blob = head.decode().split()
            path = os.fsdecode(name)
            if not {"", ".", ".."}.isdisjoint(PurePosixPath(path).parts) or path.startswith("/"):
                raise BriefsiteError(f"revision {commit[:12]} has a file that leaves its folder")
            yield mode, blob, path


def _blobs(root: Path, names: list[str]) -> dict[str, bytes]:
    """The contents of blobs: after a line with its name and size each has its bytes."""
    packed = _read(root, "cat-file", "--batch", given="\n".join([*names, ""]))
    found: dict[str, bytes] = {}
    at = 0
    for name in names:
        begin = packed.index(b"\n", at) + 1
        told = packed[at:begin].split()
        if len(told) != 3:
            raise BriefsiteError(f"Git has no contents of {name}; `git fetch` them first")
        size = int(told[2])
        found[name] = packed[begin : begin + size]
        at = begin + size + 1
    return found


def _read(root: Path, *command: str, given: str = "") -> bytes:
    answer = _git(root, *command, given=given)
    if answer.returncode:
        raise BriefsiteError(f"git {command[0]}: {answer.stderr.decode(errors='replace').strip()}")
    return answer.stdout


def _git(root: Path, *command: str, given: str = "") -> "subprocess.CompletedProcess[bytes]":
    full = ["git", "-C", str(root), *command]
    try:
        return subprocess.run(full, input=given.encode(), capture_output=True, check=False)
    except (OSError, ValueError) as error:
        raise BriefsiteError(f"git cannot be run: {error}") from error
