"""How everything hangs together: hierarchy, figures by reference, citations, backlinks.

In: a `Library` without errors (the reference checks have passed, or the asker copes with gaps).
Out: a frozen `Graph` that answers questions; nothing in it is worded for a page.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Generic, TypeVar

from briefsite.library import PLURALS, AnyEntry, Entry, EntryOrDraft, Library
from briefsite.library.prose import Cite, FigureRef, Inline, Text, WikiLink, parse
from briefsite.library.resolving import Wording
from briefsite.models import Citation, Company, Event, Figure, Region, Relation, Statement
from briefsite.models.base import ProseText, Ref
from briefsite.models.walk import FieldPath, Leaf
from briefsite.text.periods import Period

# Who names whom in prose: of each brief, each text that names something else.
#
# In: a library. Out: for everything that has a page or a glossary entry, the texts that name it,
# by a link, by one of its figures, or, for people and terms, in plain words.


Target = tuple[str, str]
"""Kind and id of what is named."""

_SHOWN = {
    *("parent", "locations", "parents", "relations"),
    *("events", "statements", "topics", "sectors"),
}
"""Fields whose references the page of what they name shows by itself, not as backlinks."""


@dataclass(frozen=True)
class Mention:
    """A text of a brief that names something; the text is empty where a field names it."""

    brief: Entry[Region] | Entry[Company]
    path: FieldPath
    text: str = ""


@dataclass(frozen=True)
class Names:
    """What can be named in plain words."""

    terms: Wording = field(default_factory=Wording)
    people: Wording = field(default_factory=Wording)


@dataclass(frozen=True)
class Named:
    """What a part of a text names; `start` and `end` within a plain text, 0 for other parts."""

    target: Target
    start: int = 0
    end: int = 0


def names(library: Library) -> Names:
    """The forms of the terms and the names of the people."""
    terms = (
        (form, term.id)
        for term in library.terms.values()
        for form in (term.value.name, *term.value.aliases)
    )
    people = ((person.value.name, person.id) for person in library.people.values())
    return Names(Wording(terms), Wording(people, exact=True))


def named(inline: Inline, library: Library, known: Names) -> Iterator[Named]:
    """What one part of a text names."""
    if isinstance(inline, WikiLink):
        brief = "region" if inline.id in library.regions else "company"
        yield Named((inline.kind or brief, inline.id))
    elif isinstance(inline, FigureRef):
        yield Named(("indicator", inline.indicator))
        if inline.brief:
            kind = "region" if inline.brief in library.regions else "company"
            yield Named((kind, inline.brief))
    elif isinstance(inline, Text):
        for kind, wording in (("term", known.terms), ("person", known.people)):
            for spot in wording.find(inline.text):
                yield Named((kind, spot.id), spot.start, spot.end)


def mentions(library: Library, known: Names) -> dict[Target, list[Mention]]:
    """For everything that is named, the texts of briefs that name it, each once."""
    found: dict[Target, dict[tuple[str, FieldPath], Mention]] = defaultdict(dict)
    for brief in library.briefs():
        for leaf in brief.leaves:
            for target in _targets(leaf, library, known):
                if target != (brief.kind, brief.id):
                    text = leaf.value if isinstance(leaf.meaning, ProseText) else ""
                    found[target][brief.id, leaf.path] = Mention(brief, leaf.path, text)
    return {target: list(all.values()) for target, all in found.items()}


def _targets(leaf: Leaf, library: Library, known: Names) -> Iterator[Target]:
    if isinstance(leaf.meaning, ProseText):
        for inline in parse(leaf.value).inlines:
            yield from (part.target for part in named(inline, library, known))
    elif leaf.path[0] not in _SHOWN and {"region", "company"} & set(leaf.meaning.kinds):
        yield ("region" if leaf.value in library.regions else "company"), leaf.value


AnyBrief = Entry[Region] | Entry[Company]


@dataclass(frozen=True)
class Reference:
    """A place in an entry that names something else."""

    entry: EntryOrDraft
    path: FieldPath
    kinds: tuple[str, ...]
    id: str
    raw: str = ""
    """The words in prose, where it stands in prose."""


@dataclass(frozen=True)
class Use:
    """A citation, with the entry and the part of it that rests on it."""

    entry: AnyEntry
    path: FieldPath
    citation: Citation
    raw: str = ""
    """The words in prose, where it stands in prose."""


@dataclass(frozen=True)
class FigureAt:
    """A figure, its brief, and its place in the brief's list."""

    brief: AnyBrief
    figure: Figure
    index: int


