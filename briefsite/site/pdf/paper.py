"""The data that the templates for paper are given, made of views. In: views. Out: JSON-able values.

Templates decide nothing and escape nothing, so all is settled here: links become whole addresses,
or `#` and a place of the same document; marks get the numbers of the document's own notes; an
address is written out once; characters without a glyph become placeholders (`text.fonts`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from briefsite.pages import Head as PageHead
from briefsite.pages.heads import LinkPicture, qr
from briefsite.problems import BriefsiteError
from briefsite.text import fonts, scripts_of


@dataclass(frozen=True)
class Part:
    """A brief in a document: its page below the site's root, and how deep it lies."""

    page: str
    depth: int = 0


@dataclass(frozen=True)
class Document:
    """A PDF to be: its place below the site's root, and what it holds."""

    id: str
    path: str
    parts: tuple[Part, ...]
    booklet: bool = False
    title: str = ""
    """Of a booklet: the name on the cover."""
    holds: str = ""
    """Of a booklet: how many places and companies."""
    cover: str = ""
    """Of a booklet: the address of the page whose head for paper stands on the title page."""


PAPERS = {"A4": "a4", "Letter": "us-letter"}
"""Our names, and those of the templates."""

Data = dict[str, Any]

RUNNING = 60
"""Letters in the margin of a page, beside the date."""

_KEPT = {
    "href",
    "reading",
    "feed",
    "address",
    "qr",
    "image",
    "anchor",
    "prefix",
    "paper",
    "lang",
    "code",
    "region",
}
"""Fields that are no text to be drawn."""
_DROPPED = {"claim", "compare", "rest", "terms"}
"""Fields that belong to the screen."""
_SCHEMES = ("http", "https", "mailto")
_FIXED = (
    "figures",
    "company-figures",
    "derived",
    "events",
    "statements",
    "companies",
    "ties",
    "mentions",
    "about",
)
"""The places that the template itself gives a brief."""


@dataclass(frozen=True)
class Head:
    """What stands around a brief on paper, from its page's sheet."""

    title: str
    """Of the file, as readers list it."""
    header: str
    edition: str
    place: str
    address: str
    """Of the page."""
    qr: str
    """SVG."""
    site: str = ""
    """The name of the site."""
    local: str = ""
    """The tag of the language of local names."""
    language: str = "en"
    """The tag of the language of the briefs."""
    licence: str = ""
    """Under which licences text and data are; empty where none is named."""


def head(page: PageHead) -> Head:
    """What stands around a page; every page of the plan has a sheet."""
    sheet = page.sheet
    if sheet is None:
        raise BriefsiteError(f"the page {page.path} has no head for paper")
    title = f"{page.headline or page.title} - {sheet.site}"
    return Head(
        title,
        sheet.header,
        sheet.edition,
        sheet.place,
        sheet.address,
        qr(sheet.address),
        sheet.site,
        sheet.local,
        sheet.language,
        sheet.licence,
    )


def plain(value: object) -> Any:
    """A view as JSON-able data: its fields and properties; prose says itself what it holds."""
    told = getattr(value, "data", None)
    if callable(told):
        return told()
    if is_dataclass(value):
        names = [field.name for field in fields(value)]
        own = vars(type(value)).items()
        names += [name for name, found in own if isinstance(found, property)]
        return {name: plain(getattr(value, name)) for name in names if name not in _DROPPED}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    if type(value) is str:
        return value
    raise TypeError(f"paper was given a {type(value).__name__}; views hold text and nodes")


def brief(view: Any, head: Head, size: str) -> Data:
    """The data of brief.typ, for a `BriefView`."""
    made = _brief(view, "")
    notes = _numbered(plain(view.notes))
    own = _places(made) | {f"n-{note['number']}" for note in notes}
    settled = _settled({"brief": made, "notes": notes}, _Links(head.address, own, {}), {})
    return _finished({**settled, **_head(head), "paper": PAPERS[size]})


