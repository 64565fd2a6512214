"""MkDocs at arm's length: what it says is a problem, and only a good site is published."""

import logging
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from briefsite.problems import BriefsiteError, Place, Problem
from briefsite.site import gate, mkdocs
from tests.world import EPOCH, tree

Copied = Callable[[str], Path]


@pytest.fixture
def made(copied: Copied) -> Path:
    """A checkout that was built before."""
    return copied("minimal")


def test_a_good_site_is_published(made: Path) -> None:
    site = mkdocs.build(made, EPOCH, strict=True)
    assert site.published
    assert site.problems == ()
    assert site.folder == made / "site"
    assert site.pages == len(list((made / "site").rglob("*.html")))
    assert not (made / ".cache" / "site").exists()
    assert not (made / ".cache" / "site.old").exists()


@pytest.mark.parametrize(
    ("text", "level", "finding"),
    [
        ("[x](index.md#gone)", "warning", "gone"),
        ("<b onclick=x()>x</b>", "error", "event handler"),
    ],
)
def test_a_fault_in_a_page_keeps_the_old_site(
    text: str, level: str, finding: str, made: Path
) -> None:
    """Each kind of warning and error: see `FAULTS` in test_cli.py, and test_gate.py."""
    before = tree(made / "site")
    (made / mkdocs.TREE / "about.md").write_text(f"# About\n\n{text}\n")
    site = mkdocs.build(made, EPOCH, strict=level == "warning")
    assert not site.published
    assert (level, True) in [(found.level, finding in found.message) for found in site.problems]
    assert tree(made / "site") == before


@pytest.mark.parametrize("strict", [True, False])
def test_a_warning_keeps_the_old_site_where_it_is_strict(strict: bool, made: Path) -> None:
    warning = Problem(Place("mkdocs.yml"), "mkdocs", "beware", level="warning")
    site = mkdocs.build(made, EPOCH, strict=strict, finish=lambda _: (warning,))
    assert site.problems == (warning,)
    assert site.published == (not strict)


def test_a_page_that_is_gone_leaves_the_site(made: Path) -> None:
    (made / mkdocs.TREE / "extra.md").write_text("# Extra\n")
    mkdocs.build(made, EPOCH, strict=False)
    assert (made / "site" / "extra" / "index.html").is_file()
    (made / mkdocs.TREE / "extra.md").unlink()
    mkdocs.build(made, EPOCH, strict=True)
    assert not (made / "site" / "extra").exists()


@pytest.mark.parametrize("settings", ["nonsense: [", "site_name: x\nplugins: [gone]\n", "{}"])
def test_wrong_settings_are_an_error_of_ours(settings: str, made: Path) -> None:
    (made / "mkdocs.yml").write_text(settings)
    with pytest.raises(BriefsiteError, match=r"mkdocs\.yml"):
        mkdocs.build(made, EPOCH, strict=True)


def test_the_logger_is_left_as_it_was(made: Path) -> None:
    logger = logging.getLogger("mkdocs")
    before = (list(logger.handlers), logger.propagate)
    mkdocs.build(made, EPOCH, strict=True)
    assert (list(logger.handlers), logger.propagate) == before


def test_no_script_of_the_theme_is_listed_that_it_does_not_bring(made: Path) -> None:
    mkdocs.build(made, EPOCH, strict=True)
    found = set()
    for page in (made / "site").rglob("*.html"):
        for problem in gate.check(page.parent, "/"):
            found |= {word.strip("()") for word in problem.message.split() if len(word) == 66}
    assert found <= mkdocs.THEME_SCRIPTS


def test_the_date_of_a_build_is_not_that_of_the_process(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A preview that goes on after a commit has the new date."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    mkdocs.render(made, EPOCH)
    files = {path: content for path, content in tree(made / "docs").items() if "schema" not in path}
    sources = {path: (lambda content=content: content) for path, content in files.items()}
    warm = mkdocs.WarmEngine(made).lay(sources, {}, EPOCH)
    assert warm.page("about.md")
    assert warm.theme_page("sitemap.xml.gz")
    assert "SOURCE_DATE_EPOCH" not in os.environ
