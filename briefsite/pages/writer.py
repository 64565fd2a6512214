"""The writer of one page: links from it, its numbered notes, its prose, its wording of figures.

In: a lookup in the graph and the path of the page. Out: views. A writer serves one page, because
addresses are relative to it and notes are numbered in the order in which they are first used.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar
from urllib.parse import quote

from briefsite.checks.derived import figure_words, whole_words
from briefsite.library import AnyEntry, Entry, nodes
from briefsite.library.graph import (
    AnyBrief,
    FigureAt,
    Graph,
    Target,
    figure_anchor,
    page_path,
    page_url,
)
from briefsite.library.nodes import Blocks, Inline, Run
from briefsite.library.prose import Cite, FigureRef, WikiLink, parse
from briefsite.library.resolving import Wording, plain, resolve, resolve_run
from briefsite.models import KINDS, Citation, Indicator, Region, Source
from briefsite.models.base import Model
from briefsite.pages.views import ExplainedView, FigureView, Link, NoteView
from briefsite.text import amount, first_sentence, listed, ordinal, shorten
from briefsite.text.periods import Period
from briefsite.text.units import BASES, STATUSES, Unit

# Terms explained in place: where one first stands on a page, it becomes a link to its box.
#
# The boxes stand at the end of the page and are not seen until their link is followed; then one
# lies over the lower edge of the window, by style alone (`:target`). With script it opens as a
# popover at the word instead (assets/page.js). A button would need no script for that, but parts
# the text: the browser's search, links to a passage and line breaks stop at it. A tip on hover
# opens by no touch.


class Explaining:
    """The terms of one page; a page that shows no boxes for them has no such links either."""

    def __init__(self, wording: Wording, *, active: bool) -> None:
        self._wording, self._active = wording, active
        self._ids: dict[str, None] = {}

    @property
    def terms(self) -> tuple[str, ...]:
        """The ids of the terms explained so far, in the order of the page."""
        return tuple(self._ids)

    def words(self, text: str) -> Sequence[Inline]:
        """Plain text, with a link to the box of each term that was not explained before."""
        parts: list[Inline] = []
        end = 0
        for spot in self._wording.find(text) if self._active else ():
            link = self.link(spot.id, text[spot.start : spot.end])
            if link:
                parts += [nodes.Text(text[end : spot.start]), link]
                end = spot.end
        return (*parts, nodes.Text(text[end:]))

    def link(self, term: str, words: str) -> nodes.Term | None:
        """The link to the box of a term; none where it was explained before."""
        if not self._active or term in self._ids:
            return None
        self._ids[term] = None
        return nodes.Term(term, words)


CARD_TEXT = 180


M = TypeVar("M", bound=Model)


def source_detail(source: Source) -> str:
    """Publisher and date as printed, for notes and lists."""
    who = [name for name in (source.publisher, source.original_publisher, source.wire) if name]
    published = Period.parse(source.published).words if source.published else "date not printed"
    return f"{', '.join(who) or 'Publisher not printed'}; {published}"


def text_fragment(url: str, prints: Iterable[str]) -> str:
    """The address of a passage: the page, and the words to scroll to and to mark."""
    words = "&".join(f"text={quote(each, safe='').replace('-', '%2D')}" for each in prints)
    return f"{url}#:~:{words}" if words else url


def linked(link: Link) -> Run:
    """A link as a run."""
    return Run((nodes.Wiki(link.text, link.href),))


class Lookup:
    """The graph as it is read for one page; it knows of which entries the page shows something.

    What a page says of an entry it gets here, or from links, notes and prose, which ask here.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph, self.library = graph, graph.library
        self._shown: set[Target] = set()

    @property
    def shown(self) -> frozenset[Target]:
        """Kind and id of each entry read so far."""
        return frozenset(self._shown)

    def read(self, entry: Entry[M]) -> M:
        """What an entry says."""
        self._shown.add((entry.kind, entry.id))
        return entry.value

    def name(self, entry: AnyEntry) -> str:
        """The name of an entry; of a source, its label."""
        value = self.read(entry)
        name: str = value.label if isinstance(value, Source) else value.name
        return name

    def indicator(self, at: FigureAt) -> Indicator:
        """What a figure measures."""
        return self.read(self.library.indicators[at.figure.indicator])

    def unit(self, id: str) -> Unit:
        """The unit of an id."""
        if id in self.library.units:
            self.read(self.library.units[id])
        return self.library.unit_table[id]

    def figure(self, at: FigureAt) -> str:
        """The value of a figure in words."""
        self.read(at.brief)
        self.unit(self.indicator(at).unit)
        return figure_words(self.graph, at)

    def whole(self, at: FigureAt) -> str:
        """The value of a figure with all that limits it, for where it stands without its card."""
        self.figure(at)
        return whole_words(self.graph, at)

    def line(self, at: FigureAt) -> str:
        """What is measured, and the value with all that limits it."""
        return f"{self.indicator(at).name}: {self.whole(at)}"

    def above(self, region: str) -> tuple[Entry[Region], ...]:
        """The regions in which a region lies, from the country down."""
        chain = self.graph.ancestors(region)
        for entry in (self.library.regions[region], *chain):
            self.read(entry)
        return chain


