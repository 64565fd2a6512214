"""Names stand where they are cited: persons with their posts, speakers, partners, places, parents.

A name is found in any of its forms: the name, an alias, or a form listed in `printed_names`.

Why: a tie between two names needs a paragraph that names both.

Fix: cite the paragraph that prints the name, or list the printed form under `printed_names`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from briefsite.evidence.archive import Archived, quote, texts_of
from briefsite.library import Entry
from briefsite.library.graph import AnyBrief, Graph
from briefsite.models import Citation, Company, Person, Region
from briefsite.models.walk import FieldPath
from briefsite.problems import Example, Problem
from briefsite.text.quantities import normalise

EXAMPLE = Example(
    "companies/harbour-motors.yml",
    bad="        para: 4\n",
    good="        para: 5\n",
)

_SMALL = {"of", "the", "and", "a", "an", "in", "for", "at"}


def verify(graph: Graph, texts: Mapping[str, Archived]) -> Iterator[Problem]:
    """Report names and posts that no paragraph cited with them prints."""
    for person in graph.library.people.values():
        yield from _person(person, texts)
    for brief in graph.library.briefs():
        yield from _printed_names(brief, texts)
        for path, target, sources in _named(graph, brief):
            cited = texts_of(texts, sources)
            if cited and not any(form in text for form in target for text in cited):
                message = f"no cited paragraph names {target[0]}"
                yield brief.problem(path, "names", message, quote(cited[0]))


def _person(person: Entry[Person], texts: Mapping[str, Archived]) -> Iterator[Problem]:
    for index, role in enumerate(person.value.roles):
        cited = texts_of(texts, role.sources)
        if not cited:
            continue
        if not any(normalise(person.value.name) in text for text in cited):
            message = f"no cited paragraph names {person.value.name}"
            yield person.problem(("roles", index), "names", message, quote(cited[0]))
        missing = [w for w in _words(role.title) if not any(w in text.lower() for text in cited)]
        if missing:
            message = f"no cited paragraph prints '{missing[0]}' of the post '{role.title}'"
            path = ("roles", index, "title")
            yield person.problem(path, "names", message, quote(cited[0]))


def _words(title: str) -> list[str]:
    words = re.findall(r"[\w&-]+", normalise(title).lower())
    return [word for word in words if word not in _SMALL]


def _printed_names(brief: AnyBrief, texts: Mapping[str, Archived]) -> Iterator[Problem]:
    for index, named in enumerate(brief.value.printed_names):
        cited = texts_of(texts, named.sources)
        if cited and not any(normalise(named.name) in text for text in cited):
            message = f"no cited paragraph prints the name '{named.name}'"
            yield brief.problem(("printed_names", index, "name"), "names", message, quote(cited[0]))


def _named(
    graph: Graph, brief: AnyBrief
) -> Iterator[tuple[FieldPath, tuple[str, ...], Iterable[Citation]]]:
    """Each name a brief claims its citations print: its place, its forms, the citations."""
    library = graph.library
    value = brief.value
    for index, relation in enumerate(value.relations):
        yield ("relations", index, "to"), forms(library.brief(relation.to)), relation.sources
    for index, statement in enumerate(value.statements):
        if statement.speaker:
            name = library.people[statement.speaker].value.name
            parts = (name, *name.split())
            yield ("statements", index, "speaker"), parts, statement.sources
        elif statement.organisation:
            said_by = forms(library.brief(statement.organisation))
            yield ("statements", index, "organisation"), said_by, statement.sources
    for index, event in enumerate(value.events):
        for number, person in enumerate(event.people):
            name = library.people[person].value.name
            yield ("events", index, "people", number), (name, *name.split()), event.sources
    if isinstance(value, Region) and value.parent and value.parent_sources:
        yield ("parent",), forms(library.brief(value.parent)), value.parent_sources
    if isinstance(value, Company):
        for index, location in enumerate(value.locations):
            place = forms(library.brief(location.region))
            yield ("locations", index, "region"), place, location.sources
        for index, parent in enumerate(value.parents):
            owner = forms(library.brief(parent.company))
            yield ("parents", index, "company"), owner, parent.sources


def forms(brief: AnyBrief) -> tuple[str, ...]:
    """Every form of a brief's name, normalised, the name itself first."""
    value = brief.value
    printed = (named.name for named in value.printed_names)
    return tuple(normalise(name) for name in (value.name, *value.aliases, *printed))
