"""A build of which nothing has changed ends at once, and any change is seen."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from briefsite.cli import build, main, unchanged
from tests.world import make_root, story

SAID = "Nothing has changed since"


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with its site, as one build has left it."""
    root = make_root(tmp_path_factory.mktemp("unchanged") / "root", story("minimal"))
    (root / "verified.json").write_text("{}")
    assert main(["--root", str(root), "build", "--no-pdf"]) == 0
    return root


@pytest.fixture
def asked(before: Path, tmp_path: Path) -> unchanged.Asked:
    """A copy of it, and the same build once more."""
    root = shutil.copytree(before, tmp_path / "copy", symlinks=True)
    found = unchanged.asked(["--root", str(root), "build", "--no-pdf"], Path())
    assert found
    assert unchanged.is_unchanged(found)
    return found


def test_it_says_so_and_ends(before: Path, capsys: pytest.CaptureFixture[str]) -> None:
    order = ["--root", str(before), "build", "--no-pdf"]
    made = {path: path.stat().st_mtime_ns for path in (before / "site").rglob("*")}
    for words in ([], ["--no-wait"], ["--strict"]):
        assert main([*order, *words]) == 0
        assert SAID in capsys.readouterr().out
    assert {path: path.stat().st_mtime_ns for path in (before / "site").rglob("*")} == made


def test_what_is_touched_only_is_as_it_was(asked: unchanged.Asked) -> None:
    for file in (asked.root / "briefs" / "site.yml", asked.root / "site" / "index.html"):
        os.utime(file, (1, 1))
    assert unchanged.is_unchanged(asked)


