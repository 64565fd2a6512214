"""The live preview in a real browser: a save is on the screen, an error too, and it goes again."""

import json
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from briefsite.site.preview import Preview
from briefsite.site.preview.watching import Folder, Look, Signal, SiteInMemory, Watch, look
from tests.visitor import GONE, NARROW, Visitor, visit
from tests.world import CHECKOUT, make_root, story

NORTH = "briefs/regions/north.yml"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
HOSTILE = '<img src=x onerror=alert(1)> & "quotes" {{ 7 * 7 }}'


@contextmanager
def previewed(root: Path, port: int = 0) -> Iterator[Preview]:
    """A preview that answers as long as the block lasts."""
    made = Preview(root, port, lambda told: None)
    made.begin()
    thread = threading.Thread(target=made.serve)
    thread.start()
    try:
        yield made
    finally:
        made.stop()
        thread.join(20)
        made.end()


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """A checkout to edit."""
    return make_root(tmp_path / "root", story("minimal"))


@pytest.fixture
def editor(browser: Browser, edited: Path) -> Iterator[tuple[Visitor, Path, Preview]]:
    """An editor with the preview of a checkout."""
    with previewed(edited) as made:
        for visitor in visit(browser, made.url):
            yield visitor, edited, made


def save(root: Path, path: str, old: str, new: str) -> None:
    """Save a file in one step: another one takes its place, so nobody sees half of it."""
    file = root / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    fresh = file.with_name(f".{file.name}.new")
    fresh.write_text(text.replace(old, new, 1), encoding="utf-8")
    fresh.replace(file)


def test_a_save_is_on_the_screen_at_the_same_place(
    editor: tuple[Visitor, Path, Preview],
) -> None:
    visitor, root, made = editor
    visitor.page.set_viewport_size({"width": 600, "height": 300})
    page = visitor.go("regions/north/")
    page.evaluate("scrollTo(0, 150)")
    other = page.context.new_page()
    other.goto(made.url)
    loads = made.rounds.count
    save(root, NORTH, "name: North", "name: North Shore")
    expect(page.locator("h1")).to_contain_text("North Shore")
    page.wait_for_function("scrollY === 150")
    expect(other.locator("article")).to_contain_text("North Shore")
    assert made.rounds.count == loads + 1


def test_the_anchor_stays_and_pages_that_did_not_change_are_not_loaded_again(
    editor: tuple[Visitor, Path, Preview],
) -> None:
    visitor, root, made = editor
    page = visitor.go("regions/north/")
    about = page.context.new_page()
    about.goto(f"{made.url}reading/#")
    about.evaluate("window.kept = true")
    page.evaluate("location.hash = 'n-1'")
    save(root, NORTH, "name: North", "name: North Shore")
    expect(page.locator("h1")).to_contain_text("North Shore")
    assert page.url.endswith("/regions/north/#n-1")
    assert about.evaluate("window.kept") is True


def test_a_style_is_exchanged_without_loading_the_page(
    editor: tuple[Visitor, Path, Preview],
) -> None:
    visitor, root, _ = editor
    page = visitor.go("regions/north/")
    page.evaluate("window.kept = true")
    save(root, "docs/assets/briefs.css", "}", "}\nh1 { letter-spacing: 7px !important; }")
    expect(page.locator("h1")).to_have_css("letter-spacing", "7px")
    assert page.evaluate("window.kept") is True
    sheets = (
        "[...document.querySelectorAll('link[rel=stylesheet]')].map(l => new URL(l.href).pathname)"
    )
    page.wait_for_function(f"new Set({sheets}).size === {sheets}.length")


def test_an_error_is_shown_over_the_last_good_page_and_goes(
    editor: tuple[Visitor, Path, Preview],
) -> None:
    visitor, root, _ = editor
    page = visitor.go("regions/north/")
    good = page.locator("article").inner_text()
    save(root, NORTH, "kind: province", "kind: provinze")
    shown = page.locator("brief-preview .panel")
    expect(shown).to_contain_text("1 problem: the page shows the last good state")
    expect(shown.locator(".place")).to_contain_text(f"{NORTH}:")
    expect(shown.locator("mark")).to_have_text("provinze")
    expect(shown.locator(".hint")).to_contain_text("did you mean 'province'?")
    expect(page.locator("brief-preview [role=alert]")).to_contain_text("'provinze'")
    assert page.locator("article").inner_text() == good
    shown.locator("button").click()
    expect(shown).to_be_hidden()
    pill = page.locator("brief-preview .pill")
    expect(pill).to_be_focused()
    page.keyboard.press("Enter")
    expect(shown).to_be_focused()
    page.keyboard.press("Escape")
    expect(shown).to_be_hidden()
    save(root, NORTH, "kind: provinze", "kind: provinse")
    expect(shown).to_contain_text("'provinse'")
    save(root, NORTH, "kind: provinse", "kind: province")
    expect(shown).to_be_hidden()
    expect(pill).to_be_hidden()