T = TypeVar("T", bound=Event | Statement, covariant=True)


@dataclass(frozen=True)
class ItemAt(Generic[T]):
    """An event or statement, the brief in which it is written, and its rank there."""

    brief: AnyBrief
    item: T
    index: int


AnyItemAt = ItemAt[Event | Statement]


def of_kind(found: Iterable[AnyItemAt], kind: type[T]) -> tuple[ItemAt[T], ...]:
    """Those that are events, or those that are statements."""
    return tuple(
        ItemAt(one.brief, one.item, one.index) for one in found if isinstance(one.item, kind)
    )


def references(entry: Entry[Any]) -> Iterator[Reference]:
    """Every id that an entry, a draft or a part of one names, in fields and in prose."""
    for leaf in entry.leaves:
        if isinstance(leaf.meaning, Ref):
            yield Reference(entry, leaf.path, leaf.meaning.kinds, leaf.value)
    for path, inline in entry.inlines:
        if isinstance(inline, Cite | WikiLink | FigureRef) and (refers := inline.refers):
            yield Reference(entry, path, *refers, inline.raw)


def uses(entry: AnyEntry) -> Iterator[Use]:
    """Every citation of an entry, in `sources` fields and in prose."""
    for cited in entry.citations:
        yield Use(entry, cited.path, cited.citation)
    for path, inline in entry.inlines:
        if isinstance(inline, Cite):
            yield Use(entry, path, _citation(inline.source, inline.para), inline.raw)


@cache
def _citation(source: str, para: int) -> Citation:
    return Citation.model_construct(source=source, para=para)


R = TypeVar("R")
LABELS = ("rank", "capacity")
"""Quantities that tell one thing from others (4th, 110 kV) more than how much there is of it."""


