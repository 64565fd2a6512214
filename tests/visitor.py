"""A reader in a real browser, with an eye on what a reader would not see."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
RESULTS = ".find-results"
Serve = Callable[[Path], str]


def kinds(site: Path) -> dict[str, str]:
    """One page of every kind, by kind: each page of its own, and of each folder the largest."""
    found: dict[str, str] = {}
    for file in sorted(site.rglob("*.html"), key=lambda file: (-file.stat().st_size, file)):
        path = file.relative_to(site)
        kind = f"{path.parts[0]}/..." if len(path.parts) > 2 else path.as_posix()
        found.setdefault(kind, path.as_posix().removesuffix("index.html"))
    return dict(sorted(found.items()))


def fullest(site: Path, mark: str, folder: str = "regions") -> str:
    """The page of a folder in whose file something stands most often; it stands in one."""
    files = sorted((site / folder).glob("*/index.html"))
    counts = {file: file.read_text(encoding="utf-8").count(mark) for file in files}
    file = max(files, key=lambda file: counts[file])
    assert counts[file], mark
    return f"{folder}/{file.parent.name}/"


@dataclass
class Seen:
    """What a page did that a reader would not see."""

    hosts: set[str] = field(default_factory=set)
    console: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


@dataclass
class Visitor:
    """A browser window, the site it looks at, and what was seen."""

    page: Page
    url: str
    seen: Seen

    def go(self, path: str) -> Page:
        """Open a page of the site."""
        answer = self.page.goto(self.url + path)
        assert answer
        assert answer.ok, path
        return self.page

    def search(self, words: str) -> list[str]:
        """The titles of what the search finds, in order."""
        if not self.page.locator("#find").evaluate("dialog => dialog.open"):
            self.page.locator("button.find-open").click()
        self.page.locator(".find-input").fill(words)
        self.settled(words)
        return self.page.locator(".find-hit > .find-title").all_text_contents()

    def settled(self, words: str) -> None:
        """Wait until the search has shown what it found for these words."""
        done = "words => document.getElementById('find').dataset.settled === words"
        self.page.wait_for_function(done, arg=words)


def visit(browser: Browser, url: str, **options: object) -> Iterator[Visitor]:
    context = browser.new_context(**{"viewport": WIDE, **options})  # type: ignore[arg-type]
    context.set_default_timeout(10_000)
    page, seen = context.new_page(), Seen()
    page.on("request", lambda request: seen.hosts.add(urlsplit(request.url).netloc))
    page.on("console", lambda m: seen.console.append(m.text) if m.type != "log" else None)
    page.on("pageerror", lambda error: seen.console.append(str(error)))
    page.on("requestfailed", lambda request: seen.failed.append(_failure(request)))
    page.on("dialog", lambda dialog: (seen.dialogs.append(dialog.message), dialog.dismiss()))
    yield Visitor(page, url, seen)
    context.close()
    assert seen.hosts <= {urlsplit(url).netloc}
    assert seen.console == []
    assert seen.dialogs == []
    assert [words for words in seen.failed if "ERR_ABORTED" not in words] == []


def _failure(request: Request) -> str:
    """An aborted request is one that the next page did not need."""
    return f"{request.url}: {request.failure}"
