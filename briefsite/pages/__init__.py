"""The site plan: which page, which template, which typed view.

In: a `Graph` without errors. Out: pages as values. Nothing here knows Jinja or MkDocs.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property, partial
from typing import Any

from briefsite.evidence.origins import issues_of
from briefsite.library import AnyEntry, Library
from briefsite.library.graph import GLOSSARY, METHOD, Graph, Target, page_path, page_url
from briefsite.models import KINDS
from briefsite.pages import briefs, indexes, reference, timeline, views
from briefsite.pages.briefs import Newest, brief_view, last_changes
from briefsite.pages.claims import SinceView, since_path, since_view
from briefsite.pages.growing import Share, cut, long_lists
from briefsite.pages.heads import (
    FEWEST,
    LABELS,
    Edition,
    Found,
    Heads,
    LinkPicture,
    Sheet,
    describe,
    found,
    headline,
    place,
    sheet,
    site_picture,
)
from briefsite.pages.indexes import home_view, index_view, listing
from briefsite.pages.pictures import link_picture
from briefsite.pages.registries import (
    COMPARE,
    CompareView,
    Parts,
    compare_links,
    compare_parts,
    compare_view,
    compared,
    glossary_view,
    indicator_view,
    part_titles,
    person_view,
    source_view,
    topic_view,
)
from briefsite.pages.views import Link
from briefsite.pages.writer import Lookup, PageWriter, Titles, part_path
from briefsite.text import listed

View = (
    views.BriefView
    | views.SourceView
    | views.IndicatorView
    | views.TopicView
    | views.PersonView
    | views.GlossaryView
    | indexes.IndexView
    | indexes.HomeView
    | indexes.MoreView
    | indexes.DataView
    | reference.MethodView
    | reference.FormatView
    | reference.FieldsView
    | reference.RulesView
    | reference.RuleGroup
    | CompareView
    | indexes.TimelineView
    | indexes.BrowseView
    | briefs.EditionsView
    | SinceView
)


@dataclass(frozen=True)
class Crumb:
    """A step of the path to a page: plain title and address below the site's root."""

    title: str
    url: str


@dataclass(frozen=True)
class Head:
    """What is known of a page before it is written: where it goes, what renders it, its names."""

    path: str
    template: str
    title: str
    description: str
    crumbs: tuple[Crumb, ...]
    found: Found | None = None
    """How the search files the page; None where it only lists others."""
    filters: str = ""
    """The script that narrows it in place, in assets/, where it has facets."""
    sheet: Sheet | None = None
    """Its head on paper."""
    headline: str = ""
    """The title in tabs, search engines and previews: as no other page has it."""
    file: str = ""
    """The file below briefs/ that it is made from; empty where there are many."""
    edit: tuple[Link, ...] = ()
    """To edit that file, to report a problem; empty where there is no repository."""
    changed: str = ""
    """The newest day of what it tells, as 2024-03-21; empty where none is known."""
    picture: LinkPicture | None = None
    """The picture of its link previews; None where it is the picture of the site."""
    linked: str = ""
    """What it says of itself for search engines: JSON-LD."""
    has_feed: bool = False
    """Whether a feed lies beside it."""

    @property
    def address(self) -> str:
        """Its address below the site's root: empty, or ending in a slash."""
        return page_url(self.path)


@dataclass(frozen=True)
class Page(Head):
    """A page to be: where it goes, what renders it, and with what."""

    view: View = field(kw_only=True)
    shown: frozenset[Target] = frozenset()
    """Kind and id of everything that it shows something of."""


@dataclass(frozen=True)
class Planned:
    """A page of the plan that is not written yet; writing its view takes most of the time."""

    head: Head
    lookup: Lookup
    """What the head was read from, and the view is."""
    view: Callable[[Lookup], View]
    dated_by: frozenset[Target] = frozenset()
    """What is as new as the page."""
    whole: Callable[[Lookup], View] | None = None
    """Its view in one piece, for paper, where it has parts."""

    def for_paper(self, made: Page | None) -> Page:
        """The page as paper needs it, which is whole; `made` is the page if it was written."""
        if self.whole:
            return replace(self, view=self.whole).write()
        return made or self.write()

    def write(self) -> Page:
        """The whole page."""
        view = self.view(self.lookup)
        return Page(**vars(self.head), view=view, shown=self.lookup.shown | self.dated_by)

    def watch(self) -> "tuple[Page, set[Question]]":
        """The same, and what its view asked the graph."""
        asked: set[Question] = set()
        lookup = Lookup(_watched(self.lookup.graph, asked))
        return replace(self, lookup=lookup).write(), asked