@dataclass(frozen=True)
class Graph:
    """The library with its cross-references; every list is in a fixed order.

    Each list is made when it is first asked for: unknown ids are left out, the checks report them.
    """

    library: Library
    _made: list[dict[Any, Any]] = field(default_factory=lambda: [{}], repr=False, compare=False)
    """For `made`; in a list, as each dictionary of a graph is an answer that pages may ask for."""

    def made(self, make: Callable[..., R], *answers: Any) -> R:
        """What is made of answers of the graph, once for the same ones; they stay as they are."""
        key, (known,) = (make, *map(id, answers)), self._made
        if key not in known:
            known[key] = answers, make(*answers)
        return known[key][1]  # type: ignore[no-any-return]

    @cached_property
    def children(self) -> dict[str, tuple[Entry[Region], ...]]:
        """The regions that lie right in a region; under an empty id those that lie in none."""
        found: dict[str, list[Entry[Region]]] = defaultdict(list)
        for region in self.library.regions.values():
            found[region.value.parent or ""].append(region)
        return _frozen(found)

    @cached_property
    def companies(self) -> dict[str, tuple[Entry[Company], ...]]:
        """The companies that have a location right in a region."""
        found: dict[str, list[Entry[Company]]] = defaultdict(list)
        for company in self.library.companies.values():
            for id in dict.fromkeys(location.region for location in company.value.locations):
                found[id].append(company)
        return _frozen(found)

    @cached_property
    def subsidiaries(self) -> dict[str, tuple[Entry[Company], ...]]:
        """The companies of which a company is a parent."""
        found: dict[str, list[Entry[Company]]] = defaultdict(list)
        for company in self.library.companies.values():
            for parent in company.value.parents:
                found[parent.company].append(company)
        return _frozen(found)

    @cached_property
    def incoming(self) -> dict[str, tuple[tuple[AnyBrief, Relation], ...]]:
        """The relations of others to a brief."""
        found: dict[str, list[tuple[AnyBrief, Relation]]] = defaultdict(list)
        for brief in self.library.briefs():
            for relation in brief.value.relations:
                found[relation.to].append((brief, relation))
        return _frozen(found)

    @cached_property
    def backlinks(self) -> dict[tuple[str, str], tuple[AnyEntry, ...]]:
        """By kind and id, the entries that name something."""
        found: dict[Target, dict[Target, AnyEntry]] = defaultdict(dict)
        for entry in self.library.entries():
            for target in entry.names:
                found[target][entry.kind, entry.id] = entry
        return _frozen({target: [*linkers.values()] for target, linkers in found.items()})

    @cached_property
    def by_indicator(self) -> dict[str, tuple[FigureAt, ...]]:
        """All values of an indicator."""
        found: dict[str, list[FigureAt]] = defaultdict(list)
        for brief in self.library.briefs():
            for index, figure in enumerate(brief.value.figures):
                found[figure.indicator].append(FigureAt(brief, figure, index))
        return _frozen(found)

    @cached_property
    def by_source(self) -> dict[str, tuple[Use, ...]]:
        """The citations of a source, by paragraph."""
        found: dict[str, list[Use]] = defaultdict(list)
        for use in (use for entry in self.library.entries() for use in uses(entry)):
            found[use.citation.source].append(use)
        for used in found.values():
            used.sort(key=lambda use: use.citation.para)
        return _frozen(found)

    @cached_property
    def by_brief(self) -> dict[tuple[str, str], tuple[FigureAt, ...]]:
        """The values that a brief has of an indicator."""
        found: dict[tuple[str, str], list[FigureAt]] = defaultdict(list)
        for at in (at for figures in self.by_indicator.values() for at in figures):
            found[at.brief.id, at.figure.indicator].append(at)
        return _frozen(found)

    @cached_property
    def items(self) -> dict[str, tuple[AnyItemAt, ...]]:
        """Events and statements by the brief that has them or is named in them, and by person."""
        return _frozen(items_of(self.library.briefs()))

    @cached_property
    def names(self) -> Names:
        """What can be named in plain words."""
        return names(self.library)

    @cached_property
    def mentions(self) -> dict[Target, tuple[Mention, ...]]:
        """The texts of briefs that name something."""
        return _frozen(mentions(self.library, self.names))

    def ancestors(self, region: str) -> tuple[Entry[Region], ...]:
        """From the country down to the parent; stops where a parent is missing or comes again."""
        found: list[Entry[Region]] = []
        seen = {region}
        entry = self.library.regions.get(region)
        while entry and entry.value.parent and entry.value.parent not in seen:
            seen.add(entry.value.parent)
            entry = self.library.regions.get(entry.value.parent)
            if entry:
                found.append(entry)
        return tuple(reversed(found))

    def descendants(self, region: str) -> tuple[Entry[Region], ...]:
        """All regions below a region, depth first; each once, where they are a ring too."""
        found: dict[str, Entry[Region]] = {}
        waiting = [*reversed(self.children.get(region, ()))]
        while waiting:
            child = waiting.pop()
            if child.id != region and child.id not in found:
                found[child.id] = child
                waiting += reversed(self.children.get(child.id, ()))
        return tuple(found.values())

    def figures(self, brief: str, ref: FigureRef) -> tuple[FigureAt, ...]:
        """The figures a reference names: one where it is right, none or several where it is not."""
        return self.figures_shown.get((ref.brief or brief, ref.indicator, ref.period), ())

    @cached_property
    def figures_shown(self) -> dict[tuple[str, str, str | None], tuple[FigureAt, ...]]:
        """Of brief, indicator and period, or no period, the figures; only the preferred ones."""
        shown: dict[tuple[str, str, str | None], list[FigureAt]] = defaultdict(list)
        for (brief, indicator), found in self.by_brief.items():
            preferred = {at.figure.key for at in found if at.figure.preferred}
            for at in found:
                if at.figure.preferred or at.figure.key not in preferred:
                    shown[brief, indicator, None].append(at)
                    shown[brief, indicator, at.figure.period].append(at)
        return {key: tuple(figures) for key, figures in shown.items()}

    @cached_property
    def value_counts(self) -> dict[str, int]:
        """How many values each indicator has."""
        return {indicator: len(found) for indicator, found in self.by_indicator.items()}

    def figures_named(self, brief: str, text: str) -> tuple[FigureAt, ...]:
        """The same for a reference written without braces: `indicator@period`."""
        parsed = parse("{" + text + "}").inlines
        refs = [inline for inline in parsed if isinstance(inline, FigureRef)]
        return self.figures(brief, refs[0]) if refs else ()

    def led(self, brief: AnyBrief) -> tuple[FigureAt, ...]:
        """The figures of a brief as they are shown: first those that its editor chose to lead."""
        value = brief.value
        chosen = [at for name in value.lead for at in self.figures_named(brief.id, name)]
        places = {at.index for at in chosen}
        all = (FigureAt(brief, figure, index) for index, figure in enumerate(value.figures))
        others = (at for at in all if at.index not in places)
        return (*chosen, *sorted(others, key=self._is_label))

    def headline(self, brief: AnyBrief) -> FigureAt | None:
        """The figure that stands for a brief elsewhere; None where none says enough alone."""
        first = next(iter(self.led(brief)), None)
        return first if first and (brief.value.lead or not self._is_label(first)) else None

    def _is_label(self, at: FigureAt) -> bool:
        return self.library.indicators[at.figure.indicator].value.quantity in LABELS

    def items_on(self, brief: str, kind: type[T]) -> tuple[ItemAt[T], ...]:
        """Events or statements for a brief's page: its own, and those that name it."""
        return of_kind(self.items.get(brief, ()), kind)

    def items_by(self, person: str) -> tuple[AnyItemAt, ...]:
        """Events and statements of a person."""
        return self.items.get(f"person:{person}", ())