def booklet(
    document: Document,
    parts: Sequence[tuple[Any, Head, int]],
    cover: Head,
    site_url: str,
    size: str,
) -> Data:
    """The data of booklet.typ: views with their heads and how deep they lie, in order.

    `cover` is the head of the page whose address stands on the title page.
    """
    prefixes = {head.address: prefix(head.address, site_url) for _, head, _ in parts}
    made = [_brief(view, f"{prefixes[head.address]}--") for view, head, _ in parts]
    inside = {
        head.address: {place.removeprefix(f"{prefixes[head.address]}--") for place in _places(one)}
        for one, (_, head, _) in zip(made, parts, strict=True)
    }
    sources = _Sources()
    settled = []
    for one, (view, head, depth) in zip(made, parts, strict=True):
        numbers = {
            note["number"]: sources.add(note, urljoin(head.address, note["source"]["href"]))
            for note in plain(view.notes)
        }
        links = _Links(head.address, inside[head.address], prefixes, inside)
        part = _settled(one, links, numbers)
        settled.append({**part, "depth": depth, "anchor": prefixes[head.address]})
    local = [view.local_name for view, head, _ in parts if head.address == cover.address]
    return _finished(
        {
            **_head(cover),
            "title": f"{document.title}: {document.holds}",
            "name": document.title,
            "local_name": local[0] if local else "",
            "holds": document.holds,
            "parts": settled,
            "notes": _numbered(sources.notes),
            "paper": PAPERS[size],
        }
    )


def link_picture(wanted: LinkPicture) -> Data:
    """The data of picture.typ."""
    figures = [
        {"label": figure.label, "value": figure.value, "when": figure.when}
        for figure in wanted.figures
    ]
    words = {name: getattr(wanted, name) for name in ("what", "name", "local_name", "note")}
    site = {"site": wanted.site, "promise": wanted.claim, "local": language(wanted.local)}
    data = {**words, **site, "figures": figures, "lang": _code(wanted.language)}
    return _finished(data)


def prefix(address: str, root: str) -> str:
    """What the places of a brief in a booklet begin with: its address below the site's root."""
    return address.removeprefix(root).strip("/").replace("/", "-")


