"""The index of the search, made from the built pages. The only home of Pagefind.

In: the folder of a site that any engine has built. Out: `pagefind/` in that folder, and problems
where it would not find what it should. It asks nothing of the network.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from briefsite.pages import LISTS
from briefsite.problems import BriefsiteError, Place, Problem

FOLDER = "pagefind"
NAMES = "search-names.json"
NEEDED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "wasm.en.pagefind")
"""The files beside the index that our own dialog loads; Pagefind's dialogs are left out."""
_INDEX_FILE = re.compile(r"pagefind\.[\w-]+\.pf_meta|(?:fragment|index|filter)/[\w-]+\.pf_[a-z]+")


def index(site: Path) -> list[Problem]:
    """Index a built site; an error for each page and each name that the search would miss."""
    command = [sys.executable, "-m", "pagefind", "--site", str(site), "--silent"]
    command += ["--output-subdir", FOLDER, "--exclude-selectors", ".headerlink"]
    try:
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise BriefsiteError(f"the search cannot be indexed: {error}") from error
    if ended.returncode:
        said = ended.stderr.strip() or ended.stdout.strip()
        raise BriefsiteError(f"the search cannot be indexed: {said}")
    _prune(site / FOLDER)
    return [*_count_faults(site), *_name_faults(site)]


def content_pages(site: Path) -> list[str]:
    """The pages that the search must hold: all but the home page, lists, and the 404 page."""
    pages = (path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html")))
    lists = {"index.html", "404.html", *(f"{folder}/index.html" for _, folder, _ in LISTS)}
    return [page for page in pages if page not in lists]


def indexed_pages(site: Path) -> int:
    """How many pages the index says it holds."""
    entry = json.loads((site / FOLDER / "pagefind-entry.json").read_text(encoding="utf-8"))
    return sum(int(language["page_count"]) for language in entry["languages"].values())


def _prune(folder: Path) -> None:
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if file.is_file() and name not in NEEDED and not _INDEX_FILE.fullmatch(name):
            file.unlink()


def _count_faults(site: Path) -> Iterator[Problem]:
    wanted, count = content_pages(site), indexed_pages(site)
    if count != len(wanted):
        message = f"the search holds {count} pages, but the site has {len(wanted)} with content"
        yield Problem(Place(f"{site.name}/{FOLDER}"), "search", message)
    for page in wanted:
        if " data-pagefind-body" not in (site / page).read_text(encoding="utf-8"):
            message = "the search does not read this page: no data-pagefind-body"
            yield Problem(Place(f"{site.name}/{page}"), "search", message)


def _name_faults(site: Path) -> Iterator[Problem]:
    """Each name of the jump list leads to a page, and to an anchor that is there."""
    names = json.loads((site / NAMES).read_text(encoding="utf-8"))["names"]
    for name, _, url, _ in names:
        parts = urlsplit(url)
        file = site / parts.path / "index.html"
        whole = not parts.scheme and not parts.netloc and file.is_file()
        if not whole or (
            parts.fragment and f'id="{parts.fragment}"' not in file.read_text(encoding="utf-8")
        ):
            message = f"the name '{name}' of the search leads nowhere: {url}"
            yield Problem(Place(f"{site.name}/{NAMES}"), "search", message)
