"""What a page's head says of it, for search engines, tabs and link previews: plain text.

In: texts of a page. Out: texts of the lengths that are shown whole, each said by one page only.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from unicodedata import normalize
from urllib.parse import urlencode, urljoin

import segno

from briefsite.evidence import Record
from briefsite.library import AnyEntry, Entry, Library
from briefsite.library.graph import (
    AnyBrief,
    FigureAt,
    Graph,
    figure_anchor,
    page_path,
    page_url,
)
from briefsite.models import KINDS, Indicator, Person, Site, Source
from briefsite.models.records import EDITIONS, PastEdition
from briefsite.pages.views import Link
from briefsite.pages.writer import Lookup, source_detail
from briefsite.text import listed, plural, sentences, shorten, without_accents
from briefsite.text.periods import Period

# Ways from a page into the repository, and what a build knows besides the briefs.


FORM = "wrong-figure.yml"
"""The form for errors, in .github/ISSUE_TEMPLATE; `page` is a field of it."""
_EDIT = {kind.folder: kind.edit for kind in KINDS.values()}
"""What to say, by the folder below briefs/; a registry has its name."""


@dataclass(frozen=True)
class Repository:
    """Where the briefs are kept, on the web."""

    url: str = ""
    """Empty where there is none."""
    edit_uri: str = ""
    """Where the hand-written pages of docs/ can be edited, below the address."""

    def edit(self, file: str) -> str:
        """The address at which a file can be edited; empty where there is none."""
        if not self.url or not self.edit_uri:
            return ""
        pages = urljoin(f"{self.url.rstrip('/')}/", f"{self.edit_uri.rstrip('/')}/")
        return urljoin(pages, f"../{file}")

    def report(self, page: str) -> str:
        """The form for errors, with the address of a page or figure; empty where there is none."""
        if not self.url:
            return ""
        fields = {"template": FORM, "page": page}
        return f"{self.url.rstrip('/')}/issues/new?{urlencode(fields, safe='/:@,')}"

    def links(self, file: str, page: str) -> Iterator[Link]:
        """What stands at the foot of a page that is made from a file of briefs/, or from many."""
        words, one = _EDIT[file.split("/")[1].removesuffix(".yml")], file.endswith(".yml")
        edit = Link(words, self.edit(file) if one else "")
        links = edit, Link("Report a problem", self.report(page))
        yield from (link for link in links if link.href)


@dataclass(frozen=True)
class Edition:
    """What a build knows besides the briefs: addresses, its date, and what was verified."""

    site_url: str = "https://example.org/"
    epoch: int = 0
    """Seconds since 1970; 0 where no date is known."""
    record: Record = field(default_factory=Record)
    repository: Repository = field(default_factory=Repository)
    content: date | None = None
    """The newest day of the content; None where it names none."""
    name: str = ""
    """Its name, where it is one to be kept: its pages then lie in editions/NAME/."""
    past: tuple[PastEdition, ...] = ()
    """Those that are kept, the oldest first."""

    @property
    def today(self) -> str:
        """The address of the site as it is today."""
        return self.site_url.removesuffix(f"{EDITIONS}/{self.name}/")

    @property
    def day(self) -> date | None:
        """The day of the state that is built; None where it is not known."""
        return datetime.fromtimestamp(self.epoch, UTC).date() if self.epoch else None

    @property
    def day_words(self) -> str:
        """The day in words."""
        return _day(self.day)

    @property
    def words(self) -> str:
        """What a sheet says of itself: how new what it holds is, and of which state it was made."""
        name = f"Edition {self.name}. " if self.name else ""
        return f"{name}Content as of {_day(self.content)}; built from the state of {self.day_words}"


def _day(day: date | None) -> str:
    return Period.parse(day.isoformat()).words if day else "a day that is not known"


def newest_day(library: Library) -> date | None:
    """The newest day on which a source was published or read, or a brief corrected or reviewed."""
    days = [day for entry in library.sources.values() for day in (entry.value.published,)]
    days += [entry.value.accessed for entry in library.sources.values()]
    for brief in library.briefs():
        days += [correction.date for correction in brief.value.corrections]
        days += [brief.value.reviewed.date] if brief.value.reviewed else []
    return max((date.fromisoformat(day) for day in days if day), default=None)


def permalink(at: FigureAt, edition: Edition) -> str:
    """The permanent address of a figure."""
    page = page_url(page_path(at.brief.kind, at.brief.id))
    return f"{edition.site_url}{page}#{figure_anchor(at)}"


# What a page's head says of it.


FEWEST, MOST = 50, 160
"""Characters of a description: fewer say too little, more are cut off by those who show them."""
HEADLINE = 110


def describe(text: str, name: str, what: str, claim: str) -> str:
    """A description from a text: whole sentences where they fit, else cut between words.

    A text that is too short is told with the name and with what it is the name of, and then with
    what the site claims.
    """
    plain = " ".join(text.split())
    if len(plain) < FEWEST:
        plain = f"{name} ({what[:1].lower()}{what[1:]}): {plain}"
    if len(plain) < FEWEST:
        plain = f"{plain} {claim}."
    if len(plain) <= MOST:
        return plain
    fitting = [end for _, end in sentences(plain) if end <= MOST]
    cut = plain[: fitting[-1]] if fitting else shorten(plain, MOST - 2)
    return cut if len(cut) >= FEWEST else f"{plain[: MOST - 2]} …"


def headline(name: str, what: str) -> str:
    """A name with what it is the name of: `Changsha, city in Hunan, China`."""
    return shorten(f"{name}, {what[:1].lower()}{what[1:]}" if what else name, HEADLINE)


class Heads:
    """The heads of a site so far; where two would say the same, the later one adds its address."""

    def __init__(self) -> None:
        self._headlines: set[str] = set()
        self._descriptions: set[str] = set()

    def distinct(self, path: str, headline: str, description: str) -> tuple[str, str]:
        """Headline and description of a page, as no other page has them."""
        return (
            _new(headline, path, self._headlines, HEADLINE),
            _new(description, path, self._descriptions, MOST),
        )


def _new(text: str, path: str, seen: set[str], most: int) -> str:
    if text in seen:
        address = page_url(path).rstrip("/")
        text = f"{shorten(text, max(FEWEST, most - len(address) - 5))} ({address})"
    seen.add(text)
    return text


# What the search files a page under: kind, place, region, topic, year, and its other names.
#
# In: the graph and an entry. Out: a `Found`, in plain text.


_UMLAUT = re.compile("[uU][\u0300-\u036f]*\u0308[\u0300-\u036f]*")
_LYU = re.compile(r"\b([LN])yu(e?)\b")
_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
LABELS = {
    **{id: kind.label for id, kind in KINDS.items()},
    "about": "About",
    "editors": "For editors",
}
"""The kinds of page as the search words them."""


@dataclass(frozen=True)
class Found:
    """How a page is filed: `place` says in a few words what and where it is."""

    kind: str
    place: str
    regions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Other names by which the search finds the page."""

    @property
    def filters(self) -> dict[str, tuple[str, ...]]:
        """What results can be narrowed by."""
        filed = {"region": self.regions, "topic": self.topics, "year": self.years}
        return {"kind": (LABELS[self.kind],), **{key: all for key, all in filed.items() if all}}


