"""Pages of the manual that are followed to the letter, in a copy of the checkout."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.world import CHECKOUT

_BLOCK = re.compile(r"(?:^`([^`\n]+)`:\n\n)?^```([a-z0-9]+)\n(.*?)^```$", re.S | re.M)


@dataclass(frozen=True)
class Block:
    """One fenced block: what it is of, the file it is for, where that is said, and its content."""

    kind: str
    file: str
    content: str


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    for file, kind, content in _BLOCK.findall(text):
        yield Block(kind, file, content)


def checkout(folder: Path) -> Path:
    """What is in git, and what is about to be, in a folder of its own."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(
        command, cwd=CHECKOUT, capture_output=True, text=True, check=True, timeout=600
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (CHECKOUT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(CHECKOUT / name, folder / name)
            bring_compiled(name, folder)
    return folder


def bring_compiled(name: str, folder: Path) -> None:
    """What Python and pytest have compiled of a file goes with it into a copy of the checkout.

    It is good for a file of the same time and size, as that of a copy is until somebody alters it.
    """
    own, copy = CHECKOUT / name, folder / name
    kept = [*(own.parent / "__pycache__").glob(f"{own.stem}.*.pyc")] if own.suffix == ".py" else []
    if kept and own.read_bytes() == copy.read_bytes():
        shutil.copystat(own, copy)
        (copy.parent / "__pycache__").mkdir(exist_ok=True)
        for compiled in kept:
            shutil.copy(compiled, copy.parent / "__pycache__")


def follow(block: Block, folder: Path) -> None:
    """Write the file that a block gives, or make the changes that it shows."""
    file = folder / block.file
    if block.kind == "diff":
        for change in block.content.split("@@\n"):
            file.write_text(changed(file.read_text(encoding="utf-8"), change), encoding="utf-8")
    else:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(block.content, encoding="utf-8")


def changed(text: str, change: str) -> str:
    """A text with the lines of a change (` ` stays, `-` goes, `+` comes) in their one place."""
    lines = change.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] in " -")
    after = "".join(line[1:] for line in lines if line[0] in " +")
    assert text.count(before) == 1, before
    return text.replace(before, after)


def run(folder: Path, *command: str, **given: str) -> "subprocess.CompletedProcess[str]":
    """Run a command in a folder, with variables; both its outputs come as one."""
    variables = {**os.environ, **given}
    return subprocess.run(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=variables,
        timeout=600,
    )


def python(folder: Path, *arguments: str) -> str:
    """Run Python in a folder; it must end well."""
    done = run(folder, sys.executable, *arguments)
    assert done.returncode == 0, done.stdout
    return done.stdout
