"""Machines of strangers: what is missing, full or odd there is said in a line, or does no harm."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from briefsite.cli import main
from briefsite.text import fonts
from tests.world import CHECKOUT, story, tree

Root = Callable[..., Path]


def build(folder: Path, *options: str) -> int:
    return main(["--root", str(folder), "build", "--no-pdf", *options])


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """The one line on the standard error."""
    (line,) = capsys.readouterr().err.splitlines()
    return line


def test_a_root_can_be_relative(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = root(story("minimal"))
    monkeypatch.chdir(folder.parent)
    assert main(["--root", folder.name, "build", "--no-pdf"]) == 0
    assert (folder / "site" / "index.html").is_file()


@pytest.mark.parametrize("given", ["yesterday", "-1", "1e9", "9" * 30, "253402300800", "١"])
def test_a_date_that_is_none_is_said(
    given: str, root: Root, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    assert build(root(story("minimal"))) == 2
    assert "SOURCE_DATE_EPOCH is" in said(capsys)


@pytest.mark.parametrize("dated", [True, False])
def test_without_git_the_date_is_the_newest_that_the_briefs_know(
    dated: bool, root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ZIP, no git, or a git that refuses; 1970 is never said."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    folder = root(story("minimal"))
    source = folder / "briefs" / "sources" / "gazette.yml"
    lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
    plain = "".join(line for line in lines if not line.startswith(("published", "accessed")))
    source.write_text(plain + ('accessed: "2024-03-05"\n' if dated else ""), encoding="utf-8")
    assert build(folder) == 0
    texts = {
        path: content.decode()
        for path, content in tree(folder / "site").items()
        if path.endswith((".html", ".xml", ".css", ".csv", ".json"))
    }
    assert not [path for path, text in texts.items() if "1970" in text and "schema" not in path]
    day = "5 March 2024" if dated else "a day that is not known"
    assert f"Content as of {day}" in texts["regions/north/sheet.css"]
    assert ("<lastmod>2024-03-05" in texts["sitemap.xml"]) is dated


def test_a_git_that_refuses_is_no_missing_revision(
    root: Root, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = root(story("minimal"))
    subprocess.run(["git", "init", "-q", str(folder)], check=True, timeout=60)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert main(["--root", str(folder), "diff", "main"]) == 2
    assert "git config --global --add safe.directory" in said(capsys)


@pytest.mark.parametrize("place", [".tree", ".cache"])
def test_what_the_system_refuses_is_said_in_a_line(
    place: str, root: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = root(story("minimal"))
    (folder / place).write_text("in the way")
    assert build(folder) == 2
    assert said(capsys).startswith("build.py: ")


@pytest.mark.parametrize("content", [None, b"", b"no font", b"\0\1\0\0" + b"\0" * 40])
def test_a_font_that_is_missing_or_broken_is_said_in_a_line(
    content: bytes | None,
    root: Root,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(fonts.FOLDER, tmp_path / "fonts")
    file = tmp_path / "fonts" / fonts.FONTS[0].file
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    fonts._covered.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(fonts, "FOLDER", tmp_path / "fonts")
        assert main(["--root", str(root(story("family"))), "check"]) == 2
    fonts._covered.cache_clear()
    assert fonts.FONTS[0].file in said(capsys)


def test_what_is_built_can_be_read_by_a_web_server(root: Root) -> None:
    folder = root(story("minimal"))
    before = os.umask(0o077)
    try:
        assert build(folder) == 0
    finally:
        os.umask(before)
    for path in (folder / "site").rglob("*"):
        wanted = stat.S_IROTH | (stat.S_IXOTH if path.is_dir() else 0)
        assert path.stat().st_mode & wanted == wanted, path


@pytest.mark.parametrize("address", ["https://example.org/x%20y/", "https://example.org/项目/"])
def test_an_address_may_have_encoded_characters(
    address: str, root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITE_URL", address)
    assert build(root(story("minimal")), "--strict") == 0


def run(folder: Path, **environment: str) -> "subprocess.Popen[str]":
    command = [sys.executable, str(CHECKOUT / "build.py"), "--root", str(folder)]
    return subprocess.Popen(
        [*command, "build", "--no-pdf"],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # What runs in the background of a shell is started with SIGINT ignored.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )


def test_python_without_docstrings_is_refused_in_a_line(root: Root) -> None:
    with run(root(story("minimal")), PYTHONOPTIMIZE="2") as ended:
        _, told = ended.communicate(timeout=60)
    assert ended.returncode == 2
    assert told.startswith("build.py: ")
    assert told.count("\n") == 1


def test_a_build_that_is_stopped_says_so_and_leaves_the_site(copied: Callable[[str], Path]) -> None:
    folder = copied("minimal")
    before = tree(folder / "site")
    shutil.rmtree(folder / ".tree")
    with run(folder) as ended:
        while not (folder / ".tree").exists() and ended.poll() is None:
            pass
        ended.send_signal(signal.SIGINT)
        _, told = ended.communicate(timeout=60)
    assert (ended.returncode, told.count("\n")) == (130, 1), told
    assert tree(folder / "site") == before
