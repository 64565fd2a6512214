"""Every id that a brief names must exist: of sources, indicators, units, topics, people, terms
and briefs.

Why: a link must lead somewhere, and a value must have a unit.

Fix: write the file name (without .yml) or registry key of what is meant, or add what is missing.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from briefsite.library.graph import Graph, references
from briefsite.problems import Example, Problem, Suggestions

MOST = 5
"""So many references to a kind of which there is nothing are said one by one."""

EXAMPLE = Example(
    "regions/harbour-city.yml", bad="parent: north-provinse\n", good="parent: north-province\n"
)


def check(graph: Graph) -> Iterator[Problem]:
    """Report each reference, in a field or in prose, that leads nowhere."""
    library = graph.library
    missing: dict[str, list[Problem]] = {}
    suggested = Suggestions()
    renamed = {old: brief.id for brief in library.briefs() for old in brief.value.former_ids}
    for entry in (*library.entries(), *library.drafts):
        for reference in references(entry):
            if any(library.knows(kind, reference.id) for kind in reference.kinds):
                continue
            ids = [library.ids(kind) for kind in reference.kinds]
            message = f"there is no {' or '.join(reference.kinds)} '{reference.id}'"
            now = renamed.get(reference.id)
            hint = f"it is now called '{now}'" if any(now in known for known in ids) else ""
            hint = hint or suggested.hint(reference.id, reference.kinds, lambda: chain(*ids))  # noqa: B023
            hint = hint or "add it, or name another"
            found = entry.problem(reference.path, "unknown-id", message, hint, at=reference.raw)
            if any(ids) or len(ids) > 1:
                yield found
            else:
                missing.setdefault(reference.kinds[0], []).append(found)
    for kind, same in missing.items():
        yield from same if len(same) <= MOST else [_at_once(kind, same)]


def _at_once(kind: str, same: list[Problem]) -> Problem:
    """One problem for all places that name something of a kind of which there is nothing."""
    message = f"there is no {kind} at all, and {len(same):,} places name one"
    hint = f"begin one with `build.py new {kind}`, or get the file back"
    return replace(min(same), message=message, hint=hint)
