"""The search: its names and figures from the briefs, its index from the built pages.

In: a graph; later the folder of a site that any engine has built. Out: files that the dialog loads
(`assets/search.js`): names, the numbers of figures, Pagefind's index; and problems where it would
not find what it should. It asks nothing of the network, and is home to Pagefind, cbor2 and OpenCC.
"""

import gzip
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import cbor2

from briefsite import store
from briefsite.library.graph import AnyBrief, FigureAt, Graph, figure_anchor, page_path, page_url
from briefsite.models import Figure, Site, Source, Statement
from briefsite.pages import LISTS
from briefsite.pages.claims import derived_view
from briefsite.pages.growing import speaker
from briefsite.pages.heads import names, place
from briefsite.pages.writer import Lookup, PageWriter
from briefsite.problems import BriefsiteError, Place, Problem
from briefsite.site.exports import is_redirect
from briefsite.site.gate import Sound
from briefsite.store import Artifact
from briefsite.text import shorten
from briefsite.text.periods import Period
from briefsite.text.units import normalised

NAMES = "search-names.json"
"""Names and labels, loaded whole when the dialog is used for the first time."""
NUMBERS = "search-numbers"
"""The folder of the figures by their numbers, in parts; the dialog loads those that it needs."""
PART = 200
"""About how many figures a part holds."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?")
Row = tuple[str, str, str, tuple[str, ...]]
"""Name, what and where it is, its address, and its other names."""
FigureRow = tuple[str, str, str, str, str]
"""Address of a figure, whose and what it is, period and status, value in words, words printed."""


def search_files(graph: Graph) -> Iterator[Artifact]:
    """What the dialog loads beside the index."""
    rows = [(row, _keys(row, numbers)) for row, numbers in _figures(graph)]
    count = -(-len(rows) // PART)
    yield _name_file(graph, count)
    parts = [_Part([], {}) for _ in range(count)]
    for row, keys in rows:
        for key in keys:
            parts[part_of(key, count)].add(row, key)
    for number, part in enumerate(parts):
        text = json.dumps(vars(part), ensure_ascii=False, separators=(",", ":"))
        yield Artifact(f"{NUMBERS}/{number}.json", f"{text}\n".encode())


@dataclass(frozen=True)
class _Part:
    """Figures, and which of them each number names."""

    rows: list[FigureRow]
    keys: dict[str, list[int]]

    def add(self, row: FigureRow, key: str) -> None:
        """Let a number name a figure; the numbers of one figure come one after the other."""
        if not self.rows or self.rows[-1] is not row:
            self.rows.append(row)
        self.keys.setdefault(key, []).append(len(self.rows) - 1)


def _name_file(graph: Graph, parts: int) -> Artifact:
    """The jump list: rows in the order in which equal matches are shown.

    `labels` name the parts of pages that have no heading, by brief and anchor; `squares` are the
    places of the grid without a brief, `shards` the number of parts of the figures, `variants`
    traditional characters, each before its simplified form.
    """
    known, squares = graph.library.regions, graph.library.site.grid
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in _rows(graph))
    values = {
        "labels": dict(_labels(graph)),
        "squares": [square.name for square in squares if square.region not in known],
        "shards": parts,
        "variants": _variants(graph),
    }
    rest = json.dumps(values, ensure_ascii=False, indent=0)
    return Artifact(NAMES, f'{{"names": [\n{rows}\n],{rest[1:]}\n'.encode())


# Figures by their numbers.


def number_key(digits: str) -> str:
    """One form for a number, however it is printed: `868,000` and `868000`, `99.90` and `99.9`.

    `value` in assets/search-words.js gives the same.
    """
    text = digits.replace(",", "") if _GROUPED.fullmatch(digits) else digits
    whole, *rest = re.split("[.,]", text)
    if len(rest) > 1:
        whole, rest = "".join((whole, *rest)), []
    whole = whole.lstrip("0") or "0"
    part = rest[0].rstrip("0") if rest else ""
    return f"{whole}.{part}" if part else whole


def part_of(key: str, count: int) -> int:
    """Which part of the figures holds a number; `shard` in assets/search-words.js says the same."""
    total = 0
    for char in key:
        total = (total * 31 + ord(char)) % 65521
    return total % count


def _keys(row: FigureRow, numbers: Iterable[Decimal]) -> tuple[str, ...]:
    """The numbers by which a figure is found: its values, and those of the words printed."""
    told = (format(abs(number), "f") for number in numbers)
    return tuple(dict.fromkeys(number_key(text) for text in (*told, *_NUMBER.findall(row[4]))))


def _figures(graph: Graph) -> Iterator[tuple[FigureRow, list[Decimal]]]:
    """Every figure and computed value, with its numbers."""
    for brief in graph.library.briefs():
        writer = PageWriter(Lookup(graph), "index.md", brief)
        url = page_url(page_path(brief.kind, brief.id))
        for index, figure in enumerate(brief.value.figures):
            at = FigureAt(brief, figure, index)
            view = writer.figure_view(at, note=False)
            told = (view.value, *view.conversions, view.share_of, view.change, view.rank)
            yield (
                (
                    f"{url}#{figure_anchor(at)}",
                    f"{brief.value.name}, {view.indicator.text}",
                    f"{view.period_mark}, {view.status_word}",
                    ", ".join(text for text in told if text),
                    figure.sources[0].printed or "",
                ),
                list(_numbers(figure)),
            )
        for derived in brief.value.derived:
            made = derived_view(writer, brief, derived)
            title = f"{brief.value.name}, {derived.name}"
            numbers = [Decimal(number_key(text)) for text in _NUMBER.findall(made.value)]
            yield (f"{url}#{made.anchor}", title, "Computed", made.value, ""), numbers


def _numbers(figure: Figure) -> Iterator[Decimal]:
    """The values of a figure, with their scale word and without."""
    for value in (figure.value, figure.high):
        if value is not None:
            yield from (value, normalised(value, figure.scale))
    for other in figure.conversions:
        yield from (other.value, normalised(other.value, other.scale))
    if figure.change:
        yield figure.change.value
    if figure.rank:
        yield Decimal(figure.rank.position)


# Chinese: traditional and simplified characters find each other.


def is_chinese(site: Site) -> bool:
    """Whether the local names of a site are Chinese."""
    return site.local_tag.partition("-")[0] == "zh"


def simplified(text: str, site: Site) -> str:
    """A text in simplified characters, sign by sign; as it is where a site is not Chinese."""
    return text.translate(_table()) if is_chinese(site) else text


@lru_cache(1)
def _table() -> dict[int, str]:
    """Traditional characters, each with its first simplified form, by OpenCC's dictionary."""
    file = files("opencc") / "dictionary" / "TSCharacters.txt"
    pairs = (line.split() for line in file.read_text(encoding="utf-8").splitlines() if line)
    return {ord(pair[0]): pair[1] for pair in pairs if pair[0] not in pair[1:]}


