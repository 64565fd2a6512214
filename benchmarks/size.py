"""What a site costs by its size: `python -m benchmarks.size --briefs 500 2000 [--peers DIR]`.

For each size it makes a world (`benchmarks.worlds`) and runs the commands on it one after the
other: check and build, from nothing, with nothing changed, and after each kind of edit, without
PDFs. With `--peers`, the `bin` folder of an environment that has mkdocs-material, zensical, hugo
and pagefind, these build the same pages. Each row gives the seconds of the processor (user and
system, of the process and all it starts), the seconds on the clock, and the memory of the largest
process; compare rows of one run only. `--json FILE` keeps the figures.
"""

import argparse
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import worlds


@dataclass(frozen=True)
class Row:
    """One command on one world."""

    briefs: int
    what: str
    cpu: float
    wall: float
    megabytes: float


def run(briefs: int, what: str, command: list[str], folder: Path) -> Row:
    """Run a command to its end and measure it; raises CalledProcessError where it fails."""
    begin = time.perf_counter()
    log = folder / "benchmark.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=out)
        _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.stderr.write(log.read_text(errors="replace")[-2000:])
        raise subprocess.CalledProcessError(process.returncode, command)
    row = Row(briefs, what, used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024)
    print(f"{briefs:6} {what:32} {row.cpu:8.2f} {row.wall:8.2f} {row.megabytes:7.0f}", flush=True)
    return row


def edit(file: Path, pattern: str, change: Callable[[re.Match[str]], str]) -> None:
    """Change the first match of a pattern in a file."""
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(pattern, change, text, count=1), encoding="utf-8")


def edits(root: Path) -> Iterator[str]:
    """Make one kind of edit after the other, and say which."""
    brief = root / "briefs" / "companies" / "company-3.yml"
    value = re.search(r"value: (\d+)", brief.read_text(encoding="utf-8"))
    assert value
    number = int(value[1])
    later = number - 1
    edit(brief, rf"value: {number}\b", lambda _: f"value: {later}")
    edit(brief, rf"printed: {number:,}", lambda _: f"printed: {later:,}")
    yield "one figure changed"
    edit(brief, r"name: (\w+)", lambda found: f"name: New{found[1].lower()}")
    yield "one name changed"
    added = root / "briefs" / "companies" / "company-added.yml"
    text = brief.read_text(encoding="utf-8")
    added.write_text(re.sub(r"New\w+ Company", "Added Company", text), encoding="utf-8")
    yield "a brief added"
    added.unlink()
    yield "a brief removed"
    edit(root / "templates" / "brief.md.j2", r"## Events", lambda _: "## All events")
    yield "a template changed"


def measure(briefs: int, folder: Path) -> Iterator[Row]:
    """All rows of our own for a world in a new folder."""
    worlds.write(folder, briefs)
    ours = [sys.executable, "build.py"]
    build = [*ours, "build", "--no-pdf"]
    yield run(briefs, "check, from nothing", [*ours, "check"], folder)
    yield run(briefs, "check, again", [*ours, "check"], folder)
    yield run(briefs, "build, from nothing", build, folder)
    yield run(briefs, "build, nothing changed", build, folder)
    for what in edits(folder):
        yield run(briefs, f"build, {what}", build, folder)
        if what == "one figure changed":
            yield run(briefs, f"check, {what}", [*ours, "check"], folder)


SETTINGS = """\
site_name: Peer
docs_dir: docs
theme:
  name: material
  language: en
  font: false
markdown_extensions: [attr_list, md_in_html, tables, toc]
"""
HUGO = """\
baseURL = "https://example.org/"
title = "Peer"
[markup.goldmark.renderer]
unsafe = true
"""
LAYOUT = "<!doctype html><html lang=en><title>{{ .Title }}</title>{{ .Content }}</html>\n"
FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


def peers(briefs: int, tree: Path, folder: Path, tools: Path) -> Iterator[Row]:
    """The same pages, built by others: MkDocs with Material and its search and navigation,
    Zensical, Hugo, and Pagefind on top of Hugo's."""
    left_out = shutil.ignore_patterns("schema", "*.json")
    pages = shutil.copytree(tree, folder / "docs", ignore=left_out)
    (folder / "mkdocs.yml").write_text(SETTINGS + "plugins: [search]\n", encoding="utf-8")
    mkdocs = [str(tools / "mkdocs"), "build", "--quiet", "--site-dir", "site-mkdocs"]
    yield run(briefs, "MkDocs, search and tree", mkdocs, folder)
    (folder / "bare.yml").write_text(SETTINGS + "plugins: []\n", encoding="utf-8")
    bare = [*mkdocs[:-1], "site-bare", "--config-file", "bare.yml"]
    yield run(briefs, "MkDocs, tree alone", bare, folder)
    yield run(briefs, "Zensical", [str(tools / "zensical"), "build"], folder)
    (folder / "hugo.toml").write_text(HUGO, encoding="utf-8")
    for kind in ("single", "list"):
        layout = folder / "layouts" / "_default" / f"{kind}.html"
        layout.parent.mkdir(parents=True, exist_ok=True)
        layout.write_text(LAYOUT, encoding="utf-8")
    for page in sorted(pages.rglob("index.md")):
        # A file for each page: an index.md would take all that lies below it for its own files.
        place = page.parent.relative_to(pages).as_posix()
        target = folder / "content" / (f"{place}.md" if place != "." else "_index.md")
        target.parent.mkdir(parents=True, exist_ok=True)
        text = FRONT.sub('---\ntitle: "Page"\n---\n', page.read_text(encoding="utf-8"))
        target.write_text(text, encoding="utf-8")
    yield run(
        briefs, "Hugo", [str(tools / "hugo"), "--quiet", "--destination", "site-hugo"], folder
    )
    pagefind = [str(tools / "python"), "-m", "pagefind", "--site", "site-hugo"]
    yield run(briefs, "Pagefind on Hugo's pages", pagefind, folder)


def growth(rows: list[Row]) -> Iterator[str]:
    """The exponent of each kind of row between the smallest and the largest world."""
    for what in dict.fromkeys(row.what for row in rows):
        same = [row for row in rows if row.what == what]
        if len(same) > 1:
            first, last = same[0], same[-1]
            exponent = math.log(last.cpu / first.cpu) / math.log(last.briefs / first.briefs)
            yield f"{what}: {exponent:.2f}"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--briefs", type=int, nargs="+", default=[500])
    parser.add_argument("--peers", type=Path, help="bin folder of the environment of the peers")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as held:
        for briefs in given.briefs:
            folder = Path(held, str(briefs))
            rows += measure(briefs, folder)
            if given.peers:
                other = Path(held, f"{briefs}-peers")
                other.mkdir()
                rows += peers(briefs, folder / ".tree", other, given.peers)
    print("\nGrowth of the seconds of the processor, as exponent:")
    print("\n".join(growth(rows)))
    if given.json:
        given.json.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n")


if __name__ == "__main__":
    main()