def found(lookup: Lookup, entry: AnyEntry) -> Found:
    """How the page of an entry is filed."""
    dates = _dates(lookup.graph, entry)
    return Found(
        entry.kind,
        place(lookup, entry),
        tuple(dict.fromkeys(_regions(lookup, entry))),
        _topics(lookup, entry),
        tuple(sorted({year for text in dates for year in _YEAR.findall(text)})),
        names(entry, lookup.library.site),
    )


def names(entry: AnyEntry, site: Site) -> tuple[str, ...]:
    """The other names of an entry; a transcription also without its marks, and pinyin with v."""
    value = entry.value
    own = value.label if isinstance(value, Source) else value.name
    transcription = getattr(value, "transcription", None) or ""
    printed = (named.name for named in getattr(value, "printed_names", ()))
    all = (
        getattr(value, "local_name", None) or "",
        transcription,
        without_accents(transcription),
        *getattr(value, "aliases", ()),
        *printed,
    )
    typed = _typed((own, *all)) if site.local_tag.partition("-")[0] == "zh" else ()
    return tuple(name for name in dict.fromkeys((*all, *typed)) if name and name != own)


def _typed(names: Iterable[str]) -> Iterator[str]:
    """Names in pinyin as they are typed where keys have no ü (`Lü`, in passports `Lyu`): with v."""
    for name in names:
        plain = normalize("NFD", name)
        typed = _LYU.sub(r"\1v\2", _UMLAUT.sub("v", plain))
        if typed != plain:
            yield without_accents(typed)


