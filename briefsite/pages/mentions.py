"""Backlinks with their sentence: which briefs name the subject of a page, and in which words.

In: the writer of the page and the entry it is about. Out: views. What the page shows anyway (events
and statements told there, ties, children, companies) is not said again.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from briefsite.library import AnyEntry, Entry
from briefsite.library.graph import AnyBrief, FigureAt, Mention, figure_anchor, named
from briefsite.library.nodes import Inline, Marked, Run, Text
from briefsite.library.prose import Paragraph, flatten, parse
from briefsite.library.resolving import plain_runs
from briefsite.models import Statement
from briefsite.models.walk import FieldPath
from briefsite.pages.views import Link, MentionView, SentenceView
from briefsite.pages.writer import Lookup, PageWriter
from briefsite.text import plural, slug
from briefsite.text.names import sentences

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
        name = writer.lookup.indicator(at).name
        return writer.links.to(entry, f"{name}: {writer.lookup.figure(at)}", figure_anchor(at))
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


def speaker(lookup: Lookup, item: Statement) -> str:
    """Who said it, in words."""
    if item.speaker:
        return lookup.name(lookup.library.people[item.speaker])
    if item.organisation:
        return lookup.name(lookup.library.brief(item.organisation))
    return item.attributed_to or "unknown"


MOST = 3
"""Sentences of one brief; the others are counted."""


def mention_views(writer: PageWriter, entry: AnyEntry) -> tuple[MentionView, ...]:
    """The briefs that name an entry, each with the sentences in which it does."""
    found = writer.graph.mentions.get((entry.kind, entry.id), ())
    groups = groupby(found, key=lambda mention: mention.brief.id)
    views = (_view(writer, entry, list(mentions)) for _, mentions in groups)
    return tuple(view for view in views if view.sentences or view.places)


def used_in(writer: PageWriter, term: AnyEntry) -> tuple[Link, ...]:
    """The briefs that use a term, each where it does so first, and the indicators it explains."""
    linkers = writer.graph.backlinks.get(("term", term.id), ())
    indicators = (writer.links.to(linker) for linker in linkers if linker.kind == "indicator")
    firsts: dict[str, Link] = {}
    for mention in writer.graph.mentions.get(("term", term.id), ()):
        firsts.setdefault(mention.brief.id, place_link(writer, mention.brief, mention.path))
    return (*firsts.values(), *indicators)


def _view(writer: PageWriter, entry: AnyEntry, mentions: list[Mention]) -> MentionView:
    brief = mentions[0].brief
    places, said = [], []
    for mention in mentions:
        if not mention.text:
            places.append(place_link(writer, brief, mention.path))
        elif not _is_shown(writer, entry, mention):
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


def _is_shown(writer: PageWriter, entry: AnyEntry, mention: Mention) -> bool:
    """Whether the text stands in full on the page of the entry."""
    field, index = (*mention.path, "", "")[:2]
    if field in ("events", "statements"):
        key = f"person:{entry.id}" if entry.kind == "person" else entry.id
        here = ((told.brief.id, told.item) for told in writer.graph.items.get(key, ()))
        item = getattr(mention.brief.value, str(field))[index]
        return (mention.brief.id, item) in here
    if field == "relations":
        tie: str = mention.brief.value.relations[int(index)].to
        return tie == entry.id
    return False


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
