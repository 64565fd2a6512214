"""The desk at which one page is written: links from it, its numbered notes, its wording of parts.

In: the graph and the path of the page. Out: views. One desk serves one page, because hrefs are
relative to it and notes are numbered in the order in which they are first used.
"""

import posixpath
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from briefsite.derive import figure_words
from briefsite.emission import emit, emit_inline, plain
from briefsite.graph import AnyBrief, FigureAt, Graph, Told
from briefsite.library import PLURALS, Entry
from briefsite.models import Citation, Event, Source
from briefsite.pages.explaining import Explaining
from briefsite.pages.mention_views import ExplainedView
from briefsite.pages.parts import Link
from briefsite.pages.views import FigureView, NoteView
from briefsite.periods import Period
from briefsite.prose import Cite, FigureRef, WikiLink, parse
from briefsite.text import STATUSES, Markdown, address, amount, escape, listed, ordinal, shorten

_SENTENCE_END = re.compile(r"(?<=[a-z)%][.!?])\s+(?=[A-Z])")
_LAST_MARKS = re.compile(r"(?:<sup class=\"note\"(?:(?!</sup>).)*</sup>)*$")
CARD_TEXT = 180

GLOSSARY, METHOD = "glossary/index.md", "method/index.md"

BASES = {"printed": "", "reckoned": "reckoned", "inferred": "inferred"}


def page_path(kind: str, id: str) -> str:
    """The Markdown file of something's page; for a term, that of the glossary."""
    # The index of a folder of its own: some engines reckon addresses in HTML from the file.
    return GLOSSARY if kind == "term" else f"{PLURALS[kind]}/{id}/index.md"


def page_url(path: str) -> str:
    """The address of a generated page below the site's root: its folder, ending in `/`."""
    return path.removesuffix("index.md")


def anchor(text: object, href: str) -> Markdown:
    """A link; both text and address are escaped."""
    return Markdown(f'<a href="{address(href)}">{escape(str(text))}</a>')


def figure_anchor(at: FigureAt) -> str:
    """The permanent anchor of a figure on its brief's page: `f-nev-output-2023`."""
    figure = at.figure
    stem = f"f-{figure.indicator}"
    if figure.period != "undated":
        stem += f"-{Period.parse(figure.period).slug}"
    twins = [other for other in at.brief.value.figures[: at.index] if other.key == figure.key]
    return f"{stem}-{len(twins) + 1}" if twins else stem


def told_anchor(told: Told) -> str:
    """The permanent anchor of an event or statement on the page of its brief."""
    return f"{'e' if isinstance(told.item, Event) else 's'}-{told.item.id}"


def source_detail(source: Source) -> str:
    """Publisher and date as printed, for notes and lists."""
    who = [name for name in (source.publisher, source.original_publisher, source.wire) if name]
    published = Period.parse(source.published).words if source.published else "date not printed"
    return f"{', '.join(who) or 'publisher not printed'}; {published}"