def place(lookup: Lookup, entry: Entry[Any]) -> str:
    """What something is and where: `City in Hunan, China`."""
    value = entry.value
    if entry.kind == "region":
        above = [lookup.name(region) for region in reversed(lookup.above(entry.id))]
        return _in(lookup.library.kind_word(value), ", ".join(above))
    if entry.kind == "company":
        ids = list(dict.fromkeys(location.region for location in value.locations))
        chains = [[*lookup.above(id), lookup.library.regions[id]] for id in ids]
        where = [[lookup.name(region) for region in reversed(chain)] for chain in chains]
        told = ", ".join(where[0]) if len(where) == 1 else listed(chain[0] for chain in where)
        return _in(lookup.library.kind_word(value), told)
    if isinstance(value, Source):
        return f"Source: {source_detail(value)}"
    if isinstance(value, Indicator):
        return f"Indicator, {plural(len(lookup.graph.by_indicator.get(entry.id, ())), 'value')}"
    if isinstance(value, Person):
        role = value.roles[0]
        post = role.title[:1].upper() + role.title[1:]
        if not role.organisation:
            return post
        return f"{post}, {lookup.name(lookup.library.brief(role.organisation))}"
    return LABELS["term"] if entry.kind == "term" else LABELS[entry.kind]


def _in(kind: str, where: str) -> str:
    return f"{kind} in {where}" if where else kind


def _regions(lookup: Lookup, entry: AnyEntry) -> Iterator[str]:
    """The names of the regions something belongs to, each after those it lies in."""
    for id in _region_ids(lookup, entry):
        for region in (*lookup.above(id), lookup.library.regions[id]):
            yield lookup.name(region)


def _region_ids(lookup: Lookup, entry: Entry[Any]) -> Iterator[str]:
    if entry.kind == "region":
        yield entry.id
    elif entry.kind == "company":
        yield from (location.region for location in lookup.read(entry).locations)
    elif entry.kind == "indicator":
        for at in lookup.graph.by_indicator.get(entry.id, ()):
            yield from _region_ids(lookup, at.brief)
    elif entry.kind == "person":
        for role in entry.value.roles:
            if role.organisation:
                yield from _region_ids(lookup, lookup.library.brief(role.organisation))


def _topics(lookup: Lookup, entry: AnyEntry) -> tuple[str, ...]:
    value = entry.value
    ids: Iterable[str] = (*getattr(value, "topics", ()), *getattr(value, "sectors", ()))
    if entry.kind == "topic":
        ids = (entry.id,)
    return tuple(dict.fromkeys(lookup.name(lookup.library.topics[id]) for id in ids))


def _dates(graph: Graph, entry: Entry[Any]) -> Iterator[str]:
    if entry.kind in ("region", "company"):
        yield from _told_dates(graph, entry)
    elif entry.kind == "indicator":
        yield from (at.figure.period for at in graph.by_indicator.get(entry.id, ()))
    elif entry.kind == "person":
        yield from (told.item.date or "" for told in graph.items_by(entry.id))
    elif entry.kind == "source":
        yield entry.value.published or ""


