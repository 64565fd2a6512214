"""What tests share: `--update`, built sites, a browser; and the rules on skips and on time.

`make test` runs them in several processes. Worlds and pictures are made once in a run, by whoever
needs them first. A test that alters a world takes a copy (`copied`). A file of tests stays in one
process.
"""

import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import cache, partial, wraps
from pathlib import Path
from types import CodeType

import pytest
from hypothesis import settings
from jinja2 import Environment
from playwright.sync_api import Browser, sync_playwright

from briefsite import store
from briefsite.site import build
from briefsite.site.pdf import engine
from briefsite.site.pdf.engine import Drawn, Failed, Job
from tests import browser_fonts
from tests.cpu import Meter, too_much
from tests.find_browser import ADVICE, find_browser
from tests.once import Once
from tests.server import served
from tests.visitor import NARROW, Serve, Visitor, visit
from tests.world import CHECKOUT, EPOCH, Briefs, make_root, story

settings.register_profile("briefsite", derandomize=True, deadline=None, max_examples=40)
settings.load_profile("briefsite")

ALLOWED_SKIPS = {
    "tests/test_figures.py::test_a_figure_is_asked_for_on_a_terminal": (
        "on Windows there is no terminal that a test can type into"
    ),
}
"""Tests that may be skipped, by node id, each with the reason. A skip that is not here fails."""

BROWSER_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--process-per-site",  # else each visit begins a process, without what is compiled and parsed
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


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are processors: tests wait for browsers and for programs."""
    return (os.cpu_count() or 1) + 1


COSTLY = (
    "tests/test_kinds",
    "tests/test_search",
    "tests/test_preview",
    "tests/test_pull_requests",
    "unit/test_preview",
    "tests/test_pdf",
    "tests/test_diff",
    "tests/test_data",
    "tests/test_properties",
    "tests/test_developing",
    "tests/test_browser",
    "tests/test_rename",
    "tests/test_previews",
)
"""Files that come first, the longest before all: who begins one late would be alone at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file is run by one process (`--dist loadfile`); the costly ones come first."""
    order = {name: number for number, name in enumerate(COSTLY)}
    items.sort(key=lambda item: order.get(f"{item.path.parent.name}/{item.path.stem}", len(order)))


def pytest_collection_finish() -> None:
    """What was read so far stays to the end: it is not gone through for garbage again and again."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


METER = Meter()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object]) -> Iterator[None]:
    """What is made for many tests counts for none of them."""
    if fixturedef.scope == "function":
        return (yield)
    with METER.apart():
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup() -> Iterator[None]:
    """The clock of a test begins with its own fixtures."""
    METER.begin()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    """A test that takes too long fails."""
    done = yield
    if why := too_much(METER.seconds()):
        pytest.fail(why, pytrace=False)
    return done


CURRENT = "PYTEST_CURRENT_TEST"
"""What pytest itself writes into the environment."""


@pytest.fixture(autouse=True, scope="session")
def variables() -> Iterator[dict[str, str]]:
    """The environment of all tests: one day, the addresses of mkdocs.yml.

    A program that a test starts keeps what Python compiles of it, as it does for everybody.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))
        patch.setenv("NO_MKDOCS_2_WARNING", "1")
        for name in ("SITE_URL", "REPO_URL", "PYTHONDONTWRITEBYTECODE"):
            patch.delenv(name, raising=False)
        yield {name: text for name, text in os.environ.items() if name != CURRENT}


@pytest.fixture(autouse=True)
def environment(variables: dict[str, str]) -> None:
    """What a test, or a fixture of a wider scope, leaves in the environment is gone again."""
    for name in set(os.environ) - {*variables, CURRENT}:
        del os.environ[name]
    os.environ.update(variables)


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


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """What the run makes once."""
    return Once(tmp_path_factory)


@pytest.fixture(autouse=True, scope="session")
def shelf(once: Once) -> Iterator[None]:
    """No picture of a link is drawn twice in a run; `no_shelf` undoes it."""
    run = engine.run

    def draw(job: Job) -> bytes:
        made = engine.draw(job)
        assert isinstance(made, Drawn), made
        return made.content

    @wraps(run)
    def kept(jobs: Sequence[Job], count: int | None = None) -> Iterator[tuple[Job, Drawn | Failed]]:
        pictures = [job for job in jobs if job.form == "png"]
        for job in pictures:
            key = store.digest(repr((job.name, job.data)))
            yield job, Drawn(once.kept(key, partial(draw, job)))
        yield from run([job for job in jobs if job not in pictures], count)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "run", kept)
        yield


@pytest.fixture(autouse=True, scope="session")
def compiled() -> Iterator[None]:
    """No template is compiled twice in a process: each small checkout has the same ones."""
    compiling, kept = Environment.compile, dict[object, CodeType]()

    def compile_once(
        self: Environment, source: str, name: str | None = None, filename: str | None = None
    ) -> CodeType:
        switches = (self.autoescape, self.finalize, self.trim_blocks, *self.filters, *self.globals)
        key = (source, name, switches)
        if key not in kept:
            kept[key] = compiling(self, source, name, filename)
        return kept[key].replace(co_filename=filename or "<template>")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "compile", compile_once)
        yield


@pytest.fixture
def no_shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are drawn, whatever was drawn before."""
    monkeypatch.setattr(engine, "run", engine.run.__wrapped__)  # type: ignore[attr-defined]


