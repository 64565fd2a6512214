"""The last look at the built HTML, whatever engine built it: nothing broken or foreign goes out.

In: the folder of a built site. Out: problems, each at its page. Checked: links and anchors within
the site, requests to other hosts, refreshes to elsewhere, event handlers, addresses that run
script, inline script that the theme does not bring, script from elsewhere than the assets,
duplicate ids and attributes. Links to other sites are allowed in `<a>` only. It is home to
selectolax.

A page is read as a browser reads it (Lexbor), so nothing hides in HTML that is not well formed.
Lexbor knows no lines and keeps the first of two equal attributes; for these the source is looked
at (`_tags`).
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from pathlib import Path
from sys import intern
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from briefsite import store
from briefsite.problems import Place, Problem

_LOADING = {"src", "srcset", "poster", "action", "formaction", "background"}
_LOADING_HREF = {"link", "image", "use", "feimage"}
_ADDRESSES = {*_LOADING, "href", "xlink:href"}
_WATCHED = {*_ADDRESSES, "data", "srcdoc", "style"}
"""Attributes that are looked at, beside the event handlers."""
_SCRIPT_TYPES = {"", "module", "text/javascript", "application/javascript", "text/ecmascript"}
_ROOT = re.compile(r'new URL\("(?:[./]*|(?:/[\w.~-]+)+/)",')
PROGRAMS = "assets/"
"""Where a page's scripts lie; the search's engine is loaded by one of them, never by a page."""
_STYLE_URL = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""", re.I)
_PLAIN = re.compile(r"((?:\.\./)*)((?:[\w-][\w.-]*/)*(?:[\w-][\w.-]*)?)(?:#([\w-]*))?", re.ASCII)
"""A relative address without anything to decode: ways up, folders and a file, an anchor."""
_QUIET_RELS = {"canonical", "alternate", "prev", "next", "author", "license", "edit"}


THEME_SCRIPTS = frozenset(
    {
        "7eb3684fdacd2881f67b9428983273a29d8774d8bc82622af9b65a8ec1032a90",  # storage by site
        "0eb10c249dbdb0beef225a10ce5cbe55418cc4a7014cc208f8e7d6ed8f00906e",  # colour scheme
        "ffcc0f7735fdab434d257c80e65cec2e88d716991e69757185b7e450e41a5b2f",  # content tabs
    }
)
"""Hashes of the inline scripts that Material brings; a new one needs a look before it is added."""


_TAG = re.compile(
    r"""<!--.*?-->|<([a-z][^\s/>]*+)((?:[^>"']++|"[^"]*+"|'[^']*+')*+)>""", re.I | re.S
)
_ATTRIBUTE = re.compile(r"""([^\s"'>/=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]++)))?+""")

_Spot = tuple[str, str, str]
"""What leads to a line: the tag, an attribute and its value; or the text of a script or style."""
_Fault = tuple[_Spot, str]
Lead = tuple[str, str]
"""A file of the site to which a link leads, and an anchor in it, or none."""
_NOWHERE = ("", "", "")


@dataclass
class _Seen:
    """What one page holds that concerns the gate, each with its spot."""

    ids: Counter[str] = field(default_factory=Counter)
    links: list[tuple[_Spot, str]] = field(default_factory=list)
    loads: list[tuple[_Spot, str]] = field(default_factory=list)
    faults: list[_Fault] = field(default_factory=list)
    scripts: list[_Spot] = field(default_factory=list)
    programs: set[_Spot] = field(default_factory=set)


