"""Small worlds against all files generated from them; `pytest --update` writes them anew."""

import difflib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.world import CASES, STORIES, generated, story


@pytest.mark.parametrize("name", STORIES)
def test_pages_are_as_expected(
    name: str, root: Callable[..., Path], request: pytest.FixtureRequest
) -> None:
    expected = CASES / "good" / name / "expected"
    pages = generated(root(story(name)))
    if request.config.getoption("--update"):
        _write(expected, pages)
    wanted = {
        path.relative_to(expected).as_posix(): path.read_text(encoding="utf-8")
        for path in expected.rglob("*")
        if path.is_file()
    }
    advice = "if the new pages are right: pytest --update"
    assert sorted(pages) == sorted(wanted), advice
    changes = [line for path in sorted(pages) for line in _diff(path, wanted[path], pages[path])]
    assert not changes, "\n".join([*changes, advice])


@pytest.mark.parametrize("name", STORIES)
def test_site_is_built_strictly(name: str, built: Callable[[str], Path]) -> None:
    """Without a problem: see `build_world` in conftest.py."""
    assert (built(name) / "site" / "index.html").is_file()


def _diff(path: str, wanted: str, got: str) -> list[str]:
    old, new = wanted.splitlines(), got.splitlines()
    return list(difflib.unified_diff(old, new, f"expected/{path}", f"now/{path}", "", "", 1, ""))


def _write(folder: Path, pages: dict[str, str]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for path, text in pages.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