def build_world(briefs: Path, folder: Path) -> None:
    """A checkout with briefs, built for the first time and without a problem."""
    done = build(make_root(folder, briefs), strict=True)
    assert done.published, "\n".join(map(str, done.problems))
    assert done.problems == ()
    assert done.written
    assert done.written.unchanged == 0


@pytest.fixture(scope="session")
def built(once: Once) -> Callable[[str], Path]:
    """A function that gives a checkout with a small world, built; not to be altered."""
    return lambda name: once.made(name, partial(build_world, story(name)))


@pytest.fixture
def copied(built: Callable[[str], Path], tmp_path: Path) -> Callable[[str], Path]:
    """A function that gives a checkout with a small world, built, to be altered."""
    copy = partial(shutil.copytree, copy_function=shutil.copyfile)
    return lambda name: Path(copy(built(name), tmp_path / f"{name}-copy"))


@pytest.fixture(scope="session")
def real(once: Once) -> Path:
    """A checkout with the real briefs, built."""
    return once.made("real", partial(build_world, CHECKOUT / "briefs"))


@pytest.fixture(scope="session")
def hostile(built: Callable[[str], Path]) -> Path:
    """A checkout with the hostile world, built."""
    return built("hostile")


@pytest.fixture(scope="session")
def family(built: Callable[[str], Path]) -> Path:
    """A checkout with the family world, built."""
    return built("family")


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """A function that serves a folder on this machine and gives its address."""
    with ExitStack() as servers:
        yield cache(lambda folder: servers.enter_context(served(folder)))


@pytest.fixture(scope="session")
def browser(once: Once) -> Iterator[Browser]:
    """A Chromium without a window, with the bundled fonts and no others."""
    program = find_browser()
    if not program:
        pytest.fail(ADVICE)
    variables = {
        **os.environ,
        "FONTCONFIG_FILE": str(once.made("fonts", browser_fonts.make) / "fonts.conf"),
    }
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=program, args=list(BROWSER_FLAGS), env=variables
        )
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def world(family: Path) -> Path:
    """The checkout whose site is read: the family world, but a module may choose another one."""
    return family


@pytest.fixture
def reader(browser: Browser, serve: Serve, world: Path) -> Iterator[Visitor]:
    """A reader of the site; at the end no other host was asked and nothing complained."""
    yield from visit(browser, serve(world / "site"))


@pytest.fixture
def phone(browser: Browser, serve: Serve, world: Path) -> Iterator[Visitor]:
    """A reader with a narrow screen."""
    yield from visit(browser, serve(world / "site"), viewport=NARROW)


@pytest.fixture
def scriptless(browser: Browser, serve: Serve, world: Path) -> Iterator[Visitor]:
    """A reader whose browser runs no script."""
    yield from visit(browser, serve(world / "site"), java_script_enabled=False)


def zensical(root: Path, copy: Path) -> Path:
    """The site that Zensical builds from the tree of Markdown of a checkout, copied first."""
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns("site", ".cache"))
    command = [str(Path(sys.executable).with_name("zensical")), "build", "--clean"]
    ended = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=600)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return copy / "site"


@pytest.fixture(scope="session")
def other_engine(real: Path, once: Once) -> Path:
    """The tree of Markdown of the real briefs, built by Zensical."""
    return once.made("zensical", partial(zensical, real)) / "site"


@pytest.fixture(scope="session")
def other_family(family: Path, once: Once) -> Path:
    """The tree of Markdown of the family world, built by Zensical."""
    return once.made("zensical-family", partial(zensical, family)) / "site"