class _Reader:
    """Goes through the elements of a page, those in templates too."""

    def __init__(self, html: str) -> None:
        self.seen = _Seen()
        tree = LexborHTMLParser(html)
        parts: list[LexborHTMLParser | LexborNode] = [tree]
        for part in parts:
            for element in part.css("*"):
                self._element(element)
            parts += part.template_fragments()
        for tag, pairs, _ in _tags(html):
            if len(pairs) > 1:
                self._twice(tag, pairs)

    def _element(self, element: LexborNode) -> None:
        tag = (element.tag or "").lower()
        if not element.attributes and tag not in ("base", "script", "style"):
            return
        given = {name.lower(): value or "" for name, value in element.attributes.items()}
        if tag in ("script", "style"):
            self._text(tag, element.inner_html or "", given)
        if "id" in given:
            self.seen.ids[given["id"].strip()] += 1
        if tag == "a" and "name" in given:
            self.seen.ids[given["name"].strip()] += 1
        if tag == "base":
            self.seen.faults.append(((tag, "", ""), "a <base> element, which bends every link"))
        if tag == "meta" and given.get("http-equiv", "").strip().lower() == "refresh":
            self._refresh(given.get("content", ""))
        for name, value in given.items():
            if name in _WATCHED or name.startswith("on"):
                self._attribute((tag, name, value), given)

    def _text(self, tag: str, text: str, given: dict[str, str]) -> None:
        """What stands in a script or style; data is no script."""
        plain = given.get("type", "").strip().lower() in _SCRIPT_TYPES
        if tag == "style":
            self._style(("", "", text), text)
        elif given.get("src", "").strip():
            self.seen.programs.add((tag, "src", given["src"]))
        elif "src" not in given and plain:
            self.seen.scripts.append(("", "", text))

    def _refresh(self, content: str) -> None:
        """A page at a former address may lead to one of this site, at once; nothing else may."""
        target = re.fullmatch(r"0; url=([^:\\]+)", content.strip())
        spot = ("meta", "content", content)
        if target and not urlsplit(target[1]).netloc:
            self.seen.links.append((spot, target[1]))
        else:
            self.seen.faults.append((spot, "a refresh to another host, or a timed one"))

    def _attribute(self, spot: _Spot, given: dict[str, str]) -> None:
        tag, name, whole = spot
        value = whole.strip()
        if name.startswith("on"):
            self.seen.faults.append((spot, f"the event handler {name} on <{tag}>"))
        if name == "srcdoc":
            self.seen.faults.append((spot, f"a page within the page: srcdoc on <{tag}>"))
        if name in _ADDRESSES:
            scheme = "".join(value.split()).partition(":")[0].lower()
            if scheme in ("javascript", "vbscript", "data", "file") and ":" in value:
                self.seen.faults.append((spot, f"an address with {scheme}: on <{tag}>"))
        if name == "style":
            self._style(spot, value)
        elif tag in ("a", "area") and name == "href":
            self.seen.links.append((spot, value))
        elif self._loads(tag, name, given):
            urls = [part.split()[0] for part in value.split(",") if part.split()]
            self.seen.loads += [(spot, url) for url in (urls if name == "srcset" else [value])]

    def _loads(self, tag: str, name: str, given: dict[str, str]) -> bool:
        if tag == "link":
            rels = set(given.get("rel", "").lower().split())
            return name == "href" and not (rels and rels <= _QUIET_RELS)
        if name in ("href", "xlink:href"):
            return tag in _LOADING_HREF
        return name in _LOADING or (tag, name) == ("object", "data")

    def _style(self, spot: _Spot, text: str) -> None:
        for match in _STYLE_URL.finditer(text):
            url = match[1] or match[2]
            if urlsplit(url).netloc:
                self.seen.loads.append((spot, url))

    def _twice(self, tag: str, pairs: list[tuple[str, ...]]) -> None:
        names = [name.lower() for name, *_ in pairs]
        if len(set(names)) < len(names):
            again = next(name for name in names if names.count(name) > 1)
            value = next("".join(values) for name, *values in pairs if name.lower() == again)
            spot = (tag, again, unescape(value))
            self.seen.faults.append((spot, f"the attribute {again} stands twice on <{tag}>"))


