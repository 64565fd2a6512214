"""The index of the search, made from the built pages. The only home of Pagefind and of cbor2.

In: the folder of a site that any engine has built. Out: `pagefind/` in that folder, and problems
where it would not find what it should. It asks nothing of the network.
"""

import gzip
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import cbor2

from briefsite.pages import LISTS
from briefsite.problems import BriefsiteError, Place, Problem
from briefsite.site.exports import is_redirect

FOLDER = "pagefind"
NAMES = "search-names.json"
NEEDED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "wasm.en.pagefind")
"""The files beside the index that our own dialog loads; Pagefind's dialogs are left out."""
_MAGIC = b"pagefind_dcd"
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
    _settle(site / FOLDER)
    return [*_count_faults(site), *_name_faults(site)]


def content_pages(site: Path) -> list[str]:
    """The pages that the search must hold: all but the home page, lists, the 404 page, and
    the pages at former addresses."""
    pages = (path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html")))
    folders = ("timeline", "browse", *(folder for _, folder, _ in LISTS))
    lists = {"index.html", "404.html", *(f"{folder}/index.html" for folder in folders)}
    return [page for page in pages if page not in lists and not is_redirect(site / page)]


def indexed_pages(site: Path) -> int:
    """How many pages the index says it holds."""
    entry = json.loads((site / FOLDER / "pagefind-entry.json").read_text(encoding="utf-8"))
    return sum(int(language["page_count"]) for language in entry["languages"].values())


def _prune(folder: Path) -> None:
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if file.is_file() and name not in NEEDED and not _INDEX_FILE.fullmatch(name):
            file.unlink()


def _settle(folder: Path) -> None:
    """Put the filters in order: Pagefind writes them as its hash tables have them at that run.

    Everything else it writes is the same in each run. Files are named by the hash of what they
    hold, so the names, and those who name them, change too.
    """
    about = folder / "pagefind-entry.json"
    entry = json.loads(about.read_text(encoding="utf-8"))
    for language, told in entry["languages"].items():
        file = folder / f"pagefind.{told['hash']}.pf_meta"
        meta: Any = _read(file)
        meta[3] = sorted([name, _sort_filter(folder, old, language)] for name, old in meta[3])
        told["hash"] = _write(meta, folder / f"pagefind.{language}_{{}}.pf_meta", 10)
        if file.name != f"pagefind.{told['hash']}.pf_meta":
            file.unlink()
    about.write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8")


def _sort_filter(folder: Path, old: str, language: str) -> str:
    file = folder / "filter" / f"{old}.pf_filter"
    name, values = _read(file)
    file.unlink()
    return _write([name, sorted(values)], folder / "filter" / f"{language}_{{}}.pf_filter", 7)


def _read(file: Path) -> Any:
    data = gzip.decompress(file.read_bytes())
    try:
        item = cbor2.loads(data.removeprefix(_MAGIC))
    except cbor2.CBORDecodeError as error:
        raise BriefsiteError(f"the search index is not as expected: {error}") from error
    if not isinstance(item, list) or _MAGIC + cbor2.dumps(item) != data:
        raise BriefsiteError(f"the search index is not as expected: {file.name}")
    return item


def _write(item: object, file: Path, digits: int) -> str:
    """Write a file named by its content; gives the part of the name that others use."""
    data = cbor2.dumps(item)
    digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()[:digits]
    named = file.with_name(file.name.format(digest))
    named.write_bytes(gzip.compress(_MAGIC + data, mtime=0))
    return named.name.removeprefix("pagefind.").partition(".")[0]


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
