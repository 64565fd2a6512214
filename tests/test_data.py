"""No test depends on what the real briefs say: those that read them pass on changed ones too.

They are marked `data`. Tests that need the browser read the real site for what holds of any site,
or the made-up worlds in tests/cases; PDFs are left out here, they take long.
"""

import re
import sys
from pathlib import Path

import pytest

from tests.changed import change
from tests.conftest import build_world, zensical
from tests.guide import run
from tests.once import Once
from tests.world import CHECKOUT

GROUPS = ("site", "pages", "briefs", "names")
"""What looks at the built site, at its pages, at the briefs, and what gives them other names."""
SITE, PAGES = ("test_site", "test_fonts"), ("test_previews", "test_ways", "test_repository")


APART = ("test_data.py", "test_pdf.py")


def marked() -> list[Path]:
    """The files with tests of the real briefs."""
    files = sorted((CHECKOUT / "tests").rglob("test_*.py"))
    return [
        file
        for file in files
        if "mark.data" in file.read_text(encoding="utf-8") and file.name not in APART
    ]


def group_of(file: Path) -> str:
    """The group of a file."""
    if file.stem == "test_rename":
        return "names"
    if file.stem in SITE:
        return "site"
    return "pages" if file.stem in PAGES else "briefs"


@pytest.fixture(scope="session")
def changed(once: Once) -> Path:
    """The checkout with changed briefs, and what its tests would make once: its sites."""

    def make(folder: Path) -> None:
        change(folder / "checkout")
        (folder / "once").mkdir()
        (folder / "once" / "kept").symlink_to(once.shelf)
        build_world(folder / "checkout" / "briefs", folder / "once" / "real")
        zensical(folder / "once" / "real", folder / "once" / "zensical")
        for name in ("real", "zensical"):
            (folder / "once" / f"{name}.done").touch()

    return once.made("changed", make)


@pytest.mark.parametrize("group", GROUPS)
def test_changed_briefs_pass_the_tests_of_the_real_ones(group: str, changed: Path) -> None:
    files = [file for file in marked() if group_of(file) == group]
    assert files
    command = [sys.executable, "-m", "pytest", "-q", "-m", "data", "-p", "no:cacheprovider"]
    command += ["-k", "not two_builds", *(str(file.relative_to(CHECKOUT)) for file in files)]
    done = run(changed / "checkout", *command, ONCE_OF_TESTS=str(changed / "once"))
    assert done.returncode == 0, done.stdout
    assert re.search(r"(?m)^[0-9]+ passed", done.stdout), done.stdout