def _variants(graph: Graph) -> str:
    """Those whose simplified form stands in the briefs, in either form."""
    if not is_chinese(graph.library.site):
        return ""
    used = {
        char for document in graph.library.documents() for line in document.lines for char in line
    }
    wanted = {_table().get(ord(char), char) for char in used}
    return "".join(chr(char) + simple for char, simple in _table().items() if simple in wanted)


# Names.


def _labels(graph: Graph) -> Iterator[tuple[str, str]]:
    for brief in graph.library.briefs():
        for event in brief.value.events:
            yield f"{brief.id}-e-{event.id}", f"Event: {event.title}"
        for said in brief.value.statements:
            yield f"{brief.id}-s-{said.id}", f"Statement: {_which(graph, brief, said)}"
        for derived in brief.value.derived:
            yield f"{brief.id}-d-{derived.id}", f"Computed: {derived.name}"


def _which(graph: Graph, brief: AnyBrief, said: Statement) -> str:
    """The speaker, and the day, the occasion or the first words, by which to tell statements."""
    day = Period.parse(said.date).words if said.date else said.occasion
    words = day or shorten(PageWriter(Lookup(graph), "index.md", brief).prose.plain(said.text), 60)
    return f"{speaker(Lookup(graph), said)}, {words}"


def _rows(graph: Graph) -> Iterator[Row]:
    for kind in ("region", "company", "topic", "indicator", "person", "term", "source"):
        for entry in graph.library.of_kind(kind).values():
            name = entry.value.label if isinstance(entry.value, Source) else entry.value.name
            url = page_url(page_path(kind, entry.id))
            anchor = f"#t-{entry.id}" if kind == "term" else ""
            yield name, place(Lookup(graph), entry), url + anchor, names(entry, graph.library.site)
    for _, folder, title in LISTS:
        yield title, "List", f"{folder}/", ()
    yield "Glossary", "List", "glossary/", ()


