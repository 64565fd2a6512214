"""A former id leads to one page only: no brief bears it now, and no other brief bore it.

Why: old addresses lead on to the brief that has been renamed, and can lead to one only.

Fix: give the name that the file had before, or delete the line.
"""

from collections.abc import Iterator

from briefsite.library.graph import Graph
from briefsite.library.validation import id_fault
from briefsite.problems import Example, Problem

EXAMPLE = Example(
    "regions/harbour-city.yml",
    bad="former_ids:\n  - north-province\nkind: city\n",
    good="kind: city\n",
)


def check(graph: Graph) -> Iterator[Problem]:
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
                yield brief.problem(("former_ids", index), "former-id", fault, hint)