def plan(graph: Graph, edition: Edition | None = None) -> Iterator[Page]:
    """Every generated page of the site, in a fixed order."""
    return (planned.write() for planned in outline(graph, edition))


def outline(
    graph: Graph, edition: Edition | None = None, more: Iterable[Planned] = ()
) -> Iterator[Planned]:
    """The same, each page to be written when it is wanted; with pages that others plan."""
    edition, heads, days = edition or Edition(), Heads(), last_changes(graph)
    for planned in (*_pages(graph, edition), *more):
        page = planned.head
        told = page.headline or page.title
        title, description = heads.distinct(page.path, told, page.description)
        place = page.found.place if page.found else ""
        paper = sheet(page.title, page.path, place, edition, graph.library.site)
        address = edition.site_url + page_url(page.path)
        edit = tuple(edition.repository.links(page.file, address)) if page.file else ()
        head = replace(page, headline=title, description=description, sheet=paper, edit=edit)
        path = "index.md" if page.path.startswith(OF_ALL) else _PART.sub("", page.path)
        newest = days.get(path, Newest())
        yield replace(planned, head=replace(head, changed=newest.day), dated_by=newest.of)


def _pages(graph: Graph, edition: Edition) -> Iterator[Planned]:
    library, lookup = graph.library, Lookup(graph)
    site = library.site
    start = home_view(lookup, edition)
    stats = listed(f"{stat.note} {stat.text.lower()}" for stat in start.stats[:3])
    picture = site_picture(site, stats)
    head = Head("index.md", "home.md.j2", site.name, site.home.description, (), picture=picture)
    yield Planned(head, lookup, lambda _: start)
    for kind, folder, title in LISTS:
        words = indexes.lede(library, kind)
        words = f"{words} {_BRIEFS}" if len(words) < FEWEST else words
        head = Head(f"{folder}/index.md", "index.md.j2", title, words, (_HOME,))
        shares = cut({"": listing(graph, kind)})
        views = [partial(index_view, kind=kind, share=share) for share in shares]
        yield from _in_parts(Planned(head, Lookup(graph), views[0]), shares[0].titles, views)
    parts = compare_parts(graph)
    shown = compared(graph, parts)
    for brief in library.briefs():
        lookup = Lookup(graph)
        writer = PageWriter(lookup, page_path(brief.kind, brief.id), brief)
        summary = writer.prose.plain(brief.value.summary)
        crumbs = _brief_crumbs(lookup, brief.kind, brief.id)
        compare = compare_links(writer.links, brief, parts, shown)
        view = partial(brief_view, brief=brief, edition=edition, compare=compare)
        yield from _page(lookup, brief, summary, view, crumbs)
    issues = issues_of(library, edition.record.origins)
    words = "What this source prints about itself, and all that rests on it:"
    for source in library.sources.values():
        text = f"{words} {source.value.label}"
        source_page = partial(source_view, entry=source, issues=issues.get(source.id, ()))
        yield from _page(Lookup(graph), source, text, source_page)
    for indicator in library.indicators.values():
        text = indicator.value.definition
        indicator_page = partial(indicator_view, entry=indicator, parts=parts)
        yield from _page(Lookup(graph), indicator, text, indicator_page)
    for topic in library.topics.values():
        text = topic.value.definition
        yield from _page(Lookup(graph), topic, text, partial(topic_view, entry=topic))
    for person in library.people.values():
        posts = "Posts, statements and events that the sources name."
        yield from _page(Lookup(graph), person, posts, partial(person_view, entry=person))
    yield from _ways(graph)
    yield from _comparison(graph, parts)
    words = "What a machine has verified, what it cannot verify, and the figures of this build."
    about = Found("about", LABELS["about"])
    head = Head(METHOD, "method.md.j2", "Method", words, (_HOME,), about)
    method = Planned(head, Lookup(graph), partial(reference.method_view, edition=edition))
    more = partial(reference.method_more, edition=edition)
    yield from _shared(method, cut(reference.method_lists(graph, edition)), more)
    yield from _reference(graph)
    local = f" and {site.local_names.name} words" if site.local_names else ""
    lede = f"The technical terms{local} of the briefs, explained with sources."
    glossary = Found("term", LABELS["term"])
    files = {term.document.file for term in library.terms.values()}
    file = files.pop() if len(files) == 1 else "briefs/terms" if files else ""
    head = Head(GLOSSARY, "glossary.md.j2", "Glossary", lede, (_HOME,), glossary, file=file)
    yield Planned(head, Lookup(graph), glossary_view)
    if edition.past:
        yield from _editions(graph, edition)


