"""The first brief of the manual is written as it says: every command, file and message."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.guide import blocks, checkout, follow, run
from tests.world import CHECKOUT

GUIDE = CHECKOUT / "docs" / "first-brief.md"
BY_HAND = ("make site", ".venv/bin/python build.py serve", "git push")
"""Commands that need a network, a second environment or somebody who watches."""
AUTHOR = ("-c", "user.name=A", "-c", "user.email=a@example.org")


def repository(folder: Path) -> Path:
    """The checkout once more, with one commit."""
    checkout(folder)
    for command in ("init --quiet --initial-branch main", "add .", "commit --quiet -m Start"):
        subprocess.run(["git", *AUTHOR, *command.split()], cwd=folder, check=True, timeout=600)
    return folder


def said(folder: Path, line: str) -> str:
    """What a command line prints, with the paths of the reader."""
    if line.startswith(BY_HAND):
        return ""
    python, author = f"{sys.executable} ", f"git {' '.join(AUTHOR)} "
    line = line.replace(".venv/bin/python ", python).replace("git ", author)
    return run(folder, "bash", "-c", line).stdout.replace(f"{folder}/", "")


def test_the_first_brief_is_written_as_the_manual_says(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    folder = repository(tmp_path / "briefs")
    text = GUIDE.read_text(encoding="utf-8")
    now, printed, at = text, "", 0
    for block in blocks(text):
        at = now.index(f"```{block.kind}\n{block.content}```\n", at)
        if block.kind == "sh":
            printed = "".join(said(folder, line) for line in block.content.splitlines())
        elif block.kind == "text":
            head = f"{now[:at]}```text\n{printed}"
            now = head + now[at + len("```text\n") + len(block.content) :]
        else:
            follow(block, folder)
    if request.config.getoption("--update"):
        GUIDE.write_text(now, encoding="utf-8")
        return
    assert now == text, "if the new messages are right: pytest --update"
