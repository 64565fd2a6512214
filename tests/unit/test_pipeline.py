"""The order of the steps, and the date of a build."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from briefsite.library import Library
from briefsite.site import build, build_date
from tests.world import tree

Copied = Callable[[str], Path]


def test_a_second_build_writes_nothing_new(copied: Copied) -> None:
    folder = copied("minimal")
    site = tree(folder / "site")
    second = build(folder, strict=True)
    assert second.written
    assert second.written.written == second.written.deleted == ()
    assert second.written.unchanged > 20
    assert tree(folder / "site") == site


def test_after_edits_the_site_is_that_of_a_clean_build(
    copied: Copied, root: Callable[..., Path]
) -> None:
    folder = copied("family")
    brief = folder / "briefs" / "regions" / "docks.yml"
    brief.write_text(brief.read_text().replace("The Docks", "The Wharf"))
    (folder / "briefs" / "regions" / "old-town.yml").unlink()
    built = build(folder, strict=True)
    assert built.written
    assert "regions/old-town/index.md" in built.written.deleted
    clean = root(folder / "briefs")
    assert build(clean, strict=True).published
    assert tree(folder / "site") == tree(clean / "site")
    assert tree(folder / "docs") == tree(clean / "docs")


def test_the_date_of_a_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert build_date(tmp_path, Library()) == 86400
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert build_date(tmp_path, Library()) == 0
    git = ["git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run([*git, "init", "-q"], check=True, timeout=600)
    monkeypatch.setenv("GIT_COMMITTER_DATE", "1700000000 +0000")
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "x"], check=True, timeout=600)
    assert build_date(tmp_path, Library()) == 1700000000
    monkeypatch.setenv("PATH", "")
    assert build_date(tmp_path, Library()) == 0
