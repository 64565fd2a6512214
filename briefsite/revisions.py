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
    for mode, blob, path in _listed(root, commit, names):
        target = folder / path
        if mode.startswith("100"):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(_read(root, "cat-file", "blob", blob))
        else:
            target.mkdir(parents=True, exist_ok=True)


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


def _read(root: Path, *command: str) -> bytes:
    answer = _git(root, *command)
    if answer.returncode:
        raise BriefsiteError(f"git {command[0]}: {answer.stderr.decode(errors='replace').strip()}")
    return answer.stdout


def _git(root: Path, *command: str) -> "subprocess.CompletedProcess[bytes]":
    try:
        return subprocess.run(["git", "-C", str(root), *command], capture_output=True, check=False)
    except (OSError, ValueError) as error:
        raise BriefsiteError(f"git cannot be run: {error}") from error