# The index, made from the built pages.


INDEX = "pagefind"
NEEDED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "wasm.en.pagefind")
"""The files beside the index that our own dialog loads; Pagefind's dialogs are left out."""
UNREAD = (
    *(".headerlink", ".crumbs", ".sheet", ".names", "sup", ".face", ".claim", ".compare"),
    *(".key-figures:not(.whole)", ".cards", "#around", ".local-nav", "#mentions", ".mentions"),
    *("#about", ".about", "#notes", ".notes", ".glosses", ".sample", ".cite-as", ".edit"),
)
"""What the search leaves out of pages, as selectors: what leads on, and what stands elsewhere."""
_MAGIC = b"pagefind_dcd"
_INDEX_FILE = re.compile(r"pagefind\.[\w-]+\.pf_meta|(?:fragment|index|filter)/[\w-]+\.pf_[a-z]+")


def index_search(site: Path, known: Mapping[str, Sound] = MappingProxyType({})) -> list[Problem]:
    """Index a built site; an error for each page and each name that the search would miss.

    Of the pages of `known`, by path, it is known that they were right, and which anchors they have.
    """
    command = [sys.executable, "-m", "pagefind", "--site", str(site), "--silent"]
    command += ["--output-subdir", INDEX, "--exclude-selectors", ",".join(UNREAD)]
    try:
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise BriefsiteError(f"the search cannot be indexed: {error}") from error
    if ended.returncode:
        said = ended.stderr.strip() or ended.stdout.strip()
        raise BriefsiteError(f"the search cannot be indexed: {said}")
    _prune(site / INDEX)
    _settle(site / INDEX)
    return [*_count_faults(site, known), *_name_faults(site, known)]


_IN_PARTS = re.compile(r"(compare|timeline|browse)/index\.html|(.+/)?part-\d+/index\.html")


def content_pages(site: Path) -> list[str]:
    """The pages that the search must hold: all but the home page, lists, the 404 page, and
    the pages at former addresses."""
    lists = {"index.html", "404.html", *(f"{folder}/index.html" for _, folder, _ in LISTS)}
    return [
        page
        for page in store.files(site, ".html")
        if not (page in lists or _IN_PARTS.fullmatch(page) or is_redirect(site / page))
    ]


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


def _count_faults(site: Path, known: Collection[str]) -> Iterator[Problem]:
    wanted, count = content_pages(site), indexed_pages(site)
    if count != len(wanted):
        message = f"the search holds {count} pages, but the site has {len(wanted)} with content"
        yield Problem(Place(f"{site.name}/{INDEX}"), "search", message)
    for page in wanted:
        if page not in known and " data-pagefind-body" not in (site / page).read_text(
            encoding="utf-8"
        ):
            message = "the search does not read this page: no data-pagefind-body"
            yield Problem(Place(f"{site.name}/{page}"), "search", message)


def _name_faults(site: Path, known: Mapping[str, Sound]) -> Iterator[Problem]:
    """Each name and figure of the search leads to a page, and to an anchor that is there."""
    names = json.loads((site / NAMES).read_text(encoding="utf-8"))["names"]
    wanted = [(NAMES, "name", name, url) for name, _, url, _ in names]
    for file in sorted((site / NUMBERS).glob("*.json")):
        path = f"{NUMBERS}/{file.name}"
        rows = json.loads(file.read_text(encoding="utf-8"))["rows"]
        wanted += [(path, "figure", title, url) for url, title, *_ in rows]
    page = lru_cache(8)(lambda file: file.read_text(encoding="utf-8"))
    for path, what, name, url in wanted:
        parts = urlsplit(url)
        file, kept = site / parts.path / "index.html", known.get(f"{parts.path}index.html")
        if kept and (not parts.fragment or parts.fragment in kept.ids):
            continue
        whole = not parts.scheme and not parts.netloc and file.is_file()
        if not whole or (parts.fragment and f'id="{parts.fragment}"' not in page(file)):
            message = f"the {what} '{name}' of the search leads nowhere: {url}"
            yield Problem(Place(f"{site.name}/{path}"), "search", message)