class Desk:
    """Words and links for one page; it is also the resolver of the page's prose."""

    def __init__(
        self, graph: Graph, path: str, brief: AnyBrief | None = None, *, explains: bool = False
    ) -> None:
        """With `explains`, the page shows the `terms()` of its prose; another one links to them."""
        self.graph, self.path, self.brief = graph, path, brief
        self._explaining = Explaining(graph.names.terms, active=explains)
        self._notes: dict[tuple[str, int], int] = {}
        self._prints: dict[tuple[str, int], dict[str, None]] = {}
        self.here = self.href(path)

    # links

    def href(self, path: str, anchor: str = "") -> str:
        """The address of another page as it is in the built site, relative to this one."""
        fragment = f"#{anchor}" if anchor else ""
        if path == self.path and anchor:
            return fragment
        relative = posixpath.relpath(f"/{page_url(path)}", f"/{page_url(self.path)}")
        return f"{relative}/{fragment}"

    def link(self, entry: Entry[Any], note: str = "", at: str = "") -> Link:
        """A link to an entry's page, with its name."""
        value = entry.value
        name: str = value.label if isinstance(value, Source) else value.name
        local = getattr(value, "local_name", None) or ""
        at = f"t-{entry.id}" if entry.kind == "term" else at
        return Link(name, self.href(page_path(entry.kind, entry.id), at), note, local)

    def links(self, kind: str, ids: Iterable[str]) -> tuple[Link, ...]:
        """Links to entries of one kind, in the order given."""
        entries = self.graph.library.of_kind(kind)
        return tuple(self.link(entries[id]) for id in ids)

    def brief_link(self, id: str, note: str = "") -> Link:
        """A link to a brief."""
        return self.link(self.graph.library.brief(id), note)

    def card(self, entry: Entry[Any], note: str = "") -> Link:
        """A link with a sentence on what its page is about."""
        value = entry.value
        if isinstance(value, Source):
            text = value.title or ""
        elif entry.kind in ("region", "company"):
            text = self.of(entry).plain(value.summary)
        else:
            text = value.definition
        first, *rest = _SENTENCE_END.split(text)
        if len(first) < CARD_TEXT // 3:
            first = " ".join((first, *rest))
        return replace(self.link(entry, note), summary=shorten(first, CARD_TEXT))

    # notes

    def marks(self, citations: Iterable[Citation]) -> Markdown:
        """The numbered marks of citations."""
        pairs = self._cited(citations)
        return Markdown("").join(self._mark(source, para) for source, para in pairs)

    def further_marks(self, text: Markdown, citations: Iterable[Citation]) -> Markdown:
        """The marks of citations, without those at which the text ends already."""
        ended = _LAST_MARKS.search(text)
        pairs = self._cited(citations)
        marks = (self._mark(source, para) for source, para in pairs)
        return Markdown("").join(mark for mark in marks if not ended or mark not in ended[0])

    def _cited(self, citations: Iterable[Citation]) -> dict[tuple[str, int], None]:
        """Source and paragraph of each, once; the words as printed are kept for the notes."""
        pairs: dict[tuple[str, int], None] = {}
        for citation in citations:
            pair = citation.source, citation.para
            pairs[pair] = None
            if citation.printed:
                self._prints.setdefault(pair, {})[citation.printed] = None
        return pairs

    def _mark(self, source: str, para: int) -> Markdown:
        number = self._notes.setdefault((source, para), len(self._notes) + 1)
        link = anchor(number, f"#n-{number}")
        return Markdown(f'<sup class="note" data-pagefind-ignore="">{link}</sup>')

    def notes(self) -> tuple[NoteView, ...]:
        """The notes used so far; ask last."""
        found = []
        for (id, para), number in self._notes.items():
            source = self.graph.library.sources[id]
            value = source.value
            found.append(
                NoteView(
                    number=number,
                    source=self.link(source, at=f"p-{para}"),
                    para=para,
                    detail=source_detail(value),
                    accessed=Period.parse(value.accessed).words if value.accessed else "",
                    prints=tuple(self._prints.get((id, para), ())),
                    address=value.url or "",
                )
            )
        return tuple(found)

    # prose: this is the Resolver of briefsite.emission

    def cite(self, cite: Cite) -> Markdown:
        """The mark of a citation in prose."""
        return self._mark(cite.source, cite.para)

    def figure(self, ref: FigureRef) -> Markdown:
        """A figure in prose: its value, linked to it, and its marks."""
        (at,) = self.graph.figures(self.brief.id if self.brief else "", ref)
        href = self.href(page_path(at.brief.kind, at.brief.id), figure_anchor(at))
        return anchor(self.value(at), href) + self.marks(at.figure.sources)

    def wiki(self, link: WikiLink) -> Markdown:
        """A link to a page in prose."""
        library = self.graph.library
        entry = library.of_kind(link.kind)[link.id] if link.kind else library.brief(link.id)
        target = self.link(entry)
        if target.href == self.here:
            return escape(link.label or target.text)
        words = link.label or target.text
        explained = self._explaining.link(link.id, words) if link.kind == "term" else None
        return explained or anchor(words, target.href)

    def words(self, text: str) -> Markdown:
        """Plain text; a term is explained where it first stands on the page."""
        return self._explaining.words(text)

    def terms(self) -> tuple[ExplainedView, ...]:
        """The terms explained so far; ask last."""
        terms = self.graph.library.terms
        return tuple(
            ExplainedView(id, self.link(terms[id]), self.plain(terms[id].value.definition))
            for id in self._explaining.terms
        )

    def prose(self, text: str | None) -> Markdown:
        """A text of the format, as blocks."""
        return emit(parse(text), self) if text else Markdown("")

    def inline(self, text: str | None) -> Markdown:
        """A text of the format, as one run."""
        return emit_inline(parse(text), self) if text else Markdown("")

    def plain(self, text: str) -> str:
        """A text of the format without markup; uses no notes of this page."""
        return plain(parse(text), self.of(self.brief))

    def of(self, brief: AnyBrief | None) -> "Desk":
        """A desk for the words of a brief on this page; it leaves no notes, explains nothing."""
        return Desk(self.graph, self.path, brief)

    def anchor_link(self, link: Link) -> Markdown:
        """A link as Markdown."""
        return anchor(link.text, link.href)

    # parts

    def value(self, at: FigureAt) -> str:
        """A figure's value in words."""
        return figure_words(self.graph, at)

    def figure_view(self, at: FigureAt, *, note: bool = True) -> FigureView:
        """A figure in words; without its note where the page does not show it."""
        figure = at.figure
        here = figure_anchor(at)
        change = rank = ""
        if figure.change:
            size = amount(
                abs(figure.change.value), figure.change.unit, qualifier=figure.change.qualifier
            )
            direction = "up" if figure.change.value >= 0 else "down"
            change = f"{direction} {size} on {figure.change.against}"
        if figure.rank:
            rank = f"{ordinal(figure.rank.position)} among {figure.rank.among}"
        return FigureView(
            anchor=here,
            href=self.href(page_path(at.brief.kind, at.brief.id), here),
            indicator=self.link(self.graph.library.indicators[figure.indicator]),
            owner=self.link(at.brief),
            value=self.value(at),
            conversions=tuple(
                amount(c.value, c.unit, scale=c.scale, qualifier=c.qualifier)
                for c in figure.conversions
            ),
            period=Period.parse(figure.period).words,
            basis=BASES[figure.period_basis],
            status=figure.status,
            status_word=STATUSES[figure.status],
            change=change,
            rank=rank,
            share_of=f"of {figure.share_of.what}" if figure.share_of else "",
            marks=self.marks(figure.sources),
            note=self.inline_of(at.brief, at.figure.note if note else None),
            preferred=figure.preferred or "",
            rivals=self.rivals(at),
            compare=self._compare(at),
        )

    def _compare(self, at: FigureAt) -> Link | None:
        """To the chart of an indicator with other values, from any other page."""
        path = page_path("indicator", at.figure.indicator)
        others = len(self.graph.by_indicator[at.figure.indicator])
        if others < 2 or path == self.path:
            return None
        return Link(f"Compare {others} values", self.href(path, "values"))

    def rivals(self, at: FigureAt) -> tuple[str, ...]:
        """The other values for the same thing, with who prints them and which is preferred."""
        found = []
        for other in self.graph.by_brief[at.brief.id, at.figure.indicator]:
            if other.index != at.index and other.figure.period == at.figure.period:
                sources = (self.graph.library.sources[c.source] for c in other.figure.sources)
                labels = listed(source.value.label for source in sources)
                reason = other.figure.preferred
                found.append(
                    f"{self.value(other)} ({labels}{f'; preferred: {reason}' if reason else ''})"
                )
        return tuple(found)

    def inline_of(self, owner: AnyBrief, text: str | None) -> Markdown:
        """A text of another brief, whose figures it names without saying whose they are."""
        here, self.brief = self.brief, owner
        try:
            return self.inline(text)
        finally:
            self.brief = here
