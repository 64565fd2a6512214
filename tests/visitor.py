"""A reader in a real browser, with an eye on what a reader would not see."""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

LIMIT = 60_000
"""Milliseconds for which a test waits: a busy machine is slow, and only a fault waits so long."""
expect.set_options(timeout=LIMIT)

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
RESULTS = ".find-results"
# It waits for the attribute to change: to ask at each frame would draw frames for nothing.
SETTLED = """([words, limit]) => new Promise((done, fail) => {
  const dialog = document.getElementById("find");
  const look = () => dialog.dataset.settled === words && done();
  new MutationObserver(look).observe(dialog, { attributeFilter: ["data-settled"] });
  setTimeout(() => fail(new Error(`nothing is found for: ${words}`)), limit);
  look();
})"""
GONE = (
    "ERR_CONNECTION_REFUSED",
    "ERR_CONNECTION_RESET",
    "ERR_EMPTY_RESPONSE",
    "ERR_INCOMPLETE_CHUNKED_ENCODING",
)
"""What a browser says of a server that has ended."""
ANSWER = re.compile(r"Failed to load resource: (?:.* status of (\d+)|net::(\w+))")
"""What the console says of an answer that is none, whenever it comes."""
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
        self.page.evaluate(SETTLED, [words, LIMIT])

    def given_time(self) -> None:
        """Wait as long as an answer and a frame take: what the page began has had its time."""
        self.page.evaluate(
            """async () => {
              await fetch(location.href, { cache: "no-store" });
              await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
            }"""
        )


def visit(
    browser: Browser,
    url: str,
    expects: Collection[str] = (),
    fresh: bool = False,
    **options: Any,
) -> Iterator[Visitor]:
    """A visit of a site, in as many tabs as it takes.

    `expects` are the answers that belong to it (`503`, `ERR_CONNECTION_REFUSED`); at the end
    nothing else may have been seen. A window is opened once for its options and stays open with a
    tab, as a new one costs more than most visits; each visit finds it empty, in its first size and
    with nothing stored. What alters the window itself (its clock) takes a `fresh` one.
    """
    window = _window if not fresh else _window.__wrapped__
    options = {"viewport": WIDE, **options}
    context = window(browser, json.dumps(options))
    seen = Seen()
    hears: dict[str, Callable[..., object]] = {
        "request": lambda request: seen.hosts.add(urlsplit(request.url).netloc),
        "console": lambda message: seen.console.extend(_said(message, expects)),
        "weberror": lambda error: seen.console.append(str(error.error)),
        "requestfailed": lambda request: seen.failed.extend(_failure(request, expects)),
        "dialog": lambda dialog: (seen.dialogs.append(dialog.message), dialog.dismiss()),
    }
    for event, hear in hears.items():
        context.on(event, hear)  # type: ignore[call-overload]
    try:
        page = _tab(context, options)
        _forget(page, url)
        yield Visitor(page, url, seen)
    finally:
        _leave(context)
        for event, hear in hears.items():
            context.remove_listener(event, hear)
        if fresh:
            context.close()
    assert seen.hosts <= {urlsplit(url).netloc}
    assert seen.console == []
    assert seen.dialogs == []
    assert seen.failed == []


@cache
def _window(browser: Browser, options: str) -> BrowserContext:
    context = browser.new_context(**json.loads(options))
    context.set_default_timeout(LIMIT)
    return context


def _tab(context: BrowserContext, options: Mapping[str, Any]) -> Page:
    """The tab of a window, as it was when it was new."""
    page = context.pages[0] if context.pages else context.new_page()
    if page.viewport_size != options["viewport"]:
        page.set_viewport_size(options["viewport"])
    page.emulate_media(
        media="null",
        color_scheme=options.get("color_scheme", "light"),
        reduced_motion=options.get("reduced_motion", "no-preference"),
    )
    return page


def _leave(context: BrowserContext) -> None:
    """One tab stays, with nothing in it and the mouse outside."""
    for tab in context.pages[1:]:
        tab.close()
    for tab in context.pages:
        tab.goto("about:blank")
        tab.mouse.move(-1, -1)


def _forget(page: Page, url: str) -> None:
    """What an earlier visit left in the browser is gone."""
    known = {"origin": url.rstrip("/"), "storageTypes": "all"}
    session = page.context.new_cdp_session(page)
    session.send("Storage.clearDataForOrigin", known)
    session.detach()


def _said(message: ConsoleMessage, expects: Collection[str]) -> Iterator[str]:
    """What the console says, but for logs and the answers that are expected."""
    answer = ANSWER.match(message.text)
    if message.type != "log" and not (answer and expects and answer[answer.lastindex] in expects):
        yield message.text


def _failure(request: Request, expects: Collection[str]) -> Iterator[str]:
    """An aborted request is one that the next page did not need."""
    why = (request.failure or "").removeprefix("net::")
    if why not in ("ERR_ABORTED", *expects):
        yield f"{request.url}: {why}"
