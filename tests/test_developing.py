"""The guide for developers is followed to the letter: its files and changes, in a copy, run."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.world import CHECKOUT

GUIDE = CHECKOUT / "docs" / "developing.md"
BLOCK = re.compile(r"^`([^`]+)`:\n\n```([a-z0-9]+)\n(.*?)^```", re.S | re.M)


def part(heading: str) -> str:
    """The text of one section of the guide."""
    text = GUIDE.read_text(encoding="utf-8")
    (found,) = re.findall(rf"(?ms)^## {heading} \{{.*?(?=^## )", text)
    return str(found)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What is in git, and what is about to be, in a folder of its own."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (CHECKOUT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(CHECKOUT / name, tmp_path / name)
    return tmp_path


def follow(text: str, folder: Path) -> None:
    """Write the files that a section gives, and make the changes that it shows."""
    for name, kind, content in BLOCK.findall(text):
        file = folder / name
        if kind == "diff":
            for change in content.split("@@\n"):
                file.write_text(changed(file.read_text(encoding="utf-8"), change), encoding="utf-8")
        else:
            assert not file.exists(), name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")


def changed(text: str, change: str) -> str:
    """A text with the lines of a change (` ` stays, `-` goes, `+` comes) in their one place."""
    lines = change.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] in " -")
    after = "".join(line[1:] for line in lines if line[0] in " +")
    assert text.count(before) == 1, before
    return text.replace(before, after)


def run(folder: Path, *command: str) -> str:
    """Run a Python command in the copy; it must end well."""
    variables = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, capture_output=True, text=True, env=variables
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_rule_is_added_as_the_guide_says(copy: Path) -> None:
    follow(part("Add a rule"), copy)
    said = run(copy, "-m", "pytest", "-q", "tests/test_bad.py", "tests/test_architecture.py")
    assert "failed" not in said
    (copy / "tests" / "cases" / "bad" / "heading-stop.yml").unlink()
    with pytest.raises(AssertionError, match="heading-stop"):
        run(copy, "-m", "pytest", "-q", "tests/test_bad.py")


def test_an_export_and_a_kind_of_page_are_added_as_the_guide_says(copy: Path) -> None:
    follow(part("Add an export"), copy)
    follow(part("Add a kind of page"), copy)
    run(copy, "build.py", "build", "--strict", "--no-pdf")
    addresses = (copy / "site" / "addresses.txt").read_text(encoding="utf-8")
    assert "hunan\tHunan\thttps://example.org/regions/hunan/\n" in addresses
    page = (copy / "site" / "ranks" / "index.html").read_text(encoding="utf-8")
    assert 'href="../regions/xiangjiang-new-area/#f-' in page
    assert run(copy, "-m", "ruff", "check", ".") == "All checks passed!\n"
    assert "would be reformatted" not in run(copy, "-m", "ruff", "format", ".")
    subprocess.run(["git", "init", "--quiet", "."], cwd=copy, check=True)
    for made in ("docs/addresses.txt", "docs/ranks/index.md"):
        subprocess.run(["git", "check-ignore", "--quiet", made], cwd=copy, check=True)