def _tags(html: str) -> Iterator[tuple[str, list[tuple[str, ...]], int]]:
    """The start tags of a text with their attributes, and where each begins.

    Of an attribute: its name and three texts, one of which is its value as it stands.
    """
    after = 0
    while found := _TAG.search(html, after):
        after = found.end()
        if tag := (found[1] or "").lower():
            yield tag, _ATTRIBUTE.findall(found[2]), found.start()
        if tag in ("script", "style"):
            after = max(html.find(f"</{tag}", after), after)


def script_hash(text: str, root: str = "/") -> str:
    """SHA-256 of inline script without the way to the site's root, which differs by page.

    The page for wrong addresses has the root in full: the path of the site's address.
    """
    relative = text.strip().replace(f'new URL("{root}",', 'new URL("",')
    return store.digest(_ROOT.sub('new URL("",', relative))


def inline_scripts(html: str) -> Iterator[str]:
    """The scripts that stand in a page itself, each as a browser takes it."""
    for element in LexborHTMLParser(html).css("script:not([src])"):
        if (element.attributes.get("type") or "").strip().lower() in _SCRIPT_TYPES:
            yield element.inner_html or ""


@dataclass(frozen=True)
class Sound:
    """A page in which nothing is wrong: what of it concerns the others."""

    ids: frozenset[str]
    leads: tuple[Lead, ...]

    @classmethod
    def of(cls, ids: Iterable[str], leads: Iterable[Lead]) -> "Sound":
        """The same; a text that many pages hold stands in memory once."""
        return cls(frozenset(map(intern, ids)), tuple(_lead(*lead) for lead in leads))


@lru_cache(1 << 16)
def _lead(file: str, anchor: str) -> Lead:
    return intern(file), intern(anchor)


def check(
    site: Path, site_url: str, scripts: Iterable[str] = (), kept: tuple[str, ...] = ()
) -> list[Problem]:
    """All faults of a built site; `scripts` are hashes of the inline scripts the theme brings,
    `kept` folders of pages that will join it as they are."""
    return look(site, site_url, scripts, {}, kept)[0]


def look(
    site: Path,
    site_url: str,
    scripts: Iterable[str],
    known: Mapping[str, Sound],
    kept: tuple[str, ...] = (),
) -> tuple[list[Problem], dict[str, Sound]]:
    """The same, and the pages in which nothing is wrong.

    Those of `known` were looked at before, as they are: only where they lead is looked up.
    """
    every = store.files(site)
    scripts, root, found = frozenset(scripts), root_of(site_url), list[Problem]()
    pages, doubtful = dict[str, Sound](), set[str]()
    for name in (path for path in every if path.endswith(".html")):
        if name in known:
            pages[name] = known[name]
            continue
        leads, seen = list[Lead](), _seen(_text(site, name))
        if any(_page_faults(seen, scripts, root)) or any(_link_faults(name, seen, root, leads)):
            doubtful.add(name)
        pages[name] = Sound.of(seen.ids, dict.fromkeys(leads))
    ids = {name: one.ids for name, one in pages.items()}
    around = _Around(ids, frozenset(every), kept)
    doubtful |= {name for name, one in pages.items() if not all(map(around.has, one.leads))}
    for name in sorted(doubtful):  # read again, for the lines
        seen = _seen(_text(site, name))
        faults = [
            *_page_faults(seen, scripts, root),
            *_link_faults(name, seen, root, [], around),
        ]
        lines = _lines(_text(site, name), [spot for spot, _ in faults])
        place = f"{site.name}/{name}"
        found += [Problem(Place(place, lines[at]), "gate", message) for at, message in faults]
    sound = {name: one for name, one in pages.items() if name not in doubtful}
    return sorted(set(found)), sound


def _text(site: Path, name: str) -> str:
    return (site / name).read_text(encoding="utf-8")