def _editions(graph: Graph, edition: Edition) -> Iterator[Planned]:
    """The list of editions, and for each what became of its figures."""
    about = Found("about", LABELS["about"])
    words = "States of the site that are kept at addresses of their own, and what changed between."
    head = Head(briefs.EDITIONS_PATH, "editions.md.j2", "Editions", words, (_HOME,), about)
    yield Planned(head, Lookup(graph), partial(briefs.editions_view, edition=edition))
    crumbs = (_HOME, Crumb("Editions", page_url(briefs.EDITIONS_PATH)))
    for past in edition.past:
        title = f"Since edition {past.name}"
        words = f"{title}: its figures that were corrected, renamed or taken out, with the reason."
        head = Head(since_path(past.name), "since.md.j2", title, words, crumbs, about)
        yield Planned(head, Lookup(graph), partial(since_view, past=past))


def _reference(graph: Graph) -> Iterator[Planned]:
    """The pages on fields and rules; they are the same on every site."""
    about = Found("editors", LABELS["editors"])
    words = "Each field of each file of a brief: what it holds, whether it is needed, an example."
    head = Head(reference.FIELDS_PATH, "format.md.j2", "Every field", words, (_HOME,), about)
    yield Planned(head, Lookup(graph), partial(_made, reference.format_view()))
    crumbs = (_HOME, Crumb("Every field", "fields/"))
    for name, (title, _) in reference.FIELD_PAGES.items():
        told = f"{title}: what it holds, whether it is needed, and an example of each."
        head = Head(reference.fields_path(name), "fields.md.j2", title, told, crumbs, about)
        yield Planned(head, Lookup(graph), partial(_made, reference.fields_view(name)))
    words = "What briefs are checked for and why, with a mistake, its message and what to write."
    head = Head(reference.RULES_PATH, "rules.md.j2", "Every rule", words, (_HOME,), about)
    yield Planned(head, Lookup(graph), partial(_made, reference.rules_view()))
    crumbs = (_HOME, Crumb("Every rule", "rules/"))
    for group in reference.rules_view().groups:
        title = f"Rules: {group.heading[0].lower()}{group.heading[1:]}"
        path = reference.rules_path(group.name)
        head = Head(path, "rule_group.md.j2", title, f"{title}. {words}", crumbs, about)
        yield Planned(head, Lookup(graph), partial(_made, group))


def _made(view: View, _: Lookup) -> View:
    return view


def _ways(graph: Graph) -> Iterator[Planned]:
    """The pages that lead to all others, in as many parts as they have."""
    words = "What happened and who said what, newest first, by region, topic and year."
    told = timeline.timeline_parts(graph)
    names = timeline.titles(told)
    views = [
        partial(timeline.timeline_view, held=part.held, titles=names, part=n)
        for n, part in enumerate(told)
    ]
    head = Head(timeline.PATH, "timeline.md.j2", "Timeline", words, (_HOME,), filters=FILTER)
    yield from _in_parts(Planned(head, Lookup(graph), views[0]), names, views)
    division = timeline.division(graph).lower()
    words = f"All briefs on regions and companies in one table, by kind, {division} and topic."
    rows = timeline.browse_parts(graph)
    names = timeline.titles(rows)
    tables = [
        partial(timeline.browse_view, held=part.held, titles=names, part=n)
        for n, part in enumerate(rows)
    ]
    head = Head(
        timeline.BROWSE_PATH, "browse.md.j2", "Browse all briefs", words, (_HOME,), filters=FILTER
    )
    yield from _in_parts(Planned(head, Lookup(graph), tables[0]), names, tables)


def _comparison(graph: Graph, parts: Parts) -> Iterator[Planned]:
    """Briefs beside each other."""
    words = "Values of regions and companies beside each other, where they may be compared."
    head = Head(COMPARE, "compare.md.j2", "Compare briefs", words, (_HOME,), filters="compare.js")
    names = part_titles(parts)
    views = [partial(compare_view, parts=parts, part=n) for n in range(len(names))]
    yield from _in_parts(Planned(head, Lookup(graph), views[0]), names, views)


def _in_parts(
    first: Planned, names: Titles, views: Sequence[Callable[..., View]], template: str = ""
) -> Iterator[Planned]:
    """The parts of a page, of which the first has its address and title."""
    yield first
    head = first.head
    short = head.title if head.found else head.title.split()[0]
    for part, (title, view) in list(enumerate(zip(names or [""], views, strict=True)))[1:]:
        own = replace(
            head,
            path=part_path(head.path, part),
            template=template or head.template,
            title=f"{head.title}, {title[0].lower()}{title[1:]}",
            description=f"{title}. {head.description}",
            crumbs=(*head.crumbs, Crumb(short, head.address)),
            found=None,
            headline="",
            picture=None,
            has_feed=False,
        )
        yield Planned(own, Lookup(first.lookup.graph), view)


