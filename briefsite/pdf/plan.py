"""Which documents there are: one for each brief, booklets, and one of the whole site.

In: a graph. Out: documents as values, in a fixed order. A booklet holds a region, everything below
it depth first, and the companies there, each once.
"""

from dataclasses import dataclass

from briefsite.graph import AnyBrief, Graph
from briefsite.pages.claims import SITE_NAME
from briefsite.pages.desk import page_path, page_url
from briefsite.problems import BriefsiteError, did_you_mean
from briefsite.text import plural

SITE = "site"
"""Stands for the whole site where a page offers documents."""


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
    """Of a booklet: the page whose head for paper stands on the cover."""


def plan(graph: Graph) -> tuple[Document, ...]:
    """Every document that a build makes."""
    found = [_brief(brief) for brief in graph.library.briefs()]
    regions = graph.library.regions.values()
    found += [_booklet(graph, region) for region in regions if _has_more(graph, region)]
    return (*found, whole(graph))


def _has_more(graph: Graph, brief: AnyBrief) -> bool:
    """Whether a booklet of a brief holds more than the brief."""
    return len(_inside(graph, brief)) > 1


def _brief(brief: AnyBrief) -> Document:
    """The document of one brief, beside its page."""
    page = _page(brief)
    return Document(brief.id, f"{page}{brief.id}.pdf", (Part(page),))


def _booklet(graph: Graph, brief: AnyBrief) -> Document:
    """The booklet of a region; of a company it holds the company."""
    page, inside = _page(brief), _inside(graph, brief)
    path = f"{page}{brief.id}-booklet.pdf"
    return Document(brief.id, path, inside, True, brief.value.name, _holds(inside), page)


def whole(graph: Graph) -> Document:
    """The booklet of the whole site."""
    library = graph.library
    roots = [region for region in library.regions.values() if not graph.ancestors(region.id)]
    regions = [part for root in roots for part in _inside(graph, root)]
    parts = dict.fromkeys(part for part in regions if not part.page.startswith("companies/"))
    parts |= dict.fromkeys(Part(_page(company)) for company in library.companies.values())
    path = f"{SITE_NAME.lower().replace(' ', '-')}.pdf"
    return Document(SITE, path, tuple(parts), True, SITE_NAME, _holds(tuple(parts)))


def choose(graph: Graph, id: str | None, *, booklet: bool) -> Document:
    """A document by hand; without an id the whole site. Raises BriefsiteError for an unknown id."""
    if id is None:
        return whole(graph)
    briefs = {brief.id: brief for brief in graph.library.briefs()}
    if id not in briefs:
        hint = did_you_mean(id, briefs)
        raise BriefsiteError(f"there is no region or company '{id}'" + (hint and f"; {hint}"))
    return _booklet(graph, briefs[id]) if booklet else _brief(briefs[id])


def _page(brief: AnyBrief) -> str:
    return page_url(page_path(brief.kind, brief.id))


def _inside(graph: Graph, brief: AnyBrief) -> tuple[Part, ...]:
    """A brief, the regions below it, and their companies in the order of these regions."""
    if brief.kind == "company":
        return (Part(_page(brief)),)
    regions = (brief, *graph.descendants(brief.id))
    above = len(graph.ancestors(brief.id))
    parts = [Part(_page(region), len(graph.ancestors(region.id)) - above) for region in regions]
    companies = [found for region in regions for found in graph.companies.get(region.id, ())]
    return tuple(dict.fromkeys([*parts, *(Part(_page(company)) for company in companies)]))


def _holds(parts: tuple[Part, ...]) -> str:
    regions = sum(1 for part in parts if part.page.startswith("regions/"))
    counts = ((regions, "region", "regions"), (len(parts) - regions, "company", "companies"))
    return " and ".join(plural(count, *words) for count, *words in counts if count)