def test_what_files_say_is_shown_as_text(editor: tuple[Visitor, Path, Preview]) -> None:
    visitor, root, _ = editor
    page = visitor.go("")
    save(root, NORTH, "name: North", f"name: North\n{json.dumps(HOSTILE)}: {json.dumps(HOSTILE)}")
    shown = page.locator("brief-preview .panel")
    expect(shown).to_contain_text(HOSTILE)
    assert shown.locator("img").count() == 0


def test_a_broken_start_shows_the_problems_and_recovers(browser: Browser, edited: Path) -> None:
    save(edited, NORTH, "name: North", "name: [North")
    with previewed(edited) as made:
        for visitor in visit(browser, made.url, expects={"503"}):
            page = visitor.page
            answer = page.goto(f"{made.url}regions/north/")
            assert answer
            assert answer.status == 503
            expect(page.locator("brief-preview .place")).to_contain_text(NORTH)
            expect(page.locator("h1")).to_have_text("This page cannot be shown yet")
            save(edited, NORTH, "name: [North", "name: North")
            expect(page.locator("h1")).to_contain_text("North")


def test_a_deleted_page_is_a_friendly_one_and_comes_back(browser: Browser, edited: Path) -> None:
    more = edited / "docs" / "more.md"
    with previewed(edited) as made:
        for visitor in visit(browser, made.url, expects={"404"}):
            page = visitor.page
            more.write_text("# More\n")
            page.goto(f"{made.url}more/")
            expect(page.locator("h1")).to_contain_text("More")
            more.unlink()
            expect(page.locator("h1")).to_contain_text("Page not found")
            more.write_text("# More\n")
            expect(page.locator("h1")).to_contain_text("More")


def test_it_follows_a_preview_that_was_started_again(browser: Browser, edited: Path) -> None:
    with previewed(edited) as made:
        port = made.server.server_port
        visits = visit(browser, made.url, expects=GONE)
        visitor = next(visits)
        page = visitor.go("regions/north/")
        page.evaluate("window.kept = true")
        page.wait_for_function("performance.getEntriesByType('resource').length > 0")
    expect(page.locator("brief-preview [role=status]")).to_contain_text("has ended")
    with previewed(edited, port):
        expect(page.locator("brief-preview .panel")).to_be_hidden()
        assert page.evaluate("window.kept") is True, "nothing had changed"
        save(edited, NORTH, "name: North", "name: North Shore")
        expect(page.locator("h1")).to_contain_text("North Shore")
        next(visits, None)


def test_many_tabs_do_not_wait_for_each_other(editor: tuple[Visitor, Path, Preview]) -> None:
    """A browser holds six connections to a host; a tab that nobody sees holds none."""
    visitor, _, made = editor
    hide = "Object.defineProperty(document, 'hidden', { get: () => window.unseen ?? false })"
    for _ in range(7):
        tab = visitor.page.context.new_page()
        tab.add_init_script(hide)
        tab.goto(f"{made.url}about/")
        tab.evaluate("unseen = true; document.dispatchEvent(new Event('visibilitychange'))")
    assert visitor.go("about/").locator("h1").inner_text()


LIMIT = 60
"""Seconds after which a program that was started is ended, whatever it does."""


@contextmanager
def started(root: Path, port: int = 0) -> Iterator["subprocess.Popen[str]"]:
    """The command as a program of its own, as a shell starts it in the background."""
    command = [sys.executable, "build.py", "--root", str(root), "serve", "--port", str(port)]
    pipe = subprocess.PIPE
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        program = subprocess.Popen(command, cwd=CHECKOUT, text=True, stdout=pipe, stderr=pipe)
    finally:
        signal.signal(signal.SIGINT, before)
    limit = threading.Timer(LIMIT, program.kill)
    limit.start()
    with program:
        try:
            yield program
        finally:
            limit.cancel()
            program.kill()


def told_by(program: "subprocess.Popen[str]") -> str:
    """The two lines with which it begins."""
    assert program.stdout
    return program.stdout.readline() + program.stdout.readline()


def test_the_command_is_ended_by_whoever_ends_programs(edited: Path) -> None:
    with started(edited) as program:
        assert told_by(program).startswith("The site: shown after ")
        program.terminate()
        rest, said = program.communicate(timeout=LIMIT)
    assert (program.returncode, rest.strip(), said) == (0, "", "")


