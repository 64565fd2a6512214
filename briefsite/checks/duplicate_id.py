"""Ids are unique: over regions and companies together, and for events, statements and derived
values of a brief.

Why: an id is part of a permanent link, and a link leads to one place.

Fix: choose another id for the one that is new. Two headings of one brief must differ in more than
their signs, since links are made from them too.
"""

from collections.abc import Iterator

from briefsite.library.graph import Graph
from briefsite.problems import Example, Problem
from briefsite.text import slug

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


def check(graph: Graph) -> Iterator[Problem]:
    """Report the second use of an id."""
    library = graph.library
    for id in sorted(set(library.regions) & set(library.companies)):
        entry, region = library.companies[id], library.regions[id]
        message = f"'{id}' is also the id of a region"
        double = entry.problem((), "duplicate-id", message, "rename this file: ids are unique")
        yield double.beside(region.problem((), "duplicate-id", "the region"))
    for brief in library.briefs():
        for name in ("derived", "events", "statements"):
            ids = [item.id for item in getattr(brief.value, name)]
            for index, first in _repeated(ids):
                message = f"the id '{ids[index]}' stands here twice"
                hint = "each id is part of a permanent link; choose another"
                fault = brief.problem((name, index, "id"), "duplicate-id", message, hint)
                other = brief.problem((name, first, "id"), "duplicate-id", "it stands here first")
                yield fault.beside(other)
        for index, first in _repeated([slug(each.heading) for each in brief.value.sections]):
            message = "the heading gives the same anchor as an earlier one"
            hint = "choose a heading that differs in its Latin letters or digits"
            fault = brief.problem(("sections", index, "heading"), "duplicate-id", message, hint)
            other = brief.problem(("sections", first, "heading"), "duplicate-id", "the earlier one")
            yield fault.beside(other)


def _repeated(names: list[str]) -> Iterator[tuple[int, int]]:
    """Where a name stands again, with where it stood first."""
    first: dict[str, int] = {}
    for index, name in enumerate(names):
        if first.setdefault(name, index) < index:
            yield index, first[name]
