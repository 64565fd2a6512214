"""From a saved file to the page in the browser: `python -m benchmarks.serve [--rounds 10]`.

It runs `build.py serve` on a copy of the checkout, opens a page in a headless browser, saves a file
in several ways, and measures the time from before the save until the browser's load event of a page
with the new content (for the style sheet: until the new style counts). Once with a rest between
the saves, once without, so that the closer look of the preview is under way.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.conftest import BROWSER_FLAGS
from tests.find_browser import ADVICE, find_browser
from tests.world import CHECKOUT, make_root

REST = 4.0
STARTED = "follows the files"


@dataclass(frozen=True)
class Kind:
    """A way to edit: the page that is open, the file, and a text in it with what follows it."""

    name: str
    page: str
    file: str
    before: str
    after: str


KINDS = (
    Kind("brief, text", "regions/hunan/", "briefs/regions/hunan.yml", "Hunan is ", "{word} it is "),
    Kind(
        "brief, figure", "regions/hunan/", "briefs/regions/hunan.yml", "value: 5", "value: {digit}"
    ),
    Kind(
        "registry",
        "regions/hunan/",
        "briefs/indicators/total-output.yml",
        "name: Total economic output",
        "name: {word}",
    ),
    Kind(
        "template",
        "regions/hunan/",
        "templates/brief.md.j2",
        "# {{ view.name }}",
        "# {{ view.name }} {word}",
    ),
    Kind("theme", "regions/hunan/", "templates/theme/partials/footer.html", "<b>", "<b>{word} "),
    Kind("page in docs", "about/", "docs/about.md", "# ", "# {word} "),
)
STYLE = "docs/assets/briefs.css"


@contextmanager
def served(root: Path) -> Iterator[str]:
    """The preview of a checkout, as a program of its own."""
    command = [sys.executable, "build.py", "--root", str(root), "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        try:
            for line in program.stdout:
                if STARTED in line:
                    yield line.split()[0]
                    break
        finally:
            program.terminate()


def words() -> Iterator[str]:
    """Words that no page holds, another each time; digits would need a source."""
    for first in "bcdfghklmn":
        for second in "aeiou":
            for third in "rstvwz":
                yield f"Q{first}{second}{third}{second}{first}"


def edited(page: Page, root: Path, kind: Kind, word: str, number: int) -> float:
    """Seconds from the save to the load of the page with the new content."""
    file = root / kind.file
    text = file.read_text(encoding="utf-8")
    assert kind.before in text, kind
    after = kind.after.format(word=word, digit=6 + number % 3)
    before = page.inner_text("body")
    new = text.replace(kind.before, after, 1)
    with page.expect_event("load"):
        begin = time.perf_counter()
        file.write_text(new, encoding="utf-8")
    seconds = time.perf_counter() - begin
    shown = page.inner_text("body")
    assert shown != before
    assert word in shown or "{word}" not in kind.after
    with page.expect_event("load"):
        file.write_text(text, encoding="utf-8")
    return seconds


def restyled(page: Page, root: Path, number: int) -> float:
    """Seconds from the save of the style sheet until it counts."""
    file = root / STYLE
    text = file.read_text(encoding="utf-8")
    colour = f"rgb(1, 2, {number + 3})"
    begin = time.perf_counter()
    file.write_text(f"{text}\nh1 {{ outline-color: {colour} !important; }}\n", encoding="utf-8")
    counts = "colour => getComputedStyle(document.querySelector('h1')).outlineColor === colour"
    page.wait_for_function(counts, arg=colour)
    seconds = time.perf_counter() - begin
    file.write_text(text, encoding="utf-8")
    page.wait_for_function(f"colour => !({counts})(colour)", arg=colour)
    return seconds


def report(name: str, measure: Callable[[int], float], rounds: int, rest: float) -> None:
    """A line of the table."""
    found = []
    for number in range(rounds):
        time.sleep(rest)
        found.append(measure(number))
    load = os.getloadavg()[0]
    numbers = [statistics.median(found), min(found), max(found)]
    cells = [name, *(f"{number:.2f}" for number in numbers), f"{load:.1f}"]
    print(f"| {' | '.join(cells)} |", flush=True)


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    rounds = parser.parse_args().rounds
    program, fresh = find_browser(), words()
    if not program:
        print(ADVICE, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = make_root(Path(folder) / "root", CHECKOUT / "briefs")
        browser = playwright.chromium.launch(executable_path=program, args=list(BROWSER_FLAGS))
        page = browser.new_page()
        with served(root) as url:
            for rest in (REST, 0.0):
                print(f"{os.cpu_count()} cores, {rest:.0f} seconds between the saves")
                print("| saved | median | best | worst | load |\n|---|---|---|---|---|")
                for kind in KINDS:
                    page.goto(url + kind.page)
                    report(
                        kind.name,
                        lambda number, kind=kind: edited(page, root, kind, next(fresh), number),
                        rounds,
                        rest,
                    )
                page.goto(url)
                report("style sheet", lambda number: restyled(page, root, number), rounds, rest)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