def cut(text: str, limit: int) -> str:
    """At most so many letters, for a line that must stay one."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def _head(head: Head) -> Data:
    data: Data = plain(head)
    told = {"header": cut(head.header, RUNNING), "address_shown": head.address}
    return {**data, **told, "local": language(head.local), "lang": _code(head.language)}


def _code(tag: str) -> str:
    """The language of a tag, without script and region."""
    return tag.split("-")[0]


_REGIONS = {"Hans": "cn", "Hant": "tw"}
"""The regions whose forms of letters a script has."""


def language(tag: str) -> Data:
    """The language of local names as the templates need it; `han` is that of Han characters."""
    language, *subtags = tag.split("-")
    region = next((part.lower() for part in subtags if len(part) < 4), "")
    region = region or next((_REGIONS[part] for part in subtags if part in _REGIONS), "")
    own = {"code": language, "region": region}
    return {**own, "han": own if "Hani" in scripts_of(tag) else {"code": "zh", "region": ""}}


def _brief(view: Any, prefix: str) -> Data:
    made: Data = plain(view)
    del made["notes"]
    for figure, shown in zip(
        [*made["key_figures"], *made["further_figures"], *made["company_figures"]],
        [*view.key_figures, *view.further_figures, *view.company_figures],
        strict=True,
    ):
        claim = shown.claim
        figure["awaited"] = bool(claim and claim.is_awaited)
        figure["said"] = plain(claim.said) if claim else []
        figure["origins"] = claim.origins if claim else ""
    own = (*made["key_figures"], *made["further_figures"], *made["derived"])
    for item in (*own, *made["sections"], *made["events"], *made["statements"]):
        item["anchor"] = prefix + item["anchor"]
    seen: set[str] = set()
    for item in (*own, *made["sections"], *made["events"], *made["statements"]):
        # As in a browser, a link leads to the first of two places with one name.
        item["anchor"] = "" if item["anchor"] in seen else item["anchor"]
        seen.add(item["anchor"])
    fixed = {"reading": "../../reading/", "feed": "changes.xml"}
    running = cut(made["name"], RUNNING // 2)
    return {**made, "prefix": prefix, "anchor": "", "running": running, **fixed}


def _places(brief: Data) -> set[str]:
    """Every place of a brief that a link can lead to."""
    own = (*brief["key_figures"], *brief["further_figures"], *brief["derived"])
    told = (*own, *brief["sections"], *brief["events"], *brief["statements"])
    shown = {
        "figures": brief["key_figures"],
        "company-figures": brief["company_figures"] and not brief["key_figures"],
        "about": True,
    }
    fixed = {name for name in _FIXED if shown.get(name, brief.get(name))}
    return {item["anchor"] for item in told} | {brief["prefix"] + name for name in fixed}


class _Links:
    """Where the links of one brief lead to, in its document."""

    def __init__(
        self,
        page: str,
        own: set[str],
        prefixes: Mapping[str, str],
        inside: Mapping[str, set[str]] | None = None,
    ) -> None:
        self._page, self._own = page, own
        self._prefixes, self._inside = prefixes, inside or {}

    def place(self, href: str) -> str:
        """A whole address, `#` and a place of the document, or nothing."""
        whole = urljoin(self._page, href.strip())
        address, fragment = urldefrag(whole)
        if address in self._prefixes:
            start = self._prefixes[address]
            known = fragment in self._inside[address]
            return f"#{start}--{fragment}" if known else f"#{start}"
        if address == self._page and fragment in self._own:
            return f"#{fragment}"
        return whole if urlsplit(whole).scheme in _SCHEMES else ""


class _Sources:
    """The list of sources of a booklet: a paragraph of a source stands once."""

    def __init__(self) -> None:
        self._found: dict[str, Data] = {}

    @property
    def notes(self) -> list[Data]:
        """The entries, in the order of their numbers."""
        return list(self._found.values())

    def add(self, note: Data, address: str) -> int:
        """The number of a note; words that it prints are added to what is known."""
        fresh = {**note, "number": len(self._found) + 1, "source": {**note["source"]}}
        fresh["source"]["href"] = address
        known = self._found.setdefault(address, fresh)
        known["prints"] = list(dict.fromkeys([*known["prints"], *note["prints"]]))
        number: int = known["number"]
        return number


def _numbered(notes: list[Data]) -> list[Data]:
    """A source is told in full and its address stands whole where they come first; later notes
    name the note with the address."""
    first: dict[str, int] = {}
    seen: set[str] = set()
    made = []
    for note in notes:
        source = urldefrag(note["source"]["href"]).url
        note = {**note, "is_first": source not in seen}
        seen.add(source)
        at = first.setdefault(note["address"], note["number"])
        again = bool(note["address"]) and at != note["number"]
        address = "" if again else note["address"]
        shown = {"address": address, "address_shown": address, "address_at": at if again else 0}
        made.append({**note, **shown})
    return made


def _settled(data: Data, links: _Links, numbers: Mapping[int, int]) -> Data:
    """Data with its links settled and its marks numbered anew."""

    def settle(key: str, value: Any) -> Any:
        if key in ("href", "reading", "feed"):
            return links.place(value)
        return numbers.get(value, value) if key == "cite" else value

    changed: Data = _walked(data, settle)
    return changed


def _finished(data: Data) -> Data:
    """Data in which every text can be drawn."""

    def finish(key: str, value: Any) -> Any:
        if key == "local_name" and fonts.has_none_of(value):
            return ""
        return value if key in _KEPT or not isinstance(value, str) else _text(value)

    changed: Data = _walked(data, finish)
    # Letters of the title are those of the reader's own program.
    return {**changed, "title": data["title"]} if "title" in data else changed


def _text(value: str) -> str:
    """A text that can be drawn; a space at its ends belongs to it, where it is part of a run."""
    shown = fonts.drawable(value)
    before = " " if value[:1].isspace() else ""
    after = " " if value[-1:].isspace() and shown else ""
    return f"{before}{shown}{after}"


def _walked(value: Any, change: Callable[[str, Any], Any], key: str = "") -> Any:
    """Data in which each plain value has become what `change` makes of its key and itself."""
    if isinstance(value, dict):
        return {name: _walked(item, change, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_walked(item, change, key) for item in value]
    return change(key, value)
