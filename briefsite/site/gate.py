"""The last look at the built HTML, whatever engine built it: nothing broken or foreign goes out.

In: the folder of a built site. Out: problems, each at its page. Checked: links and anchors within
the site, requests to other hosts, refreshes to elsewhere, event handlers, addresses that run
script, inline script that the theme does not bring, script from elsewhere than the assets,
duplicate ids. Links to other sites are allowed in `<a>` only. The only home of Pagefind and cbor2.
"""

import gzip
import hashlib
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import cbor2

from briefsite import store
from briefsite.pages import LISTS
from briefsite.problems import BriefsiteError, Place, Problem
from briefsite.site.exports import is_redirect

_LOADING = {"src", "srcset", "poster", "action", "formaction", "background"}
_LOADING_HREF = {"link", "image", "use", "feimage"}
_SCRIPT_TYPES = {"", "module", "text/javascript", "application/javascript", "text/ecmascript"}
_ROOT = re.compile(r'new URL\("(?:[./]*|(?:/[\w.~-]+)+/)",')
PROGRAMS = "assets/"
"""Where a page's scripts lie; the search's engine is loaded by one of them, never by a page."""
_STYLE_URL = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""", re.I)
_QUIET_RELS = {"canonical", "alternate", "prev", "next", "author", "license", "edit"}


@dataclass
class _Seen:
    """What one page holds that concerns the gate, each with its line."""

    ids: Counter[str] = field(default_factory=Counter)
    links: list[tuple[int, str]] = field(default_factory=list)
    loads: list[tuple[int, str]] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    scripts: list[tuple[int, str]] = field(default_factory=list)
    programs: list[tuple[int, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen = _Seen()
        self._inside = self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        given = {name: (value or "").strip() for name, value in attrs}
        if "id" in given:
            self.seen.ids[given["id"]] += 1
        if tag == "a" and "name" in given:
            self.seen.ids[given["name"]] += 1
        if tag == "base":
            self.seen.faults.append((line, "a <base> element, which bends every link"))
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
            self._refresh(given.get("content", ""), line)
        for name, value in given.items():
            self._attribute(tag, name, value, given, line)
        if tag == "script" and given.get("src"):
            self.seen.programs.append((line, given["src"]))
        plain = given.get("type", "").lower() in _SCRIPT_TYPES
        if tag == "style" or (tag == "script" and "src" not in given and plain):
            self._inside, self._text = tag, ""

    def _refresh(self, content: str, line: int) -> None:
        """A page at a former address may lead to one of this site, at once; nothing else may."""
        target = re.fullmatch(r"0; url=([^:\\]+)", content)
        if target and not urlsplit(target[1]).netloc:
            self.seen.links.append((line, target[1]))
        else:
            self.seen.faults.append((line, "a refresh to another host, or a timed one"))

    def _attribute(self, tag: str, name: str, value: str, given: dict[str, str], line: int) -> None:
        if name.startswith("on"):
            self.seen.faults.append((line, f"the event handler {name} on <{tag}>"))
        if name == "srcdoc":
            self.seen.faults.append((line, f"a page within the page: srcdoc on <{tag}>"))
        if name in (*_LOADING, "href", "xlink:href"):
            scheme = "".join(value.split()).partition(":")[0].lower()
            if scheme in ("javascript", "vbscript", "data", "file") and ":" in value:
                self.seen.faults.append((line, f"an address with {scheme}: on <{tag}>"))
        if name == "style":
            self._style(value, line)
        elif tag in ("a", "area") and name == "href":
            self.seen.links.append((line, value))
        elif self._loads(tag, name, given):
            urls = [part.split()[0] for part in value.split(",") if part.split()]
            self.seen.loads += [(line, url) for url in (urls if name == "srcset" else [value])]

    def _loads(self, tag: str, name: str, given: dict[str, str]) -> bool:
        if tag == "link":
            rels = set(given.get("rel", "").lower().split())
            return name == "href" and not (rels and rels <= _QUIET_RELS)
        if name in ("href", "xlink:href"):
            return tag in _LOADING_HREF
        return name in _LOADING or (tag, name) == ("object", "data")

    def _style(self, text: str, line: int) -> None:
        for match in _STYLE_URL.finditer(text):
            url = match[1] or match[2]
            if urlsplit(url).netloc:
                self.seen.loads.append((line, url))

    def handle_data(self, data: str) -> None:
        if self._inside:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag != self._inside:
            return
        if tag == "style":
            self._style(self._text, self.getpos()[0])
        else:
            self.seen.scripts.append((self.getpos()[0], self._text.strip()))
        self._inside = ""


def script_hash(text: str, root: str = "/") -> str:
    """SHA-256 of inline script without the way to the site's root, which differs by page.

    The page for wrong addresses has the root in full: the path of the site's address.
    """
    relative = text.strip().replace(f'new URL("{root}",', 'new URL("",')
    return store.digest(_ROOT.sub('new URL("",', relative))


def check(site: Path, site_url: str, scripts: Iterable[str] = ()) -> list[Problem]:
    """All faults of a built site; `scripts` are hashes of the inline scripts the theme brings."""
    pages = {
        path.relative_to(site).as_posix(): _read(path) for path in sorted(site.rglob("*.html"))
    }
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    known, root = frozenset(scripts), _root(site_url)
    found: list[Problem] = []
    for name, seen in pages.items():
        faults = [*_page_faults(seen, known, root), *_link_faults(name, pages, files, root)]
        found += [
            Problem(Place(f"{site.name}/{name}", line), "gate", message) for line, message in faults
        ]
    return sorted(set(found))


def _root(site_url: str) -> str:
    return urlsplit(site_url).path.rstrip("/") + "/"


def _read(path: Path) -> _Seen:
    return _seen(path.read_text(encoding="utf-8"))


@lru_cache(256)
def _seen(html: str) -> _Seen:
    """The same page is not read again by a program that looks at a site more than once."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.seen