def _shared(
    first: Planned, shares: Sequence[Share], more: Callable[..., View]
) -> Iterator[Planned]:
    """A page with long lists in its parts; those after the first have nothing but these."""
    if len(shares) > 1:
        whole: Callable[..., View] = first.view
        view = partial(whole, share=shares[0])
        head = replace(first.head, filters=SEEK)
        first = replace(first, head=head, view=view, whole=whole)
    views: list[Callable[..., View]] = [first.view]
    views += [partial(more, share=share) for share in shares[1:]]
    yield from _in_parts(first, shares[0].titles, views, "more.md.j2")


_HOME = Crumb("Home", "")
_PART = re.compile(r"part-\d+/(?=index\.md$)")
FILTER, SEEK = "filter.js", "choice.js"
_BRIEFS = "From briefs in which every number names its source."
OF_ALL = ("method/", "timeline/", "browse/")
"""Where the pages lie that tell of everything."""
LISTS = tuple((id, kind.folder, kind.title) for id, kind in KINDS.items() if kind.lede)
"""Kind, folder and title of each list of pages."""


def _page(
    lookup: Lookup,
    entry: AnyEntry,
    text: str,
    view: Callable[[Lookup], View],
    crumbs: tuple[Crumb, ...] = (),
) -> Iterator[Planned]:
    """The page of an entry: everything but its text and view follows from the entry."""
    (folder, heading) = next((f, t) for k, f, t in LISTS if k == entry.kind)
    is_placed = entry.kind in ("region", "company", "person")
    title, where = lookup.name(entry), place(lookup, entry)
    head = Head(
        page_path(entry.kind, entry.id),
        f"{entry.kind}.md.j2",
        title,
        describe(text, title, where, lookup.library.site.claim),
        crumbs or (_HOME, Crumb(heading, f"{folder}/")),
        found(lookup, entry),
        file=entry.document.file,
        headline=headline(title, where if is_placed else LABELS[entry.kind]),
        picture=link_picture(lookup, entry),
        has_feed=entry.kind in ("region", "company"),
    )
    shares = cut(long_lists(lookup.graph, entry))
    yield from _shared(
        Planned(head, lookup, view), shares, partial(timeline.more_view, entry=entry)
    )


def _brief_crumbs(lookup: Lookup, kind: str, id: str) -> tuple[Crumb, ...]:
    if kind == "company":
        return _HOME, Crumb("Companies", "companies/")
    above = (Crumb(lookup.name(entry), f"regions/{entry.id}/") for entry in lookup.above(id))
    return _HOME, Crumb("Regions", "regions/"), *above


# What a view asks the graph, so that its page is made anew only where an answer is another one.


Question = tuple[str, Any]
"""A list of the graph or its library, and a key in it; without a key, the whole list."""


class _Asked(Mapping[Any, Any]):
    """A list that notes what it is asked."""

    def __init__(self, name: str, known: Mapping[Any, Any], asked: set[Question]) -> None:
        self._name, self._known, self._asked = name, known, asked

    def __getitem__(self, key: Any) -> Any:
        self._asked.add((self._name, key))
        return self._known[key]

    def __iter__(self) -> Iterator[Any]:
        self._asked.add((self._name, None))
        return iter(self._known)

    def __len__(self) -> int:
        self._asked.add((self._name, None))
        return len(self._known)


def lists(of: Graph | Library, prefix: str = "") -> dict[str, dict[Any, Any]]:
    """The lists of a graph or library by name, those too that it makes of others."""
    made = [name for name, at in vars(type(of)).items() if isinstance(at, cached_property)]
    found = {name: getattr(of, name) for name in (*(each.name for each in fields(of)), *made)}
    return {prefix + name: value for name, value in found.items() if isinstance(value, dict)}


def _watched(graph: Graph, asked: set[Question]) -> Graph:
    """The graph for one view, which notes what it asks."""

    def noting(of: Graph | Library, prefix: str = "") -> dict[str, Any]:
        return {name: _Asked(prefix + name, value, asked) for name, value in lists(of).items()}

    library = replace(graph.library)
    vars(library).update(noting(graph.library, "library."), unit_table=graph.library.unit_table)
    made = replace(graph, library=library)
    vars(made).update(noting(graph))
    return made