def add(path: str, content: str = "x") -> Callable[[Path], object]:
    """Something new, or more in what is there."""

    def change(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        with (root / path).open("a", encoding="utf-8") as file:
            file.write(content)

    return change


def same_size(path: str) -> Callable[[Path], object]:
    """Other bytes, as many as before, at the same time."""

    def change(root: Path) -> None:
        file = root / path
        times = file.stat().st_atime_ns, file.stat().st_mtime_ns
        content = file.read_bytes()
        file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        os.utime(file, ns=times)

    return change


CHANGES: dict[str, Callable[[Path], object]] = {
    "a brief": same_size("briefs/site.yml"),
    "another brief": add("briefs/regions/new.yml"),
    "a brief gone": lambda root: next((root / "briefs" / "sources").glob("*.yml")).unlink(),
    "a brief renamed": lambda root: (root / "briefs/site.yml").rename(root / "briefs/sites.yml"),
    "a page by hand": add("docs/about.md"),
    "an edition": add("editions/2024-06.json"),
    "a template": add("templates/brief.md.j2"),
    "the theme": add("templates/theme/main.html"),
    "a folder that is a link": lambda root: (root / "docs" / "more").symlink_to(root / "site"),
    "the settings": add("mkdocs.yml", "# more\n"),
    "settings beside": add("base.yml"),
    "the record": add("verified.json", "\n"),
    "a page of the site": same_size("site/index.html"),
    "a page of the site gone": lambda root: (root / "site" / "404.html").unlink(),
    "what another run has left": add(".site-0123456789ab-x/index.html"),
    "something else in the site": add("site/mine.txt"),
    "no site": lambda root: shutil.rmtree(root / "site"),
    "another site": lambda root: (root / "site").rename(root / "other"),
    "the tree": add(".tree/index.md"),
    "no tree": lambda root: shutil.rmtree(root / ".tree"),
    "a broken note": lambda root: (root / unchanged.NOTE).write_bytes(b"{\xff"),
    "half a note": lambda root: (root / unchanged.NOTE).write_text("{}"),
    "a note of something else": lambda root: (root / unchanged.NOTE).write_text("[1]"),
    "no note": lambda root: (root / unchanged.NOTE).unlink(),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_seen(asked: unchanged.Asked, what: str) -> None:
    CHANGES[what](asked.root)
    assert not unchanged.is_unchanged(asked)


@pytest.mark.parametrize("name", ["SITE_URL", "SOURCE_DATE_EPOCH", "BRANCH"])
def test_a_setting_of_the_environment_is_seen(
    asked: unchanged.Asked, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_named = name == "BRANCH"
    if is_named:
        add("mkdocs.yml", "# edit_uri: !ENV [BRANCH]\n")(asked.root)
        unchanged.keep(asked, unchanged.ingredients(asked))
        assert unchanged.is_unchanged(asked)
    monkeypatch.setenv(name, "1234")
    assert not unchanged.is_unchanged(asked)


def test_another_version_of_a_package_is_seen(
    asked: unchanged.Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "packages" / "mkdocs-1.7.0.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(tmp_path / "packages")
    assert not unchanged.is_unchanged(asked)


def test_documents_are_wanted_or_not(asked: unchanged.Asked) -> None:
    assert not unchanged.is_unchanged(unchanged.Asked(asked.root, pdfs=True))


def test_what_changes_during_a_build_leaves_no_note(asked: unchanged.Asked) -> None:
    made_of = unchanged.ingredients(asked)
    add("briefs/site.yml", "# later\n")(asked.root)
    unchanged.keep(asked, made_of)
    assert not (asked.root / unchanged.NOTE).exists()


@pytest.mark.parametrize(
    "words",
    [
        ["check"],
        ["build", "--output", "x"],
        ["build", "--format", "json"],
        ["build", "--help"],
        ["--root"],
        ["--root", ".", "serve"],
        ["--strict"],
    ],
)
def test_anything_else_takes_the_long_way(words: list[str]) -> None:
    assert unchanged.asked(words, Path()) is None


def test_the_look_loads_no_library(before: Path, run_python: Callable[..., str]) -> None:
    code = (
        "import sys; from briefsite.cli import main; main(sys.argv[1:]);"
        "heavy = {'arro3', 'pydantic', 'mkdocs', 'jinja2', 'yaml', 'typst'};"
        "print(*sorted(heavy & {*sys.modules}))"
    )
    said = run_python(code, "--root", str(before), "build", "--no-pdf")
    assert SAID in said
    assert said.split("\n")[1] == ""


def test_a_profile_builds_in_any_case(before: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every phase stands in it once, in the order in which they began, and then their sum."""
    assert main(["--root", str(before), "build", "--no-pdf", "--profile"]) == 0
    said = capsys.readouterr()
    rows = [line.split("  ")[0] for line in said.err.splitlines()][1:]
    assert rows == [
        "Reading the briefs",
        "Checking the briefs",
        "Planning the pages",
        "Writing the data",
        "Writing the pages",
        "Drawing pictures",
        "Building the site",
        "Indexing the site for the search",
        "Looking at every page once more",
        "Publishing the site",
        "All",
    ]
    assert "Built" in said.out
    found = unchanged.asked(["--root", str(before), "build", "--no-pdf"], Path())
    assert found
    assert unchanged.is_unchanged(found)


@pytest.mark.parametrize(
    ("seconds", "done", "of", "words"),
    [
        (1.9, 10, 20, ""),
        (5, 0, 20, ""),
        (5, 10, 20, ", about 5 seconds left"),
        (5, 19, 20, ", about 0 seconds left"),
        (10, 1, 10, ", about 2 minutes left"),
        (60, 10, 130, ", about 12 minutes left"),
    ],
)
def test_how_long_it_goes_on(seconds: float, done: int, of: int, words: str) -> None:
    assert build.left(seconds, done, of) == words


def test_each_phase_is_counted_once() -> None:
    told: list[tuple[str, int, int]] = []
    phases = build.Phases(lambda *words: told.append(words))
    for what in ("one", "two", "one"):
        phases(what, 0, 0)
    assert [spent.what for spent in phases.end()] == ["one", "two"]
    assert told == [("one", 0, 0), ("two", 0, 0), ("one", 0, 0)]
