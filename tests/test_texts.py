"""Texts and files of strangers: what is harmless builds and reads as it was written, what is not is
refused at its line or stands there as text.

`tests/cases/texts.yml` is the table. `python -m tests.texts` opens every page of both worlds in a
browser and uses it.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from selectolax.lexbor import LexborHTMLParser, LexborNode

from briefsite import checks, cli
from briefsite.site import build
from tests.once import Once
from tests.texts import BENIGN, FILES, HOSTILE, quoted, readable, refused, shown, used, world
from tests.visitor import Serve, visit
from tests.world import make_root, story, tree

Root = Callable[..., Path]


def read(file: Path) -> LexborHTMLParser:
    tree = LexborHTMLParser(file.read_text(encoding="utf-8"))
    for beside in tree.css(".headerlink, sup:has(> a[href^='#n-'])"):
        beside.decompose()
    return tree


def words(node: LexborNode | None) -> str:
    """What a reader reads there."""
    return " ".join((node.text() if node else "nothing").split())


def paragraph_after(node: LexborNode | None) -> LexborNode | None:
    while node and node.tag != "p":
        node = node.next
    return node


@pytest.fixture(scope="module", params=["benign", "hostile"])
def texts(request: pytest.FixtureRequest, once: Once) -> tuple[list[dict[str, str]], Path]:
    """The texts of a world, and its site."""
    table = BENIGN if request.param == "benign" else HOSTILE

    def make(folder: Path) -> None:
        done = build(make_root(folder, story("minimal"), world(shown(table))), strict=True)
        assert done.published, done.problems

    return table, once.made(f"texts-{request.param}", make) / "site"


def test_there_are_enough() -> None:
    assert len(BENIGN) >= 100
    assert 2 * len(HOSTILE) + len(FILES) >= 150


def test_every_text_reads_as_it_was_written(texts: tuple[list[dict[str, str]], Path]) -> None:
    table, site = texts
    glossary, brief = (
        read(site / "glossary" / "index.html"),
        read(site / "regions/south/index.html"),
    )
    for number, (name, _, reads) in enumerate(shown(table)):
        term = glossary.css_first(f"[id='t-x-{number}']")
        section = brief.css_first(f"[id='section-part-{number}']")
        event = brief.css_first(f"[id='e-x-{number}']")
        assert words(term) == name
        assert words(event.css_first(".event-title")) == name
        found = [paragraph_after(term), paragraph_after(section), event.css("p")[1]]
        assert [words(node) for node in found] == [reads] * 3, name


def test_no_text_runs_and_the_policy_holds(
    texts: tuple[list[dict[str, str]], Path], browser: Browser, serve: Serve
) -> None:
    """The two pages that hold them all; the command opens the others."""
    table, site = texts
    for reader in visit(browser, serve(site)):
        used(reader, ("glossary/", "regions/south/"), [text["name"] for text in table[::40]])


def test_every_file_is_read_by_readers_of_its_kind(
    texts: tuple[list[dict[str, str]], Path],
) -> None:
    assert readable(texts[1]) > 15


def test_what_prose_refuses_is_refused_at_its_line(root: Root) -> None:
    texts = [text for text in HOSTILE if "refused" in text]
    assert len(texts) > 50
    made = root(story("minimal"), world(refused(texts)))
    problems = [one for one in checks.check(made).problems if one.place.file.endswith("south.yml")]
    found = {(one.place.line, one.rule) for one in problems}
    lines = (made / "briefs/regions/south.yml").read_text(encoding="utf-8").splitlines()
    for text in texts:
        line = lines.index(f"    text: {quoted(text['name'] + ' [@gazette, para 2]')}") + 1
        assert (line, text["refused"]) in found, text
        said = [one.message for one in problems if one.place.line == line]
        assert not any("\ufffc" in message for message in said), said


def test_files_and_folders_that_nobody_should_send_are_refused(tmp_path: Path) -> None:
    assert len(FILES) > 70
    for number, case in enumerate(FILES):
        folder = tmp_path / str(number) / "briefs"
        shutil.copytree(story("minimal"), folder)
        file = folder / case["put"]
        file.parent.mkdir(parents=True, exist_ok=True)
        if "link" in case:
            file.symlink_to(case["link"])
        elif "folder" in case:
            file.mkdir()
        else:
            file.write_bytes(case["text"].encode())
        said = checks.check_folder(folder).problems
        assert (case["line"], case["refused"]) in {(one.place.line, one.rule) for one in said}, case
        assert all(one.place.file for one in said)


def test_what_is_refused_leaves_the_site_as_it_was(copied: Callable[[str], Path]) -> None:
    """With the exit code of a problem, and the place of each."""
    root = copied("minimal")
    before = tree(root / "site")
    bad = {"regions/south.yml": FILES[0]["text"], **world(refused([HOSTILE[0]]))}
    for path, text in bad.items():
        (root / "briefs" / path).write_text(text, encoding="utf-8")
    assert cli.main(["--root", str(root), "build", "--no-pdf"]) == 1
    assert tree(root / "site") == before
