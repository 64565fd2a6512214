"""Ids are unique: over regions and companies together, and for events, statements and derived
values of a brief.
"""

from collections.abc import Iterator

from briefsite.graph import Graph
from briefsite.problems import Problem
from briefsite.text import slug


def check(graph: Graph) -> Iterator[Problem]:
    """Report the second use of an id."""
    library = graph.library
    for id in sorted(set(library.regions) & set(library.companies)):
        entry = library.companies[id]
        message = f"'{id}' is also the id of a region"
        yield entry.problem((), "duplicate-id", message, "rename this file: ids are unique")
    for brief in library.briefs():
        for name in ("derived", "events", "statements"):
            seen: set[str] = set()
            for index, item in enumerate(getattr(brief.value, name)):
                if item.id in seen:
                    message = f"the id '{item.id}' stands here twice"
                    hint = "each id is part of a permanent link; choose another"
                    yield brief.problem((name, index, "id"), "duplicate-id", message, hint)
                seen.add(item.id)
        anchors: set[str] = set()
        for index, section in enumerate(brief.value.sections):
            anchor = slug(section.heading)
            if anchor in anchors:
                message = "the heading gives the same anchor as an earlier one"
                hint = "choose a heading that differs in its Latin letters or digits"
                yield brief.problem(("sections", index, "heading"), "duplicate-id", message, hint)
            anchors.add(anchor)
