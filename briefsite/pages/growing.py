"""What would make a page grow with the site: its long lists, which are cut into parts; backlinks.

A page has the beginning of each of its lists, the pages after it the rest. In: the lists. Out: for
each page its `Share`, which says what it holds of each list and where the rest is.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, takewhile
from typing import Any, Generic, TypeVar

from briefsite.library import AnyEntry, Entry
from briefsite.library.graph import (
    AnyBrief,
    AnyItemAt,
    FigureAt,
    Graph,
    ItemAt,
    Mention,
    T,
    Use,
    figure_anchor,
    items_of,
    named,
    of_kind,
    page_path,
)
from briefsite.library.nodes import Inline, Marked, Run, Text
from briefsite.library.prose import Paragraph, flatten, parse
from briefsite.library.resolving import plain_runs
from briefsite.models import Company, Event, Source, Statement
from briefsite.models.walk import FieldPath
from briefsite.pages.views import Group, Link, MentionView, Rest, Resting, SentenceView
from briefsite.pages.writer import Links, Lookup, PageWriter, Titles, part_path
from briefsite.text import plural, sentences, slug
from briefsite.text.periods import Period

K = TypeVar("K")
LONGEST = 300
"""Entries on one page: links, rows, cards; with more, there are parts."""
FULL = 2
"""What is told in full counts as so many."""
Words = tuple[str, ...]


@dataclass(frozen=True)
class Long(Generic[K]):
    """A list that grows with the site."""

    all: Sequence[K]
    word: Callable[[K], Words]
    """What an entry is known by, from the widest on: its year and month, its name."""
    weight: int = 1
    by_letter: bool = False
    """It is sorted by these words: as many letters do as set one apart from the next."""

    @property
    def size(self) -> int:
        """How much room it takes."""
        return len(self.all) * self.weight

    def words(self, start: int, end: int) -> str:
        """What a piece of it holds: `2024 to 2021`, `A to Co`."""
        first, last = self.word(self.all[start]), self.word(self.all[end - 1])
        if self.by_letter:
            before, after = self.all[start - 1 : start], self.all[end : end + 1]
            first, last = (
                (letters(first[0], (self.word(before[0]) if before else last)[0]),),
                (letters(last[0], (self.word(after[0]) if after else first)[0]),),
            )
        pairs = zip(first, last, strict=False)
        same = len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
        ends = [" to ".join((first[same], last[same]))] if same < min(len(first), len(last)) else []
        return ", ".join((*first[:same], *ends))


def letters(name: str, beside: str) -> str:
    """As much of a name as sets it apart from the one beside it."""
    pairs = zip(name.casefold(), beside.casefold(), strict=False)
    same = len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
    return name[: same + (2 if name[same : same + 1].isspace() else 1)]


@dataclass(frozen=True)
class Piece:
    """What one part of a page holds of a list, and in words."""

    part: int
    start: int
    end: int
    words: str


@dataclass(frozen=True)
class Share:
    """What a part of a page holds of each of its lists; of a page in one part, everything."""

    part: int = 0
    pieces: Mapping[str, tuple[Piece, ...]] = field(default_factory=dict)

    def of(self, name: str, all: Sequence[K]) -> Sequence[K]:
        """What it holds of a list."""
        own = (piece for piece in self.pieces.get(name, ()) if piece.part == self.part)
        return next((all[piece.start : piece.end] for piece in own), ()) if self.pieces else all

    def others(self, name: str) -> Iterator[Piece]:
        """What other parts hold of a list."""
        return (piece for piece in self.pieces.get(name, ()) if piece.part != self.part)

    @property
    def titles(self) -> Titles:
        """The title of each part; the first needs no words where it has something of each list."""
        held: dict[int, list[Piece]] = defaultdict(list)
        said: dict[int, list[str]] = defaultdict(list)
        for name, pieces in self.pieces.items():
            for piece in pieces:
                held[piece.part].append(piece)
                said[piece.part].append(f"{name} {piece.words}".strip())
        titles = {}
        for part, own in sorted(held.items()):
            if part or len(own) == 1:
                count = sum(piece.end - piece.start for piece in own)
                titles[f"Part {part + 1}: {', '.join(said[part])}"] = f"{count}"
            else:
                titles[f"Part {part + 1}"] = ""
        return titles

    def rest(self, links: Links, path: str) -> Rest:
        """By list, the ways to the other parts that have something of it."""

        def way(name: str, piece: Piece) -> Link:
            href = links.href(part_path(path, piece.part), name)
            return Link(piece.words, href, f"{piece.end - piece.start}")

        return {name: tuple(way(name, one) for one in self.others(name)) for name in self.pieces}


WHOLE = Share()
"""Everything, on one page."""


def cut(lists: Mapping[str, Long[Any]]) -> tuple[Share, ...]:
    """The parts of a page: on the first the lists share the room, those after it take turns."""
    left = sum(long.size for long in lists.values())
    if left <= LONGEST:
        return (WHOLE,)
    pieces: dict[str, tuple[Piece, ...]] = dict.fromkeys(lists, ())
    room = LONGEST
    for rank, (name, long) in enumerate(sorted(lists.items(), key=lambda item: item[1].size)):
        end = min(len(long.all), max(1, room // (len(lists) - rank) // long.weight))
        pieces[name] = (Piece(0, 0, end, long.words(0, end)),) if end else ()
        room -= end * long.weight
    part = room = 0
    for name, long in lists.items():
        start = sum(piece.end for piece in pieces[name])
        while start < len(long.all):
            end = min(len(long.all), start + LONGEST // long.weight)
            if (end - start) * long.weight > room:
                part, room = part + 1, LONGEST
            pieces[name] += (Piece(part, start, end, long.words(start, end)),)
            room -= (end - start) * long.weight
            start = end
    return tuple(Share(number, pieces) for number in range(part + 1))


# The lists of the page of an entry, by name, in the order of the page.


def companies_in(graph: Graph, brief: AnyBrief) -> tuple[tuple[Entry[Company], str], ...]:
    """The companies of a region and of the regions below it, each with the first of these."""
    found: dict[str, tuple[Entry[Company], str]] = {}
    below = graph.descendants(brief.id) if brief.kind == "region" else ()
    for place in (brief, *below) if brief.kind == "region" else ():
        for company in graph.companies.get(place.id, ()):
            found.setdefault(company.id, (company, place.id))
    return tuple(found[id] for id in sorted(found))


def told_by_others(graph: Graph, brief: AnyBrief, kind: type[T]) -> tuple[ItemAt[T], ...]:
    """The events or statements that other briefs tell of this one."""
    return graph.made(_by_others, graph.items.get(brief.id, ()), brief, kind)


def _by_others(found: Iterable[AnyItemAt], brief: AnyBrief, kind: type[T]) -> tuple[ItemAt[T], ...]:
    return tuple(one for one in of_kind(found, kind) if one.brief.id != brief.id)


def citing(graph: Graph, source: str) -> list[tuple[int, list[Use]]]:
    """By paragraph and page, what cites a source."""
    return graph.made(_citing, graph.by_source.get(source, ()))


def _citing(all: Iterable[Use]) -> list[tuple[int, list[Use]]]:
    found: dict[tuple[int, str, str], list[Use]] = {}
    for use in all:
        found.setdefault((use.citation.para, use.entry.kind, use.entry.id), []).append(use)
    return [(para, uses) for (para, *_), uses in found.items()]


def values_of(graph: Graph, indicator: str) -> list[FigureAt]:
    """The values of an indicator, the newest first."""
    return graph.made(_newest, graph.by_indicator.get(indicator, ()))


def _newest(all: Iterable[FigureAt]) -> list[FigureAt]:
    return sorted(
        all, key=lambda at: (Period.parse(at.figure.period).sort_key, at.brief.id, at.index)
    )[::-1]


def members_of(graph: Graph, topic: str) -> Mapping[str, list[AnyEntry]]:
    """The briefs and indicators of a topic, by kind."""
    return graph.made(_by_kind, graph.backlinks.get(("topic", topic), ()))


def _by_kind(members: Iterable[AnyEntry]) -> Mapping[str, list[AnyEntry]]:
    found = defaultdict[str, list[AnyEntry]](list)
    for entry in members:
        found[entry.kind].append(entry)
    return found


def events_in(graph: Graph, topic: str) -> list[ItemAt[Event]]:
    """The events of the briefs of a topic, newest first, those without a date last; each stands
    in one of these briefs, so that what a page has of them follows from the members."""
    return graph.made(_events, graph.backlinks.get(("topic", topic), ()))


def _events(members: Iterable[Entry[Any]]) -> list[ItemAt[Event]]:
    briefs = {entry.id: entry for entry in members if entry.kind in ("region", "company")}
    items = items_of(briefs.values())
    found = [told for id in briefs for told in of_kind(items.get(id, ()), Event)]
    own = {(told.brief.id, told.index): told for told in found}
    return sorted(
        own.values(), key=lambda told: Period.parse(told.item.date or "undated").sort_key
    )[::-1]


def long_lists(graph: Graph, entry: Entry[Any]) -> dict[str, Long[Any]]:
    """The lists of the page of an entry that grow with the site."""
    found: dict[str, Long[Any]] = {}
    if entry.kind in ("region", "company"):
        found["events"] = Long(told_by_others(graph, entry, Event), _day, FULL)
        found["statements"] = Long(told_by_others(graph, entry, Statement), _day, FULL)
        found["companies"] = Long(companies_in(graph, entry), lambda item: _name(item[0]))
        found["ties"] = Long(graph.incoming.get(entry.id, ()), lambda item: _name(item[0]), FULL)
        found["places"] = Long(graph.children.get(entry.id, ()), _name)
    elif entry.kind == "source":
        found["paragraphs"] = Long(citing(graph, entry.id), lambda item: (f"{item[0]}",), FULL)
    elif entry.kind == "indicator":
        found["values"] = Long(values_of(graph, entry.id), _year, FULL)
    elif entry.kind == "topic":
        members = members_of(graph, entry.id)
        found["regions"] = Long(members["region"], _name)
        found["companies"] = Long(members["company"], _name)
        found["events"] = Long(events_in(graph, entry.id), _day, FULL)
        found["indicators"] = Long(members["indicator"], _name)
    elif entry.kind == "person":
        told = graph.items_by(entry.id)
        found["statements"] = Long(of_kind(told, Statement), _day, FULL)
        found["events"] = Long(of_kind(told, Event), _day, FULL)
    mentions = mentioning(graph, entry)
    return found | {"mentions": Long(mentions, lambda group: _name(group[0].brief), FULL)}


def _name(entry: Entry[Any]) -> Words:
    return (entry.value.name,)


def _year(at: FigureAt) -> Words:
    period = Period.parse(at.figure.period)
    return (f"{period.year or period.words}", at.brief.value.name)


def _day(told: AnyItemAt) -> Words:
    if not told.item.date:
        return ("no date given",)
    period = Period.parse(told.item.date)
    return f"{period.year}", period.words.removesuffix(f" {period.year}")


# Backlinks with their sentence: which briefs name the subject of a page, and in which words.
#
# What the page shows anyway (events and statements told there, ties, children, companies) is not
# said again.


# Where in a brief something stands: its part in words, with a link to that very place.


_FIELDS = {
    "summary": "summary",
    "parent_sources": "where it lies",
    "locations": "where it is present",
    "parents": "parents",
    "relations": "ties",
    "printed_names": "name as printed",
    "roles": "post",
}


def place_link(writer: PageWriter, entry: Entry[Any], path: FieldPath) -> Link:
    """The page of an entry at what stands at a path in it; the note says what that is."""
    field, index = (*path, 0)[0], path[1] if len(path) > 1 else 0
    value = entry.value
    if field == "figures" and isinstance(index, int):
        at = FigureAt(entry, value.figures[index], index)
        return writer.links.to(entry, writer.lookup.line(at), figure_anchor(at))
    if field == "events" and isinstance(index, int):
        return writer.links.to(entry, value.events[index].title, f"e-{value.events[index].id}")
    if field == "statements" and isinstance(index, int):
        item = value.statements[index]
        return writer.links.to(
            entry, f"statement of {speaker(writer.lookup, item)}", f"s-{item.id}"
        )
    if field == "sections" and isinstance(index, int):
        heading = value.sections[index].heading
        return writer.links.to(entry, heading, f"section-{slug(heading)}")
    if field == "derived" and isinstance(index, int):
        return writer.links.to(entry, value.derived[index].name, f"d-{value.derived[index].id}")
    at_ties = "ties" if field == "relations" else ""
    return writer.links.to(entry, _FIELDS.get(str(field), str(field)), at_ties)


def resting(writer: PageWriter, entry: Entry[Source], share: Share) -> Iterator[Resting]:
    """What rests on each paragraph. The first part has a row for every paragraph, the others for
    those of which they hold something."""
    source, found = entry.value, citing(writer.graph, entry.id)
    furniture = {para: item.reason for item in source.furniture for para in item.paras}
    groups: dict[int, list[Group]] = defaultdict(list)
    for para, uses in share.of("paragraphs", found):
        links = [place_link(writer, use.entry, use.path) for use in uses]
        own = dict.fromkeys(Link(link.note, link.href) for link in links)
        groups[para].append(Group(links[0].text, "", tuple(own)))
    more: dict[int, list[Link]] = defaultdict(list)
    for piece in share.others("paragraphs"):
        path = part_path(page_path("source", entry.id), piece.part)
        counts = Counter(para for para, _ in found[piece.start : piece.end])
        for para, count in counts.items():
            words = f"{count:,} {'more ' if groups[para] else ''}in part {piece.part + 1}"
            more[para].append(Link(words, writer.links.href(path, f"p-{para}")))
    for para in range(1, source.archive.paragraphs + 1):
        if groups[para] or not share.part:
            yield Resting(para, tuple(groups[para]), furniture.get(para, ""), tuple(more[para]))


def speaker(lookup: Lookup, item: Statement) -> str:
    """Who said it, in words."""
    if item.speaker:
        return lookup.name(lookup.library.people[item.speaker])
    if item.organisation:
        return lookup.name(lookup.library.brief(item.organisation))
    return item.attributed_to or "unknown"


MOST = 3
"""Sentences of one brief; the others are counted."""


def mentioning(graph: Graph, entry: AnyEntry) -> tuple[tuple[Mention, ...], ...]:
    """By brief, the mentions of an entry, without those texts that its page shows anyway."""
    key = f"person:{entry.id}" if entry.kind == "person" else entry.id
    found = graph.mentions.get((entry.kind, entry.id), ())
    return graph.made(_left, found, graph.items.get(key, ()), entry)


def _left(
    found: Iterable[Mention], items: Iterable[AnyItemAt], entry: AnyEntry
) -> tuple[tuple[Mention, ...], ...]:
    told = {(one.brief.id, one.index) for one in items}
    left = (one for one in found if not one.text or not _is_shown(entry, one, told))
    return tuple(tuple(group) for _, group in groupby(left, key=lambda one: one.brief.id))


def mention_views(
    writer: PageWriter, entry: AnyEntry, share: Share = WHOLE
) -> tuple[MentionView, ...]:
    """The briefs that name an entry, each with the sentences in which it does."""
    groups = share.of("mentions", mentioning(writer.graph, entry))
    views = (_view(writer, entry, mentions) for mentions in groups)
    return tuple(view for view in views if view.sentences or view.places)


def _view(writer: PageWriter, entry: AnyEntry, mentions: Sequence[Mention]) -> MentionView:
    brief = mentions[0].brief
    places, said = [], []
    for mention in mentions:
        if not mention.text:
            places.append(place_link(writer, brief, mention.path))
        else:
            at = place_link(writer, brief, mention.path)
            said += [SentenceView(at, text) for text in _said(writer, entry, mention)]
    left = len(said) - MOST
    more = f"and {plural(left, 'more sentence')}" if left > 0 else ""
    return MentionView(
        writer.links.to(brief),
        tuple(said[:MOST]),
        more,
        () if said else tuple(dict.fromkeys(places)),
    )


def _is_shown(entry: AnyEntry, mention: Mention, told: Container[tuple[str, int]]) -> bool:
    """Whether the text stands in full on the page of the entry, which tells of so much."""
    (field, *rest), value = mention.path, mention.brief.value
    rank = int(rest[0]) if rest else 0
    if field in ("events", "statements"):
        rank += len(value.events) if field == "statements" else 0
        return (mention.brief.id, rank) in told
    return field == "relations" and value.relations[rank].to == entry.id


def _said(writer: PageWriter, entry: AnyEntry, mention: Mention) -> Iterator[Run]:
    for paragraph in parse(mention.text).paragraphs():
        text, spots = _marked(writer, entry, mention.brief, paragraph)
        for start, end in sentences(text):
            inside = [spot for spot in spots if start <= spot[0] < end]
            if inside:
                yield _sentence(text, start, end, inside)


def _marked(
    writer: PageWriter, entry: AnyEntry, brief: AnyBrief, paragraph: Paragraph
) -> tuple[str, list[tuple[int, int]]]:
    """A paragraph in plain words, and where in it the entry is named."""
    graph, target = writer.graph, (entry.kind, entry.id)
    text, spots = "", []
    for inline, words in plain_runs(flatten(paragraph.children), writer.prose.aside(brief)):
        start = len(text)
        text += words
        for part in named(inline, graph.library, graph.names):
            if part.target == target:
                spots.append((start + part.start, start + (part.end or len(words))))
    return text, spots


def _sentence(text: str, start: int, end: int, spots: list[tuple[int, int]]) -> Run:
    parts: list[Inline] = []
    for first, last in spots:
        parts += [Text(text[start:first]), Marked(text[first:last])]
        start = last
    return Run((*parts, Text(text[start:end])))
