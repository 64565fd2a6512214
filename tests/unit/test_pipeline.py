"""The order of the steps, and the date of a build."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from briefsite.site import build, mkdocs
from tests.world import story, tree

Root = Callable[..., Path]


def test_a_second_build_writes_nothing_new(root: Root) -> None:
    folder = root(story("minimal"))
    first = build(folder, strict=True)
    assert first.written
    assert first.written.unchanged == 0
    site = tree(folder / "site")
    second = build(folder, strict=True)
    assert second.written
    assert second.written.written == ()
    assert second.written.unchanged == len(first.written.written)
    assert tree(folder / "site") == site


def test_a_brief_that_goes_takes_its_pages_along(root: Root) -> None:
    extra = {
        "regions/south.yml": "name: Nowhere\nkind: province\nparent: atlantis\nsummary: Sea.\n"
    }
    folder = root(story("minimal"), extra)
    assert build(folder, strict=True).published
    assert (folder / "site" / "regions" / "south" / "index.html").is_file()
    (folder / "briefs" / "regions" / "south.yml").unlink()
    built = build(folder, strict=True)
    assert built.published
    assert built.written
    made = ("assets/cards/regions/south.png", "regions/south/index.md", "regions/south/sheet.css")
    assert built.written.deleted == made
    assert not (folder / "docs" / "regions" / "south").exists()
    assert not any(b"Nowhere" in content for content in tree(folder / "site").values())


def test_after_edits_the_site_is_that_of_a_clean_build(root: Root, tmp_path: Path) -> None:
    folder = root(story("family"))
    build(folder, strict=True)
    brief = folder / "briefs" / "regions" / "docks.yml"
    brief.write_text(brief.read_text().replace("The Docks", "The Wharf"))
    (folder / "briefs" / "regions" / "old-town.yml").unlink()
    build(folder, strict=True)
    edited = tree(folder / "site")
    for name in ("site", ".cache", "docs/regions", "docs/index.md"):
        subprocess.run(["rm", "-rf", str(folder / name)], check=True, timeout=600)
    build(folder, strict=True)
    assert tree(folder / "site") == edited


def test_the_date_of_a_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert mkdocs.build_date(tmp_path) == 86400
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert mkdocs.build_date(tmp_path) == 0
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert mkdocs.build_date(tmp_path) == 0
    git = ["git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run([*git, "init", "-q"], check=True, timeout=600)
    monkeypatch.setenv("GIT_COMMITTER_DATE", "1700000000 +0000")
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "x"], check=True, timeout=600)
    assert mkdocs.build_date(tmp_path) == 1700000000
    monkeypatch.setenv("PATH", "")
    assert mkdocs.build_date(tmp_path) == 0
