"""The first brief of the manual is written as it says: every command, file and message."""

import contextlib
import io
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from briefsite.cli import main
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


COMMAND = ".venv/bin/python build.py "
COUNTS = r"(?m)^[0-9]+ (briefs checked|files have the usual|pages of the site)"
PAGES = r"(?m)^  [~+] /(?!(regions/example|sources/example)).*\n"


def said(folder: Path, line: str) -> str:
    """What a command line prints, with the paths of the reader; our commands run here."""
    if line.startswith(BY_HAND):
        return ""
    if line.startswith(COMMAND):
        printed = io.StringIO()
        with contextlib.chdir(folder), contextlib.redirect_stdout(printed):
            main(["--root", str(folder), *shlex.split(line.removeprefix(COMMAND))])
        return printed.getvalue().replace(f"{folder}/", "")
    author = f"git {' '.join(AUTHOR)} "
    return run(folder, "bash", "-c", line.replace("git ", author)).stdout


def without_counts(text: str) -> str:
    """The manual without how many briefs there are, and without the pages of others."""
    return re.sub(PAGES, "", re.sub(COUNTS, r"N \1", text))


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
    assert run(folder, "git", "status", "--porcelain").stdout == "", "the guide leaves files behind"
    if request.config.getoption("--update"):
        GUIDE.write_text(now, encoding="utf-8")
        return
    assert without_counts(now) == without_counts(text), (
        "if the new messages are right: pytest --update"
    )
