"""What tests share: the option `--update`, built sites, a browser; and the rule on skips."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from briefsite.site import build
from tests.find_browser import ADVICE, find_browser
from tests.server import served
from tests.visitor import NARROW, Serve, Visitor, visit
from tests.world import CHECKOUT, EPOCH, Briefs, make_root, story

settings.register_profile("briefsite", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("briefsite")

ALLOWED_SKIPS: dict[str, str] = {}
"""Tests that may be skipped, by node id, each with the reason. A skip that is not here fails."""

BROWSER_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update` writes the expected pages anew."""
    parser.addoption("--update", action="store_true", help="write tests/cases/good/*/expected")


def unexplained_skip(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Why a report may not stand: it is a skip that nobody listed. Empty where it may."""
    if report.outcome != "skipped" or report.nodeid in ALLOWED_SKIPS:
        return ""
    return f"skipped without a reason in ALLOWED_SKIPS of tests/conftest.py: {report.nodeid}"


def _strict(report: pytest.TestReport | pytest.CollectReport) -> None:
    if why := unexplained_skip(report):
        report.outcome = "failed"
        report.longrepr = f"{why}\n{report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A skipped test fails."""
    report = yield
    _strict(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """A skipped file fails."""
    report = yield
    _strict(report)
    return report


@pytest.fixture(autouse=True, scope="session")
def fixed_date() -> Iterator[None]:
    """Every build of the tests is of the same day, and has the addresses of mkdocs.yml."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))
        patch.setenv("NO_MKDOCS_2_WARNING", "1")
        for address in ("SITE_URL", "REPO_URL"):
            patch.delenv(address, raising=False)
        yield


@pytest.fixture
def root(tmp_path: Path) -> Callable[..., Path]:
    """A function that makes a checkout out of briefs: `root(story("minimal"), {...})`."""

    def make(*briefs: Briefs) -> Path:
        return make_root(tmp_path / "root", *briefs)

    return make


@pytest.fixture(scope="session")
def run_python() -> Callable[..., str]:
    """A function that runs code in a Python of its own and gives what it prints."""

    def run(code: str, *arguments: str, **environment: str) -> str:
        command = [sys.executable, "-c", code, *arguments]
        variables = {**os.environ, **environment}
        ended = subprocess.run(
            command,
            cwd=CHECKOUT,
            env=variables,
            capture_output=True,
            text=True,
            check=True,
            timeout=600,
        )
        return ended.stdout

    return run


def _built(folder: Path, briefs: Path) -> Path:
    made = make_root(folder, briefs)
    built = build(made, strict=True)
    assert built.published, "\n".join(map(str, built.problems))
    return made


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with the real briefs, built."""
    return _built(tmp_path_factory.mktemp("real") / "root", CHECKOUT / "briefs")


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with the hostile world, built."""
    return _built(tmp_path_factory.mktemp("hostile") / "root", story("hostile"))


@pytest.fixture(scope="session")
def family(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with the family world, built."""
    return _built(tmp_path_factory.mktemp("family") / "root", story("family"))


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """A function that serves a folder on this machine and gives its address."""
    with ExitStack() as servers:
        yield cache(lambda folder: servers.enter_context(served(folder)))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium without a window."""
    program = find_browser()
    if not program:
        pytest.fail(ADVICE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=list(BROWSER_FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def reader(browser: Browser, serve: Serve, real: Path) -> Iterator[Visitor]:
    """A reader of the real site; at the end no other host was asked and nothing complained."""
    yield from visit(browser, serve(real / "site"))


@pytest.fixture
def phone(browser: Browser, serve: Serve, real: Path) -> Iterator[Visitor]:
    """A reader with a narrow screen."""
    yield from visit(browser, serve(real / "site"), viewport=NARROW)


@pytest.fixture
def scriptless(browser: Browser, serve: Serve, real: Path) -> Iterator[Visitor]:
    """A reader whose browser runs no script."""
    yield from visit(browser, serve(real / "site"), java_script_enabled=False)


def zensical(root: Path, copy: Path) -> Path:
    """The site that Zensical builds from the tree of Markdown of a checkout, copied first."""
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns("site", ".cache"))
    command = [str(CHECKOUT / ".venv" / "bin" / "zensical"), "build", "--clean"]
    ended = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=600)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return copy / "site"


@pytest.fixture(scope="session")
def other_engine(real: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same tree of Markdown, built by Zensical."""
    return zensical(real, tmp_path_factory.mktemp("zensical") / "root")