def relative(url: str, here: str) -> str:
    """The way from one folder of the site to another, both below its root and ending in a slash."""
    there, own = url.split("/")[:-1], here.split("/")[:-1]
    same = 0
    for one, other in zip(there, own, strict=False):
        if one != other:
            break
        same += 1
    return "../" * (len(own) - same) + "".join(f"{part}/" for part in there[same:]) or "./"


NEAR = 48
"""Of more entries that belong together, a page names these."""
Titles = Mapping[str, str]
"""The titles of the parts of a page, in their order, each with how much it holds, where told."""


def part_path(path: str, part: int) -> str:
    """Where a part of a page goes; the first is part 0, which has the address of the page."""
    folder, _, name = path.rpartition("/")
    return f"{folder}/part-{part + 1}/{name}" if part else path


class Links:
    """Addresses and links as they stand on one page."""

    def __init__(self, lookup: Lookup, path: str) -> None:
        self.lookup, self.path = lookup, path
        self._folder = page_url(path)
        self._ways: dict[str, str] = {}
        self.here = self.href(path)

    def href(self, path: str, anchor: str = "") -> str:
        """The address of another page as it is in the built site, relative to this one."""
        fragment = f"#{anchor}" if anchor else ""
        if path == self.path and anchor:
            return fragment
        if path not in self._ways:
            self._ways[path] = relative(page_url(path), self._folder)
        return self._ways[path] + fragment

    def to(self, entry: AnyEntry, note: str = "", at: str = "") -> Link:
        """A link to an entry's page, with its name."""
        name = self.lookup.name(entry)
        local = getattr(entry.value, "local_name", None) or ""
        at = f"t-{entry.id}" if entry.kind == "term" else at
        return Link(name, self.href(page_path(entry.kind, entry.id), at), note, local)

    def beside(self, entry: AnyEntry, entries: Sequence[AnyEntry]) -> tuple[Link, ...]:
        """Links to the others among entries in the order of their ids; of many to those next to
        it, and to the list of all."""
        at = bisect_left(entries, entry.id, key=lambda one: one.id)
        begin = max(0, min(at - NEAR // 2, len(entries) - NEAR - 1))
        near = entries[begin : begin + NEAR + 1]
        links = tuple(self.to(one) for one in near if one.id != entry.id)
        if len(near) == len(entries):
            return links
        where = self.href(f"{KINDS[entry.kind].folder}/index.md")
        return (*links, Link(f"all {len(entries):,}", where))

    def parts(self, path: str, titles: Titles, part: int) -> tuple[Link, ...]:
        """To all parts of a page, where there are several; the one of this page has no address."""
        ways = (self.href(part_path(path, n)) if n != part else "" for n in range(len(titles)))
        links = (Link(title, way, titles[title]) for title, way in zip(titles, ways, strict=True))
        return tuple(links) if len(titles) > 1 else ()

    def to_each(self, kind: str, ids: Iterable[str]) -> tuple[Link, ...]:
        """Links to entries of one kind, in the order given."""
        entries = self.lookup.library.of_kind(kind)
        return tuple(self.to(entries[id]) for id in ids)

    def to_brief(self, id: str, note: str = "") -> Link:
        """A link to a brief."""
        return self.to(self.lookup.library.brief(id), note)

    def to_figure(self, at: FigureAt, anchor: str) -> str:
        """The address of a figure on the page of its brief."""
        return self.href(page_path(at.brief.kind, at.brief.id), anchor)


class Notes:
    """The numbered notes of one page, each a paragraph of a source."""

    def __init__(self, links: Links) -> None:
        self._links = links
        self._numbers: dict[tuple[str, int], int] = {}
        self._prints: dict[tuple[str, int], dict[str, None]] = {}

    def mark(self, source: str, para: int) -> nodes.Cite:
        """The mark of a paragraph; it has a new number where it was not cited before."""
        return nodes.Cite(self._numbers.setdefault((source, para), len(self._numbers) + 1))

    def marks(self, citations: Iterable[Citation]) -> Run:
        """A mark for each paragraph; the words as printed are kept for the notes."""
        pairs: dict[tuple[str, int], None] = {}
        for citation in citations:
            pair = citation.source, citation.para
            pairs[pair] = None
            if citation.printed:
                self._prints.setdefault(pair, {})[citation.printed] = None
        return Run(tuple(self.mark(source, para) for source, para in pairs))

    def further_marks(self, text: Run, citations: Iterable[Citation]) -> Run:
        """The marks of citations, without those at which the text ends already."""
        ended = text.last_marks
        marks = self.marks(citations).children
        return Run(tuple(mark for mark in marks if mark not in ended))

    def views(self) -> tuple[NoteView, ...]:
        """The notes used so far; ask last."""
        found, seen = [], set[str]()
        for (id, para), number in self._numbers.items():
            source = self._links.lookup.library.sources[id]
            value = self._links.lookup.read(source)
            prints = tuple(self._prints.get((id, para), ()))
            told = prints or id not in seen
            found.append(
                NoteView(
                    number=number,
                    source=self._links.to(source, at=f"p-{para}"),
                    para=para,
                    detail=source_detail(value),
                    accessed=Period.parse(value.accessed).words if value.accessed else "",
                    prints=prints,
                    address=value.url or "",
                    passage=text_fragment(value.url, prints) if value.url and told else "",
                    is_first=id not in seen,
                )
            )
            seen.add(id)
        return tuple(found)


class Prose:
    """The prose of one page, as written in one brief; the Resolver of briefsite.library.resolving.

    Figures that a text names without saying whose they are belong to the brief.
    """

    def __init__(
        self, links: Links, notes: Notes, explaining: Explaining, brief: AnyBrief | None
    ) -> None:
        self._links, self._notes, self._explaining = links, notes, explaining
        self._brief, self._lookup = brief, links.lookup

    def of(self, brief: AnyBrief) -> "Prose":
        """The prose of another brief on the same page, with the same notes and terms."""
        return Prose(self._links, self._notes, self._explaining, brief)

    def aside(self, brief: AnyBrief | None) -> "Prose":
        """The words of a brief on the same page; they leave no notes and explain nothing."""
        explaining = Explaining(self._lookup.graph.names.terms, active=False)
        return Prose(self._links, Notes(self._links), explaining, brief)

    def blocks(self, text: str | None) -> Blocks:
        """A text of the format, as blocks."""
        return resolve(parse(text), self) if text else Blocks()

    def inline(self, text: str | None) -> Run:
        """A text of the format, as one run."""
        return resolve_run(parse(text), self) if text else Run()

    def plain(self, text: str) -> str:
        """A text of the format without markup; uses no notes of this page."""
        return plain(parse(text), self.aside(self._brief))

    def terms(self) -> tuple[ExplainedView, ...]:
        """The terms explained so far; ask last."""
        terms = self._lookup.library.terms
        return tuple(
            ExplainedView(id, self._links.to(terms[id]), self.plain(terms[id].value.definition))
            for id in self._explaining.terms
        )

    def cite(self, cite: Cite) -> Sequence[Inline]:
        """The mark of a citation."""
        return (self._notes.mark(cite.source, cite.para),)

    def figure(self, ref: FigureRef) -> Sequence[Inline]:
        """A figure: its value, linked to it, and its marks."""
        (at,) = self._lookup.graph.figures(self._brief.id if self._brief else "", ref)
        href = self._links.to_figure(at, figure_anchor(at))
        marks = self._notes.marks(at.figure.sources).children
        return (nodes.Figure(self._lookup.figure(at), href), *marks)

    def wiki(self, link: WikiLink) -> Sequence[Inline]:
        """A link to a page."""
        library = self._lookup.library
        entry = library.of_kind(link.kind)[link.id] if link.kind else library.brief(link.id)
        target = self._links.to(entry)
        words = link.label or target.text
        if target.href == self._links.here:
            return (nodes.Text(words),)
        explained = self._explaining.link(link.id, words) if link.kind == "term" else None
        return (explained or nodes.Wiki(words, target.href),)

    def words(self, text: str) -> Sequence[Inline]:
        """Plain text; a term is explained where it first stands on the page."""
        return self._explaining.words(text)


class PageWriter:
    """What one page is written with; `brief` is the one that it is about, if any."""

    def __init__(
        self, lookup: Lookup, path: str, brief: AnyBrief | None = None, *, explains: bool = False
    ) -> None:
        """With `explains`, the page shows the terms of its prose; another one links to them."""
        self.lookup, self.graph, self.path, self.brief = lookup, lookup.graph, path, brief
        self.links = Links(lookup, path)
        self.notes = Notes(self.links)
        explaining = Explaining(self.graph.names.terms, active=explains)
        self.prose = Prose(self.links, self.notes, explaining, brief)

    def card(self, entry: Entry[Any], note: str = "") -> Link:
        """A link with a sentence on what its page is about."""
        value = entry.value
        if isinstance(value, Source):
            text = value.title or ""
        elif entry.kind in ("region", "company"):
            text = self.prose.aside(entry).plain(value.summary)
        else:
            text = value.definition
        first = first_sentence(text)
        told = first if len(first) >= CARD_TEXT // 3 else text
        return replace(self.links.to(entry, note), summary=shorten(told, CARD_TEXT))

    def figure_view(self, at: FigureAt, *, note: bool = True) -> FigureView:
        """A figure in words; without its note where the page does not show it."""
        figure = at.figure
        here = figure_anchor(at)
        change = rank = ""
        if figure.change:
            size = amount(
                abs(figure.change.value),
                self.lookup.unit(figure.change.unit),
                qualifier=figure.change.qualifier,
            )
            direction = "up" if figure.change.value >= 0 else "down"
            change = f"{direction} {size} on {figure.change.against}"
        if figure.rank:
            rank = f"{ordinal(figure.rank.position)} among {figure.rank.among}"
        return FigureView(
            anchor=here,
            href=self.links.to_figure(at, here),
            indicator=self.links.to(self.graph.library.indicators[figure.indicator]),
            owner=self.links.to(at.brief),
            value=self.lookup.figure(at),
            conversions=tuple(
                amount(c.value, self.lookup.unit(c.unit), scale=c.scale, qualifier=c.qualifier)
                for c in figure.conversions
            ),
            period=Period.parse(figure.period).words,
            basis=BASES[figure.period_basis],
            status=figure.status,
            status_word=STATUSES[figure.status],
            change=change,
            rank=rank,
            share_of=f"of {figure.share_of.what}" if figure.share_of else "",
            marks=self.notes.marks(figure.sources),
            note=self.prose.of(at.brief).inline(figure.note if note else None),
            preferred=figure.preferred or "",
            rivals=self.rivals(at),
            compare=self._compare(at),
        )

    def _compare(self, at: FigureAt) -> Link | None:
        """To the chart of an indicator with other values, from any other page."""
        path = page_path("indicator", at.figure.indicator)
        others = self.graph.value_counts[at.figure.indicator]
        if others < 2 or self.path.startswith(page_url(path)):
            return None
        return Link(f"Compare {others} values", self.links.href(path, "values"))

    def rivals(self, at: FigureAt) -> tuple[str, ...]:
        """The other values for the same thing, with who prints them and which is preferred."""
        found = []
        for index in at.brief.by_key[at.figure.key]:
            other = FigureAt(at.brief, at.brief.value.figures[index], index)
            if index != at.index:
                sources = (self.graph.library.sources[c.source] for c in other.figure.sources)
                labels = listed(self.lookup.name(source) for source in sources)
                reason = other.figure.preferred
                told = f"{labels}; preferred: {reason}" if reason else labels
                found.append(f"{self.lookup.whole(other)}: {told}")
        return tuple(found)
