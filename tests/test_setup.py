"""The set-up: the lock is whole, says nothing of where it was made, and CI runs what people run."""

import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefsite.editing import schemas
from briefsite.site import build
from tests.conftest import ALLOWED_SKIPS, unexplained_skip
from tests.find_browser import VARIABLES, find_browser
from tests.world import CHECKOUT, make_root, story

LOCKS = ("requirements.txt", "requirements-dev.txt")


def read(name: str) -> str:
    return (CHECKOUT / name).read_text(encoding="utf-8")


def versions(name: str) -> dict[str, str]:
    """The versions a lock pins; the same name with several markers keeps them all."""
    pins: dict[str, str] = {}
    for package, version in re.findall(r"(?m)^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", read(name)):
        pins[package] = f"{pins[package]} {version}" if package in pins else version
    return pins


def blocks(name: str) -> Iterator[tuple[str, str]]:
    for block in re.split(r"(?m)^(?=[a-z0-9])", read(name)):
        if "==" in block:
            yield block.split("==")[0], block


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_has_hashes(lock: str) -> None:
    assert versions(lock)
    for package, block in blocks(lock):
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), package


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_index(lock: str) -> None:
    text = read(lock)
    assert not re.search(r"https?://|--index|--extra-index|--find-links|--trusted|^-i ", text, re.M)
    assert "git+" not in text


def test_both_locks_pin_the_same_versions() -> None:
    build, dev = versions("requirements.txt"), versions("requirements-dev.txt")
    assert {name: dev.get(name) for name in build} == build


def test_what_the_project_needs_is_locked() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    needed = project["project"]["dependencies"]
    tools = project["dependency-groups"]["dev"]
    for requirement in needed:
        assert _name(requirement) in versions("requirements.txt"), requirement
    for requirement in [*needed, *tools]:
        assert _name(requirement) in versions("requirements-dev.txt"), requirement


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return re.sub(r"[._-]+", "-", found[0].lower())  # as indexes write it


def test_mkdocs_2_is_kept_out() -> None:
    needed = tomllib.loads(read("pyproject.toml"))["project"]["dependencies"]
    (mkdocs,) = [words for words in needed if re.match(r"mkdocs\b(?!-)", words)]
    assert "<2" in mkdocs
    assert versions("requirements.txt")["mkdocs"].startswith("1.")


def programs(folder: Path, *names: str) -> list[Path]:
    """Programs in a folder."""
    files = [folder / f"{name}{'.bat' if os.name == 'nt' else ''}" for name in names]
    for file in files:
        file.touch(0o755)
    return files


def test_the_browser_of_the_tests_is_the_quickest_or_the_one_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    for name in ("google-chrome", "chromium", "chrome-headless-shell", "chromium-headless-shell"):
        (program,) = programs(tmp_path, name)
        assert find_browser() == str(program)
    (named,) = programs(tmp_path, "named")
    monkeypatch.setenv("CHROME_PATH", str(named))
    assert find_browser() == str(named)
    monkeypatch.setenv("CHROME_PATH", str(tmp_path / "nowhere"))
    assert find_browser() is None


def test_the_project_is_named_and_asks_for_python_3_11() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    assert project["name"] == "briefsite"
    assert project["requires-python"] == ">=3.11"


def test_ci_runs_what_people_run() -> None:
    ci = read(".ci/run")
    assert re.search(r"(?m)^make test$", ci)
    assert re.search(r"(?m)^\.venv/bin/python build\.py build --strict$", ci)
    assert os.access(CHECKOUT / ".ci" / "run", os.X_OK)
    assert subprocess.run(["bash", "-n", ".ci/run"], cwd=CHECKOUT, timeout=600).returncode == 0


def test_make_test_runs_every_tool() -> None:
    said = subprocess.run(
        ["make", "--dry-run", "test"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    ).stdout
    for words in ("ruff format --check", "ruff check", "-m mypy", "find_browser.py", "-m pytest"):
        assert words in said, words


@pytest.mark.parametrize("failing", ["", "ruff format", "ruff check", "mypy", "pytest"])
def test_make_test_fails_where_tests_or_types_do(failing: str, tmp_path: Path) -> None:
    """With a Python that runs nothing, and fails where it is told to."""
    python = tmp_path / "python"
    word = failing or "nothing at all"
    python.write_text(f'#!/bin/sh\ncase "$*" in *"-m {word}"*) exit 1;; esac\n')
    python.chmod(0o755)
    for name in ("Makefile", *LOCKS):
        (tmp_path / name).write_text(read(name))
    (tmp_path / ".venv").mkdir()
    command = ["make", "test", f"PY={python}"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=600)
    assert (ended.returncode != 0) == bool(failing), ended.stdout + ended.stderr


def test_the_command_is_about_25_lines() -> None:
    code = [line for line in read("build.py").splitlines() if line.strip()]
    assert len(code) <= 30


def test_the_command_says_when_the_libraries_are_missing(tmp_path: object) -> None:
    """A Python without site-packages has none of them."""
    ended = subprocess.run(
        ["python3", "-S", "-I", "build.py"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=600,
    )
    if "briefsite" in ended.stderr and "make site" not in ended.stderr:
        ended = subprocess.run(
            ["python3", "-S", "build.py"],
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            timeout=600,
        )
    assert ended.returncode == 2
    assert "make site" in ended.stderr


def test_a_build_leaves_nothing_for_git(tmp_path: Path) -> None:
    """What is built is ignored, as two folders; nothing is generated beside what people write."""
    root = make_root(tmp_path / "root", story("minimal"))
    (root / ".gitignore").write_text(read(".gitignore"))
    schemas.write_schemas(root)

    def git(*words: str) -> str:
        command = ["git", "-C", str(root), "-c", "user.name=x", "-c", "user.email=x@example.org"]
        return subprocess.run([*command, *words], capture_output=True, text=True, check=True).stdout

    git("init", "--quiet")
    git("add", ".")
    git("commit", "--quiet", "--message", "x")
    assert build(root, strict=True).published
    assert git("status", "--porcelain", "--untracked-files=all") == ""


class _Report:
    nodeid = "tests/test_x.py::test_y"

    def __init__(self, outcome: str) -> None:
        self.outcome = outcome


def test_a_skip_must_be_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "test_y" in unexplained_skip(_Report("skipped"))  # type: ignore[arg-type]
    assert unexplained_skip(_Report("passed")) == ""  # type: ignore[arg-type]
    monkeypatch.setitem(ALLOWED_SKIPS, _Report.nodeid, "a reason")
    assert unexplained_skip(_Report("skipped")) == ""  # type: ignore[arg-type]


def test_every_listed_skip_has_a_reason() -> None:
    assert all(ALLOWED_SKIPS.values())


def test_a_skip_fails_the_run() -> None:
    skips = {
        "mark": "import pytest\n@pytest.mark.skip\ndef test_x(): pass\n",
        "call": "import pytest\ndef test_x(): pytest.skip('x')\n",
        "file": "import pytest\npytest.skip('x', allow_module_level=True)\n",
    }
    files = {how: f"tests/test_skipping_{how}_{os.getpid()}.py" for how in skips}
    for how, file in files.items():
        (CHECKOUT / file).write_text(skips[how])
    try:
        command = [".venv/bin/python", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        command += ["--continue-on-collection-errors", *files.values()]
        ended = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=600)
    finally:
        for file in files.values():
            (CHECKOUT / file).unlink()
    assert ended.returncode == 1, ended.stdout
    for file in files.values():
        assert f"skipped without a reason in ALLOWED_SKIPS of tests/conftest.py: {file}" in (
            ended.stdout
        )
