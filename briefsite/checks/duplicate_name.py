"""Two briefs, or two entries of one registry, must not share a name.

Why: readers could not tell them apart. Case and spacing make no difference; aliases may be shared.

Fix: say in the name what tells the two apart: the kind, or where it lies.
"""

import unicodedata
from collections.abc import Iterator
from typing import Any

from briefsite.library import AnyEntry, Entry
from briefsite.library.graph import Graph
from briefsite.problems import Example, Problem

EXAMPLE = Example(
    "companies/harbour-motors.yml", bad="name: Harbour City\n", good="name: Harbour Motors\n"
)


def check(graph: Graph) -> Iterator[Problem]:
    """Report the second entry of a name."""
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
                fault = entry.problem(("name",), "duplicate-name", message, hint)
                yield fault.beside(other.problem(("name",), "duplicate-name", "the other one"))