@dataclass(frozen=True)
class _Around:
    """The site around a page: the ids of its pages, its files, folders of what will join it."""

    ids: Mapping[str, Collection[str]]
    files: frozenset[str]
    kept: tuple[str, ...]

    def has_file(self, file: str) -> bool:
        """Whether a file is there, or will be."""
        return file in self.files or file.startswith(self.kept)

    def has(self, lead: Lead) -> bool:
        """Whether there is what a link leads to."""
        file, anchor = lead
        return self.has_file(file) and (
            not anchor or file not in self.ids or anchor in self.ids[file]
        )


def root_of(site_url: str) -> str:
    """The path of a site on its host, with a slash at both ends."""
    return urlsplit(site_url).path.rstrip("/") + "/"


@lru_cache(256)
def _seen(html: str) -> _Seen:
    """The same page is not read again by a program that looks at a site more than once."""
    return _Reader(html).seen


def _lines(html: str, spots: Iterable[_Spot]) -> dict[_Spot, int]:
    """The lines of spots; 1 where the source has it otherwise than the browser reads it."""
    starts: dict[_Spot, int] = {_NOWHERE: 0}
    for tag, pairs, start in _tags(html):
        starts.setdefault((tag, "", ""), start)
        for name, *values in pairs:
            starts.setdefault((tag, name.lower(), unescape("".join(values))), start)
    ends = [at for at, letter in enumerate(html) if letter == "\n"]
    found = {}
    for spot in spots:
        text = "" if spot[0] else spot[2]
        start = max(html.find(text), 0) if text else starts.get(spot, 0)
        found[spot] = bisect_left(ends, start) + 1
    return found


def _page_faults(seen: _Seen, known: frozenset[str], root: str) -> Iterator[_Fault]:
    yield from seen.faults
    for id, count in seen.ids.items():
        if count > 1:
            yield _NOWHERE, f"the id '{id}' stands {count} times on the page"
    for spot in seen.scripts:
        found = script_hash(spot[2], root)
        if found not in known:
            yield spot, f"inline script that the theme does not bring ({found})"
    for spot, url in seen.loads:
        if urlsplit(url).netloc:
            yield spot, f"something is loaded from another host: {url}"


def _link_faults(
    name: str, seen: _Seen, base: str, leads: list[Lead], around: _Around | None = None
) -> Iterator[_Fault]:
    """What is wrong with the links of a page, also with where they lead, if it is known what
    stands around it; `leads` are filled with where they lead."""
    here, inside = base + name.removesuffix("index.html"), unquote(base)
    for spot, url in dict.fromkeys([*seen.links, *seen.loads]):
        target = _target(here, url)
        if target is None:
            continue
        path, anchor = target
        if not path.startswith(inside):
            yield spot, f"the link {url} leads out of the site"
            continue
        file = path.removeprefix(inside)
        file = f"{file}index.html" if file == "" or file.endswith("/") else file
        leads.append((file, anchor))
        if spot in seen.programs and not file.startswith(PROGRAMS):
            yield spot, f"a script that is not among those of the site: {url}"
        if around and not around.has_file(file):
            yield spot, f"the link {url} leads nowhere"
        elif around and not around.has((file, anchor)):
            yield spot, f"the link {url} names an anchor that is not there"


def _target(here: str, url: str) -> tuple[str, str] | None:
    """The path and the anchor to which an address leads; None where that is another host."""
    plain = _PLAIN.fullmatch(url)
    if plain:
        up, rest, anchor = plain.groups(default="")
        folders = here.split("/")[:-1]
        if url.startswith("#") or not url:
            return unquote(here), anchor
        if len(up) // 3 < len(folders):
            way = folders[: len(folders) - len(up) // 3]
            return unquote("/".join(way)) + f"/{rest}", anchor
    parts = urlsplit(url)
    if parts.scheme or parts.netloc:
        return None
    target = urlsplit(urljoin(here, url))
    return unquote(target.path), unquote(target.fragment)