def test_the_command_ends_at_once_with_open_streams_and_knows_a_taken_port(edited: Path) -> None:
    """By the signal of Ctrl+C, also in the background, where programs begin without it."""
    with started(edited) as program:
        told = told_by(program)
        url = told.split("\n")[1].split()[0]
        assert told.startswith("The site: shown after "), told
        with urllib.request.urlopen(f"{url}~preview/events?at=/", timeout=LIMIT) as stream:
            assert stream.readline().startswith(b"retry")
            with started(edited, int(url.rstrip("/").rpartition(":")[2])) as second:
                said = second.communicate(timeout=LIMIT)[1]
            assert second.returncode == 2
            assert "cannot listen on port" in said
            assert "is free: build.py serve --port" in said
            program.send_signal(signal.SIGINT)
            rest, said = program.communicate(timeout=LIMIT)
    assert (program.returncode, rest.strip(), said) == (0, "", "")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_the_overlay_is_for_everyone(
    scheme: str, width: str, browser: Browser, edited: Path
) -> None:
    size = {"viewport": NARROW} if width == "narrow" else {}
    save(edited, NORTH, "name: North", "name: North\nnane: " + "很长" * 90)
    save(edited, "docs/about.md", "# ", "[gone](nowhere.md)\n\n# ")
    with previewed(edited) as made:
        for visitor in visit(browser, made.url, expects={"503"}, color_scheme=scheme, **size):
            page = visitor.page
            page.goto(made.url)
            expect(page.locator("brief-preview .panel")).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            page.evaluate(Axe().axe_script)
            run = "rules => axe.run('brief-preview', { runOnly: rules })"
            found = page.evaluate(run, AXE_RULES)
            assert [violation["id"] for violation in found["violations"]] == []


# ways of saving, without a browser


def in_place(file: Path, text: bytes) -> None:
    file.write_bytes(text)


def emptied_first(file: Path, text: bytes) -> None:
    """As a shell does it: the file is empty for a moment."""
    with file.open("wb") as stream:
        stream.flush()
        stream.write(text)


def replaced(file: Path, text: bytes) -> None:
    """As most editors do it: a new file takes the name of the old one in one step."""
    fresh = file.with_name(f".{file.name}.tmp-1")
    fresh.write_bytes(text)
    fresh.replace(file)


def with_backup(file: Path, text: bytes) -> None:
    """As Vim does it: the old file becomes a backup, which goes when the new one is written."""
    swap, backup = file.with_name(f".{file.name}.swp"), file.with_name(f"{file.name}~")
    swap.write_bytes(b"b0VIM")
    file.rename(backup)
    file.write_bytes(text)
    backup.unlink()
    swap.unlink()


def switched(file: Path, text: bytes) -> None:
    """As `git switch` does it where a branch has no other file in the folder: that goes too."""
    others = {one: one.read_bytes() for one in file.parent.iterdir()}
    for one in others:
        one.unlink()
    file.parent.rmdir()
    file.parent.mkdir()
    for one, content in others.items():
        one.write_bytes(content)
    file.write_bytes(text)


WAYS = (in_place, emptied_first, replaced, with_backup, switched)


def only_change(root: Path, before: Look, signal: Signal) -> tuple[str, ...]:
    """What is new after as many signals as there are; the way there may give several."""
    while not (found := look(root).changed(before)) or len(found) > 1:
        if not signal.wait(20):
            break
    return found


@pytest.mark.parametrize("poll", [False, True], ids=["told", "looking"])
def test_a_file_is_seen_however_it_is_saved(poll: bool, edited: Path) -> None:
    """Each save is heard, and then nothing but the file is new; also with the ends of Windows."""
    file, signal = edited / NORTH, Signal()
    watch = Watch(
        [Folder(edited, recursive=False), Folder(edited / "briefs")], signal.give, poll=poll
    )
    texts = (b"name: Up North\r\nkind: province\r\n", b"name: Far North\nkind: province\n")
    try:
        for way in WAYS:
            for text in texts:
                before = look(edited)
                way(file, text)
                assert only_change(edited, before, signal) == (NORTH,), way.__name__
                assert look(edited).files[NORTH] == text
                watch.follow()
    finally:
        watch.stop()


def test_another_branch_is_on_the_screen(edited: Path) -> None:
    """`git switch` under the preview: files come, go and change at once, the last folder too."""

    def git(*command: str) -> None:
        names = ["-c", "user.name=T", "-c", "user.email=t@example.org"]
        subprocess.run(["git", *names, *command], cwd=edited, check=True, capture_output=True)

    git("init", "--quiet", "--initial-branch=main")
    git("add", "--force", "briefs")
    git("commit", "--quiet", "--message", "main")
    git("switch", "--quiet", "--create", "other")
    save(edited, NORTH, "name: North", "name: High North")
    company = edited / "briefs" / "companies" / "wharf.yml"
    company.parent.mkdir(exist_ok=True)
    company.write_text(
        "name: The Wharf\nkind: company\nsummary: It is in [[north]]. [@gazette, para 1]\n"
    )
    git("add", "--force", "briefs")
    git("commit", "--quiet", "--message", "other")
    git("switch", "--quiet", "main")
    with previewed(edited) as made:
        for branch, name in (("other", "High North"), ("main", "North"), ("other", "High North")):
            git("switch", "--quiet", branch)
            site = becoming(made, "regions/north/index.html", f">{name}<a")
            assert site, (branch, name)
            assert site.has("companies/wharf/index.html") == (branch == "other")


def becoming(made: Preview, path: str, words: str) -> SiteInMemory | None:
    """The preview once a page of it holds these words; None where it never does."""
    number = 0
    while now := made.hub.after(number, 20):
        number, site = now.number, now.in_memory
        if site and words in (site.file(path) or b"").decode():
            return site
    return None
