"""Ids and names stand for one thing each, and a person has one spelling.

Ids are unique over regions and companies together, with the ids that they had before, and for the
events, statements and derived values of a brief. Two headings of a brief differ in more than their
signs, since links are made from them too. Two briefs, or two entries of one kind, do not share a
name; case and spacing make no difference, and aliases may be shared. Of names that differ only in
spaces, hyphens, accents or the order of their words it is asked whether they are one person.

Why: an id is part of a permanent link, and a link leads to one place. Readers could not tell two
things of one name apart, and who is spelled in two ways looks like two people.

Fix: choose another id for the one that is new. Say in the name what tells the two apart: the kind,
or where it lies. Write a person as the entry does, or name the entry by its id.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from briefsite.library import AnyEntry, Entry
from briefsite.library.graph import AnyBrief, Graph
from briefsite.library.validation import id_fault
from briefsite.models import Person
from briefsite.models.walk import FieldPath
from briefsite.problems import Example, Problem
from briefsite.text import slug, without_accents

EXAMPLE = Example(
    "regions/harbour-city.yml",
    bad="""\
  - id: second-plant
    title: Work begins on it
    text: Work began before.
    sources:
      - source: gazette
        para: 5
  - id: second-plant
""",
    good="  - id: second-plant\n",
)

LONGEST = 5
"""So many words of a text are looked at as one name."""
SHORTEST = 5
"""Names of fewer letters are too common to ask about."""
_WORD = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]+)*")


def check(graph: Graph) -> Iterator[Problem]:
    """Report ids and names that are used twice, and other spellings of a person."""
    yield from _ids(graph)
    yield from _former(graph)
    yield from _names(graph)
    yield from _people(graph)


def _ids(graph: Graph) -> Iterator[Problem]:
    """Report the second use of an id."""
    library = graph.library
    for id in sorted(set(library.regions) & set(library.companies)):
        entry, region = library.companies[id], library.regions[id]
        message = f"'{id}' is also the id of a region"
        double = entry.problem((), "duplicate", message, "rename this file: ids are unique")
        yield double.beside(region.problem((), "duplicate", "the region"))
    for brief in library.briefs():
        for name in ("derived", "events", "statements"):
            ids = [item.id for item in getattr(brief.value, name)]
            for index, first in _repeated(ids):
                message = f"the id '{ids[index]}' stands here twice"
                hint = "each id is part of a permanent link; choose another"
                fault = brief.problem((name, index, "id"), "duplicate", message, hint)
                other = brief.problem((name, first, "id"), "duplicate", "it stands here first")
                yield fault.beside(other)
        for index, first in _repeated([slug(each.heading) for each in brief.value.sections]):
            message = "the heading gives the same anchor as an earlier one"
            hint = "choose a heading that differs in its Latin letters or digits"
            fault = brief.problem(("sections", index, "heading"), "duplicate", message, hint)
            other = brief.problem(("sections", first, "heading"), "duplicate", "the earlier one")
            yield fault.beside(other)


def _repeated(names: list[str]) -> Iterator[tuple[int, int]]:
    """Where a name stands again, with where it stood first."""
    first: dict[str, int] = {}
    for index, name in enumerate(names):
        if first.setdefault(name, index) < index:
            yield index, first[name]


def _former(graph: Graph) -> Iterator[Problem]:
    """Report former ids that are in use, or that two briefs claim."""
    library = graph.library
    claimed: dict[str, tuple[str, int]] = {}
    for brief in library.briefs():
        for index, id in enumerate(brief.value.former_ids):
            other, place = claimed.setdefault(id, (brief.id, index))
            fault, hint = "", "delete this line: an old address leads to one page only"
            if any(library.knows(kind, id) for kind in ("region", "company")):
                fault = f"'{id}' is the id of a brief"
            elif (other, place) != (brief.id, index):
                fault = f"'{id}' is a former id of '{other}' already"
            elif named := id_fault(id):
                fault, hint = f"'{id}' is no id", named
            if fault:
                yield brief.problem(("former_ids", index), "duplicate", fault, hint)


def _names(graph: Graph) -> Iterator[Problem]:
    """Report the second entry of a name, and other spellings of a person."""
    library = graph.library
    groups: list[list[Entry[Any]]] = [list(library.briefs())]
    groups += [
        list(library.of_kind(kind).values()) for kind in ("indicator", "person", "term", "topic")
    ]
    for group in groups:
        first: dict[str, AnyEntry] = {}
        for entry in group:
            name = unicodedata.normalize("NFKC", entry.value.name).casefold()
            other = first.setdefault(" ".join(name.split()), entry)
            if other is not entry:
                message = f"'{other.id}' has the same name"
                hint = "say in the name what tells the two apart"
                fault = entry.problem(("name",), "duplicate", message, hint)
                yield fault.beside(other.problem(("name",), "duplicate", "the other one"))


def _people(graph: Graph) -> Iterator[Problem]:
    """Ask about people whose names are nearly the same, in the registry and in briefs."""
    known: dict[str, Entry[Person]] = {}
    for person in graph.library.people.values():
        same = [other for key in _keys(person.value.name) if (other := known.get(key))]
        known |= {key: person for key in _keys(person.value.name) if key not in known}
        names = {_plain(one.value.name).casefold() for one in (person, *same[:1])}
        if len(names) > 1:
            message = f"is this '{same[0].id}', {same[0].value.name}, in another spelling?"
            found = _asked(person, ("name",), message, "keep one entry of the two", "")
            yield found.beside(same[0].problem(("name",), "duplicate", "the other one"))
    for entry in graph.library.briefs() if known else ():
        for path, text in _texts(entry):
            named = path[-1] == "attributed_to"
            for words, person in _spelled(text, known):
                if not named and _plain(words) == _plain(person.value.name):
                    continue
                message = f"is this '{person.id}', {person.value.name}, in another spelling?"
                hint = f"write {person.value.name}"
                if named:
                    message = f"is this the person '{person.id}', {person.value.name}?"
                    hint = f"write speaker: {person.id} in place of attributed_to"
                yield _asked(entry, path, message, hint, words)


def _asked(entry: AnyEntry, path: FieldPath, message: str, hint: str, at: str) -> Problem:
    found = entry.problem(path, "duplicate", message, f"if it is, {hint}", at=at)
    return replace(found, level="warning")


def _texts(entry: AnyBrief) -> Iterator[tuple[FieldPath, str]]:
    """Where a brief names people in words."""
    yield from ((leaf.path, leaf.value) for leaf, _ in entry.prose)
    for index, statement in enumerate(entry.value.statements):
        if statement.attributed_to:
            yield ("statements", index, "attributed_to"), statement.attributed_to


def _spelled(text: str, known: Mapping[str, Entry[Person]]) -> Iterator[tuple[str, Entry[Person]]]:
    """Words that are the name of a person, in its spelling or another one."""
    words = list(_WORD.finditer(text))
    for first, word in enumerate(words):
        if not word[0][0].isupper():
            continue
        for last in words[first : first + LONGEST]:
            found = text[word.start() : last.end()]
            person = known.get(_key(found))
            if person:
                yield found, person


def _keys(name: str) -> Iterator[str]:
    """A name without what spellings differ in, and with its words in another order."""
    words = name.split()
    for start in range(len(words)):
        key = _key(" ".join([*words[start:], *words[:start]]))
        if len(key) >= SHORTEST:
            yield key


def _key(name: str) -> str:
    return re.sub(r"[\W_]", "", without_accents(name)).casefold()


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).split())