def _told_dates(graph: Graph, brief: AnyBrief) -> Iterator[str]:
    yield from (figure.period for figure in brief.value.figures)
    yield from (told.item.date or "" for told in graph.items.get(brief.id, ()))


# What a page needs on paper, where nothing can be followed: what it is, where, and as of when.
#
# In: a page of the plan and the edition. Out: its `Sheet`; the theme prints it, style sheets hide
# it from the screen.


@dataclass(frozen=True)
class Sheet:
    """The head of a page on paper, in plain text."""

    header: str
    """Stands in the margin of every sheet."""
    place: str
    """What and where it is; empty for lists."""
    address: str
    edition: str
    """The newest day of the content, and the state that was built."""
    site: str
    local: str
    """The tag of the language of local names; empty where they have none of their own."""
    language: str
    """The tag of the language of the briefs."""
    licence: str


def sheet(title: str, path: str, place: str, edition: Edition, site: Site) -> Sheet:
    """The head of a page."""
    header = title if title == site.name else f"{site.name}: {title}"
    own = site.name, site.local_tag, site.language, site.licence_words
    return Sheet(header, place, edition.site_url + page_url(path), edition.words, *own)


# The picture that link previews show; `pictures` makes those of entries.


FOLDER = "assets/pictures/"
SITE_PICTURE = f"{FOLDER}site.png"
"""The picture of every page without one of its own."""


@dataclass(frozen=True)
class PictureFigure:
    """A figure as a link picture shows it, with all that keeps it from being misread."""

    label: str
    qualifier: str
    number: str
    unit: str
    when: str
    """Period and status in words: `2023 · Actual`."""

    @property
    def value(self) -> str:
        """The value in words."""
        return " ".join(filter(None, (self.qualifier, self.number, self.unit)))

    @property
    def words(self) -> str:
        """The figure in one line."""
        return f"{self.label}: {self.value} ({self.when})"


@dataclass(frozen=True)
class LinkPicture:
    """What one link picture says."""

    path: str
    """Where the picture goes, below the site's root."""
    what: str
    """Kind and place in the tree: `City · China › Hunan`."""
    name: str
    local_name: str = ""
    figures: tuple[PictureFigure, ...] = ()
    note: str = ""
    """A few words where there is no figure to show."""
    site: str = ""
    """The name of the site."""
    claim: str = ""
    """What the site promises."""
    local: str = ""
    """The tag of the language of local names."""
    language: str = "en"
    """The tag of the language of the briefs."""

    @property
    def alt(self) -> str:
        """The picture in words, for who cannot see it."""
        name = f"{self.name} {self.local_name}".strip()
        told = "; ".join(figure.words for figure in self.figures) or self.note
        return shorten(". ".join(filter(None, (name, self.what, told))), 400)


def site_picture(site: Site, stats: str) -> LinkPicture:
    """The picture of the home page and of all pages that only lead on."""
    made = LinkPicture(SITE_PICTURE, stats, site.name, note=site.home.description)
    return replace(made, site=site.name, claim=site.claim, language=site.language)


# An address as a QR code (ISO/IEC 18004), for paper. The only home of segno.


_SVG = "http://www.w3.org/2000/svg"
_MASK = 0
"""One of the eight patterns that a code may lie under; looking for the one that is best for worn
paper and poor cameras costs five times as much as the code."""


@cache
def qr(address: str) -> str:
    """SVG, black on the paper, 22 millimetres wide with two modules of quiet zone.

    The same address has the same code, which takes a while to find: it is found once.
    """
    code = segno.make(address, error="m", micro=False, mask=_MASK)
    drawn = code.svg_inline(svgclass=None, lineclass=None, omitsize=True, border=2)
    return drawn.replace("<svg ", f'<svg xmlns="{_SVG}" width="22mm" height="22mm" ', 1)
