"""MkDocs at arm's length: what it says is a problem, and only a good site is published."""

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from briefsite import site, store
from briefsite.library import read
from briefsite.problems import BriefsiteError, Place, Problem
from briefsite.site import exports, gate, mkdocs, search
from tests.kept import IN_NAV, LINK, Briefs, Trees, differences, pages_differ
from tests.world import EPOCH, story, tree

Copied = Callable[[str], Path]


def build(root: Path, **options: Any) -> site.Site:
    """Build and publish the pages of a tree."""
    with store.beside(root, search.NAMES) as beside:
        return site.publish(root, EPOCH, beside, **options)


@pytest.fixture
def made(copied: Copied) -> Path:
    """A checkout that was built before."""
    return copied("minimal")


def test_a_good_site_is_published(made: Path) -> None:
    site = build(made, strict=True)
    assert site.published
    assert site.problems == ()
    assert site.folder == made / "site"
    assert site.pages == len(list((made / "site").rglob("*.html")))
    assert list(made.glob(".site-*")) == []


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
    site = build(made, strict=level == "warning")
    assert not site.published
    assert (level, True) in [(found.level, finding in found.message) for found in site.problems]
    assert tree(made / "site") == before
    assert text[-5:-1] in (site.folder / "about" / "index.html").read_text()
    assert list(made.glob(".site-*")) == [site.folder.parent]


@pytest.mark.parametrize("strict", [True, False])
def test_a_warning_keeps_the_old_site_where_it_is_strict(strict: bool, made: Path) -> None:
    warning = Problem(Place("mkdocs.yml"), "mkdocs", "beware", level="warning")
    site = build(made, strict=strict, finish=lambda _: (warning,))
    assert site.problems == (warning,)
    assert site.published == (not strict)


def test_a_page_that_is_gone_leaves_the_site(made: Path) -> None:
    (made / mkdocs.TREE / "extra.md").write_text("# Extra\n")
    build(made, strict=False)
    assert (made / "site" / "extra" / "index.html").is_file()
    (made / mkdocs.TREE / "extra.md").unlink()
    build(made, strict=True)
    assert not (made / "site" / "extra").exists()


@pytest.mark.parametrize("settings", ["nonsense: [", "site_name: x\nplugins: [gone]\n", "{}"])
def test_wrong_settings_are_an_error_of_ours(settings: str, made: Path) -> None:
    (made / "mkdocs.yml").write_text(settings)
    with pytest.raises(BriefsiteError, match=r"mkdocs\.yml"):
        build(made, strict=True)


def test_the_logger_is_left_as_it_was(made: Path) -> None:
    logger = logging.getLogger("mkdocs")
    before = (list(logger.handlers), logger.propagate)
    build(made, strict=True)
    assert (list(logger.handlers), logger.propagate) == before


def test_no_script_of_the_theme_is_listed_that_it_does_not_bring(made: Path) -> None:
    build(made, strict=True)
    found = set()
    for page in (made / "site").rglob("*.html"):
        for problem in gate.check(page.parent, "/"):
            found |= {word.strip("()") for word in problem.message.split() if len(word) == 66}
    assert found <= gate.THEME_SCRIPTS


def test_the_date_of_a_build_is_not_that_of_the_process(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A preview that goes on after a commit has the new date."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    mkdocs.render(made, EPOCH, made / "elsewhere")
    files = {path: content for path, content in tree(made / "docs").items() if "schema" not in path}
    sources = {path: (lambda content=content: content) for path, content in files.items()}
    warm = mkdocs.WarmEngine(made).lay(sources, {}, EPOCH)
    assert warm.page("about.md")
    assert warm.theme_page("sitemap.xml.gz")
    assert "SOURCE_DATE_EPOCH" not in os.environ


@pytest.mark.parametrize("seed", [1, 2])
def test_after_any_edits_what_is_kept_gives_the_same_pages(tmp_path: Path, seed: int) -> None:
    assert differences(tmp_path, edits=15, seed=seed) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("about.md", "---\ntitle: Other\n---\n# Head 1\n"),
        ("page-2.md", "# Head 5\n"),
        ("page-2.md", None),
        ("page-2.md", "---\nstatus: new\n---\n# Head 5\n\n## Boats\n"),
    ],
    ids=["a name in the navigation", "an anchor gone", "a page gone", "a head"],
)
def test_what_others_show_of_a_page_is_seen(tmp_path: Path, path: str, text: str | None) -> None:
    """`LINK` is in a page that is kept."""
    trees = Trees(tmp_path, seed=1)
    trees.files = {name: f"# Head {number}\n" for number, name in enumerate(IN_NAV)}
    trees.files |= {"page-1.md": f"# Head 4\n\n{LINK}\n", "page-2.md": "# Head 5\n\n## Boats\n"}
    (_, said), _ = trees.built()
    assert said == []
    trees.files[path] = text or ""
    if text is None:
        del trees.files[path]
    kept, clean = trees.built()
    assert kept == clean


def test_after_any_edits_of_briefs_the_pages_are_as_if_made_anew(tmp_path: Path) -> None:
    """Many more: `python -m tests.kept`."""
    library, _ = read(story("family"))
    briefs = Briefs(tmp_path, library, seed=1)
    assert pages_differ(briefs, edits=10) == []
    assert briefs.taken > 20 * len(briefs.before)


def test_a_page_that_is_kept_is_not_made_again(tmp_path: Path) -> None:
    trees = Trees(tmp_path, seed=1)
    trees.files = {path: text.replace(LINK, "") for path, text in trees.files.items()}
    list(trees.built())
    kept = trees.kept / mkdocs.KEPT
    before = {path.name for path in kept.iterdir()}
    assert len(before) == len(trees.files)
    trees.files["page-1.md"] = "# Other\n"
    list(trees.built())
    after = {path.name for path in kept.iterdir()}
    assert len(after - before) == len(before - after) == 1


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"/* one\n   two */\na { top: 0; }\n", b"a { top: 0; }\n"),
        (b"a {\n  /* why */\r\n  top: 0;\n}\n", b"a {\n  top: 0;\n}\n"),
        (b".a/* one */.b { top: 0; } /* two\n/* three */\nb {}\n", None),
        (b'a { content: "/* it\'s\\\n/* one */\n"; }\n', None),
        (b"a { content: '\\'\\\n/* one */\n'; }\n", None),
        (b"a {}\n/* no end\n", None),
    ],
)
def test_readers_get_style_sheets_without_their_comments(
    written: bytes, read: bytes | None
) -> None:
    """Those on lines of their own; what stands within a line or a string stays."""
    files = {"assets/a.css": written, "a.md": written}
    assert exports.by_hand(files) == {"assets/a.css": read or written, "a.md": written}