def _page_faults(seen: _Seen, known: frozenset[str], root: str) -> Iterator[tuple[int, str]]:
    yield from seen.faults
    for id, count in seen.ids.items():
        if count > 1:
            yield 1, f"the id '{id}' stands {count} times on the page"
    for line, text in seen.scripts:
        found = script_hash(text, root)
        if found not in known:
            yield line, f"inline script that the theme does not bring ({found})"
    for line, url in seen.loads:
        if urlsplit(url).netloc:
            yield line, f"something is loaded from another host: {url}"


def _link_faults(
    name: str, pages: dict[str, _Seen], files: set[str], base: str
) -> Iterator[tuple[int, str]]:
    seen = pages[name]
    here, inside = base + name.removesuffix("index.html"), unquote(base)
    for line, url in [*seen.links, *seen.loads]:
        parts = urlsplit(url)
        if parts.scheme or parts.netloc:
            continue
        target = urlsplit(urljoin(here, url))
        path = unquote(target.path)
        if not path.startswith(inside):
            yield line, f"the link {url} leads out of the site"
            continue
        file = path.removeprefix(inside)
        file = f"{file}index.html" if file == "" or file.endswith("/") else file
        if (line, url) in seen.programs and not file.startswith(PROGRAMS):
            yield line, f"a script that is not among those of the site: {url}"
        if file not in files:
            yield line, f"the link {url} leads nowhere"
        elif target.fragment and file in pages and unquote(target.fragment) not in pages[file].ids:
            yield line, f"the link {url} names an anchor that is not there"


# The index of the search, made from the built pages.
#
# In: the folder of a site that any engine has built. Out: `pagefind/` in that folder, and problems
# where it would not find what it should. It asks nothing of the network.


INDEX = "pagefind"
_NAMES = "search-names.json"
NEEDED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "wasm.en.pagefind")
"""The files beside the index that our own dialog loads; Pagefind's dialogs are left out."""
_MAGIC = b"pagefind_dcd"
_INDEX_FILE = re.compile(r"pagefind\.[\w-]+\.pf_meta|(?:fragment|index|filter)/[\w-]+\.pf_[a-z]+")


def index_search(site: Path) -> list[Problem]:
    """Index a built site; an error for each page and each name that the search would miss."""
    command = [sys.executable, "-m", "pagefind", "--site", str(site), "--silent"]
    command += ["--output-subdir", INDEX, "--exclude-selectors", ".headerlink"]
    try:
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise BriefsiteError(f"the search cannot be indexed: {error}") from error
    if ended.returncode:
        said = ended.stderr.strip() or ended.stdout.strip()
        raise BriefsiteError(f"the search cannot be indexed: {said}")
    _prune(site / INDEX)
    _settle(site / INDEX)
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
    entry = json.loads((site / INDEX / "pagefind-entry.json").read_text(encoding="utf-8"))
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
        meta: Any = _unpacked(file)
        meta[3] = sorted([name, _sort_filter(folder, old, language)] for name, old in meta[3])
        told["hash"] = _packed(meta, folder / f"pagefind.{language}_{{}}.pf_meta", 10)
        if file.name != f"pagefind.{told['hash']}.pf_meta":
            file.unlink()
    about.write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8")


def _sort_filter(folder: Path, old: str, language: str) -> str:
    file = folder / "filter" / f"{old}.pf_filter"
    name, values = _unpacked(file)
    file.unlink()
    return _packed([name, sorted(values)], folder / "filter" / f"{language}_{{}}.pf_filter", 7)


def _unpacked(file: Path) -> Any:
    data = gzip.decompress(file.read_bytes())
    try:
        item = cbor2.loads(data.removeprefix(_MAGIC))
    except cbor2.CBORDecodeError as error:
        raise BriefsiteError(f"the search index is not as expected: {error}") from error
    if not isinstance(item, list) or _MAGIC + cbor2.dumps(item) != data:
        raise BriefsiteError(f"the search index is not as expected: {file.name}")
    return item


def _packed(item: object, file: Path, digits: int) -> str:
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
        yield Problem(Place(f"{site.name}/{INDEX}"), "search", message)
    for page in wanted:
        if " data-pagefind-body" not in (site / page).read_text(encoding="utf-8"):
            message = "the search does not read this page: no data-pagefind-body"
            yield Problem(Place(f"{site.name}/{page}"), "search", message)


def _name_faults(site: Path) -> Iterator[Problem]:
    """Each name of the jump list leads to a page, and to an anchor that is there."""
    names = json.loads((site / _NAMES).read_text(encoding="utf-8"))["names"]
    for name, _, url, _ in names:
        parts = urlsplit(url)
        file = site / parts.path / "index.html"
        whole = not parts.scheme and not parts.netloc and file.is_file()
        if not whole or (
            parts.fragment and f'id="{parts.fragment}"' not in file.read_text(encoding="utf-8")
        ):
            message = f"the name '{name}' of the search leads nowhere: {url}"
            yield Problem(Place(f"{site.name}/{_NAMES}"), "search", message)