def _named(item: Event | Statement) -> tuple[str, ...]:
    organisation = (item.organisation,) if isinstance(item, Statement) and item.organisation else ()
    return (*item.regions, *item.companies, *organisation)


def _people(item: Event | Statement) -> tuple[str, ...]:
    if isinstance(item, Event):
        return item.people
    return (item.speaker,) if item.speaker else ()


def build(library: Library) -> Graph:
    """Join the entries of a library."""
    return Graph(library)


def _frozen(lists: dict[Any, list[Any]]) -> dict[Any, tuple[Any, ...]]:
    return {key: tuple(values) for key, values in sorted(lists.items())}


def items_of(briefs: Iterable[AnyBrief]) -> dict[str, list[AnyItemAt]]:
    """Events and statements of briefs, as in `Graph.items`."""
    found: dict[str, list[AnyItemAt]] = defaultdict(list)
    for brief in briefs:
        items: tuple[Event | Statement, ...] = (*brief.value.events, *brief.value.statements)
        for index, item in enumerate(items):
            one = AnyItemAt(brief, item, index)
            people = (f"person:{id}" for id in _people(item))
            for key in dict.fromkeys((brief.id, *_named(item), *people)):
                found[key].append(one)
    for there in found.values():
        there.sort(key=_when)
    return found


def _when(one: AnyItemAt) -> tuple[object, ...]:
    return (*Period.parse(one.item.date or "undated").sort_key, one.brief.id, one.index)


# Where things are on the site: paths of pages, addresses, anchors.
#
# Every address is relative to the root of the site.


GLOSSARY, METHOD = "glossary/index.md", "method/index.md"


def page_path(kind: str, id: str) -> str:
    """The Markdown file of something's page; for a term, that of the glossary."""
    # The index of a folder of its own: some engines compute addresses in HTML from the file.
    return GLOSSARY if kind == "term" else f"{PLURALS[kind]}/{id}/index.md"


def page_url(path: str) -> str:
    """The address of a generated page below the site's root: its folder, ending in `/`."""
    return path.removesuffix("index.md")


def figure_anchor(at: FigureAt) -> str:
    """The permanent anchor of a figure on its brief's page: `f-nev-output-2023`."""
    figure = at.figure
    stem = f"f-{figure.indicator}"
    if figure.period != "undated":
        stem += f"-{Period.parse(figure.period).slug}"
    before = at.brief.twins[at.index]
    return f"{stem}-{before + 1}" if before else stem


def item_anchor(told: AnyItemAt) -> str:
    """The permanent anchor of an event or statement on the page of its brief."""
    return f"{'e' if isinstance(told.item, Event) else 's'}-{told.item.id}"
