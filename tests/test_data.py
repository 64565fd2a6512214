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

APART = ("test_data.py", "test_pdf.py")


def marked() -> list[Path]:
    """The files with tests of the real briefs."""
    files = sorted((CHECKOUT / "tests").rglob("test_*.py"))
    return [
        file
        for file in files
        if "mark.data" in file.read_text(encoding="utf-8") and file.name not in APART
    ]


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


@pytest.fixture(scope="module")
def said(changed: Path) -> str:
    """What the tests of the real briefs say of the changed ones, all in one run."""
    files = [str(file.relative_to(CHECKOUT)) for file in marked()]
    command = [sys.executable, "-m", "pytest", "-q", "-rA", "-m", "data", "-p", "no:cacheprovider"]
    command += ["-k", "not two_builds and not (each_thing_once and other_engine)", *files]
    return run(changed / "checkout", *command, ONCE_OF_TESTS=str(changed / "once")).stdout


@pytest.mark.parametrize("file", marked(), ids=lambda file: file.stem)
def test_changed_briefs_pass_the_tests_of_the_real_ones(file: Path, said: str) -> None:
    name = re.escape(file.relative_to(CHECKOUT).as_posix())
    outcomes = re.findall(rf"(?m)^([A-Z]+) {name}\b", said)
    assert set(outcomes) == {"PASSED"}, said


def test_nothing_else_fails_on_changed_briefs(said: str) -> None:
    assert re.search(r"(?m)^[0-9]+ passed, [0-9]+ deselected in ", said), said
